"""The door: a certificate is copied, and nothing in it may look like a name of the kernel's own."""

from __future__ import annotations

import json
import re
from typing import Any

from derive.kernel.indices import KernelError

#: in a JSON text: a string that begins with what the kernel's own names begin with, or holds a ":"
_OURS = re.compile(r'"[%@?]|[\[,{:]":|[^"]:')
#: about 4000 bits
_LONG = re.compile(r"\d{1200}")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+')
_DEPTH = 50


def admitted(certificate: Any) -> Any:
    """A copy that nobody else can change, of plain data only: no number is a float."""
    try:
        text = json.dumps(certificate, allow_nan=False, separators=(",", ":"))
        copy = json.loads(text, parse_float=_no_float)
    except (TypeError, ValueError, RecursionError) as error:
        raise KernelError(f"not plain data: {error}") from None
    if found := _OURS.search(text):
        near = text[max(found.start() - 9, 0) : found.end() + 9]
        raise KernelError(f"a name that is kept for the kernel: {near}")
    if _LONG.search(text):
        raise KernelError("a number that is too long")
    brackets = _STRINGS.sub("", text)
    for _ in range(_DEPTH):
        brackets = brackets.replace("[]", "").replace("{}", "")
    if brackets:
        raise KernelError("terms within terms too deep")
    return copy


def _no_float(text: str) -> float:
    raise KernelError(f"not an exact number: {text}")
