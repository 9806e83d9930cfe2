r"""Claims on all the values that something takes: range(σ) = (0, 1), σ(ℝ) = (0, 1), max σ′ = ¼.

``o_t \in [-1, 1]`` says where the values lie, and is true; that they *are* the interval is false.
Such a claim holds if the values lie in the interval, a closed end is taken, and values come as near
to an open end as one likes: what is continuous on a connected set then takes all between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.audit import evaluate
from derive.calculus.steps import Statement
from derive.document.printer import latex
from derive.errors import DeriveError
from derive.judging.occurrences import names_in
from derive.judging.oracles import Ruling, fails
from derive.judging.proofs import proved
from derive.submissions.claims import Claim
from derive.submissions.declared import interval as is_interval

__all__ = ["Extent", "bound_tex", "extent_of", "interval_tex", "ruled", "sharper"]

_RANGE = re.compile(
    r"(?:\\(?:operatorname|mathrm|text|mathop|mathsf|rm)\*?\s*\{\s*"
    r"(?:range|Range|ran|im|Im|image|Image|Bild|img|rg)\s*\}|\\Im(?![A-Za-z]))\s*(?P<of>.+)",
    re.DOTALL,
)
_IMAGE = re.compile(
    r"(?P<f>\\[A-Za-z]+|[A-Za-z])\s*(?P<prime>'*|\^\s*\{?\s*\\prime\s*\}?)\s*"
    r"\(\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R|\\RR|\\Reals)\s*\)"
)
_EXTREME = re.compile(
    r"\\(?:operatorname\*?\s*\{\s*)?(?P<kind>max|min|sup|inf)(?![A-Za-z])\s*\}?\s*(?:\\limits\s*)?"
    r"(?:_\s*(?:\{(?P<under>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(?P<one>[A-Za-z])))?\s*(?P<of>.+)",
    re.DOTALL,
)
_FUNCTION = r"\\(?:sigma|tanh|exp|phi|varphi)(?![A-Za-z])\s*(?:'+|\^\s*\{?\s*(?:\\prime|')\s*\}?)?"
_BARE = re.compile(rf"({_FUNCTION})(?!\s*(?:\\left\s*)?\()(?!\s*['_^A-Za-z\\])")
_APPLIED = re.compile(rf"{_FUNCTION}|softmax|relu")
#: letters that count what a maximum is taken over, so that it is one of entries
_COUNTS = frozenset("ijklmnpqrst")


#: what stands for any number where a function stands alone
_ANY = r"\xi"


@dataclass(frozen=True)
class Extent:
    """A claim on all values: the bound that it has to be, and what is said of the ends."""

    #: that the values lie in an interval
    bound: Claim
    #: range, max, min, sup or inf; bound if nothing is said of the ends
    kind: str

    def said(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """How a reading of the bound is said."""
        return tuple(w.replace(f"with {_ANY} scalar", f"over all real {_ANY}") for w in words)


def extent_of(claim: Claim) -> Extent | None:
    """The claim as one on all values of something; None if it is another."""
    claim = replace(claim, role="claim")
    if claim.relation != "=":
        return _bounded(claim) or _of_functions(claim)
    for left, right in ((claim.left, claim.right), (claim.right, claim.left)):
        found = _RANGE.fullmatch(left.strip())
        image = _IMAGE.fullmatch(left.strip())
        if (found or image) and is_interval(right):
            inside = _argument(found["of"] if found else f"{image['f']}{image['prime']}")  # type: ignore[index]
            return Extent(replace(claim, left=inside, relation="in", right=right), "range")
        extreme = _extreme(left)
        if extreme is not None:
            kind, inside = extreme
            space = rf"(-\infty, {right}]" if kind in ("max", "sup") else rf"[{right}, \infty)"
            return Extent(replace(claim, left=inside, relation="in", right=space), kind)
    return None


def _bounded(claim: Claim) -> Extent | None:
    """sup f ≤ c is f ≤ c everywhere; sup f < c says more, and is none of these."""
    extreme = _extreme(claim.left)
    if extreme is None:
        return None
    upper = extreme[0] in ("max", "sup")
    if claim.relation != ("<=" if upper else ">="):
        return None
    return Extent(replace(claim, left=extreme[1]), "bound")


def _of_functions(claim: Claim) -> Extent | None:
    """0 < σ < 1: functions alone, at any number."""
    sides = claim.left, claim.right
    if claim.relation not in ("in", "<", "<=", ">", ">=") or not any(map(_BARE.search, sides)):
        return None
    names = {name for side in sides for name in names_in(side)}
    if not all(_APPLIED.fullmatch(name) for name in names - {r"\infty", "e"}):
        return None
    left, right = (_argument(side) if _BARE.search(side) else side for side in sides)
    return Extent(replace(claim, left=left, right=right), "bound")


def _extreme(left: str) -> tuple[str, str] | None:
    found = _EXTREME.fullmatch(left.strip())
    if found is None or not _APPLIED.search(found["of"]):
        return None
    over = (found["under"] or found["one"] or "").strip()
    if over[:1] in _COUNTS or re.match(r"(?:\\left\s*)?(?:\(|\\\{).*,", found["of"]):
        return None
    return found["kind"], _argument(found["of"])


def _argument(of: str) -> str:
    r"""What values are spoken of: σ′ without an argument, and (σ), are at any number."""
    of = of.strip()
    inside = re.fullmatch(r"(?:\\left\s*)?\((.*?)(?:\\right\s*)?\)", of, re.DOTALL)
    of = inside[1].strip() if inside and inside[1].count("(") == inside[1].count(")") else of
    return _BARE.sub(lambda found: f"{found[1]}({_ANY})", of)


# -- verdicts --


def ruled(statement: Statement, kind: str) -> Ruling:
    """The verdict on a claim whose bound is a statement of membership."""
    first = fails(statement, 24)
    if first.verdict != "agrees":
        return first
    bound = proved(statement)
    if kind == "bound":
        return Ruling("proved", "kernel") if bound else first
    space = statement.rhs
    ends = [(space.start, space.left_open, -1), (space.end, space.right_open, 1)]
    if kind != "range":
        ends = [end for end in ends if not end[0].is_infinite]
    curve = _curve(statement)
    whole = bound
    for end, is_open, sign in ends:
        closed = kind in ("max", "min") or (kind == "range" and not is_open)
        near = _never(statement, end, sign, closed)
        if near:
            return Ruling("refuted", "kernel", near)
        taken = curve is not None and _taken(curve, end)
        if taken and kind == "range" and is_open:
            return Ruling("refuted", "kernel", f"the value {end} is taken")
        if taken:
            continue
        if closed or curve is None or not _approached(curve, end):
            return Ruling("unknown", "", f"whether its values come up to {end} is not known")
        whole = False
    if whole:
        return Ruling(
            "proved", "kernel", "between the ends by continuity" if kind == "range" else ""
        )
    return Ruling("agrees", "audit", "the bounds are proved; that values come up to them is tried")


def _never(statement: Statement, end: Any, sign: int, closed: bool) -> str:
    """Values up to the end, or the end, that are proved never to be taken; or ""."""
    for better, is_open in _better(end, sign):
        if better == end and not closed:
            continue
        if _lies(statement, better, is_open, sign):
            beyond = f"values {'above' if sign > 0 else 'below'} {better} are"
            return f"{f'the value {end} is' if better == end else beyond} never taken"
    return ""


def _lies(statement: Statement, end: Any, is_open: bool, sign: int) -> bool:
    low, high = (-sp.oo, end) if sign > 0 else (end, sp.oo)
    half = sp.Interval(low, high, sign > 0 or is_open, sign < 0 or is_open)
    return proved(replace(statement, rhs=half, relation="in"))


_ENDS = tuple(map(sp.Rational, ("-1", "0", "1/4", "1/2", "1", "2")))


def _better(end: Any, sign: int) -> Iterator[tuple[Any, bool]]:
    """Ends that leave more out than a closed end does, the sharpest first."""
    inside = sorted((e for e in _ENDS if sign * e < sign * end), key=lambda e: sign * e)
    for e in inside:
        yield e, True
        yield e, False
    if not end.is_infinite:
        yield end, True


def sharper(statement: Statement) -> Any:
    """A smaller interval that the kernel proves for what lies in one; or None.

    Of an interval that goes on to infinity only the other end is made sharper.
    """
    space = statement.rhs
    if statement.relation != "in" or not isinstance(space, sp.Interval):
        return None
    found = []
    for end, was_open, sign in (
        (space.start, space.left_open, -1),
        (space.end, space.right_open, 1),
    ):
        best = end, was_open
        if not end.is_infinite:
            tries = (pair for pair in _better(end, sign) if pair != best)
            best = next((pair for pair in tries if _lies(statement, *pair, sign)), best)
        found.append(best)
    (low, left), (high, right) = found
    new = sp.Interval(low, high, left, right)
    return new if new != space else None


# -- what values are taken --


def _curve(statement: Statement) -> Any:
    """A scalar expression in one real number, all values of which the left side takes; or None."""
    u = sp.Symbol("u", real=True)
    e = _scalar(statement.lhs, statement.system, u)
    return e if e is not None and e.free_symbols == {u} else None


def _scalar(e: Any, system: al.System, u: Any) -> Any:
    """The expression with ``u`` for the one quantity that nothing defines in it, entry by entry."""
    free: set[Any] = set()

    def walk(e: Any) -> Any:
        if isinstance(e, (al.Elementwise, al.Applied)):
            return e.function(walk(e.argument))
        if isinstance(e, (sp.HadamardProduct, sp.Mul)):
            return sp.Mul(*map(walk, e.args))
        if isinstance(e, (sp.MatAdd, sp.Add)):
            return sp.Add(*map(walk, e.args))
        if isinstance(e, sp.MatMul) and e.args[0].is_number and len(e.args) == 2:
            return e.args[0] * walk(e.args[1])
        if isinstance(e, (sp.Pow, sp.HadamardPower)) and e.exp.is_number:
            return walk(e.base) ** e.exp
        if isinstance(e, sp.Abs):
            return sp.Abs(walk(e.args[0]))
        if isinstance(e, sp.OneMatrix):
            return sp.Integer(1)
        if isinstance(e, sp.ZeroMatrix):
            return sp.Integer(0)
        if getattr(e, "is_number", False):
            return e
        return named(e)

    def named(e: Any) -> Any:
        head = getattr(e, "family", e)
        if not isinstance(e, (*al.MEMBERS, sp.MatrixSymbol, sp.Symbol)):
            raise _NoCurveError
        if system.definitions_of(head):
            body = sp.sympify(system.body(e))
            if not _any_number(body, system):
                return walk(body)
        elif getattr(e, "shape", (1, 1))[1] != 1:
            raise _NoCurveError
        free.add(e)
        if len(free) > 1 or system.equations:
            raise _NoCurveError
        return u

    try:
        return sp.sympify(walk(e))
    except (_NoCurveError, DeriveError, TypeError, ValueError):
        return None


class _NoCurveError(Exception):
    """The values are those of no function of one number that is seen here."""


def _any_number(e: Any, system: al.System) -> bool:
    """Whether entries of W h + U x + b take every value, W, U, x and b being free.

    With all other free quantities 0, one summand is left, which is b or U x.
    """
    terms = e.args if isinstance(e, sp.MatAdd) else (e,)
    free = (sp.MatrixSymbol, al.Member)

    def loose(x: Any) -> bool:
        return isinstance(x, free) and not system.definitions_of(getattr(x, "family", x))

    plain = [t for t in terms if loose(t) and t.shape[1] == 1]
    products = [t for t in terms if isinstance(t, sp.MatMul) and loose(t.args[0])]
    if len(plain) + len(products) < len(terms):
        return False
    own = [t for t in products if len(t.args) == 2 and loose(t.args[1])]
    heads = [getattr(t.args[0], "family", t.args[0]) for t in products]
    return len(set(heads)) == len(heads) and bool(plain or own)


_POINTS = tuple(map(sp.Rational, ("0", "1", "-1", "1/2", "-1/2", "2", "-2")))


def _taken(curve: Any, end: Any) -> bool:
    """Whether the kernel proves that the end is a value."""
    if end.is_infinite:
        return False
    u = next(iter(curve.free_symbols))
    return any(proved(Statement(curve.subs(u, x), sp.sympify(end), al.System())) for x in _POINTS)


def _approached(curve: Any, end: Any) -> bool:
    """Whether values come near an end far out, by evaluation."""
    u = next(iter(curve.free_symbols))
    for sign in (1, -1):
        far = curve.subs(u, sign * 200)
        try:
            value = sp.sympify(evaluate(far))
        except (DeriveError, TypeError, ValueError):
            return False
        if end.is_infinite:
            if value * (1 if end > 0 else -1) > 100:
                return True
        elif abs(value - end) < sp.Rational(1, 10**20):
            return True
    return False


def interval_tex(space: Any) -> str:
    """An interval as LaTeX."""
    low, high = ("(" if space.left_open else "["), (")" if space.right_open else "]")
    return f"{low}{latex(space.start)}, {latex(space.end)}{high}"


def bound_tex(space: Any) -> str:
    """A relation with the one end of an interval, as LaTeX."""
    if space.start.is_infinite:
        return rf"{'<' if space.right_open else chr(92) + 'le'} {latex(space.end)}"
    return rf"{'>' if space.left_open else chr(92) + 'ge'} {latex(space.start)}"
