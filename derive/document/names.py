"""Names as TeX: of symbols, matrices, families and functions, which a user may choose freely."""

from __future__ import annotations

import re
from functools import cache

from derive.errors import DeriveError

__all__ = ["name_to_tex"]

_LETTERS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK = frozenset(_LETTERS.split())

#: The commands that a name given as LaTeX may hold; all take one argument or none.
_OTHER = (
    "tilde hat bar dot ddot vec check breve acute grave widetilde widehat overline underline "
    "mathbf mathrm mathit mathcal mathbb mathsf mathfrak boldsymbol bm operatorname text "
    "ell hbar top prime star ast dagger tanh exp log sin cos max min ln"
)
_COMMANDS = _GREEK | frozenset(_OTHER.split())

_TOKEN = re.compile(r"\\([A-Za-z]+)|[A-Za-z0-9+*', -]|[_^{}]|(?P<bad>.)", re.DOTALL)
_PLAIN = re.compile(r"([A-Za-z]+?)([0-9]*)$")


@cache
def name_to_tex(name: str) -> tuple[str, bool, bool]:
    r"""``(tex, has a subscript, has a superscript)`` of a name.

    ``Lambda`` is the Greek letter, ``W_f`` has a subscript, ``x1`` is x_1, a name of several
    letters is set as one word; a name that is LaTeX already stays as it is if it holds nothing
    but letters, accents, alphabets, subscripts and superscripts.

    Raises :class:`DeriveError` for any other name: it could not be read back.

    >>> name_to_tex("W_f"), name_to_tex("Lambda")[0], name_to_tex("z^{f}")
    (('W_{f}', True, False), '\\Lambda', ('z^{f}', False, True))
    """
    if "\\" in name or "{" in name or "^" in name:
        return _checked(name), _outside(name, "_"), _outside(name, "^")
    head, *rest = name.split("_")
    letters = _PLAIN.match(head)
    if letters is None or not all(re.fullmatch("[A-Za-z0-9]+", part) for part in rest):
        raise DeriveError(f"the name {name!r} cannot be printed: letters, digits and _ only")
    word, digits = letters.groups()
    below = [digits, *rest] if digits else rest
    tex = _word(word) + (f"_{{{','.join(map(_word, below))}}}" if below else "")
    return tex, bool(below), False


def _word(word: str) -> str:
    if word in _GREEK:
        return f"\\{word}"
    return word if len(word) <= 1 or word.isdigit() else rf"\mathit{{{word}}}"


def _checked(name: str) -> str:
    depth = 0
    for token in _TOKEN.finditer(name):
        depth += {"{": 1, "}": -1}.get(token.group(), 0)
        command = token.group(1)
        if token["bad"] or depth < 0 or (command and command not in _COMMANDS):
            raise DeriveError(f"the name {name!r} cannot be printed: {token.group()!r} is in it")
    if depth:
        raise DeriveError(f"the name {name!r} cannot be printed: its braces do not match")
    return name


def _outside(name: str, mark: str) -> bool:
    depth = 0
    for character in name:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == mark and not depth:
            return True
    return False
