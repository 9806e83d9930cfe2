"""What may go into a TeX file: text that the printer made, and text that has been escaped."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

__all__ = ["Tex", "escape", "letters"]


class Tex(str):
    """TeX source that we made ourselves; it passes into a document as it is.

    Any other string is text and is escaped first (:func:`escape`).
    """

    __slots__ = ()

    def __html__(self) -> Tex:
        """The protocol by which Jinja recognises what is escaped already."""
        return self


#: What TeX would read as a command, and the line breaks that would end a paragraph.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
}

_GREEK = (  # in the order of their characters, from U+03B1 on
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "varsigma sigma tau upsilon phi chi psi omega"
)

#: Mathematical characters that a sentence may hold, as TeX would set them in a formula.
_MATHS = {
    "′": "'",
    "″": "''",
    "∂": r"\partial",
    "⁺": "^{+}",
    "⁻": "^{-}",
    "⁰": "^{0}",
    "¹": "^{1}",
    "²": "^{2}",
    "³": "^{3}",
    "ⁿ": "^{n}",
    "ᵀ": r"^{\top}",
    "⊤": r"\top",
    "ˣ": "^{x}",
    "ℓ": r"\ell",
    "₀": "_{0}",
    "₁": "_{1}",
    "₂": "_{2}",
    "₃": "_{3}",
    "ₖ": "_{k}",
    "ₜ": "_{t}",
    "ᵢ": "_{i}",
    "ⱼ": "_{j}",
    "₋": "_{-}",
    "⊙": r"\odot",
    "⊗": r"\otimes",
    "×": r"\times",
    "·": r"\cdot",
    "÷": r"\div",
    "±": r"\pm",
    "−": "-",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "≡": r"\equiv",
    "→": r"\to",
    "↦": r"\mapsto",
    "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow",
    "∞": r"\infty",
    "∈": r"\in",
    "∉": r"\notin",
    "∀": r"\forall",
    "∃": r"\exists",
    "∇": r"\nabla",
    "Σ": r"\Sigma",
    "∑": r"\Sigma",
    "Π": r"\Pi",
    "∏": r"\Pi",
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Θ": r"\Theta",
    "Λ": r"\Lambda",
    "Ξ": r"\Xi",
    "Φ": r"\Phi",
    "Ψ": r"\Psi",
    "Ω": r"\Omega",
    "ℝ": r"\mathbb{R}",
    "√": r"\surd",
    "⋯": r"\cdots",
    "‖": r"\Vert",
    "¼": r"\tfrac14",
    "½": r"\tfrac12",
    **{chr(0x3B1 + i): rf"\{name}" for i, name in enumerate(_GREEK.split()) if name != "omicron"},
}

_TEXT = {
    "\u00a0": "~",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "§": r"\S{}",
    "©": r"\copyright{}",
    "£": r"\pounds{}",
    "°": r"\textdegree{}",
    "«": r"\guillemotleft{}",
    "»": r"\guillemotright{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
}

#: combining character → the command that puts this accent on a letter
_ACCENTS = {
    "\u0300": r"\`",
    "\u0301": r"\'",
    "\u0302": r"\^",
    "\u0303": r"\~",
    "\u0304": r"\=",
    "\u0306": r"\u",
    "\u0307": r"\.",
    "\u0308": r"\"",
    "\u030a": r"\r",
    "\u030b": r"\H",
    "\u030c": r"\v",
    "\u0327": r"\c",
    "\u0328": r"\k",
}

#: combining character → the command that puts this accent on a letter of a formula
_ABOVE = {
    "\u0302": r"\hat",
    "\u0303": r"\tilde",
    "\u0304": r"\bar",
    "\u0307": r"\dot",
    "\u20d7": r"\vec",
}
_LETTER = re.compile(r".[\u0300-\u036f\u20d7]*", re.DOTALL)

_BY_CODE = {ord(k): v for k, v in {**_SPECIAL, **_TEXT}.items()} | {
    ord(k): f"\\ensuremath{{{v}}}" for k, v in _MATHS.items()
}


def letters(text: str) -> list[str]:
    """The characters of a text, each with the accents that are put on it."""
    return _LETTER.findall(text)


def _one(letter: str) -> str:
    if len(letter) == 1:
        return _alone(letter)
    base, accent, others = letter[0], letter[1], letter[2:]
    if not others and accent in _ACCENTS and base.isascii() and base.isalpha():
        return f"{_ACCENTS[accent]}{{{base}}}"
    if not others and accent in _ABOVE and base in _MATHS:
        return rf"\ensuremath{{{_ABOVE[accent]}{{{_MATHS[base]}}}}}"
    if not others and accent in _ABOVE and base.isascii() and base.isalpha():
        return rf"\ensuremath{{{_ABOVE[accent]}{{{base}}}}}"
    return "".join(map(_alone, letter))


def _alone(character: str) -> str:
    code = ord(character)
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code < 32 or code == 127:  # a blank line would end a paragraph, ^^M a line
        return " "
    if code < 127:
        return character
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return f"{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return rf"\texttt{{U+{code:04X}}}"  # no font is sure to have it; its number prints anywhere


def escape(text: Any) -> Tex:
    """``text`` as TeX source that prints just these characters and does nothing.

    >>> print(escape("50% of $x_1 & \\\\input{/etc/passwd}"))
    50\\% of \\$x\\_1 \\& \\textbackslash{}input\\{/etc/passwd\\}
    >>> print(escape("σ′ ≤ 1"))
    \\ensuremath{\\sigma}\\ensuremath{'} \\ensuremath{\\le} 1
    """
    if isinstance(text, Tex):
        return text
    return Tex("".join(map(_one, letters(str(text)))))
