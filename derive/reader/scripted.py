r"""What stands below or above: other spellings of one script are made alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.reader.token import Token

__all__ = ["script"]

_UPRIGHT = tuple(rf"\{font}{{T}}" for font in ("mathsf", "mathrm", "text", "mathbf"))
_EDGES = ("COMMA",)


def script(sign: Token, found: list[Token]) -> list[Token]:
    """The tokens of a script: its sign and its argument in braces."""
    inner = found[1:-1] if len(found) > 1 and found[-1].type == "RBRACE" else found[1:]
    kinds = [token.type for token in inner]
    if inner and set(kinds) <= {"PRIME", "PRIMED"}:  # ^{'}, ^\prime, and the stray _{'}
        count = sum(len(t.value) if t.type == "PRIME" else 1 for t in inner)
        return [sign.like("PRIME", "'" * count)]
    if sign.type == "CARET" and kinds[:1] == ["LT"] and kinds[-1:] == ["GT"]:
        inner[0].type, inner[-1].type = "LANGLE", "RANGLE"
    if sign.type == "CARET" and len(inner) > 3 and _turned(inner):
        turn = inner.pop()
        return [sign, found[0], *inner, found[-1], turn.like("TURN", r"\top")]
    if sign.type == "UNDER" and len(kinds) > 1:
        inner = _slices(inner)
    if len(found) > 1 and found[-1].type == "RBRACE":
        return [sign, found[0], *inner, found[-1]]
    return [sign, *found]


def _turned(inner: list[Token]) -> bool:
    r"""Whether a transpose stands behind an index in brackets, as in ``W^{(l)\top}``."""
    *_, bracket, last = inner
    upright = last.type == "NAME" and last.value in ("T", *_UPRIGHT)
    opens = inner[0].type in ("LPAR", "LSQUARE", "LANGLE")
    return (
        opens and bracket.type in ("RPAR", "RSQUARE", "RANGLE") and (last.type == "TOP" or upright)
    )


def _slices(inner: list[Token]) -> list[Token]:
    r"""``W_{\cdot j}`` and ``W_{i *}`` are ``W_{:, j}`` and ``W_{i, :}``."""
    out = list(inner)
    if out[0].type in ("CDOT", "STAR", "COLON"):
        out[0] = out[0].like("COLON", ":")
        if out[1].type not in _EDGES:
            out.insert(1, out[0].like("COMMA", ","))
    if len(out) > 1 and out[-1].type in ("CDOT", "STAR", "COLON"):
        out[-1] = out[-1].like("COLON", ":")
        if out[-2].type not in _EDGES:
            out.insert(-1, out[-1].like("COMMA", ","))
    return out
