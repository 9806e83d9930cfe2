"""All that is seen of the uses of one name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["TIMES", "Uses"]

#: an index of time among others
TIMES = re.compile(r"(?:^|[^\w\\])(?:t|T|\\tau)(?![A-Za-z])")


@dataclass
class Uses:
    """All uses of one name."""

    key: str
    #: how many indices stand below it where some do, and what they are
    indexed: set[int] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)
    #: for (which of how many indices): the limit that a bound index there runs to
    limits: dict[tuple[int, int], str] = field(default_factory=dict)
    plain: bool = False
    called: bool = False
    #: as an index, a limit, an exponent
    counts: bool = False
    #: as the upper limit of an index that counts components
    size: bool = False
    transposed: bool = False
    #: whether it stands in a derivative, behind a ∂ or a d
    by: bool = False
    #: whether an index stands above it: then it is a family; how many may stand below that
    above: bool = False
    entries: set[int] = field(default_factory=set)
    #: right before a column of ones, c\mathbf{1}, which no column can stand before
    scales: bool = False
    #: identity, ones or zeros: a constant whose sizes are its limits
    constant: str = ""

    @property
    def in_time(self) -> bool:
        """Whether one of its indices is one of time."""
        return any(TIMES.search(index) for index in self.indices)
