r"""Quantities of one time step that are written without their time: z = σ(W x_t + U h_{t-1}).

Where the state of a cell has its time, h_t = (1 − z) ⊙ h_{t-1} + z ⊙ \tilde h, whatever is defined
by what has a time has it too: z is written z^{(t)}, which nothing else can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judging.occurrences import bare_name, formula, uses_of
from derive.reader.names import normal
from derive.reader.syntax import Node, spelling
from derive.submissions.claims import Claim, Submission

__all__ = ["with_times_of_gates"]

#: an index of a step t or of one beside it
_STEP = re.compile(r"\(?\s*(?P<time>t|\\tau)\s*(?:[+\-−]\s*\d+)?\s*\)?")


def with_times_of_gates(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with times for the gates of its cell; by claim, how that is said."""
    found = _untimed(submission.claims)
    if found is None:
        return submission, {}
    time, names = found
    said: dict[int, str] = {}

    def put(text: str, number: int) -> str:
        new = _timed(text, names, time)
        if new != text:
            said[number] = f"what is defined at the step {time} as of that step"
        return new

    claims = tuple(
        replace(c, left=put(c.left, c.number), right=put(c.right, c.number))
        for c in submission.claims
    )
    context = submission.context
    families = {k: v for k, v in context.shapes.items() if normal(k) in names}
    shapes = {k: v for k, v in context.shapes.items() if k not in families}
    context = replace(context, shapes=shapes, families={**context.families, **families})
    return replace(submission, claims=claims, context=context), said


def _untimed(claims: tuple[Claim, ...]) -> tuple[str, frozenset[str]] | None:
    """The letter of time, and the names that are defined by what has one and never have one."""
    equations = [c for c in claims if c.relation == "=" and c.after is None]
    times: dict[str, set[str]] = {}
    for claim in claims:
        for side in (claim.left, claim.right):
            for key, use in uses_of([side]).items():
                times.setdefault(key, set()).update(_times(use.indices))
    letters = set().union(*times.values()) if times else set()
    if len(letters) != 1:
        return None
    [time] = letters
    timed = {key for key, letters in times.items() if letters}
    bodies: dict[str, str] = {}
    for claim in equations:
        name = bare_name(claim.left)
        if name is not None and not name[1] and name[0] not in timed:
            bodies.setdefault(name[0], claim.right)
    names: set[str] = set()
    while new := {
        k for k, body in bodies.items() if k not in names and _of_step(body, timed | names)
    }:
        names |= new
    states = [c for c in equations if (name := bare_name(c.left)) and name[0] in timed]
    closed = any(names & {*uses_of([c.right])} for c in states)
    return (time, frozenset(names)) if names and closed else None


def _times(indices: set[str]) -> set[str]:
    return {found["time"] for index in indices if (found := _STEP.fullmatch(index.strip()))}


def _of_step(body: str, timed: set[str]) -> bool:
    """Whether a formula speaks of members at one step, and of no others and no sums over time."""
    if re.search(r"\\(?:sum|prod)(?![A-Za-z])", body):
        return False
    uses = uses_of([body])
    indices = set().union(*(use.indices for key, use in uses.items() if key in timed))
    return bool(timed & {*uses}) and all(_STEP.fullmatch(i.strip()) for i in indices)


def _timed(text: str, names: frozenset[str], time: str) -> str:
    """The text with the time above each of the names."""
    out, at = [], 0
    for name, label, entry, rest in _factors(text, names):
        start, end = name.start, (rest[-1] if rest else entry or label or name).end
        if start < at:
            continue
        shown = text[name.start : name.end] + _upright(label, text)
        whole = f"{shown}^{{({time})}}"
        if entry is not None:
            whole += text[entry.start : entry.end]
        scripts = "".join(text[s.start : s.end] for s in rest)
        out += [text[at:start], f"({whole}){scripts}" if scripts else f"{{{whole}}}"]
        at = end
    return "".join([*out, text[at:]])


def _factors(
    text: str, names: frozenset[str]
) -> Iterator[tuple[Node, Node | None, Node | None, list[Node]]]:
    """The names in a text with their labels, the indices of their entries, and other scripts."""
    tree = formula(text)
    todo = [] if tree is None else [tree]
    found = []
    while todo:
        node = todo.pop()
        own = node.kind == "factor" and node.children[0].kind == "NAME"
        if own or (node.kind == "NAME" and normal(node.text) in names):
            found.append(node)
        carets = [s for s in node.children[1:] if s.children[0].kind == "CARET"] if own else []
        todo += carets if own else node.children  # W_z has a label
    for node in sorted(found, key=lambda n: n.start):
        if node.kind == "NAME":
            yield node, None, None, []
            continue
        name, *scripts = node.children
        below = next((s for s in scripts if s.children[0].kind == "UNDER"), None)
        label = below if below is not None and _labelled(name, below) in names else None
        if label is None and normal(name.text) not in names:
            continue
        entry = below if label is None else None
        yield name, label, entry, [s for s in scripts if s is not below]


def _upright(label: Node | None, text: str) -> str:
    r"""The label below a name; a letter of a state is set upright, as that in a_{\mathrm{h}}."""
    if label is None:
        return ""
    letter = spelling(label.children[1]).strip("{}")
    upright = re.fullmatch("[a-z]", letter) is not None
    return rf"_{{\mathrm{{{letter}}}}}" if upright else text[label.start : label.end]


def _labelled(name: Node, below: Node) -> str:
    inside = spelling(below.children[1])
    return normal(f"{name.text}_{{{inside.removeprefix('{').removesuffix('}')}}}")
