r"""Losses of a sequence of which nothing is said but that they exist: L = Σ_t L_t, ∂L/∂h_t.

L_t is then an unknown function of what the equations of the step t end in: the output o_t, or the
state h_t where there is none.  A loss L that no formula defines is the sum of such L_t over all
steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.algebra.traversal import atoms
from derive.judging.meanings import derivatives, head, reached
from derive.models.symbols import index
from derive.submissions.claims import Submission

__all__ = ["last_step", "with_losses_of_steps"]

#: a sum over time, the step after t, the last step
_LONG = re.compile(
    r"\\sum\s*(?:\\limits\s*)?_\s*(?:\{\s*)?(?:[ts](?![A-Za-z])|\\tau(?![A-Za-z]))"
    r"|[_^]\s*\{?\s*[(<\[]?\s*(?:t|\\tau)\s*\+\s*1|_\s*\{?\s*T(?![A-Za-z])"
    r"|\^\s*\{\s*[(<\[]\s*T\s*[)>\]]"
)
#: T, or τ, as the index of the last step
_LAST = re.compile(r"[_^]\s*\{?\s*[(<\[]?\s*T\s*[)>\]]?\s*\}?(?![A-Za-z])(?!\s*\\)")
_TAU = re.compile(r"[_^]\s*\{?\s*[(<\[]?\s*\\tau(?![A-Za-z])")
#: letters that count layers
_LAYERS = ("l", "ell")
_SUMS = (al.MatrixSum, al.ComponentSum, sp.Sum)


def last_step(submission: Submission) -> str:
    """The name of the last step where formulas speak of more steps than one; else ""."""
    if not any(_LONG.search(claim.latex) for claim in submission.claims):
        return ""
    text = " ".join(claim.latex for claim in submission.claims)
    return "tau" if _TAU.search(text) and not _LAST.search(text) else "T"


def with_losses_of_steps(
    system: al.System, lhs: Any, rhs: Any, last: str = "T"
) -> Iterator[tuple[al.System, str, str]]:
    """The system with unknown L_t for what the sides differentiate, and how that is said.

    Where a step may end in more than one quantity, one after the other is taken for what L_t
    depends on.  The third is its name.  Nothing comes
    if nothing is missing.
    """
    nodes = derivatives(lhs, rhs, *(d.body for d in system.definitions))
    known = {d.head for d in system.definitions} | {head(o.target) for o in system.opaque}
    reach = reached(system)
    each: dict[Any, None] = {}
    whole: dict[Any, None] = {}
    for node in nodes:
        of = head(node.of)
        inside = {of} | reach.get(of, set()) if of in known else {of}
        for one in sorted(inside - known, key=str):
            if isinstance(one, al.Family) and not one.shape:
                if one == of or one in _summed(system, of):
                    each[one] = None
            elif one == of and isinstance(one, sp.Symbol) and not one.is_integer:
                whole[one] = None
    if not each and not whole:
        return
    by = {head(n.wrt) for n in nodes if head(n.of) in {*each, *whole}}
    families = [*each, *(al.Family(loss.name) for loss in whole)]
    ends = list(_ends(system, by, set(families)))
    if not ends or any({*each, *whole} & reach.get(head_of, set()) for head_of in by):
        return
    sums = _sums(whole, lhs, rhs, last)
    if len(dict.fromkeys(families)) > 1 and len(each) > 1:
        return
    new = [one for one in dict.fromkeys(families) if one not in known]
    for end in ends if new else ends[:1]:
        t = index("t")
        opaque = tuple(al.Opaque(one[t], (end[t],)) for one in new)
        words = [f"{one.name}_t as a function of {end.name}_t" for one in new]
        words += [f"{loss.name} as the sum of all {loss.name}_t" for loss in whole]
        said = f"with {', '.join(words)}"
        changed = replace(
            system,
            opaque=(*system.opaque, *opaque),
            definitions=(*system.definitions, *sums),
        )
        yield changed, said, end.name


def _summed(system: al.System, of: Any) -> set[Any]:
    """The families of which a quantity is defined as the sum, or the mean, over the steps."""
    found = set()
    for definition in system.definitions_of(of):
        for total in atoms(sp.sympify(definition.body), sp.Sum):
            factors = sp.Mul.make_args(total.args[0])
            found |= {f.family for f in factors if isinstance(f, al.ScalarMember)}
    return found


def _sums(whole: Iterable[Any], lhs: Any, rhs: Any, last: str) -> tuple[al.Definition, ...]:
    """L = Σ_{t=1}^{T} L_t, up to where the sides sum if they sum up to T or τ."""
    highs = set()
    for total in atoms(lhs, *_SUMS) | atoms(rhs, *_SUMS):
        high = total.limits[0][2] if isinstance(total, sp.Sum) else getattr(total, "high", None)
        highs |= {high} if getattr(high, "name", "") in ("T", "tau") else set()
    # the T of the sides may be known to be positive
    spoken = {s for s in lhs.free_symbols | rhs.free_symbols if s.name == last and s.is_integer}
    ends = highs or spoken
    t, high = index("t"), ends.pop() if len(ends) == 1 else index(last)
    return tuple(
        al.Definition(loss, sp.Sum(al.Family(loss.name)[t], (t, 1, high))) for loss in whole
    )


def _ends(system: al.System, by: set[Any], losses: set[Any]) -> Iterator[Any]:
    """The columns that the equations of a step end in, those first that a loss is moved by.

    A layer is no step: only the last one moves a loss.
    """
    forward = [
        d
        for d in system.definitions
        if isinstance(d.head, al.Family)
        and isinstance(d.target, al.MEMBERS)
        and d.target.index.is_Symbol
        and d.target.index.name not in _LAYERS
        and not derivatives(d.body)
    ]
    states = {d.head for d in forward if tuple(d.head.shape or (1, 1))[-1] == 1} - losses
    used = {
        m.family
        for d in forward
        for m in atoms(sp.sympify(d.body), *al.MEMBERS)
        if m.index == d.target.index and d.head in states and m.family != d.head
    }
    found = [d.head for d in forward if d.head in states - used]
    found = list(dict.fromkeys(found))
    moved = [f for f in found if f in by]
    yield from moved or found
