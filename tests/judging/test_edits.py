"""Single edits of an expression: what makes no sense is left out."""

from __future__ import annotations

import sympy as sp

from derive.algebra import Softmax
from derive.judging.edits import GROUPS, edits


def test_an_edit_that_does_not_fit_is_left_out() -> None:
    """A softmax of a row would be refused: nothing is raised for it."""
    z = sp.MatrixSymbol("z", sp.Symbol("n", integer=True, positive=True), 1)
    found = [new for group in GROUPS for new, _ in edits(Softmax(z), [z], group)]
    assert found
    assert {new.shape for new in found} <= {z.shape, z.T.shape}
