r"""Letters of constants that a sheet gives a meaning of its own: e = ŷ − y is no Euler's number.

Such a name is written ``\breve{e}`` from there on, of which no table knows anything.  A power that
is no number stays Euler's: beside errors e, e^{-z} is the exponential function.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from derive.judging.occurrences import bare_name, names_in
from derive.submissions.claims import Submission

__all__ = ["with_own_letters"]

#: letter → how it stands in a formula
_LETTERS = {
    "e": re.compile(r"(?<![A-Za-z\\\d.])e(?![A-Za-z])|(?<=\d)e(?![A-Za-z]|[-+−]?\d)"),
    r"\pi": re.compile(r"\\pi(?![A-Za-z])"),
    "I": re.compile(r"(?<![A-Za-z\\])I(?![A-Za-z])"),
}
#: a command of which the letter is the argument, and part of another name
_INSIDE = re.compile(
    r"\\(?:mathrm|text\w*|operatorname|hat|tilde|bar|vec|dot|mathbf|bm|boldsymbol|widehat|widetilde"
    r"|overline|mathbb|mathcal|mathsf)\s*\{\s*$"
)
#: what is above a name, and not above Euler's number
_OWN_POWER = re.compile(r"\s*(?:\^\s*\{?\s*(?:2|T|\\top|\\intercal|\\prime|\(|\[|<)|'|_|(?!\s*\^))")


#: who says right beside a formula that e is the number in it
_EULER = re.compile(r"Euler|Эйлер|欧拉", re.IGNORECASE)
_NEAR = 60


def with_own_letters(submission: Submission) -> Submission:
    """The submission with its own e, π and I, where it defines them, as names that are free."""
    own = {
        name[0]
        for c in submission.claims
        if c.relation == "=" and c.role in ("definition", "fresh")
        if (name := bare_name(c.left)) is not None and not name[1]
        if name[0] in _LETTERS and name[0] not in names_in(c.right) and names_in(c.right)
    }
    own -= {*submission.context.shapes, *submission.context.families}
    if not own:
        return submission

    def put(text: str) -> str:
        for letter in sorted(own):
            text = _LETTERS[letter].sub(partial(_named, letter), text)
        return text

    claims = tuple(
        c
        if _EULER.search(submission.text[max(0, c.formula[0] - _NEAR) : c.formula[1] + _NEAR])
        else replace(c, left=put(c.left), right=put(c.right), given=tuple(map(put, c.given)))
        for c in submission.claims
    )
    return replace(submission, claims=claims)


def _named(letter: str, match: re.Match[str]) -> str:
    before, after = match.string[: match.start()], match.string[match.end() :]
    eulers = letter == "e" and not _OWN_POWER.match(after)
    return match[0] if eulers or _INSIDE.search(before) else rf"\breve{{{letter}}}"
