r"""TeX of the printer's as one line of Unicode, for a terminal: ``2 X (Xᵀ X)⁻¹``.

The line is made from the TeX, so that what a terminal shows is what a page shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["plain"]


def _pairs(text: str) -> dict[str, str]:
    """A table written as ``name sign name sign …``."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SIGNS = _pairs(
    "top ⊤ odot ⊙ otimes ⊗ cdot · times × partial ∂ nabla ∇ sum Σ prod Π bigodot ⨀ le ≤ ge ≥ "
    "in ∈ to → infty ∞ lVert ‖ rVert ‖ | ‖ lvert | rvert | langle ⟨ rangle ⟩ prime ′ dots … "
    "ldots … cdots ⋯ ell ℓ hbar ħ star ⋆ ast ∗ dagger † neq ≠ approx ≈ { { } } # # % % _ _ & & $ $ "
    "min min max max lim lim ln ln log log exp exp tanh tanh sin sin cos cos det det "
    "alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ "
    "nu ν xi ξ pi π rho ρ varsigma ς sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω "
    "varepsilon ε vartheta ϑ varpi ϖ varrho ϱ varphi φ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π "
    "Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
#: what says nothing in a line of plain text, and what is no more than a space in it
_SILENT = frozenset(
    {"mathbb", "mathrm", "mathit", "mathbf", "mathcal", "mathsf", "mathfrak", "boldsymbol", "bm"}
    | {"operatorname", "text", "left", "right", "bigl", "bigr", "Bigl", "Bigr", "!"}
    | {"displaystyle", "limits"}
)
_SPACES = frozenset((",", ";", ":", " ", "quad", "qquad"))
#: accent → the character that puts it on the letter before
_ACCENTS = {
    name: chr(code)
    for name, code in {
        "tilde": 0x303, "widetilde": 0x303, "hat": 0x302, "widehat": 0x302, "bar": 0x304,
        "overline": 0x304, "underline": 0x332, "dot": 0x307, "ddot": 0x308, "vec": 0x20D7,
        "check": 0x30C, "breve": 0x306, "acute": 0x301, "grave": 0x300,
    }.items()
}  # fmt: skip
_ABOVE = str.maketrans("0123456789+-()nit⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵗᵀ")
_BELOW = str.maketrans("0123456789+-aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)


def plain(tex: str) -> str:
    r"""One line of Unicode for TeX that the printer has made.

    >>> plain(r"\nabla_{X} \log(\det(X^{\top} X)) = 2 X (X^{\top} X)^{-1}")
    '∇_X log(det(Xᵀ X)) = 2 X (Xᵀ X)⁻¹'
    >>> plain(r"\frac{\partial h_{t}}{\partial W} = \begin{bmatrix} 1 & x \\ 0 & \frac{1}{2} a"
    ...     r" \end{bmatrix}")
    '∂hₜ/∂W = [1, x; 0, 1/2 a]'
    """
    return re.sub(r"\s+", " ", _Line(tex).text()).strip()


class _Line:
    """Goes through the TeX from left to right."""

    def __init__(self, tex: str) -> None:
        self.tokens = _TOKEN.findall(tex)
        self.at = 0

    def text(self, *ends: str) -> str:
        """What stands before one of ``ends`` (or the end), which is passed."""
        out = ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token in ends:
                break
            out += self._one(token)
        return out

    def _one(self, token: str) -> str:
        if token == "{":
            return self.text("}")
        if token in ("^", "_"):
            return self._script(token)
        if not token.startswith("\\"):
            return {"&": "", "'": "′", "~": " "}.get(token, token)
        name = token[1:]
        if name in _COMMANDS:
            return _COMMANDS[name](self)
        if name in _ACCENTS:
            inside = self._argument()
            return inside[:1] + _ACCENTS[name] + inside[1:]
        if name in _SILENT or name in _SPACES:
            return " " if name in _SPACES else ""
        return _SIGNS.get(name, token)

    def _argument(self) -> str:
        """A group, or the next token."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        if self.at == len(self.tokens):
            return ""
        self.at += 1
        return self._one(self.tokens[self.at - 1]).strip()

    def _script(self, sign: str) -> str:
        inside = self._argument()
        table = _ABOVE if sign == "^" else _BELOW
        letters = inside.replace(" ", "")
        if letters and all(ord(c) in table for c in letters):
            return letters.translate(table)
        return sign + letters if len(letters) == 1 else f"{sign}{{{letters}}}"

    def _fraction(self) -> str:
        top, bottom = self._argument(), self._argument()
        top, bottom = (part.replace("∂ ", "∂") for part in (top, bottom))
        top = top if top.startswith("∂") else _held(top)
        bare = bottom.startswith("∂") or _held(bottom, " +-/·⊙") == bottom
        return f"{top}/{bottom if bare else f'({bottom})'}"

    def _root(self) -> str:
        inside = self._argument()
        return f"√{inside}" if re.fullmatch(r"\w+", inside) else f"√({inside})"

    def _box(self) -> str:
        kind = self._argument()
        rows, cells, cell = [], [], ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token in ("&", "\\\\", "\\end"):
                cells.append(cell.strip())
                cell = ""
            if token in ("\\\\", "\\end"):
                rows.append(cells)
                cells = []
            if token == "\\end":
                self._argument()
                break
            if token not in ("&", "\\\\"):
                cell += self._one(token)
        if not kind.endswith("matrix"):
            return "; ".join(" ".join(filter(None, row)) for row in rows)
        return f"[{'; '.join(', '.join(row) for row in rows)}]"


def _held(text: str, signs: str = "+-") -> str:
    """``text`` in parentheses if it would fall apart at one of ``signs`` without them."""
    depth = 0
    for k, c in enumerate(text):
        depth += (c in "([{‖") - (c in ")]}")
        if c in signs and not depth and k:
            return f"({text})"
    return text


_COMMANDS: dict[str, Callable[[_Line], str]] = {
    "frac": _Line._fraction,
    "tfrac": _Line._fraction,
    "dfrac": _Line._fraction,
    "sqrt": _Line._root,
    "begin": _Line._box,
}
