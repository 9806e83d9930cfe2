r"""Layers below a name: u_\ell = W_\ell h_{\ell-1} + b_\ell is written with them above.

Where one layer is said to follow from another, \ell counts layers, in all names that have it alone
below them; ``W_\ell^\top`` becomes ``(W^{(\ell)})^\top``.  A name that stands alone too is
another one there, and \mathfrak{x} with a layer.
"""

from __future__ import annotations

import re
from dataclasses import replace

from derive.reader.names import normal
from derive.submissions.claims import Submission

__all__ = ["with_sublayers"]

_BASE = (
    r"(?:\\(?:mathbf|boldsymbol|bm|hat|tilde|bar)\s*\{\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}"
    r"|\\(?!sum|prod|nabla|partial|ell)[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])"
)
_LETTER = r"(?:l(?![A-Za-z])|\\ell(?![A-Za-z]))"
_STEP = rf"(?:{_LETTER}(?:\s*[+-]\s*\d+)?|L(?:\s*[+-]\s*\d+)?|\d)"
_MEMBER = re.compile(
    rf"(?P<base>{_BASE})\s*_\s*(?:\{{\s*(?P<in>{_STEP})\s*\}}|(?P<at>{_LETTER}|L|\d))"
    r"(?P<above>\s*\^)?"
)
_ANY = re.compile(rf"(?P<base>{_BASE})\s*_\s*(?P<below>\{{[^{{}}]*\}}|\\?[A-Za-z]+|\d)")


def with_sublayers(submission: Submission) -> Submission:
    """The submission with layers above the names, where they stand below them."""
    claims = submission.claims
    recurring = False
    for claim in claims:
        left = _MEMBER.fullmatch(claim.left.strip())
        if claim.relation != "=" or left is None or not re.match(_LETTER, _step(left)):
            continue
        steps = {_step(m) for m in _MEMBER.finditer(claim.right)}
        recurring = recurring or any(
            re.match(_LETTER, step) and step != _step(left) for step in steps
        )
    if not recurring:
        return submission
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    counted = {
        normal(m["base"])
        for side in sides
        for m in _MEMBER.finditer(side)
        if re.match(_LETTER, _step(m))
    }
    others = {
        normal(m["base"])
        for side in sides
        for m in _ANY.finditer(side)
        if not re.fullmatch(_STEP, m["below"].strip("{} "))
    }
    layered = counted - others
    declared = {*map(normal, submission.context.shapes)}
    apart = {
        name
        for name in layered
        if re.fullmatch("[A-Za-z]", name)
        and (name in declared or any(_alone(name, s) for s in sides))
    }
    layered -= (declared | {n for n in layered if any(_alone(n, s) for s in sides)}) - apart

    def put(side: str) -> str:
        def above(found: re.Match[str]) -> str:
            if normal(found["base"]) not in layered:
                return found[0]
            step = _step(found)
            base = found["base"]
            base = rf"\mathfrak{{{base}}}" if normal(base) in apart else base
            name = f"{base}^{{({step})}}"
            return f"({name})^" if found["above"] else name

        return _MEMBER.sub(above, side)

    new = (replace(c, left=put(c.left), right=put(c.right)) for c in claims)
    return replace(submission, claims=tuple(new))


def _alone(name: str, side: str) -> bool:
    """Whether a name stands somewhere with nothing below it."""
    letter = re.escape(name)
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z]|\s*_)", side) is not None


def _step(found: re.Match[str]) -> str:
    return re.sub(r"\s", "", found["in"] or found["at"])
