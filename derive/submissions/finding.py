"""Where the formulas of a text are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from derive.submissions.macros import DEFINES, Macro, closing, definition_at

__all__ = ["Defined", "Found", "Unread", "find"]

#: environments that are formulas by themselves
DISPLAYS = frozenset(
    {"equation", "align", "alignat", "flalign", "gather", "eqnarray", "multline", "displaymath"}
    | {"math", "dmath", "aligned", "alignedat", "gathered", "split", "cases", "IEEEeqnarray"}
    | {"matrix", "pmatrix", "bmatrix", "vmatrix", "array"}
)
_VERBATIM = "verbatim|Verbatim|lstlisting|minted|comment|filecontents|tikzpicture"


@dataclass(frozen=True)
class Found:
    """A formula: from where to where it stands with its delimiters, and its inside."""

    start: int
    end: int
    inner: tuple[int, int]
    display: bool = True
    #: the environment that it is, without its star
    environment: str = ""


@dataclass(frozen=True)
class Defined:
    """The definition of a macro; None for one of a kind that is not read."""

    start: int
    end: int
    macro: Macro | None


@dataclass(frozen=True)
class Unread:
    """Something that cannot be taken as a formula, and why."""

    start: int
    end: int
    reason: str


class _Event(NamedTuple):
    kind: str
    start: int
    end: int
    name: str = ""


_COMMON = rf"""
(?P<define>{DEFINES})
|(?P<verbatim>\\begin\s*\{{(?P<verb>(?:{_VERBATIM})\*?)\}})
|(?P<begin>\\begin\s*\{{\s*(?P<b>[A-Za-z]+)\*?\s*\}})
|(?P<end>\\end\s*\{{\s*(?P<e>[A-Za-z]+)\*?\s*\}})
|(?P<ensure>\\ensuremath\s*(?=\{{))
|(?P<escaped>\\[\\$%`])
|(?P<opened>\\\()|(?P<closed>\\\))
|(?P<Opened>\\\[)|(?P<Closed>\\\])
|(?P<dollars>\$\$)|(?P<dollar>\$)
|(?P<paragraph>\n[ \t\r]*(?:\n[ \t\r]*)+(?!abla(?![A-Za-z])|ight[)\]}}|.]))
|(?P<html><!--)
"""
_MARKDOWN = r"""
|(?P<fence>(?:(?<=\n)|\A)[ ]{0,3}(?P<mark>`{3,}|~{3,})[ ]*(?P<info>[^`\n]*)(?:\n|\Z))
|(?P<tick>`+)
"""
_LATEX = r"""
|(?P<comment>%[^\n]*)
|(?P<verbed>\\verb\*?(?P<bar>[^A-Za-z\s*])[^\n]*?(?P=bar))
|(?P<false>\\iffalse(?![A-Za-z]))
|(?P<stop>\\end\s*\{document\})
"""
_EVENTS = {
    "markdown": re.compile(_COMMON + _MARKDOWN, re.VERBOSE),
    "latex": re.compile(_LATEX.strip().lstrip("|") + "|" + _COMMON.strip(), re.VERBOSE),
    "plain": re.compile(_COMMON, re.VERBOSE),
}
_KINDS = (
    *("define", "verbatim", "begin", "end", "ensure", "escaped", "opened", "closed", "Opened"),
    *("Closed", "dollars", "dollar", "paragraph", "html", "fence", "tick", "comment"),
    *("verbed", "false", "stop"),
)
#: what passes by up to a mark
_SKIPPED = {"html": "-->", "false": r"\fi"}
_PASSED = {"escaped", "comment", "verbed"}
#: what closes → what opens
_OPENS = {"closed": "opened", "Closed": "Opened"}


class _Marks:
    """Finds closing marks; one that is sought in vain is not sought again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.gone: set[str] = set()

    def after(self, mark: str, start: int) -> int | None:
        """The end of the next such mark."""
        found = -1 if mark in self.gone else self.text.find(mark, start)
        if found < 0:
            self.gone.add(mark)
            return None
        return found + len(mark)

    def fence(self, mark: str, start: int) -> tuple[int, int]:
        """Where a fenced block ends, without its last line and with it."""
        if mark not in self.gone:
            closer = rf"^ {{0,3}}{re.escape(mark)}[`~]*[ \t\r]*$"
            found = re.compile(closer, re.MULTILINE).search(self.text, start)
            if found:
                return found.span()
            self.gone.add(mark)
        return len(self.text), len(self.text)

    def tick(self, mark: str, start: int) -> int:
        """Where a piece of code in a line ends, or where it begins if it is none."""
        end = self.after(mark, start)
        if end is None or end - start > 2000 or "\n\n" in self.text[start:end]:
            return start
        return end


def _events(text: str, format: str) -> Iterator[_Event | Defined | Found]:
    """What matters in a text, in order, without what stands in comments and code."""
    pattern, marks, at = _EVENTS[format], _Marks(text), 0
    while m := pattern.search(text, at):
        groups = m.groupdict()
        kind = next(k for k in _KINDS if groups.get(k) is not None)
        start, at = m.span()
        if kind == "define":
            macro, at = definition_at(text, start)
            at = max(at, m.end())
            yield Defined(start, at, macro)
        elif kind == "stop":
            return
        elif kind in _SKIPPED:
            at = marks.after(_SKIPPED[kind], at) or (len(text) if kind == "html" else at)
        elif kind == "verbatim":
            at = marks.after(f"\\end{{{groups['verb']}}}", at) or at
        elif kind == "tick":
            if text[start - 1 : start] != "$":  # $`…`$ is a formula
                at = marks.tick(m.group(), at)
        elif kind == "fence":
            inner = at
            end, at = marks.fence(groups["mark"], inner)
            if groups["info"].strip() == "math":
                yield Found(start, at, (inner, end))
        elif kind in ("begin", "end"):
            yield _Event(kind, start, at, groups[kind[0]])
        elif kind not in _PASSED:
            yield _Event(kind, start, at)


_WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-zÀ-ÿ]{3,}")
_GROUP = re.compile(r"\\[a-z]+\*?\s*\{[^{}$]*\}")
_MATH = re.compile(r"[\\^_=+<>|]|[0-9]")
_PRICE = re.compile(r"\$\d[\d.,]*(?:\s+[A-Za-z]{2,}|[.;:!?](?:\s|$))")


def _wordy(text: str) -> int:
    """How much of a text is prose."""
    return len(_WORD.findall(_GROUP.sub("", text)))


def find(text: str, format: str) -> Iterator[Found | Defined | Unread]:
    r"""The formulas and the macros of a text, in order; ``format`` is markdown, latex or plain.

    A formula that is not closed goes to the end of its paragraph; of an odd number of dollars in
    a paragraph the one is passed by that leaves the least prose in formulas.

    >>> [text[slice(*f.inner)] for text in ["so $y = x$ \\[ z \\]"] for f in find(text, "latex")]
    ['y = x', ' z ']
    """
    return _Finder(text, format).find()


def _kind(event: _Event | Defined | Found) -> str:
    return event.kind if isinstance(event, _Event) else ""


class _Finder:
    """Goes through the events of one text."""

    def __init__(self, text: str, format: str) -> None:
        self.text = text
        self.events = list(_events(text, format))
        self.ends = self._closed_where()
        doubles = [i for i, e in enumerate(self.events) if _kind(e) == "dollars"]
        self.ends |= dict(pairwise(doubles))
        #: the number of $$ from each on
        self.left = {i: len(doubles) - n for n, i in enumerate(doubles)}
        self.paragraphs = [i for i, e in enumerate(self.events) if _kind(e) == "paragraph"]

    def _closed_where(self) -> dict[int, int]:
        """For the opening of each bracket and environment that is closed: by which event."""
        ends: dict[int, int] = {}
        begun: dict[str, list[int]] = {}
        opened: dict[str, int] = {}
        for i, e in enumerate(self.events):
            kind = _kind(e)
            if kind == "begin":
                begun.setdefault(self._name(i), []).append(i)
            elif kind == "end" and begun.get(self._name(i)):
                ends[begun[self._name(i)].pop()] = i
            elif kind in ("opened", "Opened"):
                opened[kind] = i
            elif kind in ("closed", "Closed") and _OPENS[kind] in opened:
                ends[opened.pop(_OPENS[kind])] = i
            elif kind == "paragraph":
                opened.pop("opened", None)
        return ends

    def _name(self, at: int) -> str:
        event = self.events[at]
        return event.name if isinstance(event, _Event) else ""

    def find(self) -> Iterator[Found | Defined | Unread]:
        """All formulas; each method returns the number of the event to go on with."""
        at = 0
        while at < len(self.events):
            event = self.events[at]
            kind = _kind(event)
            if not isinstance(event, _Event):
                yield event
                at += 1
            elif kind == "dollar":
                at = yield from self._inline(at)
            elif kind in ("opened", "Opened", "dollars") or (
                kind == "begin" and event.name in DISPLAYS
            ):
                at = yield from self._display(at)
            elif kind == "ensure":
                at = yield from self._ensured(at)
            else:
                at += 1

    def _display(self, at: int) -> Generator[Found | Defined | Unread, None, int]:
        """What is closed by a mark of its own; where it is not, up to the end of the paragraph."""
        start = self.events[at]
        kind, name = _kind(start), self._name(at)
        next_one = bisect_right(self.paragraphs, at)
        paragraph = self.paragraphs[next_one] if next_one < len(self.paragraphs) else None
        last = self.ends.get(at)
        if last is not None and paragraph is not None and paragraph < last:
            # an empty line within a formula is allowed, prose is not
            behind = self.events[paragraph].end
            prose = self.text[behind : min(self.events[last].start, behind + 1000)]
            if _wordy(prose) > 3 or self.left.get(at, 0) % 2:
                last = None
        if last is None:
            end = len(self.text) if paragraph is None else self.events[paragraph].start
            mark = self.text[start.start : start.end]
            yield Unread(start.start, start.end, f"{mark} is not closed")
            if kind == "opened" or _wordy(self.text[start.end : end][:1000]) > 3:
                return at + 1
            last = len(self.events) if paragraph is None else paragraph
            yield Found(start.start, end, (start.end, end), True, name)
        else:
            stop = self.events[last]
            yield from self._defined(at + 1, last)
            inner = (start.end, stop.start)
            yield Found(start.start, stop.end, inner, kind != "opened" and name != "math", name)
            return last + 1
        yield from self._defined(at + 1, last)
        return last

    def _defined(self, start: int, end: int) -> Iterator[Defined]:
        """The macros that are defined within a formula."""
        for event in self.events[start:end]:
            if isinstance(event, Defined):
                yield event

    def _ensured(self, at: int) -> Generator[Found, None, int]:
        event = self.events[at]
        end = closing(self.text, event.end, 5000)
        if end is None:
            return at + 1
        yield Found(event.start, end, (event.end + 1, end - 1), display=False)
        while at < len(self.events) and self.events[at].start < end:
            at += 1
        return at

    def _inline(self, at: int) -> Generator[Found | Defined | Unread, None, int]:
        """The formulas between single dollars, up to a display or the end of the paragraph."""
        dollars: list[tuple[int, int]] = []  # where each stands, and which event it is
        last = at
        for i in range(at, len(self.events)):
            event = self.events[i]
            kind, outside = _kind(event), len(dollars) % 2 == 0
            if kind == "dollar" and not (outside and _PRICE.match(self.text, event.start)):
                dollars.append((event.start, i))
            elif kind == "dollars" and not outside:  # $a$$b$
                dollars += [(event.start, i), (event.start + 1, i)]
            elif kind == "paragraph" or (
                outside and (kind in ("dollars", "Opened", "opened") or self._name(i) in DISPLAYS)
            ):
                break
            last = i
        places = [place for place, _ in dollars]
        yield from self._defined(at, last + 1)
        if len(places) % 2:
            stray = self._stray(places)
            yield Unread(places[stray], places[stray] + 1, "$ is not closed in its paragraph")
            del places[stray]
        for start, end in zip(places[::2], places[1::2], strict=True):
            inner = self.text[start + 1 : end]
            if not inner.strip():
                continue
            yield Found(start, end + 1, (start + 1, end), display=False)
        return last + 1

    def _stray(self, places: list[int]) -> int:
        """Which of an odd number of dollars to pass by: each second one, from the first, could."""
        pieces = [self.text[a + 1 : b] for a, b in pairwise(places)]
        # how much better a piece is as a formula than as prose
        worth = [len(_MATH.findall(piece)) - 3 * _wordy(piece) for piece in pieces]
        # before the stray the pieces of even number are formulas, behind it those of odd number
        total = sum(worth[1::2])
        best, found = total, 0
        for i in range(0, len(pieces) - 1, 2):
            total += worth[i] - worth[i + 1]
            if total > best:
                best, found = total, i + 2
        return found
