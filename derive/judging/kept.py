"""What is found of a claim in a scope: found once, as long as both are in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from derive.judging.scope import Scope
from derive.submissions.claims import Claim

__all__ = ["once"]

Found = TypeVar("Found")
#: the most that is kept of one object
_MOST = 512


def once(method: Callable[[Any, Claim, Scope], Found]) -> Callable[[Any, Claim, Scope], Found]:
    """A method whose results are kept with its object; nobody is to change them."""
    name = f"_{method.__name__}_kept"

    @wraps(method)
    def kept(self: Any, claim: Claim, scope: Scope) -> Found:
        memory: dict[Any, tuple[Found, Scope]] = vars(self).setdefault(name, {})
        key = (claim, id(scope))  # the scope is kept too, so that no other one has its identity
        found = memory.get(key)
        if found is None:
            if len(memory) >= _MOST:
                memory.clear()
            found = memory[key] = (method(self, claim, scope), scope)
        return found[0]

    return kept
