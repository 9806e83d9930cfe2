"""Checking a statement at random sizes and points: :func:`check` and :func:`check_statement`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from random import Random
from typing import Any

from sympy import oo, sympify

from derive.algebra import Rank, System
from derive.audit.search import Claim, smallest, witness_at
from derive.audit.verdicts import Agreement, Refutation, Unknown, Verdict
from derive.errors import DeriveError, ShapeError

__all__ = ["check", "check_statement"]

#: draws at one choice of sizes before it is given up
_DRAWS = 8
#: how many times as many sizes are tried where a matrix is singular at some, as XᵀX is if X is
#: wide, and where a logarithm has several arguments, all of which have to be positive
_SIZES, _MISSED = 4, ("singular", "not positive")
#: what draws and tries take turns with (bounds are sharp where arguments are small)
_STYLES = ("rational", "rational", "small")
#: the same under premises such as ‖A‖ < 1, and where infinitely many terms have to converge
_PREMISES = ("small", "tiny", "rational", "tiny", "digit")
#: so many times as many where ranks are compared, which are full at most points
_RANKS = 4
#: the same for bounds, which are reached or passed where entries are 0 or large
_BOUNDS = ("rational", "edge", "far", "small", "rest")
#: the same for bounds under premises
_BOTH = ("small", "edge", "tiny", "far", "rational", "tiny", "digit")


def check_statement(
    statement: Any, tries: int = 6, seed: int = 0, *, small: bool = True
) -> Verdict:
    """Check anything with the attributes of a ``Statement``; see :func:`check`."""
    return check(
        statement.lhs,
        statement.rhs,
        statement.relation,
        system=statement.system,
        given=statement.given,
        tries=tries,
        seed=seed,
        small=small,
    )


def check(
    lhs: Any,
    rhs: Any,
    relation: str = "=",
    *,
    system: System | None = None,
    given: Iterable[Any] = (),
    tries: int = 6,
    seed: int = 0,
    small: bool = True,
) -> Verdict:
    """Compare both sides at ``tries`` random choices of sizes, indices and points.

    Sizes differ and exceed 1 at first, lengths are 4, 2, 1, 0, 3, 2 where ``given`` and the
    system's facts allow; free component indices are drawn on their axes.  Relations: ``=``,
    ``<=``, ``<`` (entry by entry), ``in`` (an Interval); a limit ``->`` is unknown.

    Returns an :class:`Agreement` (at half of the tries at least), a :class:`Refutation` with a
    small witness, or :class:`Unknown` with the reason.  A refutation is sure: the balls of the two
    sides exclude the relation.  The same seed gives the same verdict.  With ``small=False`` the
    witness is the first point met, found sooner.

    Raises :class:`~derive.errors.ShapeError` where shapes do not fit.

    >>> from sympy import MatrixSymbol, Symbol
    >>> n = Symbol("n", integer=True)
    >>> A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
    >>> check((A * B).T, B.T * A.T).status
    'agrees'
    >>> check(A * B, B * A).witness.sizes
    {n: 2}
    """
    if relation == "->":
        return Unknown("a limit is not decided by values at points")
    if relation not in ("=", "<=", "<", "in"):
        raise DeriveError(f"the audit does not know the relation {relation}")
    system = system or System()
    try:
        claim = Claim(sympify(lhs), sympify(rhs), relation, system, tuple(given))
    except ShapeError:
        raise
    except DeriveError as error:
        return Unknown(str(error))
    draw = Random(seed)
    digits: list[int] = []
    points, reason = 0, "no point was tried"
    ranks = any(side.has(Rank) for side in (claim.lhs, claim.rhs) if hasattr(side, "has"))
    styles: tuple[str, ...] = _STYLES if relation == "=" and not ranks else _BOUNDS
    tries *= _RANKS if ranks else 1
    endless = any(side.has(oo) for side in (claim.lhs, claim.rhs) if relation != "in")
    if claim.symbols.premises or endless:
        styles = _PREMISES if relation == "=" else _BOTH
    for attempt in range(_SIZES * tries):
        enough = 2 * points >= tries or not any(words in reason for words in _MISSED)
        if points == tries or (attempt >= tries and enough):
            break
        sizes = claim.symbols.choose(attempt, draw)
        if sizes is None:
            return Unknown("no sizes and indices were found that satisfy the conditions")
        for k in range(_DRAWS):
            at = draw.randrange(1 << 30)
            trial = claim.attempt(sizes, at, styles[(attempt + k) % len(styles)])
            if trial.outcome is None:
                reason = trial.reason
                if trial.final:
                    return Unknown(reason)
                continue
            if trial.outcome.kind == "refuted":
                return Refutation(partial(smallest if small else witness_at, claim, trial))
            points += 1
            if trial.outcome.digits is not None:
                digits.append(trial.outcome.digits)
            break
    if 2 * points < tries:
        return Unknown(reason)
    return Agreement(min(digits, default=None), points)
