"""Formulas read with one size for all axes: once for all names that mean the same to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from derive.errors import DeriveError
from derive.judging.sides import Read, joined
from derive.reader.conventions import Conventions
from derive.reader.names import Names
from derive.reader.recalled import Recalled
from derive.submissions.claims import Claim

__all__ = ["Alike"]

#: a formula, names, and whether a number beside a matrix may be meant → its readings
Reads = Callable[..., Iterator[Read | Exception]]


class Alike:
    """The formulas of a submission, each in all its readings."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._recalled: dict[Any, Recalled] = {}

    def read(
        self,
        claim: Claim,
        pair: tuple[str, str],
        names: Names,
        errors: list[str],
        most: int | None = None,
        filled: bool = False,
    ) -> list[list[Any]]:
        """Both sides of a formula with one size for all, for each convention that works.

        ``pair`` are its sides, the claim's own or those of a definition; ``most`` is the number of
        conventions after which no other is tried.  Raises :class:`DeriveError` where it cannot be
        read, and puts the reason among the ``errors``.
        """
        part = claim
        if pair != (claim.left, claim.right):
            part = replace(claim, left=pair[0], right=pair[1], relation="=")
        key = (part.left, part.right, part.relation, part.latex, part.raw, most, filled)
        recalled = self._recalled.get(key)
        if recalled is None:
            recalled = Recalled(partial(self._ways, part, most, filled))
            self._recalled[key] = recalled
        ways, reason = recalled(names)
        if not ways:
            if reason is not None and reason not in errors:
                errors.append(reason)
            raise DeriveError(str(reason))
        return list(ways)

    def _ways(
        self, part: Claim, most: int | None, filled: bool, names: Names
    ) -> tuple[list[list[Any]], str | None]:
        """What is to be compared in each reading; of the last that fails, the reason."""
        reason: str | None = None
        ways: list[tuple[Conventions, Any]] = []
        for found in self._reads(part, names, filled=filled):
            whole = joined(found) if isinstance(found, Read) else found
            if isinstance(whole, Exception) or not isinstance(found, Read):
                reason = str(whole)
                continue
            way = replace(found.conventions, spread="unsaid")
            if not most or not ways or way == ways[0][0]:
                ways.append((way, whole))
            if len(ways) == most:
                break
        return [[whole] for _, whole in ways], reason
