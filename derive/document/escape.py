"""What may go into a TeX file: text that the printer made, and text that has been escaped."""

from __future__ import annotations

from typing import Any

__all__ = ["Tex", "escape"]


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
    "✓": r"$\checkmark$",
    "\u0303": r"\textasciitilde{}",
}

_BY_CODE = {ord(k): v for k, v in {**_SPECIAL, **_TEXT}.items()} | {
    ord(k): f"\\ensuremath{{{v}}}" for k, v in _MATHS.items()
}


def _one(character: str) -> str:
    code = ord(character)
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code < 32 or code == 127:  # a blank line would end a paragraph, ^^M a line
        return " "
    # Latin letters with accents are in every T1 font; of others only the number is sure to print.
    return character if code < 0x180 and code != 0xAD else rf"\texttt{{U+{code:04X}}}"


def escape(text: Any) -> Tex:
    """``text`` as TeX source that prints just these characters and does nothing.

    >>> print(escape("50% of $x_1 & \\\\input{/etc/passwd}"))
    50\\% of \\$x\\_1 \\& \\textbackslash{}input\\{/etc/passwd\\}
    >>> print(escape("σ′ ≤ 1"))
    \\ensuremath{\\sigma}\\ensuremath{'} \\ensuremath{\\le} 1
    """
    if isinstance(text, Tex):
        return text
    return Tex("".join(map(_one, str(text))))
