"""What a reading may have missed: names that hang together in ways that only prose says.

A claim is never refuted of such names, and no derivative of them is proved.
"""

from __future__ import annotations

import re
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.judging.definitions import Definitions
from derive.judging.guesses import Guess
from derive.judging.instead import spoken_of
from derive.judging.looks import counted_in
from derive.judging.meanings import derivatives, reached
from derive.judging.occurrences import bare_name, names_in
from derive.judging.slots import defined_name, is_value
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = [
    "beside_frobenius",
    "constrained_elsewhere",
    "doubted",
    "norms",
]


def doubted(
    submission: Submission, claim: Claim, system: al.System, lhs: Any, rhs: Any
) -> tuple[str, ...]:
    """Names of which nothing in a claim is refuted."""
    mine = _cut_at_colon(submission, claim) + _another_value(submission, claim)
    mine += _gradients(submission, claim)
    if not derivatives(lhs, rhs, *(d.body for d in system.definitions)):
        # of a column with a single 1 no more is known here than that its entries add up to 1
        known = {normal(k) for k, kinds in submission.context.assume.items() if "one-hot" in kinds}
        mine += tuple(sorted(known & {*names_in(claim.left), *names_in(claim.right)}))
    return _namesakes(system, lhs, rhs) + mine + _another_output(submission, claim)


def _namesakes(system: al.System, lhs: Any, rhs: Any) -> tuple[str, ...]:
    """X, and X ∈ ℝ^{n×d}, beside vectors x_1, x_2, …: mostly these are its rows or columns."""
    inside = [lhs, rhs]
    for definition in system.definitions:
        if any(definition.head in _heads(e) for e in inside):
            inside.append(definition.body)
    heads = set().union(*map(_heads, inside)) - {d.head for d in system.definitions}
    families = {h.name for h in heads if isinstance(h, al.Family)}
    matrices = {h.name for h in heads if isinstance(h, sp.MatrixSymbol) and 1 not in h.shape}
    return tuple(sorted(m for m in matrices if m.swapcase() in families or _small(m) in families))


def _cut_at_colon(submission: Submission, claim: Claim) -> tuple[str, ...]:
    """A colon between two claims of one chain, as in A : BC = BᵀA : C = ACᵀ : B, is a product."""
    source = submission.text[slice(*claim.formula)]
    if source.count(":") < 2:
        return ()
    mine = [c for c in submission.claims if c.formula == claim.formula]
    sides = [side for c in mine for side in ((c.right,) if c.after else (c.left, c.right))]
    inside = sum(side.count(":") for side in sides)
    factors = any(":" in side for side in (*sides, claim.left))
    return (":",) if factors and inside < source.count(":") else ()


def _another_value(submission: Submission, claim: Claim) -> tuple[str, ...]:
    """A name of which one number was said in passing, and now another: λ = 5, λ = 2."""
    name = bare_name(claim.left)
    if name is None or not is_value(claim):
        return ()
    others = (c for c in submission.claims if c.role in ("fresh", "claim") and is_value(c))
    said = {c.right for c in others if bare_name(c.left) == name}
    return (name[0],) if said - {claim.right} else ()


_MARK = re.compile(r"\s*\\(?P<mark>delta|Delta)\s*(?:\\?[A-Za-z])")


def _gradients(submission: Submission, claim: Claim) -> tuple[str, ...]:
    """δ in δW = δz xᵀ, which says of gradients what no number δ would."""
    found = _MARK.match(claim.left)
    declared = {*submission.context.shapes, *submission.context.families}
    return (rf"\{found['mark']}",) if found and rf"\{found['mark']}" not in declared else ()


_NORMS = (al.SpectralNorm, al.FrobeniusNorm)


def norms(lhs: Any, said: tuple[str, ...]) -> tuple[str, ...]:
    """‖·‖ where ‖A‖ = max_i Σ_j |a_ij| says which norm is meant."""
    if not isinstance(lhs, _NORMS) or not isinstance(lhs.arg, sp.MatrixSymbol):
        return ()
    return tuple("‖·‖" for word in said if word.startswith("‖·‖ of a matrix"))


def _another_output(submission: Submission, claim: Claim) -> tuple[str, ...]:
    """a_L = softmax(z_L) beside a_l = σ(z_l): the last layer may have a function of its own."""
    name = bare_name(claim.left) if claim.relation == "=" else None
    if name is None or name[1] not in ("L", "N"):
        return ()
    others = (c for c in submission.claims[: claim.number] if c.relation == "=")
    alike = any(
        (said := bare_name(c.left)) is not None
        and (said[0], said[1] != name[1]) == (name[0], True)
        and spoken_of(c.right) == spoken_of(claim.right)
        for c in others
    )
    return (name[0],) if alike else ()


_FROBENIUS = re.compile(r"(?:\\\||Vert|‖)\s*_\s*\{?\s*F")


def beside_frobenius(claim: Claim) -> bool:
    """Whether ‖A‖_F stands in a claim, so that a bare ‖A‖ in it is another norm."""
    return _FROBENIUS.search(claim.latex) is not None


def _small(name: str) -> str:
    r"""``\Lambda`` → ``\lambda``; of other names nothing."""
    return rf"\{name[1:].lower()}" if name.startswith("\\") else ""


def _heads(e: Any) -> set[Any]:
    kinds = (sp.Symbol, sp.MatrixSymbol, al.Family, *al.MEMBERS)
    found = atoms(sp.sympify(e), *kinds)
    return {getattr(node, "family", node) for node in found if not node.is_integer}


def constrained_elsewhere(
    known: Definitions, claim: Claim, system: al.System, lhs: Any, rhs: Any, guess: Guess
) -> tuple[str, ...]:
    """Names that a derivative takes for constants although an equation of the text has them.

    With σ² = Σ (x_j − μ)² / n, which defines no σ, ∂y/∂x is not what it is for a constant σ.  What
    is only supposed behind a claim, "if L = …", says nothing in it.
    """
    by = derivatives(lhs, rhs)
    taken = {node.of for node in by} | {d.body for d in system.definitions}
    heads = set().union(*map(_heads, taken)) if by else set()
    settled = {d.head for d in system.definitions} | {getattr(n.wrt, "family", n.wrt) for n in by}
    heads = {h for h in heads if not getattr(h, "is_integer", False)}
    free = {key for key, values in guess.table.items() if heads & {*values} - settled}
    if not free:
        return ()
    groups: list[set[str]] = []
    for other in known.submission.claims:
        later = other.number > claim.number and defined_name(other.left) is not None
        if other.role == "assumption" and other.relation == "=" and not later:
            names = {*names_in(other.left), *names_in(other.right)}
            names -= counted_in(other.left) | counted_in(other.right)
            groups += [names] if len(names) > 1 else []
    # A = P Λ P⁻¹ ties A to nothing that the derivative moves
    reach = reached(system)
    by_heads = {getattr(n.wrt, "family", getattr(n.wrt, "parent", n.wrt)) for n in by}
    moving = by_heads | {of for of, inside in reach.items() if inside & by_heads}
    moved = {str(getattr(h, "name", h)) for h in moving}
    said: set[str] = set()
    while found := [g for g in groups if g & (moved | said) and not g <= said]:
        said = said.union(*found)
    return tuple(sorted(free & said))
