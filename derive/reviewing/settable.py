r"""Which LaTeX of others can be set in a document of ours: by pdfLaTeX without an error, surely.

A formula is taken to pieces and put together anew: each command must be one that our preamble
knows, gets as many arguments as it takes, each in braces, and each base at most one superscript.
What cannot be put together so is shown as it is written instead.
"""

from __future__ import annotations

import re

from derive.document.escape import escape
from derive.errors import DeriveError

__all__ = ["settable"]

_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta "
    "Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar partial nabla infty prime top bot intercal "
    "forall exists emptyset varnothing Re Im aleph angle "
    "cdot times odot otimes oplus ominus oslash circ bullet ast star div pm mp wedge vee cap cup "
    "setminus dagger ddagger bigodot bigotimes bigoplus sum prod int oint coprod "
    "le leq ge geq ne neq approx equiv sim simeq cong propto ll gg in notin ni subset "
    "subseteq supset supseteq to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow "
    "Leftrightarrow longrightarrow Longrightarrow mapsto implies iff mid parallel perp colon "
    "ldots cdots vdots ddots dots dotsc dotsb dotsm "
    "exp log ln det dim sin cos tan sinh cosh tanh cot sec csc arcsin arccos arctan min max "
    "sup inf lim arg ker gcd deg Pr limsup liminf quad qquad displaystyle textstyle scriptstyle"
)
#: command → what it is in our preamble; those without arguments
_SIGNS = {name: f"\\{name} " for name in _NAMES.split()} | {
    "tr": r"\operatorname{tr}",
    "R": r"\mathbb{R}",
    "lt": "<",
    "gt": ">",
    "limits": "",
    "nolimits": "",
    **{sign: f"\\{sign}" for sign in ",:;! "},
}
_ACCENTS = (
    "hat widehat tilde widetilde bar overline underline dot ddot vec check breve acute grave "
    "underbrace overbrace boxed sqrt mathbf mathrm mathit mathsf mathtt mathcal mathfrak mathbb "
    "boldsymbol operatorname"
)
#: command → how many arguments it takes
_TAKES = dict.fromkeys(_ACCENTS.split(), 1) | {
    **dict.fromkeys(["frac", "dfrac", "tfrac", "binom", "overset", "underset", "stackrel"], 2),
    "bm": 1,
}
_OTHERWISE = {"bm": "boldsymbol"}
_WORDS = ("text", "textrm", "textbf", "textit", "mbox")
_DELIMITERS = frozenset([*"()[]|/.<>", r"\{", r"\}", r"\|"]) | {
    f"\\{name}"
    for side in "lr"
    for name in (f"{side}{word}" for word in ("angle", "floor", "ceil", "vert", "Vert", "brace"))
}
_SIZES = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")
)
_ENVIRONMENTS = frozenset(
    [
        *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"),
        *("cases", "aligned", "gathered", "split"),
    ]
)
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|\s+|.", re.DOTALL)


def settable(latex: str) -> str | None:
    r"""The formula as TeX that our preamble sets, or None if that is not sure.

    >>> print(settable(r"\sigma′(z) = \hat h'^\top + \frac12"))
    \sigma ^{\prime }(z) = \hat{h}^{\prime  \top }+ \frac{1}{2}
    >>> settable(r"\input{x}"), settable("x^2^3"), settable(r"\hat")
    (None, None, None)
    """
    try:
        maker = _Maker(latex)
        made = maker.until()
        return made if made.strip() and maker.at == len(maker.tokens) else None
    except (DeriveError, RecursionError):
        return None


class _Maker:
    """Puts a formula together from its tokens, from left to right."""

    def __init__(self, latex: str) -> None:
        self.tokens = [token.strip() or " " for token in _TOKEN.findall(latex)]
        self.at = 0

    def until(self, *ends: str, rows: bool = False, cells: bool = False) -> str:
        """What stands before one of ``ends``, which is not passed; or all."""
        out: list[str] = []
        while (token := self._next()) is not None and token not in ends:
            if token == r"\\" and rows:
                out.append(r"\\{}")  # so that no length or star is looked for behind it
                self.at += 1
            elif token == " " or (token == "&" and cells):
                out.append(token)
                self.at += 1
            else:
                out.append(self._scripted())
        if ends and token is None:
            raise DeriveError(f"no {ends[0]}")
        return "".join(out)

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self) -> str:
        """The next token that is no space."""
        while self._next() == " ":
            self.at += 1
        token = self._next()
        if token is None:
            raise DeriveError("something is missing at the end")
        self.at += 1
        return token

    def _scripted(self) -> str:
        """A base with all that stands above and below it."""
        token = self._next() or ""
        base = "{}" if token in "^_'" or _raised(token) else self._atom()
        above: list[str] = []
        below = ""
        powers = 0
        while True:
            start = self.at
            while self._next() == " ":
                self.at += 1
            token = self._next() or ""
            if token == "'" or _raised(token):
                above.append(r"\prime " if token == "'" else _raised(token))
                self.at += 1
            elif token == "^" and not powers:
                self.at += 1
                powers += 1
                above.append(self._argument())
            elif token == "_" and not below:
                self.at += 1
                below = self._argument()
            elif token in ("^", "_"):
                raise DeriveError("two scripts at one place")
            else:
                self.at = start
                break
        return (
            base + (f"_{{{below}}}" if below else "") + (f"^{{{' '.join(above)}}}" if above else "")
        )

    def _argument(self, rows: bool = False) -> str:
        """A group without its braces, or one token."""
        token = self._take()
        if token == "{":
            inside = self.until("}", rows=rows)
            self.at += 1
            return inside
        self.at -= 1
        if token in "^_'&" or _raised(token):
            raise DeriveError("an argument is missing")
        return self._atom()

    def _atom(self) -> str:
        token = self._take()
        if token == "{":
            self.at -= 1
            return f"{{{self._argument()}}}"
        if token.startswith("\\"):
            return self._command(token[1:])
        if token in "}&#$%~" or not token.isprintable():
            raise DeriveError(f"{token} is no mathematics")
        if token.isascii():
            return token
        tex = str(escape(token))
        if not tex.startswith(r"\ensuremath{"):
            raise DeriveError(f"{token} is no mathematics")
        return f"{{{tex}}}"

    def _command(self, name: str) -> str:
        if name in _SIGNS:
            return _SIGNS[name]
        if name in _WORDS:
            return self._words(name)
        if name in _TAKES:
            option = ""
            if name == "sqrt" and self._next() == "[":
                self.at += 1
                option = f"[{{{self.until(']')}}}]"
                self.at += 1
            given = "".join(f"{{{self._argument()}}}" for _ in range(_TAKES[name]))
            return f"\\{_OTHERWISE.get(name, name)}{option}{given}"
        if name == "substack":
            return rf"\substack{{{self._argument(rows=True)}}}"
        if name == "begin":
            return self._environment()
        if name == "left":
            opening = self._delimiter()
            inside = self.until(r"\right")
            self.at += 1
            return rf"\left{opening}{inside}\right{self._delimiter()}"
        if name in _SIZES:
            return f"\\{name}{self._delimiter()}"
        if f"\\{name}" in _DELIMITERS:
            return f"\\{name} "
        raise DeriveError(f"\\{name} is not known")

    def _delimiter(self) -> str:
        token = self._take()
        if token not in _DELIMITERS:
            raise DeriveError(f"{token} is no delimiter")
        return f"{token} "

    def _name(self) -> str:
        """What stands in the braces that follow, taken as it is."""
        if self._take() != "{":
            raise DeriveError("a name in braces is missing")
        start = self.at
        while self._next() not in ("}", "{", None):
            self.at += 1
        if self._next() != "}":
            raise DeriveError("a name without an end")
        self.at += 1
        return "".join(self.tokens[start : self.at - 1])

    def _words(self, command: str) -> str:
        words = self._name()
        if re.search(r"[\\$]", words):
            raise DeriveError("more than words stands in the words")
        return rf"\{'text' if command == 'mbox' else command}{{{escape(words)}}}"

    def _environment(self) -> str:
        name = self._name()
        if name not in _ENVIRONMENTS:
            raise DeriveError(f"the environment {name} is not known")
        gathered = name == "gathered"
        inside = self.until(r"\end", rows=True, cells=not gathered)
        self.at += 1
        if self._name() != name:
            raise DeriveError(f"the end of {name} is missing")
        return rf"\begin{{{name}}}{{}}{inside}\end{{{name}}}"


def _raised(token: str) -> str:
    """What a character of Unicode that stands above the line is in a superscript, or ''."""
    if token == "′":
        return r"\prime "
    if token == "″":
        return r"\prime \prime "
    tex = str(escape(token)) if len(token) == 1 and not token.isascii() else ""
    found = re.fullmatch(r"\\ensuremath\{\^\{(.*)\}\}", tex)
    return found[1] if found else ""
