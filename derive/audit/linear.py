"""Conditions on integers that are sums of index symbols: checked without a machine."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sympy import Eq, Ge, Gt, Le, Lt, Ne

__all__ = ["COMPARE", "linear"]

#: what is between two sides → whether it holds
COMPARE: dict[type, Callable[[Any, Any], Any]] = {
    Ge: operator.ge,
    Gt: operator.gt,
    Le: operator.le,
    Lt: operator.lt,
    Eq: operator.eq,
    Ne: operator.ne,
}


@lru_cache(maxsize=1024)
def linear(relation: Any) -> Callable[[Mapping[Any, int]], bool] | None:
    """Whether values satisfy a relation, as a function of them; None if it is not linear.

    >>> from sympy import Symbol
    >>> t, k = Symbol("t", integer=True), Symbol("k", integer=True)
    >>> check = linear(t > k + 1)
    >>> check({t: 3, k: 1}), check({t: 2, k: 1}), linear(t * k > 1)
    (True, False, None)
    """
    terms = []
    constant = 0
    for symbol, factor in (relation.lhs - relation.rhs).as_coefficients_dict().items():
        if not factor.is_Integer or not (symbol.is_Symbol or symbol == 1):
            return None
        if symbol == 1:
            constant = int(factor)
        else:
            terms.append((symbol, int(factor)))
    compare = COMPARE[type(relation)]

    def check(values: Mapping[Any, int]) -> bool:
        return bool(compare(sum([factor * values[s] for s, factor in terms], constant), 0))

    return check
