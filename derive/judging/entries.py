"""What a sheet says that its names are: by equations, by values, by approximations.

"z = Wx + b" is an equation, "W = (1 2; 3 4)" a value and "h ≈ (0.55, 0.71)" an approximation of the
same kind of name; an :class:`Entry` is any of them.  "h_t = tanh(w h_{t-1})" is one for each number
that t may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim

__all__ = ["NAME_WITH_INDEX", "Entry", "constant_text", "entries", "figures", "key_of", "rewritten"]

#: the largest number that an index is taken to be
_MOST = 12
_NAME = r"(?:\\[A-Za-z]+(?:\{[A-Za-z]+\})?|[A-Za-z])"
NAME_WITH_INDEX = rf"{_NAME}(?:_\{{?\w+\}}?)?"
_CALL = re.compile(
    rf"({NAME_WITH_INDEX})\s*(?:\\left)?\(\s*({NAME_WITH_INDEX}(?:\s*[,;]\s*{NAME_WITH_INDEX})*)\s*(?:\\right)?\)"
)
#: functions that no sheet defines
_STANDARD = frozenset(rf"\{name}" for name in ("tanh", "exp", "ln", "log", "sin", "cos", "max"))
#: what is set above a name for its next value
_NEW = (
    r"(?:'|\^\s*(?:\\prime|\{\\prime\}|\+|\{\+\}|\*|\{\*\}|\{?\\(?:star|ast)(?![A-Za-z])\}?"
    r"|\{?\\?\w*\{?\(?(?:new|neu|next|nouveau)\)?\}*))"
)
_NEXT = re.compile(rf"({NAME_WITH_INDEX})\s*({_NEW})")
_SQUARE = re.compile(rf"({NAME_WITH_INDEX})\s*\^\s*\{{?2\}}?")
_BASE = re.compile(r"\\log\s*_\s*\{?(2|10)\}?")
_PERCENT = re.compile(r"(\d)\s*\\?%")
_DECIMAL_COMMA = re.compile(r"(\d)\{,\}(\d)")
_TUPLE = re.compile(r"\(([^()]*;[^()]*)\)")
#: [[1, 2], [3, 4]] and [1, 2; 3, 4]
_ROW = r"\[[^\[\]]*\]"
_ROWS = re.compile(rf"\[\s*{_ROW}(?:\s*,\s*{_ROW})*\s*\]|\[[^\[\];]*(?:;[^\[\];]*)+\]")
_BINOM = re.compile(r"\\d?binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_INDEX = re.compile(r"[_^]\s*\{?\s*\(?(\d{1,2})(?!\d)")
_BELOW_ZERO = re.compile(r"[_^]\{?\(?[-−]\d")
_SUM = re.compile(r"([_^]\{?\(?)(\d+)\s*([+\-−])\s*(\d+)")


@dataclass(frozen=True)
class Entry:
    """A name and what it is said to be."""

    number: int
    key: str
    text: str
    #: whether it is an approximation
    rough: bool = False
    #: whether words say that it is a definition
    said: bool = False
    #: what the name is called with, where it is a function
    arguments: tuple[str, ...] = ()

    @property
    def constant(self) -> bool:
        """Whether it is a value, and no equation."""
        return not self.arguments and constant_text(self.text)


def constant_text(text: str) -> bool:
    r"""Whether a formula has no names, but for e and π.

    >>> constant_text(r"\begin{pmatrix} 1 \\ -0.5 \end{pmatrix}"), constant_text("2 w")
    (True, False)
    """
    return all(use.key in ("e", r"\pi") and not use.indexed for use in uses_of([text]).values())


def figures(claims: Iterable[Claim]) -> int:
    """The largest number that stands as an index, or of the entries of what is written out."""
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    found = [int(n) for side in sides for n in _INDEX.findall(side)]
    found += [1 + max(side.count("\\\\"), side.count(",")) for side in sides]
    return max((n for n in found if n <= _MOST), default=0)


# -- notation ------------------------------------------------------------------------------


def rewritten(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with W', which is defined as the next W, as a name of its own, and with per cent
    and the commas of decimals as the reader has them."""
    fresh: dict[tuple[str, str], str] = {}
    for claim in claims:
        found = _NEXT.fullmatch(claim.left.strip())
        if found and claim.relation in ("=", "~"):
            base, mark = found[1], "".join(found[2].split())
            star = re.search(r"\*|star|ast", mark) is not None
            spoken = {normal(m[0]) for m in re.finditer(NAME_WITH_INDEX, claim.right)}
            steps = star or normal(base) in spoken
            if steps and not _NEXT.search(claim.right):
                letters = re.sub(r"[^A-Za-z]", "", base)
                digits = "".join(chr(ord("a") + int(d)) for d in re.findall(r"\d", base))
                fresh[normal(base), mark] = (
                    rf"\mathrm{{{'best' if star else 'new'}{letters}{digits}}}"
                )

    def named(match: re.Match[str]) -> str:
        return fresh.get((normal(match[1]), "".join(match[2].split())), match[0])

    def plain(text: str) -> str:
        text = _BASE.sub(r"\\frac{1}{\\ln(\1)} \\ln ", text)
        text = _PERCENT.sub(r"\1 \\cdot 10^{-2}", text)
        text = _DECIMAL_COMMA.sub(r"\1.\2", text)
        text = _ROWS.sub(_matrix, text)
        text = _BINOM.sub(r"\\begin{pmatrix} \1 \\\\ \2 \\end{pmatrix}", text)
        text = _TUPLE.sub(lambda m: f"({m[1].replace(';', ',')})", text)
        return _NEXT.sub(named, text) if fresh else text

    return tuple(
        replace(c, left=plain(c.left), right=plain(c.right), given=tuple(map(plain, c.given)))
        for c in claims
    )


def _matrix(match: re.Match[str]) -> str:
    """Lists of rows as a matrix."""
    inner = match[0].strip()[1:-1]
    rows = re.findall(r"\[([^\[\]]*)\]", inner) or inner.split(";")
    inside = r" \\ ".join(row.replace(",", " & ") for row in rows)
    return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"


# -- entries -------------------------------------------------------------------------------


def entries(claims: Sequence[Claim]) -> dict[str, list[Entry]]:
    """Name → its entries, in the order of the sheet."""
    most = figures(claims)
    found: dict[str, list[Entry]] = {}
    for claim in claims:
        for entry in _of(claim, claims, most):
            found.setdefault(entry.key, []).append(entry)
    for claim in claims:
        square = _SQUARE.fullmatch(claim.left.strip())
        if square and claim.relation == "=" and not constant_text(claim.right):
            key = normal(square[1])
            if all(entry.rough for entry in found.get(key, ())):  # σ² = …, and σ ≈ 2.16
                root = Entry(claim.number, key, rf"\sqrt{{{claim.right}}}")
                found[key] = [root, *found.get(key, ())]
    return found


def _of(claim: Claim, claims: Sequence[Claim], most: int) -> Iterator[Entry]:
    for text in claim.given:
        left, sign, right = text.partition("=")
        name = bare_name(left) if sign and constant_text(claim.right) else None
        if name is not None and constant_text(right) and not left.rstrip().endswith(("\\", "<")):
            yield Entry(claim.number, _key(*name), right.strip())
    if claim.relation not in ("=", "~"):
        return
    rough, said = claim.relation == "~", claim.role == "definition"
    called = _CALL.fullmatch(claim.left.strip())
    if called:
        arguments = tuple(normal(a) for a in re.split("[,;]", called[2]))
        defines = claim.role in ("definition", "fresh") and called[1] not in _STANDARD
        if defines and not rough and {*arguments} & {*uses_of([claim.right], arguments)}:
            yield Entry(claim.number, normal(called[1]), claim.right, False, said, arguments)
        return
    name = bare_name(claim.left)
    if name is None:
        return
    letter = re.fullmatch(r"([a-z])(?:[+-]\d)?", name[1])
    if letter is None:
        yield Entry(claim.number, _key(*name), claim.right, rough, said)
        for link in _links(claim, claims):
            # of y = 2a = 6 the number counts where a is not known
            if not constant_text(claim.right) and constant_text(link.right):
                yield Entry(claim.number, _key(*name), link.right, link.relation == "~")
        return
    if rough:
        return
    for n in range(most + 1):
        key = normal(_put(claim.left, letter[1], n))
        if _BELOW_ZERO.search(_put(claim.right, letter[1], n)):
            continue  # where a recurrence has not begun
        yield Entry(claim.number, key, _put(claim.right, letter[1], n), rough, said)


def key_of(text: str) -> str | None:
    """The name, index and all, that a formula is; None if it is more."""
    name = bare_name(text)
    return None if name is None else _key(*name)


def _key(name: str, below: str) -> str:
    return normal(f"{name}_{{{below}}}") if below else name


def _links(claim: Claim, claims: Sequence[Claim]) -> Iterator[Claim]:
    """The links of a chain behind its first."""
    last = claim.number
    for other in claims:
        if other.after == last:
            last = other.number
            yield other


def _put(text: str, letter: str, n: int) -> str:
    """A formula with a number for an index, h_{t-1} as h_{1} for t = 2."""
    text = re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", str(n), text)
    return _SUM.sub(_added, text)


def _added(match: re.Match[str]) -> str:
    first, second = int(match[2]), int(match[4])
    return match[1] + str(first + second if match[3] == "+" else first - second)
