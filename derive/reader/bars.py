r"""Passes over the tokens of a formula: which bar opens, which d is a derivative's.

A bar | or ‖ does not say which side it is.  It closes where something stands before it and one
like it is open; it opens where nothing stands before it that it could close.  A bar behind a
factor with a script below, ``\right|_{x = a}`` or ``f|_{x = a}``, is where something is evaluated.
"""

from __future__ import annotations

from derive.reader.errors import Place, ReadError
from derive.reader.token import ENDS, Token, factor_end

__all__ = ["passes"]

_PAIRS = {"BAR": ("LABS", "RABS"), "BARS": ("LNORM", "RNORM")}
_OPENING = frozenset(["LPAR", "LSQUARE", "LSET", "LANGLE", "LBRACE", "BEGIN"])
_CLOSING = frozenset(["RPAR", "RSQUARE", "RSET", "RANGLE", "RBRACE", "END"])


def passes(tokens: list[Token]) -> list[Token]:
    """The tokens with bars paired, intervals and differentials made out."""
    kinds = {token.type for token in tokens}
    if {"LSET", "NULL", "BEGIN"} <= kinds:
        tokens = _cases(tokens)
    if "CASES" in {token.type for token in tokens}:
        tokens = [t for n, t in enumerate(tokens) if not _trailing(tokens, n)]
    if kinds & {"BAR", "BARS", "NULL"}:
        tokens = _bars(tokens)
    if "IN" in kinds:
        _intervals(tokens)
    if any(t.type == "NAME" and t.value in _D for t in tokens):
        _differentials(tokens)
    if "PARTIAL" in kinds:
        _applied_tops(tokens)
        _operators(tokens)
    return tokens


def _trailing(tokens: list[Token], at: int) -> bool:
    """Whether a comma only ends a line of cases."""
    after = tokens[at + 1].type if at + 1 < len(tokens) else ""
    return tokens[at].type == "COMMA" and after in ("ROW", "ENDCASES")


def _cases(tokens: list[Token]) -> list[Token]:
    r"""``\left\{ \begin{array} … \end{array} \right.`` is the environment cases."""
    out: list[Token] = []
    opened = False
    for n, token in enumerate(tokens):
        before = tokens[n - 1].type if n else ""
        after = tokens[n + 1].type if n + 1 < len(tokens) else ""
        if token.type == "LSET" and token.side == "l" and after == "BEGIN":
            opened = True
        elif token.type == "BEGIN" and opened and before == "LSET":
            out.append(token.like("CASES", token.value))
        elif token.type == "END" and opened and after == "NULL":
            out.append(token.like("ENDCASES", token.value))
        elif token.type == "NULL" and opened and before == "END":
            opened = False
        else:
            out.append(token)
    return out


def _bars(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    stack: list[Token] = []
    for n, token in enumerate(tokens):
        kind = token.type
        after = tokens[n + 1].type if n + 1 < len(tokens) else ""
        behind = bool(out) and out[-1].type in ENDS
        if kind in _OPENING or (kind == "NULL" and token.side == "l"):
            stack.append(token)
        elif kind in _CLOSING and stack:
            stack.pop()
        if kind not in _PAIRS:
            out.append(token)
            continue
        opening, closing = _PAIRS[kind]
        open_here = bool(stack) and stack[-1].type == kind
        if stack and stack[-1].type == "NULL" and token.side == "r":
            _evaluated(out, stack.pop(), token)
        elif token.side == "l" or (not token.side and not behind):
            stack.append(token)
            out.append(token.like(opening, token.value))
            stack[-1] = token
        elif open_here:
            stack.pop()
            out.append(token.like(closing, token.value))
        elif behind and after == "UNDER" and kind == "BAR":
            out.append(token.like("MARK", "|"))
        elif _closes_later(tokens, n):
            stack.append(token)
            out.append(token.like(opening, token.value))
        else:
            out.append(token)
    return _marked(out)


def _closes_later(tokens: list[Token], at: int) -> bool:
    return any(t.type == tokens[at].type for t in tokens[at + 1 :])


def _evaluated(out: list[Token], null: Token, bar: Token) -> None:
    """Turn what stands between ``\\left.`` and ``\\right|`` into a parenthesis with a mark."""
    out[out.index(null)] = null.like("LPAR", "(")
    out += [bar.like("RPAR", ")"), bar.like("MARK", "|")]


def _marked(tokens: list[Token]) -> list[Token]:
    out: list[Token] = []
    for n, token in enumerate(tokens):
        if token.type == "MARK" and n + 1 < len(tokens) and tokens[n + 1].type == "UNDER":
            continue
        if out and token.type == "UNDER" and n and tokens[n - 1].type == "MARK":
            token = token.like("EVAL", "|_")
        out.append(token)
    return out


def _intervals(tokens: list[Token]) -> None:
    """To the right of ∈: ]0, 1[ and [0, 1[."""
    start = next(n for n, t in enumerate(tokens) if t.type == "IN") + 1
    depth, flipped = 0, False
    for n in range(start, len(tokens)):
        token = tokens[n]
        if token.type == "RSQUARE" and not depth and n == start:
            tokens[n], flipped = token.like("LPAR", "("), True
            depth += 1
        elif token.type == "LSQUARE" and depth == 1 and n > start + 2:
            tokens[n] = token.like("RPAR", ")")
            depth -= 1
        elif token.type in _OPENING:
            depth += 1
        elif token.type in _CLOSING:
            depth -= 1
    if flipped and depth:
        raise ReadError(Place(tokens[start].line, tokens[start].column), "]", "an interval ]a, b[")


_D = ("d", r"\mathrm{d}", r"\text{d}", r"\mathsf{d}", r"\operatorname{d}")
_STARTS = frozenset(["NAME", "LPAR", "LSQUARE", "FRAC", "LABS", "LNORM", "BIG", "BEGIN"])


def _is_d(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].type == "NAME" and tokens[at].value in _D


def _bottom(tokens: list[Token], at: int) -> bool:
    """Whether d x stands there: a d and the name of a variable."""
    return _is_d(tokens, at) and at + 1 < len(tokens) and tokens[at + 1].type in ("NAME", "LPAR")


def _differentials(tokens: list[Token]) -> None:
    r"""``\frac{d y}{d x}``, ``dy/dx`` and ``d/dx`` are derivatives: their d is a ∂.

    So is that of ``d\tanh(x)/dx``, of which the top is put in parentheses.
    """
    for n in range(len(tokens)):
        if tokens[n].type == "FRAC":
            top = n + 2
            bottom = factor_end_of_group(tokens, n + 1) + 1
            if _is_d(tokens, top) and _bottom(tokens, bottom):
                follows = tokens[top + 1].type
                if follows in _STARTS or follows in ("RBRACE", "CARET"):
                    _mark(tokens, top)
                    _mark_all(tokens, bottom, factor_end_of_group(tokens, bottom - 1) - 1)
        elif _is_d(tokens, n) and n + 1 < len(tokens):
            end = factor_end(tokens, n) if tokens[n + 1].type == "CARET" else n + 1
            if end < len(tokens) and tokens[end].type in _STARTS:
                end = factor_end(tokens, end)
            applied = factor_end(tokens, end) if _opens(tokens, end) else end
            if applied > end and _over_d(tokens, applied):
                tokens.insert(applied, tokens[applied - 1].like("RPAR", ")"))
                tokens.insert(n + 1, tokens[n + 1].like("LPAR", "("))
                _mark(tokens, n)
                _mark(tokens, applied + 3)
            elif _over_d(tokens, end):
                _mark(tokens, n)
                _mark(tokens, end + 1)


def _opens(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].type == "LPAR"


def _over_d(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].type == "SLASH" and _bottom(tokens, at + 1)


def _applied_tops(tokens: list[Token]) -> None:
    r"""``\partial\sigma(x)/\partial x`` with parentheses around what is differentiated."""
    for n in range(len(tokens) - 3, -1, -1):
        if tokens[n].type == "PARTIAL" and tokens[n + 1].type == "NAME" and _opens(tokens, n + 2):
            end = factor_end(tokens, n + 2)
            kinds = [token.type for token in tokens[end : end + 2]]
            if kinds == ["SLASH", "PARTIAL"]:
                tokens.insert(end, tokens[end - 1].like("RPAR", ")"))
                tokens.insert(n + 1, tokens[n + 1].like("LPAR", "("))


def _again(tokens: list[Token], start: int, end: int) -> None:
    if start >= len(tokens) or tokens[start].type != "PARTIAL":
        return
    depth = 0
    for n in range(start + 1, end):
        kind = tokens[n].type
        depth += (kind in _OPENING) - (kind in _CLOSING)
        slash = factor_end(tokens, n + 1)
        if (
            kind == "PARTIAL"
            and not depth
            and (slash >= len(tokens) or tokens[slash].type != "SLASH")
        ):
            tokens[n] = tokens[n].like("AGAIN", tokens[n].value)


def factor_end_of_group(tokens: list[Token], at: int) -> int:
    """The index behind the group in braces that begins at ``at``."""
    depth = 0
    for n in range(at, len(tokens)):
        depth += {"LBRACE": 1, "RBRACE": -1}.get(tokens[n].type, 0)
        if not depth:
            return n + 1
    return len(tokens)


def _mark(tokens: list[Token], at: int) -> None:
    tokens[at] = tokens[at].like("PARTIAL", r"\partial")


def _mark_all(tokens: list[Token], start: int, end: int) -> None:
    for n in range(start, end):
        if _is_d(tokens, n) and tokens[n + 1].type in ("NAME", "LPAR"):
            _mark(tokens, n)


def _operators(tokens: list[Token]) -> None:
    r"""``\partial_{x} f`` is an operator with its variable below; of ∂x ∂y below a bar the second
    goes on with the first."""
    for n in range(len(tokens)):
        if tokens[n].type == "FRAC":
            start = factor_end_of_group(tokens, n + 1) + 1
            _again(tokens, start, factor_end_of_group(tokens, start - 1) - 1)
    for n, token in enumerate(tokens[:-1]):
        if token.type == "PARTIAL" and tokens[n + 1].type == "UNDER":
            tokens[n] = token.like("BIG", r"\partial")
