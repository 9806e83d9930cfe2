r"""Letters that name and do not count: W_i beside the gate i_t.

A letter below a name is a label if every single letter below that name is that of a state with a
time, as in W_i, W_f, b_r.  Those that could be taken for indices are written ``W_{\mathrm{i}}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from derive.judging.likelihood import unaccented
from derive.judging.occurrences import bare_name, formula
from derive.reader.names import normal
from derive.reader.syntax import Node, spelling
from derive.submissions.claims import Context, Submission

__all__ = ["with_gates"]

_TIME = re.compile(r"(?:[(<\[]|\\langle\s*)?(?:t|\\tau)(?:[+\-−]\d+)?(?:[)>\]]|\\rangle)?")
#: letters that are taken for indices below a name
_COUNTING = frozenset("ijklmnpqrstu")
#: W_• are all W that have a label
_ANY = (r"\bullet", r"\cdot", r"\ast", "*", r"\star")


@dataclass
class _Uses:
    below: set[str] = field(default_factory=set)
    plain: bool = False
    timed: bool = False
    above: bool = False


def with_gates(submission: Submission) -> Submission:
    """The submission with its labels set upright, in the formulas and in what is declared."""
    texts = [side for claim in submission.claims for side in (claim.left, claim.right)]
    uses: dict[str, _Uses] = {}
    for text in texts:
        for name, node in _factors(text):
            _note(uses.setdefault(name, _Uses()), node)
    states = {name for name, use in uses.items() if use.timed and re.fullmatch("[a-z]", name)}
    states |= _named(submission)
    timed = {name for name, use in uses.items() if _gates(use)}
    states |= {letter for name in timed for letter in uses[name].below}
    context = submission.context
    labelled = timed | {name for name, use in uses.items() if _by_states(use, states)}
    if not labelled:
        return submission

    def put(text: str) -> str:
        out, at = [], 0
        for name, node in sorted(_factors(text), key=lambda pair: pair[1].start):
            inside = _below(node)
            if inside is None:
                continue
            said = spelling(inside)
            if name in labelled and said in _COUNTING:
                out += [text[at : inside.start], rf"{{\mathrm{{{said}}}}}"]
                at = inside.end
        return "".join([*out, text[at:]])

    claims = tuple(
        replace(claim, left=put(claim.left), right=put(claim.right)) for claim in submission.claims
    )
    declared = _declared(context, labelled, uses)
    return replace(submission, claims=claims, context=declared)


def _named(submission: Submission) -> set[str]:
    """The letters that some equations define: z, r and \\tilde h, and the h of \\tilde h too."""
    found = set()
    for claim in submission.claims:
        if claim.left.strip() in submission.context.sizes or claim.right.strip() in _COUNTING:
            continue  # n = d says that two sizes are one, i = j where an entry stands
        name = bare_name(claim.left) if claim.relation == "=" else None
        letter, bold = unaccented(name[0]) if name is not None and not name[1] else ("", False)
        if not bold and re.fullmatch("[a-z]", letter) and re.search("[A-Za-z]", claim.right):
            found.add(letter)
    return found


def _factors(text: str) -> Iterator[tuple[str, Node]]:
    """The names of a formula with their scripts."""
    tree = formula(text)
    todo = [] if tree is None else [tree]
    while todo:
        node = todo.pop()
        if node.kind == "factor" and node.children[0].kind == "NAME":
            yield normal(node.children[0].text), node
        todo += node.children


def _below(node: Node) -> Node | None:
    """What stands below a name, if it is one letter."""
    for script in node.children[1:]:
        if script.children[0].kind == "UNDER":
            inside = script.children[1]
            inside = inside.children[1] if inside.kind == "group" else inside
            return inside if re.fullmatch("[A-Za-z]", spelling(inside)) else None
    return None


def _note(use: _Uses, node: Node) -> None:
    use.plain = use.plain or len(node.children) == 1
    for script in node.children[1:]:
        kind = script.children[0].kind
        said = spelling(script.children[1]).strip("{}") if len(script.children) > 1 else ""
        if kind == "UNDER":
            use.below.add(said)
            use.timed = use.timed or any(_TIME.fullmatch(part) for part in said.split(","))
        elif kind == "CARET" and said.startswith(("(", "<", "[", r"\langle")):
            use.above = True
            use.timed = use.timed or _TIME.fullmatch(said) is not None


def _gates(use: _Uses) -> bool:
    r"""Whether a name has a label below it and a time above it, as \Gamma_u^{<t>} has.

    Entries have letters that count.
    """
    letters = all(re.fullmatch("[a-z]", said) for said in use.below)
    return use.above and use.timed and letters and not use.plain and bool(use.below - _COUNTING)


def _by_states(use: _Uses, states: set[str]) -> bool:
    """Whether single letters below a name are names of states, one of them at least."""
    if use.timed or use.above:
        return False
    single = {said for said in use.below if re.fullmatch("[A-Za-z]", said)}
    other = use.below - single
    return bool(single) and single <= states and not any(re.search("[,+0-9]", o) for o in other)


def _declared(context: Context, labelled: set[str], uses: Mapping[str, _Uses]) -> Context:
    """What is declared of W_r as of a family is declared of that name; W_• stands for all."""
    shapes = dict(context.shapes)
    families = dict(context.families)
    for name in labelled:
        key = next((k for k in families if normal(k) == name), None)
        every = next((f"{name}_{{{a}}}" for a in _ANY if f"{name}_{{{a}}}" in shapes), None)
        shape = families.pop(key) if key else shapes.pop(every) if every else None
        if shape is None:
            continue
        for said in uses[name].below:
            label = rf"\mathrm{{{said}}}" if said in _COUNTING else said
            shapes.setdefault(f"{name}_{{{label}}}", shape)
        if uses[name].plain:
            shapes.setdefault(name, shape)
    return replace(context, shapes=shapes, families=families)
