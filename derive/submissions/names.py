r"""Names as they are written: which letters are what a formula is about."""

from __future__ import annotations

import re

from derive.submissions.vocabulary import GREEK

__all__ = ["ACCENTED", "STYLED", "base_of", "computed", "name_of", "names_in"]

_STYLES = (
    "hat|tilde|bar|vec|dot|ddot|check|breve|widehat|widetilde|overline|underline|mathbf|mathrm"
    "|mathit|mathsf|mathcal|mathbb|mathfrak|mathscr|boldsymbol|bm|pmb|operatorname|text|textbf"
)
#: a letter in a font or under an accent
ACCENTED = (
    r"\\(?:mathbf|mathcal|mathrm|boldsymbol|bm|hat|tilde|bar|vec)\s*"
    r"\{\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}"
)
_GREEK = "|".join({*GREEK.values(), "ell", "varpi"})
#: a letter in a font or under an accent, or a Greek one
STYLED = (
    rf"\\(?:{_STYLES})(?![A-Za-z])\s*(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|[A-Za-z])"
    rf"|\\(?:{_GREEK})(?![A-Za-z])"
)
_ATOM = rf"{STYLED}|(?<![A-Za-z\\])[A-Za-z](?![A-Za-z]{{2}})"
#: functions that no one declares by their values
_FUNCTIONS = frozenset((r"\sigma", r"\tanh", r"\phi", r"\varphi", r"\psi", r"\exp", r"\log"))
_EVERY = re.compile(rf"{_ATOM}|\\[A-Za-z]+|[A-Za-z]")
_INDEX = r"_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w|\\[A-Za-z]+(?!\s*\{))"
_UPPER = (
    r"\^\s*\{?\s*(?:\([^()]*\)|<[^<>]*>|\\langle[^{}]*?\\rangle|\[[^\[\]]*\]|\*|\\ast(?![A-Za-z])"
    r"|\\star(?![A-Za-z])|\+|\\dagger(?![A-Za-z])|\\(?:text|mathrm|textrm)\s*\{[A-Za-z][\w -]+\}"
    r"|[A-Za-z]{3,}(?=\s*\}))\s*\}?"
)
_ARGUMENTS = r"\((?:[^()=]|\([^()]*\))*\)"
_NAME = re.compile(
    rf"(?P<base>{_ATOM})\s*(?:(?:{_INDEX}|{_UPPER})\s*){{0,2}}(?P<of>{_ARGUMENTS})?\s*"
)


def _key(base: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"^(\\[A-Za-z]+)\s+([A-Za-z])$", r"\1{\2}", base))


def name_of(latex: str) -> str | None:
    r"""The name that a side of a relation is, without its index: h of ``h_{t-1}``, or None.

    >>> name_of("h_{t-1}"), name_of(r"\tilde{C}_t"), name_of("f(x)"), name_of("A^T"), name_of("Wx")
    ('h', '\\tilde{C}', 'f', None, None)
    """
    found = _NAME.fullmatch(latex) if len(latex) < 80 else None
    if not found or found.group("base").startswith((r"\dot", r"\ddot")):
        return None
    return _key(found.group("base"))


_RUNNING = re.compile(
    r"(?:[ijklmnstqrT]|\\tau|\\ell)(?:\s*[-+]\s*\d+)?|[ijklmnst]\s*,?\s*[ijklmnst]"
)


def computed(latex: str) -> bool:
    r"""Whether a value is computed, and no name declared, before ∈: in ``\sigma(W x)``.

    >>> computed(r"\sigma(W x)"), computed("f(x)"), computed("h(t)"), computed(r"\tanh(z)")
    (True, False, False, True)
    """
    applied = re.fullmatch(r"\s*(.*?)\s*(?:\\left\s*)?\((.*)\)\s*", latex)
    if applied is None:
        return False
    argument = re.sub(r"\\right\s*$", "", applied[2]).strip()
    return applied[1] in _FUNCTIONS or re.fullmatch(r"\\?[A-Za-z]+(?:,.*)?", argument) is None


#: W^Q, where it is declared: a name
_LABELLED = re.compile(r"(?P<base>[A-Z])\s*\^\s*(?:\{\s*)?(?P<label>[A-SU-Z])(?:\s*\})?")


def base_of(latex: str) -> tuple[str, bool] | None:
    r"""The name that is declared, and whether it is that of a family.

    An index that counts makes a family; any other is part of the name.

    >>> base_of("h_t"), base_of("x"), base_of("W_{xh}"), base_of("W^Q")
    (('h', True), ('x', False), ('W_{xh}', False), ('W^{Q}', False))
    """
    above = _LABELLED.fullmatch(latex.strip())
    if above is not None:
        return f"{above['base']}^{{{above['label']}}}", False
    name = name_of(latex)
    if name is None:
        return None
    index = re.search(r"[_^]\s*(?:\{([^{}]*)\}|(\w|\\[A-Za-z]+))", latex)
    if not index:
        return name, False
    inside = (index.group(1) or index.group(2) or "").strip()
    if _RUNNING.fullmatch(inside.strip("()[]<>")):
        return name, True
    return f"{name}{index.group()[0]}{{{inside.replace(' ', '')}}}", False


def names_in(latex: str) -> set[str]:
    r"""All names in a formula, with their accents and alphabets.

    >>> sorted(names_in(r"\hat{y} = W x_t"))
    ['W', '\\hat{y}', 't', 'x']
    """
    return {_key(m.group()) for m in _EVERY.finditer(latex)}
