"""How shapes fit together, as costs: in products, sums, ratios, derivatives.

Four shapes stand for all sizes: s (a scalar), c (a column), r (a row), m (a matrix).  A table gives
for two shapes what comes of them, each with what it costs to mean that; what is not in it does not
fit.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ANY", "DERIVATIVE", "ENTRYWISE", "GRADIENT", "MISFIT", "NUMBER", "OPERATIONS", "PRODUCT",
    "RATIO", "SCALAR", "SUM", "TURNED", "Costs", "combined", "either", "mapped",
]  # fmt: skip

#: shape → the least that it costs a formula to have it
Costs = dict[str, float]
_Table = Mapping[str, tuple[tuple[str, float], ...]]

#: what it costs that two pieces do not fit together
MISFIT = 4.0
ANY: Costs = {"s": 0.0, "c": 0.0, "r": 0.0, "m": 0.0}
_WRONG: Costs = dict.fromkeys(ANY, MISFIT)
SCALAR: Costs = {"s": 0.0}
#: a number in a sum or on one side, which may be meant for each entry
NUMBER: Costs = {"s": 0.0, "c": 0.3, "r": 0.5, "m": 0.6}
TURNED = {"c": "r", "r": "c", "m": "m"}
PRODUCT = {
    **{"s" + x: ((x, 0.0),) for x in "scrm"},
    **{x + "s": ((x, 0.0),) for x in "crm"},
    "cr": (("m", 0.0),),
    "rc": (("s", 0.0),),
    "mc": (("c", 0.0),),
    "rm": (("r", 0.0),),
    "mm": (("m", 0.0),),
}
ENTRYWISE = {
    **{x + x: ((x, 0.0),) for x in "scrm"},
    **{"s" + x: ((x, 0.5),) for x in "crm"},
    **{x + "s": ((x, 0.5),) for x in "crm"},
}
_INNER = {**PRODUCT, "cc": (("s", 0.3), ("c", 0.5)), "mm": (("m", 0.0), ("s", 0.9))}
_EITHER = {**PRODUCT, **{x + x: ((x, 0.3),) for x in "cr"}}
_KRONECKER = {**PRODUCT, "cc": (("c", 0.3), ("m", 0.3)), "mm": (("m", 0.0),)}
RATIO = {**{x + "s": ((x, 0.0),) for x in "scrm"}, **{x + x: ((x, 0.6),) for x in "crm"}}
SUM = {
    **{x + x: ((x, 0.0),) for x in "scrm"},
    **{"s" + x: ((x, 1.5),) for x in "crm"},
    **{x + "s": ((x, 1.5),) for x in "crm"},
    **{x + "m": (("m", 1.0),) for x in "cr"},  # in each row, or in each column
    **{"m" + x: (("m", 1.0),) for x in "cr"},
}
#: a derivative: of what, by what
DERIVATIVE = {
    "ss": (("s", 0.0),),
    "sc": (("c", 0.0), ("r", 0.0)),
    "sr": (("r", 0.0), ("c", 0.1)),
    "sm": (("m", 0.0), ("r", 0.6)),
    "cs": (("c", 0.0), ("r", 0.3)),
    "rs": (("r", 0.0), ("c", 0.3)),
    "ms": (("m", 0.0),),
    **{x + y: (("m", 0.0),) for x in "cr" for y in "cr"},
    **{x + y: (("s", 0.5), ("c", 0.3), ("r", 0.3), ("m", 0.3)) for x in "crm" for y in "m"},
    **{"m" + y: (("s", 0.5), ("c", 0.3), ("r", 0.3), ("m", 0.3)) for y in "cr"},
}
GRADIENT = {
    "ss": (("s", 0.0),), "sc": (("c", 0.0), ("r", 0.3)), "sr": (("r", 0.0), ("c", 0.2)),
    "sm": (("m", 0.0),), "cc": (("m", 0.0),),
}  # fmt: skip
OPERATIONS: dict[str, _Table] = {
    "ODOT": ENTRYWISE, "CIRC": ENTRYWISE, "CDOT": _INNER, "OTIMES": _KRONECKER,
    "STAR": _EITHER, "TIMES": _EITHER, "SLASH": RATIO, "DIV": RATIO,
}  # fmt: skip


def combined(table: _Table, a: Costs, b: Costs) -> Costs:
    found: Costs = {}
    for x, p in a.items():
        for y, q in b.items():
            for shape, more in table.get(x + y, ()):
                total = p + q + more
                if total < found.get(shape, MISFIT):
                    found[shape] = total
    return found or _WRONG


def mapped(table: _Table, a: Costs) -> Costs:
    found: Costs = {}
    for x, p in a.items():
        for shape, more in table.get(x, ()):
            found[shape] = min(found.get(shape, MISFIT), p + more)
    return found or _WRONG


def either(*ways: Costs) -> Costs:
    found: Costs = {}
    for way in ways:
        for shape, cost in way.items():
            found[shape] = min(found.get(shape, cost), cost)
    return found
