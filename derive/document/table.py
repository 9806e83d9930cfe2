"""Which row of the printer prints which node."""

from __future__ import annotations

from typing import Any

from derive.document import matrices, scalars

__all__ = ["ROWS"]

#: class → function of (printer, node) that gives a :class:`~derive.document.printer.Printed`
ROWS: dict[type, Any] = {**scalars.ROWS, **matrices.ROWS}
