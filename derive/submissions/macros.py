r"""The macros that a text defines, and their expansion with places kept and within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derive.errors import DeriveError
from derive.submissions.places import Placed
from derive.submissions.tokens import Token, tokens_of

__all__ = [
    "DEFINES",
    "PACKAGES",
    "Budget",
    "Macro",
    "MacroError",
    "closing",
    "definition_at",
    "expanded",
]

#: what begins a definition
DEFINES = (
    r"\\(?:newcommand|renewcommand|providecommand|DeclareRobustCommand|DeclareMathOperator)\*?"
    r"(?=\s*[{\\])|\\(?:def|gdef|edef|let)(?=\s*\\[A-Za-z])"
)
_BEGIN = re.compile(DEFINES)
_NAME = re.compile(r"\s*(?:\{\s*\\([A-Za-z]+|.)\s*\}|\\([A-Za-z]+|.))")
_COUNT = re.compile(r"\s*\[\s*(\d)\s*\]")
_DEFAULT = re.compile(r"\s*\[([^\[\]]*)\]")
_HASHES = re.compile(r"\s*((?:#\d\s*)*)(?=\{)")
_LET = re.compile(r"\s*=?\s*(\\[A-Za-z]+|\S)")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: how long the body of a macro may be
_LONGEST = 20_000


class MacroError(DeriveError):
    """The macros of a formula expand without end, or to more than a formula can be."""


@dataclass(frozen=True)
class Macro:
    """A command of the user's: how many arguments, the default of the first, and what it is."""

    name: str
    arguments: int
    default: str | None
    body: tuple[Token, ...]
    #: \providecommand does not override
    weak: bool = False


def definition_at(text: str, start: int) -> tuple[Macro | None, int]:
    r"""The macro whose definition begins at an offset, and where that ends.

    None for a definition of a kind that is not read, such as delimited arguments.

    >>> macro, end = definition_at(r"\newcommand{\D}[2][x]{\frac{d#2}{d#1}} a", 0)
    >>> macro.name, macro.arguments, macro.default, end
    ('D', 2, 'x', 38)
    """
    begin = _BEGIN.match(text, start)
    name = _NAME.match(text, begin.end()) if begin else None
    if not begin or not name:
        return None, start + 1
    command = begin.group().strip("\\*")
    called, at = name.group(1) or name.group(2), name.end()
    count, default = 0, None
    if command == "let":
        other = _LET.match(text, at)
        if not other:
            return None, at
        return Macro(called, 0, None, _body(other.group(1))), other.end()
    if command.endswith("def"):
        hashes = _HASHES.match(text, at)
        if not hashes:
            return None, at
        count, at = hashes.group(1).count("#"), hashes.end()
    else:
        if number := _COUNT.match(text, at):
            count, at = int(number.group(1)), number.end()
        if count and (given := _DEFAULT.match(text, at)):
            default, at = given.group(1), given.end()
    body, end = _group(text, at)
    if body is None:
        return None, at
    if command == "DeclareMathOperator":
        body = f"\\operatorname{{{body}}}"
    return Macro(called, count, default, _body(body), command == "providecommand"), end


def _body(text: str) -> tuple[Token, ...]:
    return tuple(t for t in tokens_of(Placed.of(text)) if t.text != "$")


def _group(text: str, at: int) -> tuple[str | None, int]:
    """The inside of the braces that open next, and where they end."""
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at : at + 1] != "{":
        return None, at
    end = closing(text, at, _LONGEST)
    return (None, at + 1) if end is None else (text[at + 1 : end - 1], end)


def closing(text: str, at: int, within: int) -> int | None:
    """Behind the brace that closes the one at a place, if it is no further away than that."""
    depth = 0
    for m in _BRACE.finditer(text, at, at + within):
        depth += {"{": 1, "}": -1}.get(m.group(), 0)
        if depth == 0:
            return m.end()
    return None


def _of_packages() -> dict[str, Macro]:
    r"""Commands of packages (physics, commath) that are written where no package is named."""
    texts = (
        r"\newcommand{\abs}[1]{\lvert #1 \rvert}",
        r"\newcommand{\norm}[1]{\lVert #1 \rVert}",
        r"\newcommand{\vb}[1]{\mathbf{#1}}",
        r"\newcommand{\vectorbold}[1]{\mathbf{#1}}",
    )
    found = (definition_at(text, 0)[0] for text in texts)
    return {macro.name: macro for macro in found if macro is not None}


class Budget:
    """How many tokens all macros of a text may expand to, and those of one formula."""

    def __init__(self, size: int) -> None:
        self.left = 200_000 + 20 * size

    def formula(self, size: int) -> int:
        """What one formula of that many tokens may use."""
        return min(self.left, 20_000 + 20 * size)


def expanded(
    tokens: Sequence[Token], macros: Mapping[str, Macro], budget: Budget
) -> Sequence[Token]:
    r"""The tokens with all macros expanded.

    What comes out of a body has the place of the call; an argument keeps its own.

    Raises :class:`MacroError` past the budget, so also where a macro calls itself.
    """
    if not macros or not any(t.text[0] == "\\" and t.text[1:] in macros for t in tokens):
        return tokens
    limit = left = budget.formula(len(tokens))
    out: list[Token] = []
    stack = list(reversed(tokens))
    try:
        while stack:
            token = stack.pop()
            macro = macros.get(token.text[1:]) if token.text[0] == "\\" else None
            if macro is None:
                out.append(token)
                continue
            name = macro.name
            while name[-1].isalpha() and stack and stack[-1].text == " ":
                stack.pop()
            new = list(_filled(macro, _arguments(macro, token, stack), token.at, left))
            left -= len(new) + 1
            if left < 0:
                raise MacroError(f"the macro \\{name} expands without end, or to too much")
            stack.extend(reversed(new))
    finally:
        budget.left -= limit - max(left, 0)
    return out


def _arguments(macro: Macro, call: Token, stack: list[Token]) -> list[list[Token]]:
    """The arguments behind a call, taken off the stack."""
    found: list[list[Token]] = []
    if macro.default is not None:
        if stack and stack[-1].text == "[":
            stack.pop()
            found.append(_until(stack, "]"))
        else:
            found.append([Token(t.text, call.at) for t in _body(macro.default)])
    while len(found) < macro.arguments:
        while stack and stack[-1].text == " ":
            stack.pop()
        if not stack:
            raise MacroError(f"the macro \\{macro.name} has too few arguments here")
        token = stack.pop()
        found.append(_until(stack, "}") if token.text == "{" else [token])
    return found


def _until(stack: list[Token], end: str) -> list[Token]:
    """What stands before the sign that closes a group; it is taken off too."""
    out: list[Token] = []
    depth = 0
    while stack:
        token = stack.pop()
        if token.text == end and depth == 0:
            return out
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        out.append(token)
    return out


def _filled(macro: Macro, arguments: list[list[Token]], at: int, limit: int) -> Iterator[Token]:
    """The body with the arguments in their places, and one token past the limit at most."""
    hash_before, made = False, 0
    for token in macro.body:
        if token.text == "#" and not hash_before:
            hash_before = True
            continue
        number = int(token.text) if hash_before and token.text in "123456789" else 0
        hash_before = False
        part = arguments[number - 1] if 0 < number <= len(arguments) else [Token(token.text, at)]
        for new in part:
            yield new
            made += 1
            if made > limit:
                return


#: macros of packages; what a text defines goes before them
PACKAGES = _of_packages()
