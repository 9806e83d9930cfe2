"""What an undeclared name may be, by its letter and its uses."""

from __future__ import annotations

import re

from derive.judging.labels import unlabelled
from derive.judging.likelihood import GREEK_SCALARS, MATRICES, SCALARS, unaccented
from derive.judging.uses import Uses

__all__ = ["certain", "is_unit", "options"]


def options(use: Uses) -> tuple[str, ...]:
    """What a name may be, the likeliest first."""
    if use.constant:
        return (use.constant,)
    if use.called:
        return ("function",)
    if use.counts and not use.indexed and not use.transposed:
        return ("size" if use.size else "index",)
    letter, bold = unaccented(unlabelled(use.key).partition("_")[0])
    scalar = use.key in SCALARS or letter in SCALARS
    if use.above and 2 in use.entries:
        return ("famm",)
    if 2 in use.indexed:
        return ("mat",)
    if use.above and 1 in use.entries:
        return ("famv",)
    if use.above and letter.isupper() and not scalar:
        return ("famm", "famv")
    if use.above and not scalar:
        return ("famv", "famm") if letter in ("w", "u", "v") else ("famv", "fam0")
    if use.indexed:
        unit = ("unit",) if is_unit(use) else ()
        return (*unit, *_indexed(use, letter, scalar))
    if use.scales:
        return ("scalar",)
    if scalar and not bold:
        return ("scalar",) if not use.transposed else ("mat",)
    greek = letter.startswith("\\")
    if letter in MATRICES or (not greek and letter[:1].isupper()):
        return ("mat", "vec") if bold else ("mat", "vec", "scalar")
    if use.transposed:
        return ("vec", "mat")
    if (letter in GREEK_SCALARS or (letter in ("t", "s") and use.by)) and not bold:
        return ("scalar", "vec")
    return ("vec",) if bold else ("vec", "scalar")


def _indexed(use: Uses, letter: str, scalar: bool) -> tuple[str, ...]:
    """What a name with one index below it may be: D_t and J_t may be matrices, as A_{l+1} is."""
    large = letter[:1].isupper() or letter in MATRICES
    if use.transposed and not (scalar or large):
        return ("famv", "vec", "fam0")  # v_i^T is a row, and no entry
    if scalar:
        matrix = ("famm",) if letter == "J" else ()
        return ("fam0", "famv", *matrix) if use.in_time else ("fam0", "vec", *matrix)
    if use.in_time:
        return ("famv", "famm", "fam0") if large else ("famv", "fam0")
    if large and any(re.search(r"[a-z]\s*[+-]", index) for index in use.indices):
        return ("famm", "famv", "vec", "fam0")
    return ("vec", "famm", "famv", "fam0") if large else ("vec", "famv", "fam0")


def is_unit(use: Uses) -> bool:
    """Whether a name that nobody declared may be the unit vectors e_1, e_i, e_n."""
    return (
        use.key in _UNITS
        and use.indexed == {1}
        and not (use.plain or use.above or use.by)
        and all(_PLACE.fullmatch(index) for index in use.indices)
    )


#: e, as it is written for a unit vector, and an index that counts components
_UNITS = ("e", r"\mathbf{e}", r"\boldsymbol{e}", r"\bm{e}", r"\vec{e}", r"\hat{e}")
_PLACE = re.compile(r"[1-9]\d*|[a-z]")


def certain(use: Uses) -> bool:
    """Whether a name that nobody declared can be of one kind only."""
    return len(options(use)) == 1
