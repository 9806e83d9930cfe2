r"""Names that words give to a formula: "write J for the Jacobian ∂h/∂x", "denote AᵀA by G", "the
Jacobian of h with respect to x is J = …".

Such a name is defined as one by "let J = ∂h/∂x" is, but for one that an announced equation defines
as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judging.occurrences import bare_name
from derive.submissions.claims import Submission

__all__ = ["with_denoted"]

_NAME = r"\$(?P<name>[^$=<>]{1,24})\$"
_FORMULA = r"\$(?P<formula>[^$]{3,160})\$"
#: up to the formula, in a sentence; never "for all", "for every"
_WORDS = (
    r"(?:(?!\b(?:all|every|each|any|some|alle|jede\w*|tout\w*|todo\w*|which)\b)[^.;:$\n]"
    r"|\n(?!\s*\n)){0,70}?"
)
_KIND = (
    r"(?:jacobi\w*|hessi\w*|gradient\w*|derivative|ableitung|d[ée]riv[ée]e|derivada|якобиан\w*"
    r"|градиент\w*|гессиан\w*|производн\w*)"
)
_FOR = r"(?:for|für|pour|por|para)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # write J for (the Jacobian) ∂h/∂x
        r"\b(?:write|writing|use|abbreviate|schreiben?(?: wir)?|écrivons|notons|escribimos)\s+"
        rf"{_NAME}\s+{_FOR}\b{_WORDS}\s{_FORMULA}",
        # let J be, J is, J denotes the Jacobian ∂h/∂x
        rf"(?:\blet|\bwhere|\bhere|\bwith|\bsei|\bbezeichne|\bnotons|\bsoit|\bsea|\bпусть)\s+{_NAME}\s+"
        rf"{_WORDS}\b{_KIND}\s+(?:\w+\s+){{0,2}}?{_FORMULA}",
        # denote the Jacobian ∂h/∂x by J
        rf"\b(?:denote|abbreviate|bezeichnen wir|notons)\b{_WORDS}\s{_FORMULA}"
        rf"\s+(?:by|as|mit|par)\s+{_NAME}",
        # denote by J the Jacobian ∂h/∂x
        rf"\b(?:denote by|bezeichnen wir mit|notons|обозначим через)\s+{_NAME}"
        rf"\s+{_WORDS}\s{_FORMULA}",
    )
)
#: the Jacobian of h with respect to x, where J stands right before, within or right behind
_OF, _BY = (rf"\$(?P<{part}>[^$=<>]{{1,24}})\$" for part in ("of", "by"))
_SLOPE = (
    r"(?P<kind>jacobi\w*(?:[-\s]+matri\w+)?|jac[ck]?obienne|matriz\s+jacobiana|матриц\w+\s+якоби|якобиан\w*"
    r"|derivative|gradient\w*|ableitung|dérivée|derivada|производн\w+|градиент\w*)"
)
_TO = (
    r"(?:with\s+respect\s+to|w\.?\s?r\.?\s?t\.?|nach|bezüglich|par\s+rapport\s+à|con\s+respecto\s+a"
    r"|respecto\s+(?:a|de)|по(?:\s+отношению\s+к)?)"
)
_OF_BY = rf"(?:of\s+|von\s+|de\s+|del\s+)?{_OF}\s+{_TO}\s+{_BY}"
_SLOPES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_SLOPE}\s+{_NAME}\s+{_OF_BY}",
        rf"{_NAME}\s+(?:be|denotes?|is|sei|bezeichne|ist|soit|est|désigne|sea|es|denota)\s+(?:\w+\s+)?"
        rf"{_SLOPE}\s+{_OF_BY}",
        rf"{_SLOPE}\s+{_OF_BY}(?:,\s+{_NAME.replace('name', 'beside')},)?(?:\s+\w+){{0,3}}\s*:?\s*"
        r"\$\$?\s*(?P<name>[^$=<>]{1,24}?)\s*=",
    )
)
#: commands of the text's own, which are not written out here
_MACRO = re.compile(r"\\(?:(?:re)?newcommand|def|DeclareMathOperator)\*?\s*\{?\s*(\\[A-Za-z]+)")
#: what makes a formula no quantity
_RELATION = re.compile(
    r"[=<>≤≥∈≈]|\\(?:in|le|leq|ge|geq|lt|gt|to|approx|mapsto|dots|ldots)(?![A-Za-z])"
)


def with_denoted(submission: Submission) -> Submission:
    """The submission with the formulas that words give names to among what it declares."""
    announced = {
        name[0]
        for c in submission.claims
        if c.relation == "=" and c.role == "definition" and (name := bare_name(c.left))
    }
    spoken = [c for c in submission.claims if c.role == "claim"]
    own = {*_MACRO.findall(submission.text)}
    found: dict[str, str] = {}
    for pattern in _PATTERNS if spoken else ():
        for said in pattern.finditer(submission.text):
            name, formula = bare_name(said["name"]), said["formula"].strip()
            if name is None or name[1] or name[0] in announced or bare_name(formula):
                continue
            commands = {*re.findall(r"\\[A-Za-z]+", said[0])}
            if not _RELATION.search(formula) and not commands & own:
                found.setdefault(said["name"].strip(), formula)
    slopes = {key: by for key, by in _slopes(submission) if key not in announced}
    found = {**slopes, **found}
    if not found:
        return submission
    claims = tuple(
        # what a derivative in words is equal to is a claim
        replace(c, role="claim")
        if c.role == "fresh" and (bare_name(c.left) or ("",))[0] in slopes
        else c
        for c in submission.claims
    )
    context = submission.context
    lines = tuple(f"{name} = {formula}" for name, formula in found.items())
    context = replace(context, definitions=(*context.definitions, *lines))
    return replace(submission, claims=claims, context=context)


def _slopes(submission: Submission) -> Iterator[tuple[str, str]]:
    """Names of derivatives that words alone describe, each of one derivative only, and these."""
    left = {name[0] for c in submission.claims if (name := bare_name(c.left))}
    said: dict[str, set[str]] = {}
    for pattern in _SLOPES:
        for found in pattern.finditer(submission.text):
            name, of, by = (bare_name(found[part].strip(" ,")) for part in ("name", "of", "by"))
            if name is None or of is None or by is None or of[0] not in left:
                continue
            gradient = re.match(r"gradi|гради", found["kind"], re.IGNORECASE) is not None
            y, x = found["of"].strip(), found["by"].strip()
            formula = (
                rf"\nabla_{{{x}}} {y}" if gradient else rf"\frac{{\partial {y}}}{{\partial {x}}}"
            )
            if name[0] not in (of[0], by[0]):
                said.setdefault(name[0], set()).add(formula)
    yield from ((name, next(iter(found))) for name, found in said.items() if len(found) == 1)
