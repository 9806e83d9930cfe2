r"""Sizes that differ from layer to layer, W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}, as one size.

A family has members of one shape, so that n_0, n_l and n_L are one size in what is read; what is
said of the shapes themselves, and n_l as a number, is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from derive.submissions.claims import Claim, Submission

__all__ = ["with_one_width"]

_SAID = "layers all of one width"
#: n_l, n_{l-1}, n^{(l)}, n^{[l]}, N_\ell
_SIZE = re.compile(
    r"\\?(?P<base>[A-Za-z]+)\s*"
    r"(?:_\s*(?P<below>\\?\w+|\{[^{}]*\})|\^\s*\{\s*[(\[<]?(?P<above>[^{}()\[\]<>]*)[)\]>]?\s*\})"
)
#: the letter that counts the layers, by itself or a step away
_COUNTS = re.compile(r"(?:[a-zA-Z]|\\ell)(?:\s*[+-]\s*\d+)?")
_UPPER = re.compile(
    r"(?P<sum>\\(?:sum|prod)\s*_\s*\{[^{}]*\}\s*\^\s*)(?P<to>\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|.)"
)
#: letters for the one size, where the sheet has another use for the letter of the sizes
_OTHERS = "nmdpqrs"


def with_one_width(submission: Submission) -> tuple[Submission, dict[int, str]]:
    """The submission with one size for all layers; by claim, that this is so."""
    context = submission.context
    bases = {base for shape in context.families.values() for base in map(_counted, shape) if base}
    if not bases:
        return submission, {}
    used = {part.strip() for shape in _shapes(submission) for part in shape}
    names: dict[str, str] = {}
    for base in sorted(bases):
        free = (letter for letter in (base, *_OTHERS) if letter not in {*used, *names.values()})
        names[base] = next(free, base)

    def size(text: str) -> str:
        found = _SIZE.fullmatch(text.strip())
        return names.get(found["base"], text) if found is not None else text

    def limits(side: str) -> str:
        def limit(found: re.Match[str]) -> str:
            to = found["to"].removeprefix("{").removesuffix("}")
            return f"{found['sum']}{{{size(to)}}}"

        return _UPPER.sub(limit, side)

    def put(claim: Claim) -> Claim:
        return replace(claim, left=limits(claim.left), right=limits(claim.right))

    shapes = {name: tuple(map(size, shape)) for name, shape in context.shapes.items()}
    families = {name: tuple(map(size, shape)) for name, shape in context.families.items()}
    context = replace(context, shapes=shapes, families=families)
    claims = tuple(map(put, submission.claims))
    said = {claim.number: _SAID for claim in claims if re.search(r"[\^_]", claim.latex)}
    return replace(submission, claims=claims, context=context), said


def _counted(size: str) -> str:
    """The letter of a size that depends on the layer; "" of another one."""
    found = _SIZE.fullmatch(size.strip())
    if found is None:
        return ""
    step = (found["below"] or found["above"] or "").strip("{} ()[]<>")
    return found["base"] if _COUNTS.fullmatch(step) else ""


def _shapes(submission: Submission) -> Iterable[tuple[str, ...]]:
    yield from submission.context.shapes.values()
    yield from submission.context.families.values()
