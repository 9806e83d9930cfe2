r"""Σ and Π typed as Greek letters: the signs of a sum and a product, or names such as a covariance.

A letter with a range below it (``Σ_{j=1}``), or with an index below it that what follows has too
(``Σ_j W_ij x_j``), is the sign.  ``Σ_k^{-1}``, ``Σ_k = …`` and ``Σ x`` are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.submissions.places import Edit, Placed
from derive.submissions.vocabulary import RAISED

__all__ = ["with_sums"]

_SIGN = {"Σ": "∑", "Π": "∏"}
_LETTER = "[a-z]"
_LOWERED = "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_PLAIN = dict(zip(_LOWERED, "aehijklmnoprstuvx", strict=True))
_RAISED = "".join(sign for sign, letter in RAISED.items() if letter in _PLAIN.values())
_RANGED = re.compile(r"[ΣΠ]\s*(?:_\s*[{(]?\s*[a-z]\s*(?:=|<|>|≤|≥|≠|∈|\\(?:le|ge|ne|in))|[₀-ₜ]*₌)")
_INDEXED = re.compile(
    rf"[ΣΠ]\s*(?:_\s*(?:\{{\s*(?P<in>{_LETTER})\s*\}}|\(\s*(?P<of>{_LETTER})\s*\)"
    rf"|(?P<at>{_LETTER})(?![A-Za-z]))|(?P<low>[{_LOWERED}]))"
    r"\s*(?:\^\s*(?:\{\s*[A-Za-z]\s*\}|(?!T)[A-Za-z](?![A-Za-z])))?\s*"
    r"(?=[A-Za-z0-9(\[{\\|‖√∂α-ωΑ-Ω])(?P<after>.*)"
)
#: brackets, and what ends the term that a sum ranges over where it stands in none
_SIGN_OR_BRACKET = re.compile(r"[(\[{]|[)\]}]|[-+−=≈≤≥<>]|\\(?:le|ge|approx|q?quad|in)(?![A-Za-z])")
_SCRIPTS = re.compile(
    rf"[_^]\s*(?:\{{([^{{}}]*)\}}|\(([^()]*)\)|([A-Za-z]{{1,2}}))|([{_LOWERED}{_RAISED}]+)"
)


def with_sums(formula: Placed) -> Placed:
    """A formula with the signs for sums and products that were typed as letters.

    >>> with_sums(Placed.of("z_i = Σ_j W_ij x_j")).text, with_sums(Placed.of("xᵀ Σ_k^{-1} x")).text
    ('z_i = ∑_j W_ij x_j', 'xᵀ Σ_k^{-1} x')
    """
    return formula.edited(list(_signs(formula.text)))


def _signs(text: str) -> Iterator[Edit]:
    for at, letter in enumerate(text):
        if letter not in _SIGN:
            continue
        indexed = _INDEXED.match(text, at)
        if _RANGED.match(text, at) or (indexed is not None and _goes_on(indexed)):
            yield Edit(at, at + 1, _SIGN[letter])


def _goes_on(found: re.Match[str]) -> bool:
    """Whether the index stands below something in the term that follows."""
    index = found["in"] or found["of"] or found["at"] or _PLAIN[found["low"]]
    signs = {index, *(s for at in (_PLAIN, RAISED) for s, letter in at.items() if letter == index)}
    scripts = _SCRIPTS.findall(_term(found["after"]))
    return any(signs & {*"".join(parts)} for parts in scripts)


def _term(text: str) -> str:
    """What stands before the first + or relation outside all brackets."""
    depth = 0
    for found in _SIGN_OR_BRACKET.finditer(text):
        depth += (found[0] in "([{") - (found[0] in ")]}")
        if depth < 0 or (not depth and found[0] not in ")]}"):
            return text[: found.start()]
    return text
