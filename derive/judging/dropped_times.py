r"""Times that a text drops: "I drop the index t", and then z for z_t, h' for h_{t-1}.

That it does, words say, or an equation that is a definition of the same text without its times.
Letters above a state with a time, as in a^z_t, are labels, which are set below it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.judging.points import At
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import STYLED

__all__ = ["with_dropped_times"]

_LETTER = rf"(?:{STYLED}|[A-Za-z])"
_TIME = r"_\s*(?:t|\{\s*t\s*\})"
_ABOVE = r"\^\s*(?:(?P<above>[a-z])|\{\s*(?P<above2>[a-z])\s*\})"
#: what a definition of a state has on its left
_STATE = re.compile(
    rf"\s*(?P<base>{_LETTER})\s*(?:{_TIME}|{_ABOVE}\s*{_TIME}"
    rf"|{_TIME}\s*{_ABOVE.replace('above', 'over')})\s*"
)
#: words for leaving out an index
_DROPPED = re.compile(
    r"(?:drop|omit|suppress|leave out|leaving out|skip)\w*\s+(?:\w+\s+){0,3}?"
    r"(?:ind(?:ex|ices)|subscripts?)"
    r"|(?:lassen|lasse)\s+(?:\w+\s+){0,4}?(?:Zeit)?index\w*\s+(?:\$?t\$?\s+)?(?:\w+\s+){0,4}?weg"
    r"|ohne\s+(?:den\s+)?(?:Zeit)?index\b"
    r"|om(?:ettons|et|itimos|itiendo)\s+(?:l'|el\s+|los\s+)?(?:sub)?[íi]ndice"
    r"|опус(?:кая|каем|тим)\s+(?:\w+\s+){0,2}?индекс|(?:省略|略去)[^。]{0,8}(?:下标|索引|时间)",
    re.IGNORECASE,
)
#: "write h' for h_{t-1}"
_SHORT = re.compile(
    r"\$(?P<short>[^$=]{1,24})\$\s+(?:for|für|pour|por|para|вместо)\s+"
    rf"\$(?P<member>{_LETTER}\s*_\s*\{{\s*t\s*[-−+]\s*1\s*\}})\$"
)
_BEFORE = re.compile(rf"{_LETTER}\s*_\s*\{{\s*t\s*[-−+]\s*1\s*\}}")
#: what sets a name of the step before apart: h', h^-, h_{\mathrm{prev}}
_APART = (
    r"\s*(?:'|\^\s*(?:\\prime(?![A-Za-z])|[-−]|\{\s*(?:\\prime|[-−])\s*\})"
    r"|_\s*(?:[-−]|\{\s*(?:[-−]|prev|old|(?:\\text|\\mathrm)\s*\{\s*[a-z]{3,}\s*\})\s*\}))"
)
#: pieces of a formula: commands with words, names, all else
_NAME = re.compile(
    r"\\(?:operatorname|mathrm|text\w*|begin|end)\*?\s*\{[^{}]*\}"
    rf"|(?P<name>{_LETTER})(?P<apart>(?:{_APART})*)|\\[A-Za-z]+"
)
_LABELLED = re.compile(rf"\s*{_ABOVE}(?:\s*_\s*(?:\{{\s*(?P<time>t[^{{}}]*)\}}|t(?![A-Za-z])))?")
_SCRIPT = re.compile(r"\s*_\s*(?:\{(?P<many>[^{}]*)\}|(?P<one>\w))")
_COUNTS = re.compile(r"[i-n](?:\s*,\s*[i-n])?")


def with_dropped_times(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with the times that it drops; by claim, how that is said."""
    defining = [c for c in submission.claims if c.relation == "=" and c.role != "assumption"]
    states = [(c, m) for c in defining if (m := _STATE.fullmatch(c.left)) is not None]
    if len(states) < 2:
        return submission, {}
    dropped = _Dropped(submission, [m for _, m in states])
    repeated = dropped.repeats(submission.claims, [c for c, _ in states])
    if not repeated and not _DROPPED.search(submission.text):
        return submission, {}
    claims = tuple(map(dropped.put, submission.claims))
    words = "names without a time as of the step t"
    changed = {
        c.number: words for c, was in zip(claims, submission.claims, strict=True) if c != was
    }
    return replace(submission, claims=claims), changed


class _Dropped:
    """What stands for what in a text that drops its times."""

    def __init__(self, submission: Submission, states: list[re.Match[str]]) -> None:
        #: the states; those with a letter above them with that
        self.labelled = {(normal(m["base"]), above) for m in states if (above := _above(m))}
        self.names = {normal(m["base"]) for m in states if not _above(m)}
        self.names |= {normal(name) for name in submission.context.families}
        #: what is written for a member of the step before
        self.short = {_spelt(m["short"]): m["member"] for m in _SHORT.finditer(submission.text)}
        for c in submission.claims:
            says = c.relation == "=" and c.role != "claim"
            apart = re.fullmatch(rf"{_LETTER}{_APART}", c.left.strip())
            if says and apart and _BEFORE.fullmatch(c.right.strip()):
                self.short[_spelt(c.left)] = c.right.strip()

    def repeats(self, claims: tuple[Claim, ...], states: list[Claim]) -> bool:
        """Whether a definition stands in the text once more, without its times."""
        whole = {(_spelt(made.left), _spelt(made.right)) for made in map(self.put, states)}
        bare = [c for c in claims if c.relation == "=" and not re.search(_TIME, c.left)]
        made = ((c, self.put(c)) for c in bare)
        return any((_spelt(new.left), _spelt(new.right)) in whole for c, new in made if c != new)

    def put(self, claim: Claim) -> Claim:
        """A claim with all its times."""
        left, right = self._timed(claim.left), self._timed(claim.right)
        given = (g if isinstance(g, At) else self._timed(g) for g in claim.given)
        # that h' is h_{t-1} says nothing any more
        role = "assumption" if _spelt(left) == _spelt(right) != _spelt(claim.left) else claim.role
        return replace(claim, left=left, right=right, given=tuple(given), role=role)

    def _timed(self, text: str) -> str:
        out, at = "", 0
        for found in _NAME.finditer(text):
            if found["name"] is None or found.start() < at or _is_label(text, found.start()):
                continue
            made = self._member(text, found)
            if made is not None:
                out, at = out + text[at : found.start()] + made[0], made[1]
        return out + text[at:]

    def _member(self, text: str, found: re.Match[str]) -> tuple[str, int] | None:
        """A name with its time, and where what it stands for ends; None for any other name."""
        short = self.short.get(_spelt(found[0]))
        if short is not None:
            return short, found.end()
        name = normal(found["name"])
        label = _LABELLED.match(text, found.end())
        if label is not None and (above := _above(label)) and (name, above) in self.labelled:
            shown = rf"{found['name']}_{{\mathrm{{{above}}}}}"
            return f"{shown}^{{({label['time'] or 't'})}}", label.end()
        if name not in self.names or found["apart"]:
            return None
        script = _SCRIPT.match(text, found.end())
        if script is None:
            return f"{found['name']}_{{t}}", found.end()
        below = (script["many"] or script["one"]).strip()
        if not _COUNTS.fullmatch(below):
            return None  # it has its time, or a label
        return f"{found['name']}_{{t,{below}}}", script.end()


def _above(found: re.Match[str]) -> str:
    """The letter above a state, "" for none."""
    groups = found.groupdict()
    return next(
        (groups[key] for key in ("above", "above2", "over", "over2") if groups.get(key)), ""
    )


def _is_label(text: str, at: int) -> bool:
    """Whether a name stands below or above another, but for the variable of a gradient."""
    before = re.sub(r"\s*\{?\s*$", "", text[:at])
    return before.endswith(("_", "^")) and not re.search(r"\\nabla\s*_$", before)


def _spelt(text: str) -> str:
    return re.sub(r"[\s{}]", "", text).replace(r"^\prime", "'")
