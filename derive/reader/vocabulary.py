"""The words of LaTeX that formulas are made of: which command is which kind of token."""

from __future__ import annotations

__all__ = [
    "ACCENTS",
    "COMMANDS",
    "DELIMITERS",
    "ENVIRONMENTS",
    "FONTS",
    "KNOWN",
    "SIGNS",
    "SIZES",
    "SKIPPED",
    "SKIPPED_ARGUMENT",
    "SUBSCRIPTS",
    "SUPERSCRIPTS",
    "SWITCHES",
    "TEXTS",
    "UNICODE",
    "WORDS",
    "WRAPPERS",
]


def _rows(**kinds: str) -> dict[str, str]:
    return {word: kind for kind, words in kinds.items() for word in words.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> dict[str, str]:
    """Every other word is a key, the word behind it its value."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


#: command → kind of token; every other command is a NAME
COMMANDS = _rows(
    LE="le leq leqslant leqq lesssim",
    GE="ge geq geqslant geqq gtrsim",
    LT="lt ll",
    GT="gt gg",
    NE="ne neq",
    IN="in",
    TO="to rightarrow longrightarrow",
    APPROX="approx simeq approxeq",
    EQUALS="equiv triangleq coloneqq coloneq doteq eqdef",
    CDOT="cdot bullet",
    ODOT="odot circledcirc",
    CIRC="circ",
    OTIMES="otimes",
    STAR="ast star",
    TIMES="times",
    DIV="div",
    BIG="sum prod bigodot nabla lim",
    TOP="top intercal",
    PARTIAL="partial",
    FRAC="frac dfrac tfrac cfrac sfrac",
    SQRT="sqrt",
    DOTS="ldots cdots dots vdots ddots dotsc dotsb dotsm dotso iddots hdots",
    PRIMED="prime",
    OVER="over",
    LANGLE="langle",
    RANGLE="rangle",
    LABS="lvert",
    RABS="rvert",
    LNORM="lVert",
    RNORM="rVert",
    BAR="vert mid",
    BARS="Vert parallel",
    LSET="lbrace",
    RSET="rbrace",
    LSQUARE="lbrack",
    RSQUARE="rbrack",
    COLON="colon",
)

#: one character → kind of token
SIGNS = {
    "=": "EQUALS",
    "<": "LT",
    ">": "GT",
    "+": "SIGN",
    "-": "SIGN",
    "−": "SIGN",
    "–": "SIGN",
    "*": "STAR",
    "/": "SLASH",
    "_": "UNDER",
    "^": "CARET",
    ",": "COMMA",
    ";": "COMMA",
    ":": "COLON",
    "&": "AMP",
    "{": "LBRACE",
    "}": "RBRACE",
    "(": "LPAR",
    ")": "RPAR",
    "[": "LSQUARE",
    "]": "RSQUARE",
    "|": "BAR",
    "‖": "BARS",
    "∥": "BARS",
}

#: a character outside ASCII → the LaTeX that it stands for
UNICODE = {
    **_pairs(
        r"α \alpha β \beta γ \gamma δ \delta ε \epsilon ζ \zeta η \eta θ \theta ι \iota κ "
        r"\kappa λ \lambda μ \mu ν \nu ξ \xi π \pi ρ \rho σ \sigma ς \varsigma τ \tau υ "
        r"\upsilon φ \phi χ \chi ψ \psi ω \omega"
    ),
    **_pairs(
        r"Γ \Gamma Δ \Delta Θ \Theta Λ \Lambda Ξ \Xi Π \Pi Σ \Sigma Υ \Upsilon Φ \Phi Ψ \Psi Ω "
        r"\Omega"
    ),
    "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta", "∂": r"\partial", "∇": r"\nabla",
    "∑": r"\sum", "∏": r"\prod", "⨀": r"\bigodot", "⊙": r"\odot", "⊗": r"\otimes", "∘": r"\circ",
    "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "×": r"\times", "∗": r"\ast", "⊤": r"\top",
    "≤": r"\le", "⩽": r"\le", "≥": r"\ge", "⩾": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "≃": r"\approx", "→": r"\to", "∈": r"\in", "∞": r"\infty", "≡": r"\equiv", "≜": r"\equiv",
    "≔": r"\equiv", "⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle",
    "…": r"\ldots", "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "√": r"\sqrt",
    "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "𝟙": r"\mathbb{1}",
    "𝟏": r"\mathbf{1}", "ℓ": r"\ell", "′": "'", "″": "''", "’": "'", "∣": "|", "÷": r"\div",
}  # fmt: skip

#: raised and lowered characters
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵏᵗᵀ⁽⁾", "0123456789+-niktT()", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₗₘₙₜₚ₍₎", "0123456789+-ijklmntp()", strict=True))

#: a script that sets single letters apart, part of a name
FONTS = _words(
    "mathbf mathit mathcal mathbb mathsf mathfrak mathscr mathtt boldsymbol bm bf pmb vec "
    "bold symbf mathds mathbbm mathnormal symbfit mathbfit"
)
#: what stands over or under a letter and makes another name of it
ACCENTS = _words(
    "tilde hat bar dot ddot check breve acute grave widetilde widehat overline underline "
    "mathring overrightarrow"
)
#: words set upright
TEXTS = _words(
    "operatorname mathrm text textrm textit textbf textsf texttt textnormal mbox hbox mathop "
    "operatorname* rm"
)
#: switches that hold to the end of their group → the command that does the same to an argument
SWITCHES = {
    "rm": "mathrm",
    "bf": "mathbf",
    "it": "mathit",
    "cal": "mathcal",
    "sf": "mathsf",
    "tt": "mathtt",
    "bfseries": "mathbf",
}

#: commands that set sizes and spaces, and mean nothing
SKIPPED = _words(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits quad qquad nonumber "
    "notag hline hfill thinspace medspace thickspace negthinspace enspace strut mathstrut "
    "noindent centering normalsize small large Large boldmath protect relax smallskip"
)
#: the same, with an argument that means nothing either → how many
SKIPPED_ARGUMENT = {
    "color": 1, "label": 1, "tag": 1, "hspace": 1, "vspace": 1, "phantom": 1, "hphantom": 1,
    "vphantom": 1, "mspace": 1, "textcolor": 1, "colorbox": 1, "hskip": 0, "cline": 1,
}  # fmt: skip
#: commands that show their argument as it is
WRAPPERS = _words(
    "boxed fbox underbrace overbrace mathrel mathbin mathord mathopen mathclose mathinner "
    "ensuremath substack smash mathstrut underbracket overbracket"
)
#: the command before a delimiter → the side that it says
SIZES = {
    "left": "l", "right": "r", "middle": "m",
    **{f"{b}{s}": s for b in ("big", "Big", "bigg", "Bigg") for s in ("l", "r", "m")},
    **dict.fromkeys(("big", "Big", "bigg", "Bigg"), ""),
}  # fmt: skip
#: kinds of token that a size may stand before
DELIMITERS = _words(
    "LPAR RPAR LSQUARE RSQUARE LSET RSET LANGLE RANGLE LABS RABS LNORM RNORM BAR BARS LT GT SLASH"
)
#: environment → (kind of its beginning, whether a column format follows)
ENVIRONMENTS = {
    **dict.fromkeys(("pmatrix", "bmatrix", "Bmatrix", "matrix", "smallmatrix"), ("BEGIN", False)),
    **dict.fromkeys(("psmallmatrix", "bsmallmatrix"), ("BEGIN", False)),
    "array": ("BEGIN", True),
    "vmatrix": ("BEGINDET", False),
    "Vmatrix": ("BEGINNORM", False),
    "cases": ("CASES", False),
    "dcases": ("CASES", False),
    "rcases": ("CASES", False),
}

#: words that are known with or without a backslash or a font → their one spelling
WORDS = {
    **{w: rf"\operatorname{{{w}}}" for w in (
        "diag", "tr", "vec", "softmax", "relu", "diagonal", "unvec", "logsumexp", "sigmoid",
        "rank", "sign")},
    **{w: rf"\{w}" for w in ("tanh", "exp", "log", "ln", "sin", "cos", "max", "min", "det",
                             "lim", "sum", "prod")},
    "Diag": r"\operatorname{diag}", "Tr": r"\operatorname{tr}", "trace": r"\operatorname{tr}",
    "Trace": r"\operatorname{tr}", "ReLU": r"\operatorname{relu}",
    "Vec": r"\operatorname{vec}", "Det": r"\det", "Softmax": r"\operatorname{softmax}",
    "Relu": r"\operatorname{relu}", "sgn": r"\operatorname{sign}",
    "lse": r"\operatorname{logsumexp}", "LSE": r"\operatorname{logsumexp}",
    "LogSumExp": r"\operatorname{logsumexp}", "Sigmoid": r"\operatorname{sigmoid}",
    "vech": r"\operatorname{vech}",
}  # fmt: skip

#: commands that are letters
_LETTERS = _words(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega varepsilon vartheta varkappa varpi varrho varsigma varphi "
    "digamma Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath wp "
    "aleph beth Re Im infty emptyset varnothing"
)
#: every command that means something here, or means nothing; others are names or the user's
KNOWN = _LETTERS.union(
    *(COMMANDS, SKIPPED, SKIPPED_ARGUMENT, SIZES, FONTS, ACCENTS, TEXTS, WRAPPERS, SWITCHES, WORDS),
    _words("begin end overset underset stackrel xrightarrow xlongrightarrow not differential"),
)
