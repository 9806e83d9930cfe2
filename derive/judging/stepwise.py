r"""A recurrent model for the one time step that a claim speaks of.

Where a loss E has no definition, ``\partial E/\partial o_t`` is about one step: E is reached from
there through what the equations of that step define, and the states before it count as given.
The members of that step become symbols of their own with the equations of the step, those before
it symbols without: then nothing depends on itself, and what E is a function of can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.errors import DeriveError
from derive.judging.defining import in_order
from derive.judging.meanings import derivatives, head, one_sided, reached, with_functions
from derive.judging.sequences import with_losses_of_steps
from derive.judging.unknowns import refuse_constants
from derive.reader.names import bare

__all__ = ["Step", "Understood", "steps", "understood"]

_BINDERS = (al.MatrixSum, al.ComponentSum, al.OrderedProduct, sp.Sum, sp.Product)


@dataclass(frozen=True)
class Step:
    """Both sides and the equations of some time steps, without families."""

    lhs: Any
    rhs: Any
    system: al.System
    said: str
    #: names of earlier members that the equations may tie to others, so nothing is refuted of them
    tied: tuple[str, ...]
    #: one of the members for which symbols stand
    member: str = ""
    #: what the left side's variables act on within the steps, beside all in the equations
    out: tuple[str, ...] = ()
    #: the family that an unknown loss of a step depends on, "" if there is none
    end: str = ""


def _apart(system: al.System, unknown: al.Opaque) -> list[str]:
    """Of several quantities that an unknown function depends on, those in no equation: these may
    hang together with the others, or be another name of what equations have."""
    arguments = dict.fromkeys(map(head, unknown.arguments))
    if len(arguments) < 2:
        return []
    reach = reached(replace(system, opaque=tuple(o for o in system.opaque if o != unknown)))
    own = {d.head for d in system.definitions if not derivatives(d.body)}
    own = own.union(*(reach.get(of, set()) for of in own))
    return [str(getattr(a, "name", a)) for a in arguments if a not in own]


@dataclass(frozen=True)
class Understood:
    """Both sides with a system that says of all they differentiate on what it depends."""

    lhs: Any
    rhs: Any
    system: al.System
    said: tuple[str, ...] = ()
    #: names of which too little is known to refute anything
    unsettled: tuple[str, ...] = ()
    #: a member for which a symbol stands, or "" if all stand as they are
    apart: str = ""
    #: what an unknown function is differentiated by on the left, name → index ("" for none)
    moved: Mapping[str, str] = field(default_factory=dict)
    #: what these act on within the steps, beside all that the sides depend on
    out: tuple[str, ...] = ()


def understood(system: al.System, lhs: Any, rhs: Any, last: str = "") -> list[Understood]:
    """The sides as they are, with unknown functions for what has no definition; or step by step.

    Where a submission speaks of all steps up to the ``last``, what holds for one proves nothing.

    Raises :class:`DeriveError` where what such a quantity depends on cannot be told.
    """
    system = in_order(system)
    try:
        way = _with_functions(system, Step(lhs, rhs, system, "", ()))
        return [replace(way, moved=_moved(lhs) if way.said else {})]
    except DeriveError as error:
        whole = list(_each(sequences(system, lhs, rhs, last), lhs)) if last else []
        single = list(_each(steps(system, lhs, rhs), lhs))
        if last:
            single = [replace(way, out=(*way.out, "later steps")) for way in single]
        found = [*whole, *single] or list(_each(sequences(system, lhs, rhs), lhs))
        if not found:
            raise error
        return found


def _each(found: Iterator[Step], lhs: Any) -> Iterator[Understood]:
    """Those of the steps of which all is known that their sides need."""
    for step in found:
        try:
            way = _with_functions(step.system, step)
        except DeriveError:
            continue
        yield replace(way, moved={k: v for k, v in _moved(lhs).items() if k != step.end})


def sequences(system: al.System, lhs: Any, rhs: Any, last: str = "T") -> Iterator[Step]:
    """The sides as they are, with the loss as a sum of unknown losses of the steps."""
    for changed, said, end in with_losses_of_steps(system, lhs, rhs, last):
        yield Step(lhs, rhs, changed, said, (), end=end)


#: letters of matrices of samples, or of what layers make of these; others are weights
_SAMPLES = frozenset("XHZASE")


def _moved(lhs: Any) -> dict[str, str]:
    """The columns, and matrices of samples, by which a side that is a derivative differentiates.

    A matrix of weights may be written for one example and for many, by definitions of which a
    claim needs only one: nothing is said of these.
    """
    found = {}
    for node in derivatives(lhs):
        x = _whole(node.wrt)
        name = getattr(head(x), "name", "")
        if tuple(getattr(x, "shape", (1, 1)))[1] != 1 and bare(name)[:1] not in _SAMPLES:
            continue
        found[name] = "".join(str(getattr(x, "index", "")).split())
    return found


def _with_functions(before: al.System, step: Step) -> Understood:
    system = with_functions(before, step.lhs, step.rhs)
    refuse_constants(system, step.lhs, step.rhs)
    new = [o for o in system.opaque if o not in before.opaque]
    unsettled = one_sided(before, system, step.lhs, step.rhs)
    said = tuple(
        f"with {head(o.target).name} as a function of "
        + ", ".join(str(getattr(a, "name", a)) for a in o.arguments)
        for o in new
    )
    unsettled += tuple(name for o in new for name in _apart(system, o))
    words = (step.said, *said) if step.said else said
    return Understood(
        step.lhs, step.rhs, system, words, (*step.tied, *unsettled), step.member, out=step.out
    )


def steps(system: al.System, lhs: Any, rhs: Any) -> Iterator[Step]:
    """The sides for the latest step in them, then for all steps that they differentiate by.

    Nothing comes where sums run over time, or times are apart by no number.
    """
    found = _members(lhs) | _members(rhs)
    nodes = derivatives(lhs, rhs)
    if not found or any(side.atoms(*_BINDERS) & _over_time(side) for side in (lhs, rhs)):
        return
    if system.opaque or any(node.held for node in nodes):
        return
    assumed = (system.equations, system.invertible, system.positive, system.nonzero)
    if any(sp.sympify(e).has(*al.MEMBERS) for part in assumed for e in _flat(part)):
        return
    mine = {m for m in found if system.definitions_of(m.family)}
    base = next(iter(sorted(mine, key=str)), None)
    if base is None:
        return
    shifts = {m: sp.expand(m.index - base.index) for m in found}
    if not all(s.is_Integer for s in shifts.values()):
        return
    last = max(int(shifts[m]) for m in mine)
    by = {int(shifts[m]) for n in nodes for m in (_whole(n.wrt), _whole(n.of)) if m in mine}
    for levels in dict.fromkeys((frozenset({last}), frozenset({last, *by}))):
        times = [sp.expand(base.index + level) for level in sorted(levels)]
        step = _step(system, lhs, rhs, found, times)
        if step is not None:
            yield step


def _step(system: al.System, lhs: Any, rhs: Any, found: set[Any], times: list[Any]) -> Step | None:
    """The sides and the equations at some times."""
    bodies: dict[Any, Any] = {}
    todo = [m for m in found if m.index in times]
    todo += [m for d in system.definitions for m in _members(d.body) if _plain(d)]
    while todo:
        m = todo.pop()
        if m in bodies or m.index not in times or not system.definitions_of(m.family):
            continue
        try:
            bodies[m] = sp.sympify(system.body(m))
        except DeriveError:
            continue
        if bodies[m].atoms(*_BINDERS) & _over_time(bodies[m]):
            return None
        todo += _members(bodies[m])
    inside = {m for body in bodies.values() for m in _members(body)}
    plain = [d for d in system.definitions if _plain(d)]
    # g = ∂L/∂h_t and s = g ⊙ o_t are said of this step
    said = {m for d in plain for m in _members(d.body)}
    said = {m for m in said if sp.expand(times[-1] - m.index).is_nonnegative}
    every = found | inside | set(bodies) | said
    if any((m.index - times[-1]).is_positive for m in inside):
        return None
    put = {m: _symbol(m) for m in every}
    order = [d.head for d in system.definitions]
    ranked = sorted(bodies, key=lambda m: (times.index(m.index), order.index(m.family)))
    definitions = [al.Definition(put[m], bodies[m].xreplace(put)) for m in ranked]
    kept = [replace(d, body=sp.sympify(d.body).xreplace(put)) for d in plain]
    if any(_members(d.body) for d in kept):
        return None
    free = {m for m in found if m not in bodies and system.definitions_of(m.family)}
    tied = tuple(sorted(str(m) for m in free - inside))
    shown = " and ".join(str(t) for t in times)
    return Step(
        lhs.xreplace(put),
        rhs.xreplace(put),
        replace(system, definitions=(*kept, *definitions)),
        f"for the step {shown} alone, with what comes before it held fixed",
        tied,
        str(next(iter(bodies), "")),
        tuple(_beside(system, lhs, set(bodies) | found, times)),
    )


def _beside(system: al.System, lhs: Any, known: set[Any], times: list[Any]) -> Iterator[str]:
    moved = {_whole(node.wrt) for node in derivatives(lhs)} & known
    for d in system.definitions:
        for m in [d.head[time] for time in times] if isinstance(d.head, al.Family) else []:
            try:
                if m not in known and _members(system.body(m)) & moved:
                    yield _symbol(m).name
            except DeriveError:
                continue


def _members(e: Any) -> set[Any]:
    return set(sp.sympify(e).atoms(*al.MEMBERS))


def _plain(d: al.Definition) -> bool:
    return not isinstance(d.head, al.Family)


def _whole(e: Any) -> Any:
    return getattr(e, "parent", e)


def _flat(part: Any) -> Iterator[Any]:
    for e in part:
        if isinstance(e, tuple):
            yield from e
        else:
            yield e


def _over_time(e: Any) -> set[Any]:
    """The sums and products in an expression that run over the index of a member."""
    return {b for b in e.atoms(*_BINDERS) if any(_runs(b, m) for m in _members(b))}


def _runs(binder: Any, member: Any) -> bool:
    inside = binder.free_symbols
    return bool(sp.sympify(member.index).free_symbols - inside)


def _symbol(m: Any) -> Any:
    """A symbol in place of a member; its name is that of the member."""
    name = f"{m.family.name}_{{{m.index}}}"
    if isinstance(m, al.ScalarMember):
        return sp.Symbol(name, real=True)
    return sp.MatrixSymbol(name, *m.shape)
