"""A recurrent model of a submission's own, beside one that was declared.

"Model: rnn" says what is spoken of, h_t = σ(W h_{t−1} + U x_t); a submission that writes its own
recurrence for h_t, with names or functions that the declared model has not (W_{hh}, b, tanh),
means that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from derive.algebra import TANH, Activation, Family
from derive.algebra.traversal import atoms
from derive.judging.guesses import undeclared
from derive.judging.looks import quantities
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.scope import Scope
from derive.judging.subjects import MODELS
from derive.submissions.claims import Submission

__all__ = ["with_own_model"]


def with_own_model(submission: Submission) -> Submission:
    """The submission without the model that it declares, if it has a recurrence of its own."""
    context = submission.context
    if context.worksheet or context.model not in MODELS:
        return submission
    scope = MODELS[context.model][0]()
    bodies = _equations(submission)
    for state in _states(scope):
        chain = _recurrence(state, bodies)
        if chain and _differs(chain, scope):
            return replace(submission, context=replace(context, model=""))
    return submission


def _states(scope: Scope) -> list[str]:
    """The names of the families that the scope defines."""
    heads = {d.head for d in scope.system.definitions}
    return [
        key
        for key, values in scope.table.items()
        if any(isinstance(value, Family) and value in heads for value in values)
    ]


def _equations(submission: Submission) -> dict[str, str]:
    """Name → the right side of the first equation of a member of it at the time t itself."""
    found: dict[str, str] = {}
    for claim in submission.claims:
        name = bare_name(claim.left) if claim.relation == "=" else None
        timed = name is not None and name[1].strip() in ("t", r"\tau")
        if name is not None and timed and claim.after is None and claim.role != "assumption":
            found.setdefault(name[0], claim.right)
    return found


def _recurrence(state: str, bodies: dict[str, str]) -> list[str]:
    """The right sides that lead from a state back to it at an earlier time; none if they do not."""
    chain: list[str] = []
    todo, done = [state], set[str]()
    back = False
    while todo:
        name = todo.pop()
        if name in done or name not in bodies:
            continue
        done.add(name)
        chain.append(bodies[name])
        uses = uses_of([bodies[name]])
        back = back or (state in uses and any("-" in i for i in uses[state].indices))
        todo += [key for key, use in uses.items() if use.indices]
    return chain if back else []


def _differs(chain: Iterable[str], scope: Scope) -> bool:
    """Whether equations have names, or a tanh, that those of the scope have not."""
    texts = list(chain)
    bodies = [d.body for d in scope.system.definitions]
    known = {f.key for body in bodies for f in atoms(body, Activation)}
    squashed = any(r"\tanh" in text for text in texts) and TANH.key not in known
    return squashed or bool(quantities(undeclared(uses_of(texts, scope.table), scope)))
