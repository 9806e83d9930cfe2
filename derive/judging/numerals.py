r"""Numbers as many write them: ``0{,}25`` is 0.25; the digits of ``1.4142\ldots`` are cut off;
``1_n`` is a vector of ones."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.submissions.claims import Submission

__all__ = ["with_points"]

#: of three digits behind the comma nobody knows whether they are thousands, unless 0 stands before
_COMMA = re.compile(r"(?<![\d.}])(?:(0)\{,\}(\d+)|(\d+)\{,\}(\d{1,2}|\d{4,}))(?![\d{])")
_CUT = re.compile(r"(\s*[-+−]?\s*\d*\.\d+)\s*(?:\\[lc]?dots|\\dots[cbmio]|…|\.\.\.)\s*")
#: 1_n and 0_n are vectors
_FONT = r"\\(?:mathbf|mathbb|boldsymbol|bm|vec|mathsf|bf)\s"
_ONES = re.compile(rf"(?<![\w.{{}}\\^_])({_FONT}*)?([01])\s*_(?=\s*(?:[a-zA-Z]|\{{))")


def with_points(submission: Submission) -> Submission:
    """The submission with decimal points, and without the dots that end a decimal side."""

    def put(side: str) -> str:
        side = _COMMA.sub(lambda m: f"{m[1] or m[3]}.{m[2] or m[4]}", side)
        side = _ONES.sub(lambda m: m[0] if m[1] else rf"\mathbf{{{m[2]}}}_", side)
        cut = _CUT.fullmatch(side)
        return cut[1] if cut else side

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)
