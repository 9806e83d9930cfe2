"""A derivation's result as code: which equation is computed, and under which definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derive.algebra import System
from derive.errors import DeriveError
from derive.export import Program, compiled, identifier, program

if TYPE_CHECKING:
    from derive.worksheets.derivation import Derivation

__all__ = ["callable_of", "program_of"]


def program_of(found: Derivation, backend: str, name: str | None) -> Program:
    """The code of a derivation, or of the parts of a conjunction together."""
    parts: dict[str, Derivation] = getattr(found, "parts_by_name", {})
    computed = {key: _computed(part) for key, part in (parts or {"": found}).items()}
    system = _joined([part.statement.system for part in computed.values()])
    assumed = dict.fromkeys(
        said
        for part in computed.values()
        if isinstance(part.data, dict)
        for said in part.data.get("assumes", ())
    )
    return program(
        {key: part.rhs for key, part in computed.items()},
        system,
        backend,
        identifier(found.name) if name is None else name,
        f"{found.title}  [{found.status}]",
        tuple(assumed),
        single=not parts,
    )


def callable_of(found: Derivation, backend: str, name: str | None) -> Callable[..., Any]:
    """The function that the code defines."""
    return compiled(program_of(found, backend, name), backend)


def _computed(found: Derivation) -> Derivation:
    """The derivation whose right-hand side is computed: this one, or a proved one of the same.

    A double sum of Jacobians answers a question that the adjoint recursion answers too; the second
    is what is computed, and the draft of the first says so.  Both have to have one left-hand side.
    """
    if found.statement.relation != "=":
        raise DeriveError(f"{found.name} is no equation, so there is nothing to compute")
    if found.draft.computed is None:
        return found
    from derive.worksheets.derivation import prove

    other = prove(found.draft.computed())
    if other.lhs != found.lhs or other.status != "proved":
        raise DeriveError(f"{found.name} and {other.name}, which is to compute it, do not agree")
    return other


def _joined(systems: list[System]) -> System:
    """The definitions of all, each once."""
    targets: dict[Any, Any] = {}
    for system in systems:
        for d in system.definitions:
            same = targets.setdefault((d.target, d.low, d.high), d)
            if same.body != d.body:
                raise DeriveError(f"{d.target} is defined in two ways, so there is no common code")
    opaque = dict.fromkeys(o for system in systems for o in system.opaque)
    return replace(
        systems[0], definitions=tuple(targets.values()), opaque=tuple(opaque), equations=()
    )
