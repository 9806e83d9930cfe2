r"""Numbers that tell names apart, as in the two layers z_1 = W_1 x + b_1, z_2 = W_2 h_1 + b_2.

Below a name that nobody declares a number counts entries, unless numbered names are matrices: W_1
always, others if they are declared, transposed, or differentiated by.  Then every name that never
stands without a number is one of its own for each; so is a name such as δ_1 that is defined as a
derivative.  It is written ``z_{\mathrm{1}}``, where nothing counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from derive.judging.heads import unaccented_heads
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission
from derive.submissions.names import ACCENTED

__all__ = ["unlabelled", "with_labels"]

_BASE = (
    rf"(?:{ACCENTED}"
    r"|\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|theta|phi|lambda|mu|Theta|Phi|Lambda|Sigma)"
    r"(?![A-Za-z])|[A-Za-z])"
)
#: commands, some of them with words, in which no letter is a name
_COMMAND = r"\\(?:operatorname|text\w*|mathrm|begin|end)\*?\s*\{[^{}]*\}|\\[A-Za-z]+"
#: a name; a number below it, or something else; what stands above it
_NAME = re.compile(
    rf"(?:(?P<base>{_BASE})|{_COMMAND})"
    r"(?:\s*_\s*(?:(?P<at>\d)|\{\s*(?P<in>\d+)\s*\})|(?=\s*_\s*(?P<other>\w|\{[^{}]*\}|\\)))?"
    r"(?=(?P<above>\s*\^\s*(?:\{[^{}]*\}|\\?\w+))?)"
)
_TRANSPOSE = re.compile(r"\s*\^\s*\{?\s*(?:-\s*)?(?:T|\\top|\\intercal|\\math(?:sf|rm)\s*\{T)")
_BY = re.compile(r"(?:\\partial|\\nabla\s*_|[/{]\s*d)\s*\{?\s*$")
#: two letters below a δ are Kronecker's
_KRONECKER = re.compile(r"\{?\s*[a-z]\s*,?\s*[a-z]\s*\}?")


def with_labels(submission: Submission) -> Submission:
    """The submission with a name of its own for each number below a name, where that is meant."""
    context = submission.context
    if context.model or context.worksheet:  # whose names are known
        return submission
    submission = _with_entries(submission)
    declared = frozenset(map(normal, (*context.shapes, *context.families)))
    seen = _seen(submission.claims, declared)
    if seen.counted:
        return submission
    own = seen.numbered - seen.others
    layered = bool(seen.matrices & (own | declared))
    if not layered:
        own &= {b for claim in submission.claims if (b := _derivative(claim)) is not None}
    else:
        own = _grown(submission.claims, own, seen.matrices)
    if not own:
        return submission

    def put(side: str) -> str:
        def label(found: re.Match[str]) -> str:
            base: str | None = found["base"]
            number = found["at"] or found["in"]
            if base is None or number is None or normal(base) not in own:
                return found[0]
            if f"{normal(base)}_{{{number}}}" in declared:  # a name as it stands
                return found[0]
            return rf"{base}_{{\mathrm{{{number}}}}}"

        return _NAME.sub(label, side)

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)


#: A_{2,i}, an entry of A_2
_ENTRY = re.compile(
    rf"(?P<base>{_BASE})\s*_\s*\{{\s*(?P<number>\d)\s*,\s*(?P<index>[a-z](?:\s*,?\s*[a-z])?)\s*\}}"
)


def _with_entries(submission: Submission) -> Submission:
    """The submission with (A_2)_{i} for A_{2,i}, where A_2 stands by itself too."""
    sides = [side for claim in submission.claims for side in (claim.left, claim.right)]
    numbered = {
        normal(m["base"]) for s in sides for m in _NAME.finditer(s) if m["base"] and m["at"]
    }

    def put(side: str) -> str:
        return _ENTRY.sub(
            lambda m: (
                f"({m['base']}_{m['number']})_{{{m['index']}}}"
                if normal(m["base"]) in numbered
                else m[0]
            ),
            side,
        )

    claims = tuple(replace(c, left=put(c.left), right=put(c.right)) for c in submission.claims)
    return replace(submission, claims=claims)


@dataclass
class _Seen:
    """How bases of names stand in a submission."""

    #: with a number below them
    numbered: set[str]
    #: without one
    others: set[str]
    #: with a number, and certainly as matrices
    matrices: set[str]
    #: whether numbers count entries somewhere: w_{11}, w_{12}
    counted: bool = False


def _seen(claims: Sequence[Claim], declared: frozenset[str]) -> _Seen:
    matrices = {name for name in declared if re.search(r"_\{\d\}$", name) and name[:1].isupper()}
    seen = _Seen(set(), {name for name in declared if "_" not in name}, matrices)
    quantities = {claim.left for claim in claims if re.fullmatch("[A-Z]", claim.left.strip())}
    for side in (side for claim in claims for side in (claim.left, claim.right)):
        for found in _NAME.finditer(side):
            if found["base"] is None:
                continue
            base = normal(found["base"])
            number = found["at"] or found["in"]
            seen.counted |= number is not None and len(number) > 1
            if number is None:
                other = found["other"] or ""
                kronecker = base == r"\delta" and _KRONECKER.fullmatch(other)
                label = other.strip("{} ") in quantities  # G_R beside G_1, and R = …
                seen.others.update(set() if kronecker or label else {base})
                continue
            seen.numbered.add(base)
            turned = _TRANSPOSE.match(found["above"] or "")
            letter = base.rstrip("}")[-1:]
            evident = turned or letter == "W" or _BY.search(side[: found.start()])
            if letter.isupper() and evident:
                seen.matrices.add(base)
    return seen


def _grown(claims: Sequence[Claim], own: set[str], matrices: set[str]) -> set[str]:
    """The names that numbers tell apart, with those that also stand without a number: of
    z_1 = W_1 x + b_1 where W_1 is a matrix, and of a_1 = σ(z_1) where z_1 is one of these."""
    matrices = {re.sub(r"_\{\d\}$", "", name) for name in matrices}
    found, grew = set(own), True
    while grew:
        grew = False
        for claim in claims:
            left = _NAME.fullmatch(claim.left.strip())
            if claim.relation != "=" or left is None or not (left["at"] or left["in"]):
                continue
            inside = {
                normal(m["base"])
                for m in _NAME.finditer(claim.right)
                if m["base"] and (m["at"] or m["in"])
            }
            if not inside & (matrices | found) or _listed(claims, normal(left["base"])):
                continue
            new = {normal(left["base"])} if inside <= found else inside & matrices
            if inside & matrices:  # the bias and the input beside it are columns too
                new = {normal(left["base"]), *inside}
            grew = grew or not new <= found
            found |= new
    return found


def _listed(claims: Iterable[Claim], base: str) -> bool:
    """Whether numbers below a name are those of its entries: x = (x_1, x_2), x ∈ ℝ²."""
    name = re.escape(base)
    entry = rf"{name}\s*_\s*\{{?\s*\d\s*\}}?"
    pattern = re.compile(rf"[(\[]\s*{entry}\s*[,;&]|&\s*{entry}|{entry}\s*\\\\")
    return any(pattern.search(side) for claim in claims for side in (claim.left, claim.right))


def _derivative(claim: Claim) -> str | None:
    """The name of which a claim defines the one of a number as a derivative: δ_1 = ∂L/∂z."""
    found = _NAME.fullmatch(claim.left.strip())
    if found is None or found["base"] is None or claim.role not in ("definition", "fresh"):
        return None
    return normal(found["base"]) if re.search(r"\\partial|\\nabla", claim.right) else None


_LABEL = re.compile(r"_\{\\mathrm\{([a-z\d])\}\}")
#: letters of constants that a submission defines
_OWN = re.compile(r"\\breve\{(e|\\pi|I)\}")
#: a name that is another one than that of a layer
_APART = re.compile(r"\\mathfrak\{([A-Za-z])\}")


def unlabelled(text: str) -> str:
    r"""A text with the numbers and gates below names as everybody writes them.

    >>> unlabelled(r"W_{\mathrm{1}} ∈ ℝ^{n×m}")
    'W_1 ∈ ℝ^{n×m}'
    """
    plain = _APART.sub(r"\1", _OWN.sub(r"\1", _LABEL.sub(r"_\1", text)))
    return unaccented_heads(plain)
