r"""Shapes that are claimed, Z ∈ ℝ^{N×H} where Z was defined before, and those that are declared."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from derive.submissions.declared import axes_of, shape_of
from derive.submissions.names import base_of, computed
from derive.submissions.prose import SECTION, SENTENCE, restates

__all__ = ["Sentences", "is_value"]

#: words before a formula after which its names are declared, or it is supposed
_DECLARING = ("let", "where", "if", "for")
#: as much of a formula as may hold the full stop of its sentence and its delimiter
_TAIL = 24
_CAPITAL = re.compile(r"\s*[^\W\d_a-zа-я]")


def is_value(left: str) -> bool:
    r"""Whether a value stands before ∈, and neither a name nor a list of names.

    >>> is_value(r"\frac{\partial y}{\partial x}"), is_value("Z"), is_value("x, y")
    (True, False, False)
    """
    names = [base_of(name.strip()) for name in left.split(",")]
    return computed(left) or not any(names)


@dataclass
class Sentences:
    """The sentences of a text as they are read, and in which of them each name was defined."""

    number: int = 0
    #: whether the words before the formula that is read begin a sentence
    begins: bool = False
    defined: dict[str, int] = field(default_factory=dict)

    def gap(self, text: str, end: int, start: int) -> None:
        """Go from a formula that ends at ``end`` to the one that starts at ``start``."""
        between = text[end:start]
        ended = text[max(0, end - _TAIL) : end].rstrip("\n\\]$").removesuffix(r"\end{align}")
        point = ended.rstrip().endswith(".")
        self.begins = point and _CAPITAL.match(between) is not None
        if SECTION.search(between) or SENTENCE.search(between) or point:
            self.number += 1

    def before(self, name: str) -> bool:
        """Whether a sentence before defined a name."""
        return self.defined.get(name, self.number) < self.number

    def again(self, left: str, name: str, words: str) -> bool:
        """Whether words say that what is defined may be written in another way too."""
        colon = "(" in left and words.rstrip().endswith(":")
        return self.before(name) and (colon or restates(words))

    def define(self, left: str) -> None:
        """A relation has this left side, which says what it is if it is a name."""
        name = base_of(left)
        if name is not None:
            self.defined.setdefault(name[0], self.number)

    def bounds(self, left: str, right: str, lead: str) -> bool:
        """Whether ``left`` ⪰ ``right`` claims that a value is definite, and supposes nothing."""
        zero = re.fullmatch(r"\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{?\s*)?0\s*\}?\s*", right)
        name = base_of(left) if not is_value(left) else None
        known = name is None or (not name[1] and self.before(name[0]) and lead != "where")
        return zero is not None and known and lead not in ("let", "if", "for")

    def claims(self, left: str, space: str, lead: str, declared: Container[str]) -> bool:
        r"""Whether ``left \in space`` says what follows from what was said before.

        It does of a value, \frac{\partial y}{\partial x}, and of one name that nothing declares
        and that was defined in a sentence before.
        """
        shape = shape_of(space)
        if not shape and not (is_value(left) and (shape == () or axes_of(space))):
            return False
        if is_value(left):
            return lead not in ("let", "if", "for")
        name, member = base_of(left) or ("", True)
        new = not member and name not in declared
        return self.before(name) and new and lead not in _DECLARING
