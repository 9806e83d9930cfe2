"""Worksheets: questions, the theorems that answer them, and their order."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from derive.errors import DeriveError

if TYPE_CHECKING:  # so that the court opens without SymPy
    from derive.worksheets.worksheet import Worksheet

__all__ = ["WORKSHEETS", "load"]

#: name → the module whose ``worksheet()`` builds it
WORKSHEETS = {
    "rnn_lstm": "derive.worksheets.rnn_lstm",
    "networks": "derive.worksheets.networks",
}


def load(name: str) -> Worksheet:
    """Build a worksheet: derive and judge all of it.

    Raises :class:`~derive.DeriveError` for a name that is not there.
    """
    if name not in WORKSHEETS:
        raise DeriveError(f"there is no worksheet {name!r}; there is {', '.join(WORKSHEETS)}")
    found: Worksheet = import_module(WORKSHEETS[name]).worksheet()
    return found
