"""What a claim is judged under: the model as it is, with what is assumed before the claim, and
with assumed values in the place of the model's equations.

A gate that "is 1" contradicts f_t = σ(z_t) < 1.  So the value is put in the place of that equation,
and the gate is a constant, before the value is taken for a further hypothesis beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.errors import DeriveError, ShapeError
from derive.judging.conditions import equations
from derive.judging.defining import Defined, with_definition
from derive.judging.definitions import Definitions
from derive.judging.every import universal
from derive.judging.guesses import undeclared
from derive.judging.occurrences import bare_name, names_in, uses_of
from derive.judging.points import At
from derive.judging.refused import Refused
from derive.judging.scopes import Scope
from derive.judging.sides import Read
from derive.judging.targets import with_targets
from derive.models.symbols import index
from derive.reader.names import Names, normal
from derive.submissions.claims import Claim
from derive.submissions.prose import SECTION

__all__ = ["Supposition", "assuming", "put_in", "replaced"]

#: in how many claims before one its assumptions may have been made
_BEFORE = 8
#: a letter that counts something, of which a number may be said: K = 2
_SIZE = re.compile(r"\s*[A-Zdmnpk]\s*")
Supposition = tuple[al.System, tuple[str, ...]]


def assuming(
    known: Definitions,
    claim: Claim,
    system: al.System,
    names: Names,
    scope: Scope,
    first: Callable[[Claim, Names], Read],
) -> Iterator[Supposition | Refused]:
    """The system as it is, with the claim's own assumptions, and with those made before it.

    ``first`` reads an equation in the likeliest way.
    """
    if not any(isinstance(given, At) for given in claim.given):
        yield system, ()
    targets = with_targets(system, {value for values in names.table.values() for value in values})
    if targets is not None:
        yield targets[0], (targets[1],)
    claims = known.submission.claims
    mine = [(c.left, c.right) for c in claims if c.number in claim.under and c.relation == "="]
    mine += [pair for c in claims if c.number in claim.under for pair in equations(c.given)]
    mine += equations(claim.given)
    names_all = universal(known.said, claim)
    mine = [pair for pair in mine if (bare_name(pair[0]) or ("",))[0] not in names_all]
    before = [c for c in claims if c.number < claim.number][-_BEFORE:]
    before = [c for c in before if _same_section(known, c, claim)]
    lasting = [[given for given in c.given if not isinstance(given, At)] for c in before]
    others = [pair for given in lasting for pair in equations(given) if pair not in mine]
    spoken = {*names_in(claim.left), *names_in(claim.right)}
    others += [
        (c.left, c.right)
        for c in claims[: claim.number]
        if spoken & {*names_in(c.left)} and not names_all & {*names_in(c.left)}
        if _property(known, c, scope)
    ]
    found: list[tuple[Any, Any]] = []
    said: list[str] = []
    for pairs, own in ((mine, True), (others, False)):
        count = len(found)
        for left, right in dict(pairs).items():  # of two values of one name the last
            if not {*uses_of([left, right], names.table)} & {*names.table}:
                if own and _SIZE.fullmatch(left) and right.strip().isdigit():
                    yield Refused(f"nothing says what {left} = {right} counts", open=True)
                continue  # it speaks of nothing here
            assumption = replace(claim, left=left, relation="=", right=right)
            uses = uses_of([left, right], scope.table)
            indices = undeclared(uses, Scope(names.table))
            more = {key: (index(key.strip("\\")),) for key, u in indices.items() if u.counts}
            try:
                read = first(assumption, replace(names, table={**names.table, **more}))
            except DeriveError as error:
                if own and _concerns(known, claim, scope, {*names_in(left), *names_in(right)}):
                    why = f"the assumption {left} = {right} is not understood: {error}"
                    yield Refused(why, open=True)
                continue
            found.append(_oriented(read.lhs, read.rhs))
            said.append(f"{left} = {right}")
        if len(found) > count:
            fixed = _put(system, found, said)
            if fixed is not None:
                yield fixed
            changed = replace(system, equations=(*system.equations, *found))
            words = f"assuming {', '.join(said)}"
            yield changed, (words,)
            if targets is not None:
                both = (*targets[0].equations, *found)
                yield replace(system, equations=both), (targets[1], words)


def _same_section(known: Definitions, before: Claim, claim: Claim) -> bool:
    between = known.submission.text[before.formula[1] : claim.formula[0]]
    return SECTION.search(between) is None


def _concerns(known: Definitions, claim: Claim, scope: Scope, names: set[str]) -> bool:
    """Whether a claim, or what it needs of the definitions, speaks of names, or these are sizes."""
    pairs = [(claim.left, claim.right), *known.concerning(claim, scope)]
    spoken = {name for pair in pairs for side in pair for name in names_in(side)}
    sizes = {*map(normal, known.submission.context.sizes)}
    return bool(names & spoken or names <= sizes)


def _oriented(lhs: Any, rhs: Any) -> tuple[Any, Any]:
    """A = Aᵀ as Aᵀ = A, which defines nothing by itself."""
    return (rhs, lhs) if isinstance(rhs, sp.Transpose) and rhs.arg == lhs else (lhs, rhs)


def _put(
    system: al.System, pairs: Sequence[tuple[Any, Any]], said: Sequence[str]
) -> Supposition | None:
    """The system with values in the place of what defines them; None if not all are such."""
    known = Defined(system)
    heads = {d.head for d in system.definitions}
    for left, right in pairs:
        if getattr(left, "family", left) not in heads or not _value(right):
            return None
        if isinstance(left, al.MEMBERS) and not left.index.is_Symbol:
            return None  # what holds at one time says nothing of the others
        try:
            known = with_definition(known, left, right)
        except (DeriveError, ShapeError):
            return None
    return known.system, (replaced(said, "assuming"),)


def _value(e: Any) -> bool:
    """Whether an expression is a number, or a matrix with one number in every entry or on the
    diagonal."""
    return not sp.sympify(e).atoms(sp.MatrixSymbol, *al.MEMBERS, al.Activation)


def replaced(said: Sequence[str], by: str = "with") -> str:
    """How it is said that definitions take the place of a model's.

    >>> replaced(["f_t = 1"]), replaced(["f_t = 1", "i_t = 0"], "assuming")[-32:]
    ("with f_t = 1 in the place of the model's equation", "e place of the model's equations")
    """
    many = "s" if len(said) > 1 else ""
    return f"{by} {', '.join(said)} in the place of the model's equation{many}"


def put_in(instead: Sequence[str], values: Sequence[str]) -> tuple[str, ...]:
    """How it is said which equations of a model were exchanged, and which values are declared.

    >>> put_in(["f_t = 1"], ["f_t = 1", "C_0 = 0"])
    ("with f_t = 1 in the place of the model's equation", 'with C_0 = 0')
    """
    others = [value for value in values if value not in instead]
    said = (replaced(instead),) if instead else ()
    return (*said, f"with {', '.join(others)}") if others else said


def _property(known: Definitions, claim: Claim, scope: Scope) -> bool:
    """Whether a claim within a sentence says a property of data, as in "so Σ y_k = 1"."""
    text = known.submission.text[slice(*claim.formula)]
    inline = text.startswith(("$", r"\(")) and not text.startswith("$$")
    simple = claim.relation == "=" and claim.right.isdigit() and claim.role == "claim"
    name = bare_name(claim.left)
    if not (inline and simple) or "partial" in claim.left or (name is not None and not name[1]):
        return False  # at w = 0 something else may hold than elsewhere
    return not known.concerning(claim, scope)
