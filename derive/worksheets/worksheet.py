"""What a worksheet is: questions with the theorems that answer them, and errata of an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.calculus.rules import RULES
from derive.worksheets.derivation import Derivation

__all__ = ["Erratum", "Question", "Worksheet"]


@dataclass(frozen=True)
class Question:
    """One question: its theorems by the keys that its template uses, and what prose mentions."""

    id: str
    title: str
    theorems: Mapping[str, Derivation]
    #: symbols and terms that the prose names; none of them states anything
    symbols: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Erratum:
    """An entry of the errata: claims of the old sheet, and what is true (one thing or several)."""

    id: str
    where: str
    claims: tuple[Any, ...]
    true: Any


@dataclass(frozen=True)
class Worksheet:
    """Questions in their order; ``figures`` holds plain data for the drawings."""

    name: str
    title: str
    questions: tuple[Question, ...]
    errata: tuple[Erratum, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=lambda: RULES)
    #: where the certificates are written, a folder of this worksheet's own
    folder: str = "certificates"

    def derivations(self) -> dict[str, Derivation]:
        """All derivations by name, each after those that it builds on."""
        found: dict[str, Derivation] = {}

        def collect(derivation: Derivation) -> None:
            if derivation.name not in found:
                for used in derivation.uses:
                    collect(used)
                found[derivation.name] = derivation

        for question in self.questions:
            for theorem in question.theorems.values():
                collect(theorem)
        for erratum in self.errata:
            for true in erratum.true if isinstance(erratum.true, tuple) else (erratum.true,):
                if isinstance(true, Derivation):
                    collect(true)
        return found
