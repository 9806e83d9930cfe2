r"""Derivatives: which object a fraction of ∂'s is, and what its ∂⁺ holds fixed.

``\frac{\partial y}{\partial x}``, ``\partial y/\partial x``, ``\frac{d y}{d x}``,
``\frac{\partial}{\partial x} y``, ``\partial_x y`` and ``D_x y`` are the same object.  Its layout
is the numerator's unless the conventions say otherwise; for L a scalar and W a matrix there are
three, see :mod:`derive.reader.conventions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    Activation,
    Gradient,
    Jacobian,
    Member,
    PartialDerivative,
    ScalarMember,
    Unvec,
    pullback,
)
from derive.errors import DeriveError
from derive.reader.held import held_by
from derive.reader.layouts import laid_out
from derive.reader.names import bare, normal
from derive.reader.syntax import Node
from derive.reader.terms import Term, constant, merged, shape_of

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["applied", "derivative", "gradient", "operator_of", "pulled_back", "slashed"]

_VARIABLES = (sp.MatrixSymbol, sp.Symbol, Member, ScalarMember, MatrixElement)


@dataclass(frozen=True)
class Operator:
    """∂/∂x before what it differentiates; ``by`` are the variables, the last applied first."""

    by: tuple[Node, ...]
    marks: tuple[Node, ...] = ()
    #: J_f(x) names what is differentiated below and the variable behind
    of: Node | None = None


# -- fractions of ∂'s --


def _split(side: Node) -> tuple[list[Node], list[Node]]:
    """The marks on the ∂'s of one side of a fraction, and what stands behind the ∂'s."""
    marks = [c for c in side.children if c.kind == "script"]
    return marks, [c for c in side.children if c.kind not in ("script", "PARTIAL", "AGAIN")]


def _number_above(reader: Reader, script: Node) -> int:
    """The order that stands above a ∂, or 0."""
    text = "".join(reader.source(script).split()).strip("^{}")
    if script.children[0].kind == "CARET" and text in ("2", "3", "4"):
        return int(text)
    return {"²": 2, "³": 3}.get(text, 0)


def _variables(reader: Reader, bottom: Node) -> tuple[list[Node], list[Node]]:
    """The variables below the bar, one for each order: ∂x², ∂x ∂y; and marks on the ∂'s."""
    marks, found = _split(bottom)
    out: list[Node] = []
    for variable in found:
        last = variable
        while last.kind == "factors" and len(last.children) == 1:
            last = last.children[0]
        scripts = last.children[1:] if last.kind == "factor" else []
        order = _number_above(reader, scripts[-1]) if scripts else 0
        if order and last.children[0].kind in ("NAME", "paren"):
            out += [Node("factor", last.children[:-1])] * order
        else:
            out.append(variable)
    return out, marks


def derivative(reader: Reader, node: Node, top: Node, bottom: Node) -> Term:
    """A fraction of which one side begins with ∂."""
    for side, where in ((top, "above"), (bottom, "below")):
        if side.kind != "differential":
            raise side.refuse(f"no ∂ {where} the fraction bar", "∂ on both sides of it")
    marks, of = _split(top)
    if not of:
        raise node.refuse("∂/∂ with nothing behind it", "what is differentiated")
    if len(of) > 1:
        raise of[1].refuse("a second ∂ above the bar", "one")
    wrt, below = _variables(reader, bottom)
    if below:
        raise below[0].refuse("a script on the lower ∂", "none")
    if not wrt:
        raise bottom.refuse("∂ without a variable", "a variable below the bar")
    return _repeated(reader, node, marks, reader.read(of[0]), wrt)


def _repeated(reader: Reader, node: Node, marks: list[Node], of: Term, wrt: list[Node]) -> Term:
    orders = [_number_above(reader, mark) for mark in marks]
    plain = [mark for mark, order in zip(marks, orders, strict=True) if not order]
    if any(orders) and (max(orders) != len(wrt) or plain):
        mark = next(m for m, order in zip(marks, orders, strict=True) if order)
        raise mark.refuse(f"∂{reader.source(mark)}", "∂ or ∂^{+}")
    if not any(orders) and len(wrt) > 1:
        raise wrt[1].refuse("a second ∂ below the bar", r"\partial^2 above it")
    if len(wrt) == 1:
        return _made(reader, node, plain, of, reader.read(wrt[0]))
    terms = [reader.read(variable) for variable in wrt]
    variables = [_stripped(term.built()) for term in terms]
    for term, x in zip(terms, variables, strict=True):
        _variable(term, x)
    if not any(shape_of(x) for x in variables):
        found = of.scalar("it is differentiated twice by scalars")
        for x in reversed(variables):
            found = PartialDerivative(found, x)
        return constant(node, found)
    if len(wrt) == 2:
        first = _gradient_of(of, variables[0])
        return constant(node, Jacobian(first, variables[1]))
    raise node.refuse("a derivative of higher order by a matrix", "one of order 2")


def _stripped(x: Any) -> Any:
    """∂x ∂xᵀ, ∂y/∂xᵀ: the transpose shows the layout."""
    return x.arg if isinstance(x, sp.Transpose) else x


def _gradient_of(of: Term, x: Any) -> Any:
    if not shape_of(x):
        return PartialDerivative(of.scalar("it is differentiated twice"), x)
    return Gradient(_scalar(of, "it is differentiated twice"), x)


def slashed(reader: Reader, node: Node) -> Term:
    """∂y/∂x on one line."""
    _, *marks, of, _, _, wrt = node.children
    if of.kind != "factor":
        raise node.refuse("∂/∂ with nothing behind it", "what is differentiated")
    variables, _ = _variables(reader, Node("differential", [wrt]))
    return _repeated(reader, node, marks, reader.read(of), variables)


def _made(reader: Reader, node: Node, marks: list[Node], of: Term, wrt: Term) -> Term:
    plus = sum(_is_plus(reader, mark) for mark in marks) > 0
    x = _stripped(wrt.built())
    _variable(wrt, x)
    y = of.built(() if of.shape == (1, 1) and not shape_of(x) else of.shape)
    held: tuple[Any, ...] = ()
    if plus:
        try:
            held = held_by(y, x, reader.names)
        except DeriveError as error:
            raise marks[0].refuse(f"∂⁺, but {error}", "∂, or a system that says more") from None
    else:
        held = _implied(reader, y, x)
    if not shape_of(y) and not shape_of(x):
        return constant(node, PartialDerivative(y, x, held))
    shape = shape_of(y)
    if not shape_of(x) and sp.Integer(1) not in shape:  # of each entry, by a number
        return constant(node, Unvec(Jacobian(y, x, held), *shape))
    return laid_out(reader, node, y, x, held)


def _implied(reader: Reader, y: Any, x: Any) -> tuple[Any, ...]:
    """What a plain ∂ holds: nothing, unless it is agreed to be immediate and can be."""
    if not reader.names.system.definitions:
        return ()
    try:
        held = held_by(y, x, reader.names)
    except DeriveError:
        return ()
    return held if reader.convention("partial") == "immediate" else ()


def _is_plus(reader: Reader, mark: Node) -> bool:
    if "".join(reader.source(mark).split()) in ("^{+}", "^+", "⁺"):
        return True
    raise mark.refuse(f"∂{reader.source(mark)}", "∂ or ∂^{+}")


def _variable(term: Term, x: Any) -> None:
    if not isinstance(x, _VARIABLES):
        raise term.node.refuse("a derivative by what is no variable", "a variable or an entry")


# -- operators before what they differentiate --


def operator_of(reader: Reader, node: Node) -> Operator | None:
    """∂/∂x, D_x or J_f, if a factor is one of these."""
    if node.kind != "factor":
        return None
    atom, *scripts = node.children
    if atom.kind == "fraction" and not scripts:
        top, bottom = atom.children[2], atom.children[5]
        if top.kind == "differential" == bottom.kind and not _split(top)[1]:
            wrt, below = _variables(reader, bottom)
            if below:
                raise below[0].refuse("a script on the lower ∂", "none")
            return Operator(tuple(wrt), tuple(_split(top)[0]))
    if atom.kind == "slashed" and not scripts:
        *before, _, _, behind = atom.children[1:]
        if all(mark.kind == "script" for mark in before):
            wrt, _ = _variables(reader, Node("differential", [behind]))
            return Operator(tuple(wrt), tuple(before))
    if atom.kind == "NAME" and len(scripts) == 1 and scripts[0].children[0].kind == "UNDER":
        key = normal(atom.text)
        if bare(key) in ("D", "J") and not reader.names.find(key, "value", "family", "function"):
            inside = scripts[0].children[1].children[1]
            if inside.kind == "list" and len(inside.children) == 1:
                [named] = inside.children
                return Operator((named,)) if bare(key) == "D" else Operator((), (), named)
    return None


def applied(reader: Reader, node: Node, operator: Operator, rest: list[tuple[str, Node]]) -> Term:
    """An operator with all that stands behind it in its term."""
    from derive.reader.products import combined
    from derive.reader.reader import joined

    if not rest:
        raise node.refuse(f"{reader.source(node)} with nothing behind it", "what it is applied to")
    if operator.of is not None:
        return _jacobian_of(reader, node, operator.of, rest)
    first = rest[0][1]
    if len(rest) > 1 and first.kind == "factor" and first.children[0].kind == "paren":
        raise rest[1][1].refuse(
            f"several factors after {reader.source(node)}", "parentheses around all it applies to"
        )
    of = combined(reader, first, joined(reader, [("", first), *rest[1:]]), 1)
    whole = Node("applied", [node, *(piece for _, piece in rest)])
    return _repeated(reader, whole, list(operator.marks), of, list(operator.by))


def _jacobian_of(reader: Reader, node: Node, of: Node, rest: list[tuple[str, Node]]) -> Term:
    """J_f(x) = ∂f/∂x."""
    argument = rest[0][1]
    paren = argument.children[0]
    if len(rest) > 1 or len(argument.children) > 1 or paren.kind != "paren":
        raise argument.refuse("what stands behind J", "its argument in parentheses, alone")
    wrt = reader.read(paren.children[1])
    functions = reader.names.find(normal(reader.source(of)), "function")
    activation = next((f for f in functions if isinstance(f, Activation)), None)
    if activation is not None:
        y = Term(of, wrt.shape, lambda want: activation(wrt.built(want)))
        return _made(reader, node, [], y, wrt)
    return _made(reader, node, [], reader.read(of), wrt)


def gradient(reader: Reader, node: Node, wrt: Term, of: Term, order: int = 1) -> Term:
    """∇_W L, or ∇²_x L: the Jacobian of the gradient; by a scalar, the derivative."""
    x = wrt.built()
    _variable(wrt, x)
    if not shape_of(x):
        if order > 1:
            raise wrt.node.refuse("a second gradient by a scalar", "a matrix or a vector")
        return constant(node, PartialDerivative(of.scalar("a gradient is taken of it"), x))
    found = Gradient(_scalar(of, "a gradient is taken of it"), x)
    return constant(node, found if order == 1 else Jacobian(found, x))


def _scalar(of: Term, what: str) -> Any:
    """A scalar, or a matrix of one entry as it stands; 1ᵀy has the one column of y, and one row."""
    one = of.shape and all(size in (1, None) for size in of.shape)
    return of.built((1, 1)) if one else of.scalar(what)


def partial(reader: Reader, node: Node, wrt: Term, of: Term) -> Term:
    r"""``\partial_x y``."""
    return _made(reader, node, [], of, wrt)


def pulled_back(node: Node, by: Term, of: Term) -> Term | None:
    """⟨G, ∂F/∂X⟩ where G has the shape of F: the derivative of ⟨G, F⟩ with G held fixed."""
    atom = of.node
    while len(atom.children) == 1:
        atom = atom.children[0]
    if atom.kind != "fraction" or not any(c.kind == "differential" for c in atom.children):
        return None
    built = of.built()
    if not isinstance(built, (Jacobian, PartialDerivative)) or built.held:
        return None
    shape = shape_of(built.of)
    try:
        covector = by.built(merged(by.shape, shape, node))
    except DeriveError:
        return None
    return constant(node, pullback(covector, built.of, built.wrt))
