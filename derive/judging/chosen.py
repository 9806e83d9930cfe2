r"""Functions that are said to be known ones: "with \varphi = \tanh", "φ = σ".

Where one such value is given for all of a text, the known function is written in its place.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.letters import places
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["with_known_functions"]

_LETTER = re.compile(r"\s*(\\(?:phi|varphi|psi|sigma|rho|theta|vartheta|eta)|[fgs])\s*")
_KNOWN = re.compile(
    r"\s*(?P<name>\\tanh|\\sigma|(?:\\(?:operatorname|mathrm|text)\s*)?\{?\s*"
    r"(?:tanh|sigmoid|logistic|relu|ReLU)\s*\}?)\s*(?:\(\s*\\?cdot\s*\))?\s*\.?\s*"
)
_CALLED = re.compile(r"\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)*\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\(")


def with_known_functions(submission: Submission) -> Submission:
    """The submission with tanh for φ where "φ = tanh" is no condition, and nothing else is said."""
    found: dict[str, set[str]] = {}
    givers: dict[int, str] = {}
    for claim in submission.claims:
        letter = _LETTER.fullmatch(claim.left) if claim.relation == "=" else None
        known = _KNOWN.fullmatch(claim.right) if letter is not None else None
        if letter is None or known is None:
            continue
        name = normal(letter[1])
        found.setdefault(name, set()).add(re.sub(r"\W|operatorname|mathrm|text", "", known["name"]))
        if claim.role != "assumption":
            givers[claim.number] = name
    sides = [side for c in submission.claims for side in (c.left, c.right)]
    for name in dict.fromkeys(givers.values()):
        [*values] = found[name]
        called = any(_CALLED.match(s, m.end()) for s in sides for m in places(s, name))
        if len(values) == 1 and called and name != rf"\{values[0]}":
            submission = _put(submission, name, _WRITTEN[values[0]], {*givers})
    return submission


#: how a known function is written
_WRITTEN = {
    "tanh": r"\tanh",
    "sigma": r"\sigma",
    "sigmoid": r"\sigma",
    "logistic": r"\sigma",
    "relu": r"\mathrm{ReLU}",
    "ReLU": r"\mathrm{ReLU}",
}


def _put(submission: Submission, name: str, known: str, givers: set[int]) -> Submission:
    def put(text: str) -> str:
        for m in reversed(list(places(text, name))):
            text = f"{text[: m.start()]}{known} {text[m.end() :]}"
        return text

    claims = tuple(
        c if c.number in givers else replace(c, left=put(c.left), right=put(c.right))
        for c in submission.claims
    )
    functions = {k: v for k, v in submission.context.functions.items() if normal(k) != name}
    context = replace(submission.context, functions=functions)
    return replace(submission, claims=claims, context=context)
