"""Both sides of a claim under every convention that makes a difference to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import FrobeniusNorm, Gradient, Jacobian, Member, SpectralNorm, size_of
from derive.algebra.traversal import atoms
from derive.errors import DeriveError, ShapeError
from derive.judging.constants import CONSTANTS
from derive.judging.meanings import derivatives
from derive.judging.occurrences import names_in
from derive.judging.reasons import power
from derive.reader.conventions import CHOICES, Conventions, alternatives
from derive.reader.latex import Sides, read, read_statement
from derive.reader.names import Names
from derive.reader.syntax import ReadError
from derive.submissions.claims import SIGNS, Claim

__all__ = ["Read", "both", "convention_of", "joined", "sides", "single"]

#: the most conventions tried for one claim
_WAYS = 24
#: convention and reading → how a verdict says it
_SAID = {
    ("partial", "immediate"): "∂ as the immediate derivative",
    ("prime", "transpose"): "' as a transpose",
    ("transpose", "transpose"): "^T as a transpose",
    ("transpose", "power"): "^T as a power",
    ("circ", "product"): "∘ as the product",
    ("otimes", "hadamard"): "⊗ entry by entry",
    ("otimes", "kronecker"): "⊗ as Kronecker's product",
    ("star", "hadamard"): "* entry by entry",
    ("dot", "hadamard"): "· entry by entry",
    ("power", "entries"): "the power entry by entry",
    ("orientation", "row"): "(…) as a row",
    ("slices", "column"): "W_{i,:} as a column",
    ("behind", "inside"): "with all that stands behind Π inside it",
    ("behind", "outside"): "with Π up to the last factor that its index is in",
    ("products", "left"): "with the later factors of Π at the left",
    ("descending", "reversed"): "Σ with descending limits as the sum from the lower to the upper",
    ("filled", "entries"): "a number beside a matrix in each of its entries",
    ("filled", "multiple"): "a number beside a matrix as that multiple of I",
    ("spread", "rows"): "the vector beside a matrix in each of its rows",
    ("spread", "columns"): "the vector beside a matrix in each of its columns",
    ("bars", "determinant"): "|·| as the determinant",
    ("exponential", "entries"): "exp of a matrix entry by entry",
    ("exponential", "matrix"): "exp(A) as the exponential e^A of a matrix",
    ("norm", "spectral"): "‖·‖ of a matrix as its largest singular value",
    ("norm", "frobenius"): "‖·‖ of a matrix as Frobenius's norm",
}


_NUMBER = "the number as that multiple of I"

_LAYOUTS = {
    "numerator": "numerator layout",
    "denominator": "denominator layout",
    "gradient": "gradients of scalars in the shape of the variable",
    "transposed": "derivatives of scalars by matrices transposed",
}
#: a parenthesis with a transpose, so that a transposed derivative may be written as one
_WRITTEN = re.compile(r"\)\s*\^\s*\{?\s*(?:T|\\top|\\intercal|')")


@dataclass(frozen=True)
class Read:
    """Both sides as expressions, and how they were read."""

    lhs: Any
    rhs: Any
    limit: Any
    said: tuple[str, ...]
    conventions: Conventions
    #: the layout that its derivatives really have
    layout: str = "numerator"


def convention_of(given: dict[str, str]) -> Conventions:
    """The conventions that a submission declares; the others have their defaults.

    Raises :class:`DeriveError` for a convention, or a reading of one, that does not exist.
    """
    for name in given:
        if name not in CHOICES and name != "argument":
            raise DeriveError(f"no convention is called {name}; there are {', '.join(CHOICES)}")
    return Conventions(**given)


def sides(
    claim: Claim, names: Names, base: Conventions, declared: frozenset[str]
) -> Iterator[Read | ReadError | ShapeError]:
    """Both sides in every reading, the default first; an error for a reading that fails.

    ``declared`` are the conventions that the submission settles itself.
    """
    seen: set[tuple[Any, Any]] = set()
    tried: set[Conventions] = set()
    todo: list[Conventions] = [base]
    while todo and len(tried) < _WAYS:
        conventions = todo.pop(0)
        if conventions in tried:
            continue
        tried.add(conventions)
        consulted: frozenset[str] = frozenset()
        try:
            found = _statement(claim, names, conventions)
            consulted = found.consulted
            _unmixed(claim, found)
            key = (found.lhs, found.rhs)
            if key not in seen:
                seen.add(key)
                layout = _layout(claim, found, conventions)
                said = _words(replace(conventions, layout="numerator"), consulted, declared)
                if "layout" in consulted - declared:
                    said = (_LAYOUTS[layout], *said)
                said += _as_matrix(claim, found)
                yield Read(found.lhs, found.rhs, found.limit, said, conventions, layout)
        except (ReadError, ShapeError) as error:
            consulted = getattr(error, "consulted", frozenset())
            yield error
        todo += [c for c in alternatives(conventions, consulted - declared) if c not in tried]


def _as_matrix(claim: Claim, found: Sides) -> tuple[str, ...]:
    """That a number is read as a matrix, where a side is one and is written without it."""
    for text, side in ((claim.left, found.lhs), (claim.right, found.rhs)):
        part = side.args[-1] if isinstance(side, sp.MatMul) and len(side.args) == 2 else side
        if isinstance(part, sp.Identity) and not CONSTANTS & {*names_in(text)}:
            return (_NUMBER,)
    return ()


def _layout(claim: Claim, found: Sides, conventions: Conventions) -> str:
    """The layout of the derivatives: a place may ask for another than the one agreed on."""
    kinds = (sp.Transpose, Gradient, Jacobian)
    turning = atoms(found.lhs, *kinds) | atoms(found.rhs, *kinds)
    turned = {type(t.arg) for t in turning if isinstance(t, sp.Transpose)}
    text = claim.left + claim.right
    if conventions.layout != "numerator" and turned & {Jacobian, Gradient}:
        return conventions.layout
    if Jacobian in turned and not _WRITTEN.search(text):
        return "denominator"
    gradients = any(isinstance(node, Gradient) for node in turning) and "nabla" not in text
    return "gradient" if gradients else "numerator"


def _unmixed(claim: Claim, found: Sides) -> None:
    """Raise :class:`ShapeError` where some gradients are transposed, and others not.

    Where a transpose is written it may be the author's.
    """
    sides = (found.lhs, found.rhs)
    if _WRITTEN.search(claim.left + claim.right) or not any(atoms(s, Gradient) for s in sides):
        return
    nodes = [n for side in sides for n in sp.preorder_traversal(side)]
    wide = [n for n in nodes if isinstance(n, Gradient) and sp.Integer(1) not in n.shape]
    turned = [n.arg for n in nodes if isinstance(n, sp.Transpose) and n.arg in wide]
    if turned and len(turned) < len(wide):
        raise _refusal("the layouts of its derivatives differ from each other", found.consulted)


def _words(
    conventions: Conventions, consulted: frozenset[str], declared: frozenset[str]
) -> tuple[str, ...]:
    """How the reading is said, as far as there was a choice."""
    found = []
    for name in sorted(consulted - declared):
        value = getattr(conventions, name)
        words = _SAID.get((name, value))
        if words is not None:
            found.append(words)
    return tuple(found)


def _statement(claim: Claim, names: Names, conventions: Conventions) -> Sides:
    """The claim read; ``=`` stands for relations that tell shapes just as it does.

    Raises :class:`ReadError`, or :class:`ShapeError` where only the two shapes differ.
    """
    sign = SIGNS["in"] if claim.relation == "in" else "="
    text = f"{claim.left} {sign} {claim.right}"
    try:
        return read_statement(text, names, conventions)
    except ReadError as error:
        if claim.relation == "in" or error.side:
            raise
        apart = _apart(claim, names, conventions, error)
        if apart is None:
            raise
        return apart


def _apart(claim: Claim, names: Names, conventions: Conventions, error: ReadError) -> Sides | None:
    """Sides of different shapes: a scalar on the right may be meant as a matrix."""
    consulted: frozenset[str] = getattr(error, "consulted", frozenset())
    try:
        lhs = _read(claim.left, names, conventions)
        rhs = _read(claim.right, names, conventions)
    except ReadError:
        return None
    shapes = [tuple(side.shape) if getattr(side, "is_Matrix", False) else () for side in (lhs, rhs)]
    if shapes[0] == shapes[1]:
        return Sides(lhs, claim.relation, rhs, None, consulted)
    for at, other in ((0, 1), (1, 0)):
        if shapes[at] == (1, 1) and not shapes[other]:
            both = [lhs, rhs]
            both[at] = sp.Trace(both[at])
            return Sides(both[0], claim.relation, both[1], None, consulted)
    if shapes[0] and not shapes[1]:
        if isinstance(rhs, sp.Product) and rhs.function.is_number:
            rhs = rhs.doit()
        if claim.relation in ("<", "<=", ">", ">=") and rhs.is_number:
            return Sides(lhs, claim.relation, rhs, None, consulted)
        square = shapes[0][0] == shapes[0][1]
        if square and rhs.is_number:
            scalar = sp.Identity(shapes[0][0])
            return Sides(lhs, "=", scalar if rhs == 1 else sp.MatMul(rhs, scalar), None, consulted)
        if rhs.is_number and shapes[0][1] == 1:
            ones = sp.OneMatrix(*shapes[0])
            return Sides(lhs, "=", ones if rhs == 1 else sp.MatMul(rhs, ones), None, consulted)
    if shapes[1] and not shapes[0] and claim.relation in ("<", "<=", ">", ">=") and lhs.is_number:
        return Sides(lhs, claim.relation, rhs, None, consulted)
    if claim.relation == "=" and (shapes[0] in ((), (1, 1))) != (shapes[1] in ((), (1, 1))):
        consulted |= {"filled"}
        both = _filled([lhs, rhs], shapes, conventions.filled)
        if both:
            return Sides(both[0], "=", both[1], None, consulted)
    shown = ("×".join(map(str, s)) or "a scalar" for s in shapes)
    words = "the left side is {}, the right side {}".format(*shown)
    raise _refusal(words, consulted, counts=_counts(lhs, rhs))


def _refusal(words: str, consulted: frozenset[str], **more: Any) -> ShapeError:
    """An error that says what it depends on; no frame in which it is raised holds it."""
    error = ShapeError(words)
    vars(error).update(consulted=consulted, **more)
    return error


def _filled(both: list[Any], shapes: list[Any], way: str) -> list[Any]:
    """The sides with the scalar one in each entry of a matrix, or as a multiple of I; or none."""
    at = 0 if shapes[0] in ((), (1, 1)) else 1
    rows, columns = shapes[1 - at]
    number = sp.Trace(both[at]) if shapes[at] else both[at]
    if way == "entries":
        both[at] = sp.MatMul(number, sp.OneMatrix(rows, columns))
    elif way == "multiple" and rows == columns:
        both[at] = sp.MatMul(number, sp.Identity(rows))
    else:
        return []
    return both


def _counts(lhs: Any, rhs: Any) -> tuple[str, str] | None:
    """The numbers of components, if they differ and nobody could mean less than he writes.

    A derivative of a vector by a matrix is often written as one of its factors, and a number for
    a multiple of the identity: then nothing is said.
    """
    for node in derivatives(lhs, rhs):
        of, wrt = (getattr(e, "shape", ()) for e in (node.of, node.wrt))
        if 1 not in (*of, 1)[:2] or (of and of != (1, 1) and wrt and 1 not in wrt):
            return None
    if any(getattr(side, "is_number", False) for side in (lhs, rhs)):
        return None
    left, right = (size_of(side) for side in (lhs, rhs))
    return None if sp.expand(left - right) == 0 else (power(left), power(right))


def joined(found: Read) -> Any:
    """Both sides as one expression, whose shapes they share if they are matrices; an error where
    they are matrices of numbers of rows and columns that differ."""
    both = (found.lhs, found.rhs)
    if not all(getattr(side, "is_Matrix", False) for side in both):
        return sp.Tuple(*both)
    shapes = [tuple(map(sp.sympify, side.shape)) for side in both]
    numbers = all(size.is_Integer for shape in shapes for size in shape)
    if numbers and shapes[0] != shapes[1]:
        left, right = ("×".join(map(str, shape)) for shape in shapes)
        return ShapeError(f"the left side is {left}, the right side {right}")
    return sp.MatAdd(*both)


def single(e: Any) -> Any:
    """The entry of a 1 × 1 product as its trace, ‖v‖₂ as Frobenius's: what every rule knows."""
    found = [
        m
        for m in atoms(e, MatrixElement)
        if tuple(m.parent.shape) == (1, 1) and not isinstance(m.parent, (sp.MatrixSymbol, Member))
    ]
    swaps: dict[Any, Any] = {m: sp.Trace(m.parent) for m in found}
    for norm in atoms(e, SpectralNorm):
        if norm.arg.shape[1] == 1:
            swaps[norm] = FrobeniusNorm(norm.arg)
    return e.xreplace(swaps) if swaps else e


def both(claim: Claim, names: Names, conventions: Conventions) -> tuple[Any, Any] | None:
    """Both sides of a formula in one reading, or None."""
    try:
        found = read_statement(f"{claim.left} = {claim.right}", names, conventions)
    except (DeriveError, ShapeError):
        return None
    return found.lhs, found.rhs


def _read(text: str, names: Names, conventions: Conventions) -> Any:
    """One side by itself: what tells no size needs no other side."""
    return read(text, names, None, conventions)
