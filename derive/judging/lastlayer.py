r"""A cost of which nothing is said but that it is one: some function of what the last layer gives.

z_l = W_l a_{l-1} + b_l and a_l = σ(z_l) make a network; ∂C/∂z_l is spoken of, and C is the cost of
it.  Then C depends on a_L alone, whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms, nodes

__all__ = ["cost_of_the_last", "without_other_costs"]

_DERIVATIVES = (al.Jacobian, al.Gradient, al.PartialDerivative)
#: what layers are counted by
_LAYER = frozenset({"l", "ell", r"\ell"})


def cost_of_the_last(
    system: al.System,
    of: Any,
    by: Iterable[Any],
    reach: Mapping[Any, set[Any]],
    expressions: Iterable[Any],
) -> al.Opaque | None:
    """The cost ``of``, which is differentiated ``by`` some names, as a function of the last layer;
    None where these are no layers of a network.

    ``reach`` says of each name what it depends on.
    """
    by = list(by)
    if not isinstance(of, sp.Symbol) or not all(isinstance(one, al.Family) for one in by):
        return None
    layers = [d for d in system.definitions if d.head in reach.get(d.head, ())]
    layers = [d for d in layers if {*by} & reach[d.head]]
    if not layers or not all(_counted(d) for d in layers):
        return None
    expressions = tuple(expressions)
    heads = {d.head for d in layers}
    inside = heads.union(*(reach.get(head, ()) for head in heads))
    given = [head for head in _handed_on(layers) if head in heads]
    if len(given) != 1 or not {*by} <= inside:
        return None
    last = {
        m.index for e in expressions for m in atoms(sp.sympify(e), *al.MEMBERS) if _last(m.index)
    }
    shown = [m.index for e in expressions for m in _by(e, given[0])]
    if shown and all(index.is_Integer for index in shown):  # the fourth of four neurons
        last = {max(shown)}
    name = "N" if getattr(of, "name", "") == "L" else "L"
    index = last.pop() if len(last) == 1 else sp.Symbol(name, integer=True)
    return al.Opaque(of, (given[0][index],))


def without_other_costs(
    system: al.System,
    found: Iterable[Any],
    reach: Mapping[Any, set[Any]],
    expressions: Iterable[Any],
) -> al.System:
    """The system without the definition of a cost by names that have nothing to do with the layers
    that it is differentiated by: it is the cost of another network."""
    by: dict[Any, set[Any]] = {}
    for node in found:
        if isinstance(node.of, sp.Symbol):
            x = getattr(node.wrt, "parent", node.wrt)
            by.setdefault(node.of, set()).add(getattr(x, "family", x))
    expressions = tuple(expressions)
    others = {
        of
        for of, names in by.items()
        if of in reach and not names & reach[of]
        if cost_of_the_last(system, of, names, reach, expressions) is not None
    }
    kept = tuple(d for d in system.definitions if d.head not in others)
    return replace(system, definitions=kept) if others else system


def _counted(d: al.Definition) -> bool:
    index = getattr(d.target, "index", None)
    if index is None or not index.is_Symbol:
        return False
    return index.name in _LAYER or (isinstance(d.target, al.ScalarMember) and index.name != "t")


def _by(e: Any, family: Any) -> list[Any]:
    """The members of a family that something is differentiated by."""
    found = [n.wrt for n in nodes(sp.sympify(e)) if isinstance(n, _DERIVATIVES)]
    return [m for m in found if isinstance(m, al.MEMBERS) and m.family == family]


def _handed_on(layers: Iterable[al.Definition]) -> list[Any]:
    """What one layer takes from the one before it."""
    found: dict[Any, None] = {}
    for d in layers:
        for m in sorted(atoms(d.body, *al.MEMBERS), key=str):
            if m.index - d.target.index == -1:
                found[m.family] = None
    return list(found)


def _last(index: Any) -> bool:
    return bool(index.is_Symbol and index.name in ("L", "N"))
