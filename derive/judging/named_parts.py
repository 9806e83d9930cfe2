r"""Arguments of gates that get their names later: f_t = σ(W_f x_t), and then z_f = W_f x_t.

Then f_t is σ(z_f), so that a derivative by z_f has a meaning.  What is said of one gate, "and so
on", is meant of the others: z_o is W_o x_t if that is the argument of o_t.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.submissions.claims import Claim, Submission

__all__ = ["with_named_parts"]

_APPLIED = re.compile(
    r"(?P<before>\s*(?:\\[A-Za-z]+|\\(?:operatorname|mathrm|text)\{\w+\}|[a-z])\s*(?:\\left\s*)?\()"
    r"(?P<inside>.*?)(?P<after>\s*(?:\\right\s*)?\)\s*)"
)
_LABEL = re.compile(r"_\s*\{?\s*([A-Za-z])(?![A-Za-z])")


def with_named_parts(submission: Submission) -> Submission:
    """The submission with the names of arguments in the equations that have these.

    Equations that nobody wrote stand behind all claims, as definitions.
    """
    gates = {c.number: m for c in submission.claims if (m := _gate(c)) is not None}
    submission, worded = _with_preactivations(submission, gates)
    named: dict[str, str] = {}
    for claim in submission.claims:
        names = claim.relation == "=" and bare_name(claim.left) is not None
        if names and claim.after is None and claim.number not in gates:
            named.setdefault(_bare(claim.right), claim.left)
    inside = {_bare(m["inside"]): number for number, m in gates.items()}
    told = {body: name for body, name in named.items() if body in inside}
    told = {**worded, **told}
    if not told:
        return submission
    spoken = [_bare(side) for c in submission.claims for side in (c.left, c.right)]
    lefts = {_bare(c.left) for c in submission.claims if c.relation == "="}
    for body, name in list(told.items()):
        for other in inside:
            found = _likewise(body, name, other)
            if found is None or other in told or _bare(found) in lefts:
                continue
            if any(_bare(found) in side for side in spoken):
                told[other] = found
    claims: list[Claim] = []
    more: list[Claim] = []
    for claim in submission.claims:
        gate = gates.get(claim.number)
        part = told.get(_bare(gate["inside"])) if gate is not None else None
        if gate is not None and part is not None:
            if _bare(part) not in lefts:  # what nobody wrote is an equation too
                number = len(submission.claims) + len(more)
                new = replace(claim, number=number, left=part, right=gate["inside"], group=-1)
                more.append(replace(new, role="definition", formula=(0, 0), raw=""))
            claim = replace(claim, right=f"{gate['before']}{part}{gate['after']}")
        claims.append(claim)
    return replace(submission, claims=(*claims, *more))


#: words for the arguments of gates
_WORDS = re.compile(
    r"pre-?\s?activation|voraktivierung|préactivation|pré-activation|preactivaci|предактивац|净输入"
    r"|arguments? of (?:the )?(?:\$\\sigma|\$\\tanh|gate|sigmoid|function)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<![A-Za-z\\])([a-z])\s*_\s*\{?\s*([A-Za-z])\}?(?![A-Za-z])")
_STATE = re.compile(r"(?:\\(?:tilde|hat|bar)\s*\{?\s*)?([A-Za-z])\s*\}?\s*_\s*\{?\s*t\s*\}?")


def _with_preactivations(
    submission: Submission, gates: Mapping[int, re.Match[str]]
) -> tuple[Submission, dict[str, str]]:
    """The submission with times for z_f, z_i, … if only words say that these are the arguments of
    f_t, i_t, …; and the names of these."""
    if _WORDS.search(submission.text) is None:
        return submission, {}
    labels = {
        state[1]: _bare(gates[c.number]["inside"])
        for c in submission.claims
        if c.number in gates and (state := _STATE.fullmatch(c.left.strip())) is not None
    }
    sides = [side for c in submission.claims for side in (c.left, c.right)]
    known = {(m[1], m[2]) for gate in gates.values() for m in _LETTERED.finditer(gate["inside"])}
    known |= {pair for c in submission.claims if c.relation == "=" for pair in _left(c)}
    spoken = {(m[1], m[2]) for side in sides for m in _LETTERED.finditer(side)} - known
    spoken = {(letter, label) for letter, label in spoken if label in labels}
    if len({letter for letter, _ in spoken}) != 1 or len(labels) < 2:
        return submission, {}

    def timed(found: re.Match[str]) -> str:
        name = rf"{{{found[1]}_{{\mathrm{{{found[2]}}}}}^{{(t)}}}}"
        return name if (found[1], found[2]) in spoken else found[0]

    claims = (
        replace(c, left=_LETTERED.sub(timed, c.left), right=_LETTERED.sub(timed, c.right))
        for c in submission.claims
    )
    names = {labels[k]: rf"{x}_{{\mathrm{{{k}}}}}^{{(t)}}" for x, k in sorted(spoken)}
    return replace(submission, claims=tuple(claims)), names


def _left(claim: Claim) -> list[tuple[str, str]]:
    found = _LETTERED.fullmatch(claim.left.strip())
    return [(found[1], found[2])] if found is not None else []


def _bare(text: str) -> str:
    text = re.sub(r"([_^])\s*([A-Za-z0-9])", r"\1{\2}", text)
    return re.sub(r"\s|\\,|\\;|\\left|\\right", "", text)


def _gate(claim: Claim) -> re.Match[str] | None:
    """A function of one argument without a name on the right of an equation, if its brackets are a
    pair."""
    found = _APPLIED.fullmatch(claim.right) if claim.relation == "=" else None
    if found is None or claim.role == "assumption":
        return None
    depth = 0
    for sign in found["inside"]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return None
    composed = _LABEL.search(found["inside"]) and bare_name(found["inside"]) is None
    return found if depth == 0 and composed else None


def _likewise(body: str, name: str, other: str) -> str | None:
    """The name of another argument, if that differs from the body by its label alone."""
    for mine in dict.fromkeys(_LABEL.findall(body)):
        for label in dict.fromkeys(_LABEL.findall(other)):
            pattern = rf"(_\{{?){mine}(?![A-Za-z])"
            if label != mine and re.sub(pattern, rf"\g<1>{label}", body) == other:
                letter = rf"(?<![A-Za-z\\]){mine}(?![A-Za-z])"
                return re.sub(letter, label, name)
    return None
