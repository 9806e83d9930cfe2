"""The one family of exceptions that derive raises on purpose."""

from __future__ import annotations

__all__ = ["DeriveError", "ShapeError"]


class DeriveError(Exception):
    """Something that derive was asked for cannot be done; the message is one clear line.

    >>> import derive
    >>> derive.bptt_gradient(-1)
    Traceback (most recent call last):
    ...
    derive.errors.DeriveError: a length is an integer T ≥ 0, not -1
    """


class ShapeError(DeriveError):
    """Two shapes that had to agree do not; the message names both.

    >>> import derive
    >>> from sympy import MatrixSymbol
    >>> derive.RNN(n=2, W=MatrixSymbol("W", 3, 2))
    Traceback (most recent call last):
    ...
    derive.errors.ShapeError: matrix W: shapes 3×2 and 2×2 do not agree
    """
