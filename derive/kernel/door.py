"""The door: a certificate is copied, and nothing in it may look like a name of the kernel's own."""

from __future__ import annotations

import json
import re
from typing import Any

from derive.kernel.indices import KernelError

#: what must not stand in the text: strings that begin as the kernel's own names do, or with ":",
#: and quotation marks inside a string; a ":" elsewhere stands behind a key
_OURS = ('"%', '"@', '"?', '[":', ',":', '{":', ':":', '\\"')
#: about 4000 bits
_LONG = re.compile(r"\d{1200}")
_PLAIN = re.compile(r'"[^"]*"|[^][{}"]+')
_DEPTH = 50


def admitted(certificate: Any) -> Any:
    """A copy that nobody else can change, of plain data only: no number is a float."""
    try:
        text = json.dumps(certificate, allow_nan=False, separators=(",", ":"))
        copy = json.loads(text, parse_float=_no_float)
    except (TypeError, ValueError, RecursionError) as error:
        raise KernelError(f"not plain data: {error}") from None
    for part in _OURS:
        if part in text:
            near = text[text.index(part) :][:20]
            raise KernelError(f"a name that is kept for the kernel: {near}")
    if text.count(":") != text.count('":'):
        raise KernelError("a name that is kept for the kernel: it has a colon")
    if _LONG.search(text):
        raise KernelError("a number that is too long")
    brackets = _PLAIN.sub("", text)
    for _ in range(_DEPTH):
        brackets = brackets.replace("[]", "").replace("{}", "")
    if brackets:
        raise KernelError("terms within terms too deep")
    return copy


def _no_float(text: str) -> float:
    raise KernelError(f"not an exact number: {text}")
