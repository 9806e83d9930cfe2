"""Names that a claim leaves open, so that it cannot be wrong of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.judging.arguments import DEFINED, FUNCTIONS
from derive.judging.guesses import Guess
from derive.judging.looks import quantities
from derive.judging.meanings import derivatives
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.scopes import Scope
from derive.judging.slots import defined_name
from derive.reader.decorations import decoration, running
from derive.reader.names import normal
from derive.submissions.claims import Claim

__all__ = ["constrained", "loose"]

_DERIVED = re.compile(r"\\partial|\\nabla|∇|'|\\prime|\bd(?![A-Za-z])")
#: letters of numbers of samples or components
_COUNTS = frozenset("BDKMNTdkmnp")
_ORDERED = ("<", "<=", ">", ">=")
#: names that nobody declares, for they are operators
_OPERATORS = frozenset({"d", "D", r"\mathrm{d}", r"\mathrm{D}"})


def constrained(
    claim: Claim, lhs: Any, rhs: Any, guess: Guess, defined: Collection[str]
) -> tuple[str, ...]:
    """Guessed names of which an equation with numbers says something, rather than of all of them.

    A^{30} = diag(1, 2), xᵀx = 1 and P² = P are no identities, σ(x) + σ(−x) = 1 is one: a property
    of one matrix that nobody has declared may be assumed, and so may a value of what is declared
    (Σ y_k = 1) if no name in the claim is ``defined``.
    """
    if claim.relation == "=" and (eigen := _eigenvector(lhs, rhs) or _eigenvector(rhs, lhs)):
        return eigen
    named = {*atoms(lhs, sp.MatrixSymbol), *atoms(rhs, sp.MatrixSymbol)}
    if claim.relation == "=" and len(named) == 1 and _monomial(lhs) and _monomial(rhs):
        return tuple(sorted({m.name for m in named} & {*guess.table}))
    deltas = rhs.has(sp.KroneckerDelta) and all(s.is_integer for s in rhs.free_symbols)
    free = rhs.free_symbols and not deltas  # v_iᵀv_j = δ_{ij} is a property too
    if claim.relation != "=" or free or atoms(rhs, sp.MatrixSymbol, *al.MEMBERS):
        exponents = {s for e in atoms(rhs, sp.Pow) for s in e.exp.free_symbols}
        sized = {d.arg for d in atoms(lhs, sp.Determinant)} and {s.name for s in exponents}
        return tuple(sorted({*(sized or ())} & {*guess.table}))
    if atoms(lhs, al.Activation, sp.exp, sp.log, sp.tanh) or derivatives(lhs):
        return ()
    named = atoms(lhs, sp.MatrixSymbol, sp.Symbol, al.Family)
    spoken = {node.name for node in named if not getattr(node, "is_integer", False)}
    counts = any(
        key in _COUNTS and isinstance(value, sp.Symbol) and not value.is_integer
        for key, values in guess.table.items()
        for value in values
    )  # where μ = Σ_i x_i / N, nothing says that N is how many there are
    settled = set() if counts else {*defined}
    return tuple(sorted(spoken & {*guess.table} - settled if defined else spoken))


def _eigenvector(left: Any, right: Any) -> tuple[str, ...]:
    """The names of A v = λ v, which is true of some v only."""
    if not (isinstance(left, sp.MatMul) and isinstance(right, sp.MatMul)):
        return ()
    scale, vectors = right.as_coeff_matrices()
    alone = len(vectors) == 1 and left.args[-1] == vectors[0] and isinstance(scale, sp.Symbol)
    if not alone or not isinstance(vectors[0], sp.MatrixSymbol | al.Member):
        return ()
    return (str(getattr(vectors[0], "name", vectors[0])), str(scale))


def _monomial(e: Any) -> bool:
    """Whether a matrix is a product of powers and transposes of symbols, or the identity."""
    if isinstance(e, (sp.MatMul, sp.MatPow, sp.Inverse, sp.Transpose)):
        return all(_monomial(a) for a in e.args if getattr(a, "is_Matrix", False))
    return isinstance(e, (sp.MatrixSymbol, sp.Identity))


def loose(
    claim: Claim,
    defined: list[tuple[str, str]],
    scope: Scope,
    guess: Guess,
    parameters: Callable[[], Collection[str]] = tuple,
) -> tuple[str, ...]:
    """Guessed names on the right side of which the left side knows nothing, but for the
    ``parameters`` of definitions before it.

    The other way round too, of numbers: λ_min ≤ r says nothing of a λ_min that stands nowhere
    else, and σ² = Σ_i (x_i − μ)² says what σ² is.
    """
    bodies: dict[str, str] = {}  # L = Σ_t L_t and L_t = … share a name
    for left, right in defined:
        if (name := defined_name(left)) is not None:
            bodies[f"{left} = {right}" if name[0] in bodies else name[0]] = right
    known = {*uses_of([claim.left, *bodies.values()], scope.table)}
    mine = uses_of([claim.right], scope.table)
    free = {key for key, values in guess.table.items() if values}  # unit vectors are known
    if not scope.system.definitions:  # "eigenvalues λ_1, …, λ_n" says no more of them than a guess
        free |= {key for key in scope.table if key in mine and mine[key].indexed}
    spoken = quantities({k: u for k, u in mine.items() if k in free})
    found = {key for key in spoken if key not in known | {*bodies}}
    if found and not scope.system.definitions:
        # the λ of a Lagrangian is none of the λ_1, λ_2, …
        found -= {key for key in parameters() if key in mine and not mine[key].indexed}
    if claim.relation in _ORDERED or (claim.relation == "=" and not _DERIVED.search(claim.left)):
        found |= _numbers_of_one_side(claim, bodies, scope, guess)
    named = DEFINED.match(claim.left) if claim.role in ("fresh", "definition") else None
    if named is not None:  # s(u) = … defines s, for which nothing could be put in
        found |= {normal(named[1])} & {*guess.table} - FUNCTIONS
    # x^* is no free variable, whatever it is; what a step starts from is
    found |= {k for k in guess.table if (sign := decoration(k)) and not running(sign)} - {*bodies}
    name = bare_name(claim.left)
    if name is not None and name[1] and name[0] in {*guess.table} - {*bodies}:
        found.add(name[0])  # a member of a family that may be defined by this, as δ^l by δ^{l+1}
    # d(XY) and D_j S_i, where nothing is called so, are differentials and derivatives
    operators = {*uses_of([claim.left, claim.right], scope.table)} & _OPERATORS & {*guess.table}
    return tuple(sorted(found | (operators - {*bodies})))


def _numbers_of_one_side(
    claim: Claim, bodies: Mapping[str, str], scope: Scope, guess: Guess
) -> set[str]:
    """Guessed scalars on the left of which a right side with names in it knows nothing."""
    right = {*uses_of([claim.right, *bodies.values()], scope.table)}
    mine = uses_of([claim.left], scope.table)
    spoken = quantities({k: u for k, u in mine.items() if k in guess.table})
    numbers = {
        k
        for k in spoken
        if guess.table[k] and all(isinstance(v, sp.Symbol) for v in guess.table[k])
    }
    return numbers - right - {*bodies} if right else set()
