"""What strategies about one network share: how they put a draft together."""

from __future__ import annotations

from typing import Any

from derive.algebra import System
from derive.calculus.steps import Draft, Statement
from derive.models import RNN

__all__ = ["Strategy"]


class Strategy:
    """Drafts about a network, their names beginning with ``name``."""

    net: RNN
    name: str

    def _draft(
        self, name: str, title: str, lhs: Any, rhs: Any, proof: Any, given: Any = (), **more: Any
    ) -> Draft:
        """A draft of ``lhs = rhs`` under the network's equations, or those of ``system``."""
        system: System = more.pop("system", self.net.system)
        statement = Statement(lhs, rhs, system, given=tuple(given))
        return Draft(f"{self.name}-{name}", title, statement, proof, **more)
