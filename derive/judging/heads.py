r"""Letters above matrices that tell them apart: W^Q, W^K, W^V, W^O of attention.

A capital letter above a capital letter is a name's, and no exponent, if it is one of these four
and the matrix has two of them, or if a quantity is called so.  The name is written with an accent
in place of the letter, which nothing else can be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["unaccented_heads", "with_heads"]

#: letter → the accent that stands for it
_ACCENTS = {"Q": "check", "K": "breve", "V": "acute", "O": "grave"}
_FONT = r"\\(?:mathbf|boldsymbol|bm|mathrm)"
_NAMED = re.compile(
    rf"(?P<base>{_FONT}\s*\{{\s*[A-Z]\s*\}}|[A-Z])(?P<below>\s*_\s*(?:\{{[^{{}}]*\}}|\w))?"
    rf"\s*\^\s*(?:\{{\s*(?:{_FONT}\s*\{{)?\s*(?P<in>[QKVO])\s*\}}?\s*\}}|(?P<at>[QKVO]))"
    r"|\\[A-Za-z]+"
)
_ACCENTED = re.compile(r"\\(check|breve|acute|grave)\{([^{}]*(?:\{[^{}]*\})?)\}")


def with_heads(submission: Submission) -> Submission:
    """The submission with an accent for each letter of this kind."""
    context = submission.context
    sides = [side for claim in submission.claims for side in (claim.left, claim.right)]
    if any(_ACCENTED.search(side) for side in sides):
        return submission
    above: dict[str, set[str]] = {}
    for text in (*sides, *context.shapes):
        for found in filter(lambda m: m["base"], _NAMED.finditer(text)):
            above.setdefault(normal(found["base"]), set()).add(found["in"] or found["at"])
    lefts = (bare_name(c.left) for c in submission.claims if c.relation == "=")
    known = {name[0] for name in lefts if name is not None} | {*map(normal, context.shapes)}
    named = {
        base: letters for base, letters in above.items() if len(letters) > 1 or letters <= known
    }
    if not named:
        return submission

    def put(text: str) -> str:
        def accented(found: re.Match[str]) -> str:
            if not found["base"] or normal(found["base"]) not in named:
                return found[0]
            accent = _ACCENTS[found["in"] or found["at"]]
            return rf"\{accent}{{{found['base']}}}{found['below'] or ''}"

        return _NAMED.sub(accented, text)

    def keyed(of: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {put(key): value for key, value in of.items()}

    claims = tuple(
        replace(c, left=put(c.left), right=put(c.right), given=tuple(map(put, c.given)))
        for c in submission.claims
    )
    depends = {put(key): tuple(map(put, value)) for key, value in context.depends.items()}
    changed = replace(
        context, shapes=keyed(context.shapes), assume=keyed(context.assume), depends=depends
    )
    return replace(submission, claims=claims, context=changed)


def unaccented_heads(text: str) -> str:
    r"""A text with the letters above names as everybody writes them.

    >>> unaccented_heads(r"\check{W} ∈ ℝ^{n×m}")
    'W^Q ∈ ℝ^{n×m}'
    """
    letters = {accent: letter for letter, accent in _ACCENTS.items()}
    return _ACCENTED.sub(lambda found: f"{found[2]}^{letters[found[1]]}", text)
