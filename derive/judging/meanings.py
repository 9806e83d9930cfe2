r"""What a derivative may mean where the submission does not say: total or immediate, of what.

- ``\partial h_k/\partial W`` may be the total derivative or, inside a sum over k, the immediate
  one, with the states before held fixed; each kind of derivative (of the family h by W) has one
  meaning on the left side and one on the right.
- A quantity without a definition of which a derivative is taken (L in ∂L/∂y) is some function of
  what it is differentiated by; of what acts on it through others only by those others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive import algebra as al
from derive.algebra.traversal import atoms, nodes
from derive.errors import DeriveError
from derive.judging.lastlayer import cost_of_the_last, without_other_costs
from derive.judging.sentence import said_before
from derive.reader.held import held_by
from derive.reader.names import Names
from derive.submissions.claims import Claim, Submission

__all__ = [
    "all_marked",
    "derivatives",
    "head",
    "immediate",
    "marked",
    "one_sided",
    "reached",
    "total",
    "with_functions",
]

_DERIVATIVES = (al.Jacobian, al.Gradient, al.PartialDerivative)
#: the most kinds of derivatives whose meanings are tried in every combination
_KINDS = 3


_MARKED = re.compile(r"\\partial\s*\^\s*(?:\+|\{\s*\+\s*\})")
_ANY = re.compile(r"\\partial(?![A-Za-z])|∂|\\nabla(?![A-Za-z])|∇")
_OVER = re.compile(
    r"\\partial\s*\^\s*(?:\+|\{\s*\+\s*\})[^∂]*?(?:\}\s*\{|/)\s*\\partial(?:\s*\^\s*(?:\+|\{\s*\+\s*\}))?"
)


def all_marked(latex: str) -> bool:
    r"""Whether all derivatives in a formula are immediate ones.

    >>> all_marked(r"\partial^+ h/\partial x = W"), all_marked(r"\partial h/\partial x")
    (True, False)
    """
    return _MARKED.search(latex) is not None and not _ANY.search(_OVER.sub("", latex))


def marked(submission: Submission) -> bool:
    """Whether immediate derivatives are told from total ones, by a ∂⁺."""
    return any(_MARKED.search(claim.latex) for claim in submission.claims)


#: words for a derivative along all paths, in the sentence before a formula
_TOTAL = re.compile(
    r"(?:total|full|totale|complète?|completa|gesamte?|vollständige?|полн\w+)\s+(?:\w+\s+)?"
    r"(?:deriv|jacob|gradient|ableitung|dérivée|gradiente|производн|градиент)"
    r"|(?:deriv|jacob|dérivée)\w*\s+total|全(?:导数|微分|導數)",
    re.IGNORECASE,
)


def total(submission: Submission, claim: Claim) -> bool:
    """Whether the words before a formula with d's only say that its derivative is a total one."""
    if _ANY.search(claim.latex):
        return False
    return _TOTAL.search(said_before(submission, claim.formula[0])) is not None


def derivatives(*expressions: Any) -> list[Any]:
    """The derivatives in some expressions, in the order in which they stand."""
    found: dict[Any, None] = {}
    for expression in expressions:
        for node in nodes(sp.sympify(expression)):
            if isinstance(node, _DERIVATIVES):
                found[node] = None
    return list(found)


def head(e: Any) -> Any:
    """The symbol or family that something is, or is an entry of."""
    e = e.parent if isinstance(e, MatrixElement) else e
    return getattr(e, "family", e)


def immediate(
    lhs: Any, rhs: Any, names: Names, marked: bool = False, every: bool = False
) -> Iterator[tuple[Any, Any, str]]:
    """The sides with their derivatives read as total or as immediate, and how that is said.

    First as they are written; then the right side's by parameters as immediate, the usual abuse;
    then every other combination; then as derivatives of the quantities' own equations.  Who has
    ``marked`` immediate derivatives with a ∂⁺ means total ones by ∂; ``every``: all of these two
    sides are marked.
    """
    yield lhs, rhs, ""
    if not marked:
        yield from _one_step(lhs, rhs, names)
    yield from _own_equation(lhs, rhs, names, every)


def _one_step(lhs: Any, rhs: Any, names: Names) -> Iterator[tuple[Any, Any, str]]:
    """The sides with some of their derivatives as immediate ones."""
    kinds: dict[tuple[Any, Any, bool], list[tuple[Any, Any]]] = {}
    for side, right in ((lhs, False), (rhs, True)):
        for node in derivatives(side):
            other = None if node.held else _held(node, names)
            if other is not None:
                kinds.setdefault((head(node.of), head(node.wrt), right), []).append((node, other))
    if not kinds or len(kinds) > 2 * _KINDS:
        return
    keys = sorted(kinds, key=lambda k: (not k[2], isinstance(k[1], al.Family), str(k)))[
        : _KINDS + 1
    ]
    choices = sorted(product((False, True), repeat=len(keys)), key=sum)
    for choice in choices[1:]:
        swaps: tuple[dict[Any, Any], dict[Any, Any]] = ({}, {})
        said = []
        for chosen, key in zip(choice, keys, strict=True):
            if chosen:
                swaps[key[2]].update(kinds[key])
                said.append(rf"∂{key[0].name}/∂{key[1].name}")
        words = f"with {' and '.join(dict.fromkeys(said))} as the immediate derivative"
        yield lhs.xreplace(swaps[0]), rhs.xreplace(swaps[1]), words


def _own_equation(lhs: Any, rhs: Any, names: Names, every: bool) -> Iterator[tuple[Any, Any, str]]:
    """The derivatives of a quantity by another one in its own equation, with all else in that
    held fixed: ∂c_t/∂x_t of c_t = f_t ⊙ c_{t-1} + V x_t, whatever else the gate f_t depends on."""
    swaps: list[dict[Any, Any]] = []
    for side in (lhs, rhs):
        found = {node: _direct(node, names, every) for node in derivatives(side)}
        swaps.append({node: other for node, other in found.items() if other is not None})
    for left, right in ((True, False), (False, True), (True, True)):
        if bool(swaps[0]) >= left and bool(swaps[1]) >= right:
            shown = [n for n in (*swaps[0], *swaps[1]) if n in swaps[0] or right]
            names_of = dict.fromkeys(f"∂{head(n.of).name}/∂{head(n.wrt).name}" for n in shown)
            words = f"with {' and '.join(names_of)} by its own equation, all else held fixed"
            yield (
                lhs.xreplace(swaps[0]) if left else lhs,
                rhs.xreplace(swaps[1]) if right else rhs,
                words,
            )


def _direct(node: Any, names: Names, marked: bool) -> Any:
    """The derivative with what else stands in the equation of a quantity held, or None.

    By an earlier member of its own family only one that is ``marked`` is meant so.
    """
    of, by = (getattr(e, "parent", e) for e in (node.of, node.wrt))
    if not isinstance(of, al.MEMBERS) or of == by:
        return None
    if head(by) == of.family and not (marked or node.held):
        return None
    try:
        body = names.system.body(of)
    except DeriveError:
        return None
    inside = atoms(body, *al.MEMBERS)
    if by not in inside:
        return None
    held = sorted((m for m in inside - {by} if names.system.definitions_of(m.family)), key=str)
    held = [m for m in held if m not in node.held] and held
    return type(node)(node.of, node.wrt, tuple(held)) if held else None


def _held(node: Any, names: Names) -> Any:
    """The immediate derivative that a total one might be meant as, or None."""
    of = head(node.of)
    if not isinstance(of, al.Family):
        return None
    own = [d.body for d in names.system.definitions_of(of)]
    by = node.wrt
    if head(node.wrt) == of:
        if not any(body.has(of) for body in own):
            return None  # there is no direct path
        by = of[sp.Symbol("_", integer=True)]  # the direct path, however far back
    try:
        held = held_by(node.of, by, names)
    except DeriveError:
        return None
    return type(node)(node.of, node.wrt, held)


# -- quantities of which nothing is said but that they depend on something --


def undefined(system: al.System, *expressions: Any) -> dict[Any, list[Any]]:
    """What is differentiated without a definition → what by; derivatives by itself are not among
    them."""
    known = {d.head for d in system.definitions}
    known |= {getattr(o.target, "family", o.target) for o in system.opaque}
    found: dict[Any, list[Any]] = {}
    for node in derivatives(*expressions):
        if isinstance(node.of, (*al.MEMBERS, MatrixElement, sp.MatrixSymbol, sp.Symbol)):
            of = head(node.of)
            named = isinstance(of, (sp.MatrixSymbol, sp.Symbol, al.Family))  # no (X⁻¹)_{ij}
            if named and of not in known and of != head(node.wrt):
                found.setdefault(of, []).append(node)
    return found


def with_functions(system: al.System, *expressions: Any) -> al.System:
    """The system with an unknown function for every quantity that is differentiated undefined.

    It may be differentiated where a name is defined, δ = ∂L/∂h: then L is no constant either.

    Raises :class:`DeriveError` where what it is a function of cannot be told.
    """
    expressions = (*expressions, *(d.body for d in system.definitions if derivatives(d.body)))
    known = {d.head for d in system.definitions}
    for node in derivatives(*expressions):
        of = head(node.of)
        own = isinstance(of, al.Family) and of == head(node.wrt) and of not in known
        if own and getattr(node.of, "index", 0) != getattr(node.wrt, "index", 0):
            raise DeriveError(f"nothing says how {node.of} depends on {node.wrt}")
    system = without_other_costs(system, derivatives(*expressions), reached(system), expressions)
    missing = undefined(system, *expressions)
    if not missing:
        return system
    by = {of: dict.fromkeys(head(node.wrt) for node in nodes) for of, nodes in missing.items()}
    reach = reached(system, by)
    opaque, sums = [], []
    for of, found in by.items():
        cost = cost_of_the_last(system, of, found, reached(system), expressions)
        if cost is not None:
            opaque.append(cost)
            continue
        direct = [a for a in found if not any(a in reach.get(b, ()) for b in found if b != a)]
        if not direct or of in reach[of]:
            raise DeriveError(f"nothing says how {of} depends on {', '.join(map(str, found))}")
        total = _summed(of, direct, missing[of], expressions)
        if total is not None:
            sums.append(total[0])
            opaque.append(total[1])
        else:
            opaque.append(_opaque(of, direct, missing[of]))
    return replace(
        system,
        opaque=(*system.opaque, *opaque),
        definitions=(*system.definitions, *sums),
    )


def reached(
    system: al.System, more: Mapping[Any, Iterable[Any]] | None = None
) -> dict[Any, set[Any]]:
    """Name → all that it depends on, through the definitions and what ``more`` says."""
    reach = {of: set(found) for of, found in (more or {}).items()}
    parts = [(d.head, [d.body]) for d in system.definitions]
    parts += [(head(o.target), list(o.arguments)) for o in system.opaque]
    for of, bodies in parts:
        for body in bodies:
            inside = atoms(sp.sympify(body), al.Family, sp.MatrixSymbol, sp.Symbol)
            inside |= {m.family for m in atoms(sp.sympify(body), *al.MEMBERS)}
            reach.setdefault(of, set()).update(inside - {of})
    grew = True
    while grew:
        grew = False
        for near in reach.values():
            far = set().union(*(reach[at] for at in near & reach.keys())) - near
            near |= far
            grew = grew or bool(far)
    return reach


def one_sided(
    before: al.System, after: al.System, lhs: Any, rhs: Any, general: Collection[str] = ()
) -> tuple[str, ...]:
    """Unknown functions of which not every term of an equation speaks, through definitions too.

    Of these the author may know more than is said: that l is a squared error, whose derivative is
    ŷ − y, or that L has a penalty, λW in its gradient.  That a sum of derivatives is 0 says
    nothing of a function that is ``general``, of which the text says what it depends on.
    """
    heads = {head(o.target) for o in after.opaque if o not in before.opaque}
    if not heads:
        return ()
    if 0 in (lhs, rhs):
        heads = {of for of in heads if not {str(of.name), f"\\{of.name}"} & {*general}}
    reach = reached(after)
    spoken = {of: [_speaks(side, of, reach) for side in (lhs, rhs)] for of in heads}
    return tuple(sorted(str(of.name) for of, both in spoken.items() if both not in _ALIKE))


#: neither side has anything of an unknown function, or every term of both sides has
_ALIKE = ([None, None], [True, True])
_SUMS = (sp.Add, sp.MatAdd)


def _speaks(e: Any, of: Any, reach: Mapping[Any, set[Any]]) -> bool | None:
    """Whether every term of an expression depends on an unknown function; None: no term does."""
    e = sp.sympify(e)
    spoken = atoms(e, al.Family, sp.MatrixSymbol, sp.Symbol)
    spoken |= {m.family for m in atoms(e, *al.MEMBERS)}
    if not any(s == of or of in reach.get(s, ()) for s in spoken):
        return None
    if isinstance(e, _SUMS):
        return all(_speaks(term, of, reach) for term in e.args)
    leaf = isinstance(e, (*_DERIVATIVES, *al.MEMBERS, MatrixElement, sp.MatrixSymbol))
    if leaf or not e.args:
        return True
    return any(_speaks(part, of, reach) for part in e.args)


def _summed(
    of: Any, direct: list[Any], nodes: list[Any], expressions: tuple[Any, ...]
) -> tuple[al.Definition, al.Opaque] | None:
    """A loss whose derivatives by the h_t stand under a Σ_t, as the sum of a loss at each of these
    times; None for any other."""
    families = [a for a in direct if isinstance(a, al.Family)]
    if not isinstance(of, sp.Symbol) or not families:
        return None
    ranges = set()
    for e in expressions:
        for total in atoms(sp.sympify(e), al.MatrixSum, sp.Sum):
            index, low, high = _limits(total)
            mine = [n for n in derivatives(total.args[0]) if n in nodes]
            if any(_index(n.wrt) == index for n in mine):
                ranges.add((low, high))
    if len(ranges) != 1:
        return None
    [(low, high)] = ranges
    if not low.is_Integer or not (high.is_Symbol or high.is_Integer):
        return None
    step = high.is_Symbol and high.name not in ("T", "tau")
    if step and any(_index(n.wrt) == high for n in nodes):
        return None  # what is spoken of at a step t does not end there
    t = sp.Symbol("t", integer=True)
    at = al.Family(of.name)[t]
    arguments = tuple(a[t] if isinstance(a, al.Family) else a for a in direct)
    return al.Definition(of, sp.Sum(at, (t, low, high))), al.Opaque(at, arguments)


def _limits(total: Any) -> tuple[Any, Any, Any]:
    if isinstance(total, sp.Sum):
        index, low, high = total.limits[0]
        return index, low, high
    return total.index, total.low, total.high


def _index(e: Any) -> Any:
    return getattr(e.parent if isinstance(e, MatrixElement) else e, "index", None)


def _opaque(of: Any, direct: list[Any], nodes: list[Any]) -> al.Opaque:
    arguments = []
    target = of
    if isinstance(of, al.Family):
        t = sp.Symbol("t", integer=True)
        target = of[t]
    for argument in direct:
        if not isinstance(argument, al.Family):
            arguments.append(argument)
            continue
        if not isinstance(of, al.Family):
            raise DeriveError(f"nothing says on which of the {argument.name} {of} depends")
        shifts = {
            node.wrt.index - node.of.index
            for node in nodes
            if head(node.wrt) == argument
            and hasattr(node.of, "index")
            and hasattr(node.wrt, "index")
        }
        if shifts != {0}:
            raise DeriveError(f"nothing says on which of the {argument.name} {of.name} depends")
        arguments.append(argument[target.index])
    return al.Opaque(target, tuple(arguments))
