"""The one family of exceptions that derive raises on purpose."""

from __future__ import annotations

__all__ = ["DeriveError", "ShapeError"]


class DeriveError(Exception):
    """Something that derive was asked for cannot be done; the message is one clear line."""


class ShapeError(DeriveError):
    """Two shapes that had to agree do not; the message names both."""
