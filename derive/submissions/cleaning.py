r"""What a formula says, without what is there for its looks: labels, spacing, boxes, colours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from derive.submissions.bars import with_norms
from derive.submissions.braced import with_cases
from derive.submissions.counted import counted
from derive.submissions.prose import PROSE, names_words
from derive.submissions.tokens import WORDS, Token, joined

__all__ = ["QUAD", "RELATIONS", "cleaned"]

#: the one space that separates statements
QUAD = r"\quad"


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_WRITTEN = {
    "=": r"= \eq",
    "!=": r"\neq \ne",
    "<": r"< \lt",
    ">": r"> \gt",
    "<=": r"\le \leq \leqslant \leqq",
    ">=": r"\ge \geq \geqslant \geqq",
    "in": r"\in",
    "~": r"\approx \simeq \thickapprox",
    "->": r"\to \rightarrow \longrightarrow",
    "psd": r"\succeq \succcurlyeq",
    "nsd": r"\preceq \preccurlyeq",
    "def": r"\coloneqq \triangleq \equiv \doteq \gets",
    "fed": r"\eqqcolon",
    "other": r"\propto \sim \cong \subset \subseteq \supset \supseteq \notin \ni \ll \gg \prec "
    r"\succ \mapsto \longmapsto \nleq \asymp \leftarrow \perp \parallel",
}
#: how a relation is written → what it is; "def" defines, "fed" defines to the left, "other" is
#: none that is judged
RELATIONS = {sign: kind for kind, signs in _WRITTEN.items() for sign in signs.split()}

_DROPPED = _set(r"""\displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits
\notag \nonumber \tiny \scriptsize \small \footnotesize \normalsize \large \Large \big \Big \bigg
\Bigg \bigm \Bigm \middle \allowbreak \nobreak \noindent \centering \mathstrut \strut \hfill \break
\hline \smash \par \/ \, \; \: \! \> ~ \thinspace \medspace \enspace \thickspace \negthinspace
""") | {"\\ ", "\\\n", "\\\t"}
_DROPPED_WITH_ARGUMENT = _set(r"""\label \tag \vspace \phantom \hphantom \vphantom \color \ref
\eqref \cite \footnote \cline \require \stepcounter""")
_QUADS = _set(r"\quad \qquad \hspace \hskip")
#: the argument by number that is kept, and of how many
_BOXES = dict.fromkeys(
    _set(r"\boxed \fbox \ensuremath \underbrace \overbrace \mathclap \mathop \mathbin \mathrel"),
    (1, 1),
) | {r"\textcolor": (2, 2), r"\colorbox": (2, 2)}
_TEXTS = _set(r"""\text \textrm \textit \textsf \texttt \textnormal \textup \textbf \mbox \hbox
\intertext \shortintertext \emph""")
#: how much may stand in boxes, those within one another counted again
_BOXED = 50_000
_SIDES = {"l": r"\left", "r": r"\right"}
#: commands that are other spellings
_SPELT = {
    **{
        f"\\{size}{s}": side
        for size in ("big", "Big", "bigg", "Bigg")
        for s, side in _SIDES.items()
    },
    r"\part": r"\partial",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\colon": ":",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    **dict.fromkeys([r"\newline", r"\cr", r"\tabularnewline"], r"\\"),
}


def cleaned(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens of a formula that mean something.

    Boxes and underbraces are opened, words become one token each, ``\quad`` is kept as
    :data:`QUAD`; a relation with a label on it (``\stackrel{(a)}{=}``) is the relation, and with
    "def" on it ``\triangleq``.

    >>> from derive.submissions.places import Placed
    >>> from derive.submissions.tokens import tokens_of
    >>> joined(cleaned(tokens_of(Placed.of(r"\boxed{a \, b} \stackrel{(1)}{=} c \label{x}"))))
    'a b = c'
    """
    return _words(_unpunctuated(_intervals(_signs(with_norms(with_cases(_Cleaner(tokens).run()))))))


class _Cleaner:
    def __init__(self, tokens: Sequence[Token]) -> None:
        #: what is still to be read, the next one last
        self.todo = list(reversed(tokens))
        self.out: list[Token] = []
        #: how much has stood in boxes
        self.boxes = 0

    def run(self) -> list[Token]:
        """Each command by its table."""
        while self.todo:
            token = self.todo.pop()
            text = token.text
            if text in _DROPPED:
                self._blank(token)
            elif text in _DROPPED_WITH_ARGUMENT:
                self._starred()
                self._argument()
            elif text in _QUADS:
                self._starred()
                if text.startswith(r"\h"):
                    self._argument()
                self.out.append(Token(QUAD, token.at))
            elif text in _TEXTS:
                self._text(token)
            elif text in _BOXES:
                self._box(token)
            elif text in (r"\stackrel", r"\overset", r"\underset"):
                self._stacked(token)
            elif text in _SPELT:
                self.out.append(Token(_SPELT[text], token.at))
            elif text in (r"\eqalign", r"\eqalignno"):
                self._eqalign(token)
            elif text == r"\not":
                self._negated(token)
            elif text in ("_", "^") and self._empty():
                self._argument()
            elif text == r"\bigodot" and not self._scripted():
                self.out.append(Token(r"\odot", token.at))
            elif text == r"\operatorname":
                self.out.append(token)
                self._starred()
            else:
                self.out.append(token)
        return self.out

    def _scripted(self) -> bool:
        """Whether limits follow."""
        behind = next((t.text for t in reversed(self.todo) if t.text != " "), "")
        return behind in ("_", "^", r"\limits")

    def _blank(self, token: Token) -> None:
        if self.out and self.out[-1].text != " ":
            self.out.append(Token(" ", token.at))

    def _empty(self) -> bool:
        """Whether an argument without anything in it follows."""
        follower = [t.text for t in self.todo[-4:] if t.text != " "]
        return follower[-2:] == ["}", "{"]

    def _starred(self) -> None:
        if self.todo and self.todo[-1].text == "*":
            self.todo.pop()

    def _argument(self) -> list[Token]:
        """The next argument, without its braces."""
        while self.todo and self.todo[-1].text == " ":
            self.todo.pop()
        if not self.todo:
            return []
        token = self.todo.pop()
        if token.text == "[":  # an option
            while self.todo and self.todo.pop().text != "]":
                pass
            return self._argument()
        if token.text != "{":
            return [token]
        depth, inside = 1, []
        while self.todo:
            token = self.todo.pop()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if not depth:
                break
            inside.append(token)
        return inside

    def _text(self, token: Token) -> None:
        inside = joined(self._argument())
        said = inside.replace("$", " ").replace("~", " ").replace("\\ ", " ")
        spaced = inside != inside.strip() or not inside.strip()
        if not spaced and names_words(said):
            name = token.text if token.text == r"\textbf" else r"\text"
            self.out.append(Token(f"{name}{{{said}}}", token.at))
        elif "$" in inside:
            self._mixed(inside, token)
        else:
            self.out.append(Token(WORDS + said.strip(), token.at))

    def _mixed(self, inside: str, token: Token) -> None:
        r"""Words with formulas among them: ``\text{for all $i$}``."""
        from derive.submissions.places import Placed
        from derive.submissions.tokens import tokens_of

        for i, part in enumerate(inside.split("$")):
            if i % 2:
                placed = Placed(part, [token.at] * len(part))
                self.out += tokens_of(placed)
            elif part.strip():
                self.out.append(Token(WORDS + part.strip(), token.at))

    def _box(self, token: Token) -> None:
        if self.boxes > _BOXED:
            self.out.append(token)
            return
        kept, of = _BOXES[token.text]
        inside: list[Token] = []
        for number in range(1, of + 1):
            found = self._argument()
            inside = found if number == kept else inside
        self.boxes += len(inside)
        if token.text in (r"\underbrace", r"\overbrace"):
            repeated = counted(token, _Cleaner(inside).run(), self._label(), RELATIONS)
            self.out += repeated
            if repeated:
                return
        single = len([t for t in inside if t.text != " "]) < 2
        if single or any(t.text in RELATIONS for t in _top(inside)) or not _sums(inside):
            self.todo += reversed(inside)
        else:
            brace = [Token("{", token.at), *inside, Token("}", inside[-1].at)]
            self.todo += reversed(brace)

    def _label(self) -> list[Token]:
        """The script of a brace: a remark, or how often something is repeated."""
        while self.todo and self.todo[-1].text == " ":
            self.todo.pop()
        if self.todo and self.todo[-1].text in "_^":
            self.todo.pop()
            return _Cleaner(self._argument()).run()
        return []

    def _stacked(self, token: Token) -> None:
        first, second = self._argument(), self._argument()
        sign = joined(second)
        if sign in RELATIONS or sign in ("{=}",):
            said = re.sub(r"[^a-z]", "", joined(first).split("{")[-1].lower())
            defines = said in ("def", "df", "defn", "definition") and sign.strip("{}") == "="
            self.out.append(Token(r"\triangleq" if defines else sign.strip("{}"), token.at))
        elif sign in (r"\Rightarrow", r"\Leftrightarrow", r"\implies", r"\iff"):
            self.out.append(Token(sign, token.at))
        else:
            self.out.append(token)
            for part in (first, second):
                brace = [Token("{", token.at), *part, Token("}", token.at)]
                self.out += brace

    def _eqalign(self, token: Token) -> None:
        inside = self._argument()
        new = [Token(r"\begin{aligned}", token.at), *inside, Token(r"\end{aligned}", token.at)]
        self.todo += reversed(new)

    def _negated(self, token: Token) -> None:
        while self.todo and self.todo[-1].text == " ":
            self.todo.pop()
        follower = self.todo[-1].text if self.todo else ""
        if follower in RELATIONS:
            self.todo.pop()
            self.out.append(Token(r"\neq" if follower == "=" else r"\nleq", token.at))


def _top(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that stand in no braces and no environment."""
    out, depth = [], 0
    for t in tokens:
        if t.text == "}" or t.text.startswith(r"\end{"):
            depth -= 1
        if depth == 0:
            out.append(t)
        if t.text == "{" or t.text.startswith(r"\begin{"):
            depth += 1
    return out


def _sums(tokens: Sequence[Token]) -> bool:
    return any(t.text in "+-" for t in _top(tokens))


_PAIRS: dict[tuple[str, ...], str] = {
    (":", "="): r"\coloneqq",
    ("=", ":"): r"\eqqcolon",
    ("=", "="): "=",
    ("=", ">"): r"\Rightarrow",
    ("<", "=", ">"): r"\iff",
    ("<", "="): r"\le",
    (">", "="): r"\ge",
    ("!", "="): r"\neq",
    ("-", ">"): r"\to",
    ("=", "&", "="): "=",
}
_SECOND = {"=", ">", ":", "&"}


def _signs(tokens: list[Token]) -> list[Token]:
    r"""Signs of several characters, as plain text has them: ``:=``, ``<=``, ``=>``."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        now = ""
        length = 1
        if i + 1 < len(tokens) and tokens[i + 1].text in _SECOND:
            for n in (3, 2):
                now = _PAIRS.get(tuple(t.text for t in tokens[i : i + n]), "")
                if now:
                    length = n
                    break
        out.append(Token(now, tokens[i].at) if now else tokens[i])
        i += length
    return out


def _intervals(tokens: list[Token]) -> list[Token]:
    """Intervals as they are written elsewhere: ]0, 1[ and [0; 1] become (0, 1) and [0, 1]."""
    for i, token in enumerate(tokens):
        if token.text != r"\in":
            continue
        start = next((j for j in range(i + 1, len(tokens)) if tokens[j].text not in _THIN), i)
        if tokens[start].text not in ("]", "["):
            continue
        depth = 0
        for j in range(start + 1, min(start + 40, len(tokens))):
            text = tokens[j].text
            depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(text, 0)
            if depth < 0:
                break
            if text == ";" and not depth:
                tokens[j] = Token(",", tokens[j].at)
            elif text in ("]", "[") and not depth:
                if tokens[start].text == "]" or text == "[":
                    tokens[start] = Token("[("[tokens[start].text == "]"], tokens[start].at)
                    tokens[j] = Token("])"[text == "["], tokens[j].at)
                break
    return tokens


_THIN = (" ", r"\left")


def _unpunctuated(tokens: list[Token]) -> list[Token]:
    """Without the full stop or semicolon that ends a row of cases or of a matrix."""
    out: list[Token] = []
    for token in tokens:
        if token.text == "\\\\" or token.text.startswith("\\end{"):
            end = len(out)
            while end and out[end - 1].text == " ":
                end -= 1
            if end > 1 and out[end - 1].text in ".;" and out[end - 2].text not in (".", r"\right"):
                del out[end - 1 :]
        out.append(token)
    return out


def _foreign(sign: str) -> bool:
    """Whether it is a letter of a script that mathematics does not use."""
    if sign < "\x80" or not sign.isalpha() or len(sign) > 1:
        return False
    name = unicodedata.name(sign, "")
    return not name.startswith(("GREEK", "MATHEMATICAL", "DOUBLE-STRUCK", "SCRIPT"))


def _words(tokens: list[Token]) -> list[Token]:
    """Words that stand bare among the signs become one token each, of whatever script."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        end, letters = i, False
        while end < len(tokens) and (len(tokens[end].text) == 1 and tokens[end].text.isalpha()):
            letters = letters or _foreign(tokens[end].text)
            end += 1
        run = "".join(t.text for t in tokens[i:end])
        scripted = i and tokens[i - 1].text in "_^{"
        bare = len(run) > 2 and run.lower() in PROSE and not scripted
        if letters or (bare and (end == len(tokens) or tokens[end].text not in "_^(")):
            out.append(Token(WORDS + run, tokens[i].at))
            i = end
        elif end > i:
            out += tokens[i:end]
            i = end
        else:
            out.append(tokens[i])
            i += 1
    return out
