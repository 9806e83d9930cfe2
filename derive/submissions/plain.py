r"""Formulas in plain text, which has no dollars: the lines, and parts of lines, that are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from derive.submissions.finding import Defined, Found, Unread
from derive.submissions.labelled import with_labels, with_lists_below
from derive.submissions.places import Edit, Placed
from derive.submissions.prose import PROSE
from derive.submissions.vocabulary import GREEK, LOWERED, RAISED
from derive.submissions.written_for import WRITTEN, told_of

__all__ = ["formulas_in_lines", "in_tex"]

#: words that are mathematics, as they are written without a backslash
_FUNCTIONS = (
    *("exp", "log", "ln", "tanh", "sin", "cos", "max", "min", "det", "sqrt", "sum", "prod"),
    *("infty", "partial", "nabla", "lim", "cdot", "odot", "otimes"),
)
_OPERATORS = ("diag", "tr", "vec", "softmax", "sigmoid", "relu", "rank", "trace", "Tr", "logistic")
_GREEK = {*GREEK.values()}
_RELATION = re.compile(r":=|[=≈≤≥<>≠∈→≡≔≜]|->")
#: a sign, or a run of letters and digits
_PIECE = re.compile(r"\s+|\\[A-Za-z]+|[A-Za-z]+|[^\W\d_]|\d+(?:\.\d+)?|.", re.DOTALL)
#: what is no formula whatever stands in it
_NEVER = re.compile(
    r"^(?:From|To|Cc|Bcc|Subject|Date|Sent|Re|Fwd|Von|An|Betreff|Datum|De|Objet|Asunto|Fecha"
    r"|Reply-To|Message-ID|In-Reply-To|User-Agent|Content-[A-Za-z-]+|X-[A-Za-z-]+): "
    r"|\s*(?:#include|import |def |from )"
)
#: within an address of the web or of mail
_ADDRESS = re.compile(r"://|@")
#: quotation marks of mail, bullets, numbers of a list at the beginning of a line
_HEAD = re.compile(
    r"\s*(?:>\s*)*(?:[-*•]\s+(?=\S)|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s+"
    r"|[(\[](?:[A-Z]{1,4}[ .-]?\d{1,2}[a-z]?|\d+(?:\.\d+)+[a-z]?|\d{1,2}[a-z])[)\]][:.]?\s+)?"
)
#: the number of an equation, a remark behind a formula
_TAIL = re.compile(r"\s*(?:\((?:\d+(?:\.\d+)?|\*+)\)\s*|#.*|(?<!:)//.*)$")
#: a word behind a word of one letter
_FOLLOWER = re.compile(r"\s+([A-Za-z]{2,})(?![A-Za-z_^(])")
_JOINED = "und oder ist et ou est y o es e mit wobei con où avec donde"
#: words that join what stands before them with what follows: no article stands before these
_JOINING = frozenset(
    word
    for words in ("and or is are as in by for to with where when so then if has we", _JOINED)
    for word in words.split()
)
#: the end of what a name belongs to: an article has a word or nothing before it
_SIGNED = re.compile(r"[∂∇/(=+*⊙∘·^_{\[|‖−-]\s*$")
#: what stands behind a differential that ends a product, or comes between signs
_ENDED = re.compile(r"[ \t]*(?:$|[\n,.;:)\]}+*/=⊙∘·−-]|[({]?#|  )")
#: the end of a name, a bracket or a sign before a differential
_BEFORE_DIFFERENTIAL = re.compile(r"(?:[=+*/(⊙∘·−)\]}ᵀ'-]|(?<![^\W\d_])[^\W\d_]|∂)\s*$")
#: a shape that words give to a name: "W is m×n"
_SHAPED = re.compile(
    r"(?<![\w∂∇])([A-Za-zα-ωΑ-Ω](?:_?\d|[₀-₉])?)\s+"
    r"(?:is|ist|est|es|has (?:the )?(?:shape|size)|of (?:shape|size))\s+"
    r"(?:an?\s+|eine?\s+|une\s+|una\s+)?(\(?\w+\s*×\s*\w+\)?)"
)
_LONGEST = 5000


def formulas_in_lines(text: str, taken: Sequence[Found | Defined | Unread]) -> Iterator[Found]:
    r"""The formulas outside those that dollars and environments mark.

    A formula is a run of signs and short names, without words, with a relation in it.

    >>> line = "Since z = W x + b, we get dy/dx = diag(σ'(z)) W."
    >>> [line[f.start:f.end] for f in formulas_in_lines(line, [])]
    ['z = W x + b', "dy/dx = diag(σ'(z)) W"]
    """
    addresses = list(_addresses(text))
    spans = sorted([*addresses, *((piece.start, piece.end) for piece in taken)])
    starts = [start for start, _ in spans]
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        for shaped in _SHAPED.finditer(line):
            for n in (1, 2):
                a, b = start + shaped.start(n), start + shaped.end(n)
                yield Found(a, b, (a, b), display=False)
        told = WRITTEN.search(line) is not None
        if len(line) > _LONGEST or _NEVER.match(line) or not (told or _RELATION.search(line)):
            continue
        head = _HEAD.match(line)
        tail = _TAIL.search(line.rstrip())
        first = start + (head.end() if head else 0)
        last = start + (tail.start() if tail else len(line.rstrip()))
        before = bisect_right(starts, first) - 1
        while first < last:  # between what is taken
            if before >= 0:
                first = max(first, spans[before][1])
            before += 1
            end = min(last, starts[before]) if before < len(starts) else last
            if first < end:
                yield from _in_line(text, first, end)
            first = max(first, end)
            if before >= len(starts) or starts[before] >= last:
                break


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """From where to where addresses stand."""
    done = 0
    for m in _ADDRESS.finditer(text):
        if m.start() < done:
            continue
        head, tail = text[max(done, m.start() - 200) : m.start()], text[m.end() : m.end() + 200]
        done = m.end() + len(tail.split(None, 1)[0] if tail[:1].strip() else "")
        yield m.start() - len(head.rsplit(None, 1)[-1] if head[-1:].strip() else ""), done


def _in_line(text: str, start: int, end: int) -> Iterator[Found]:
    """The runs without words in a part of a line."""
    begin: int | None = None
    before, told = start, 0
    for m in _PIECE.finditer(text, start, end):
        if _is_word(text, m):
            if begin is not None:
                told = told_of(text[before:begin], told)
                yield from _found(text, begin, m.start(), told > 0)
                before = m.start()
            begin = None
        elif begin is None and not m.group().isspace():
            begin = m.start()
    if begin is not None:
        yield from _found(text, begin, end, told_of(text[before:begin], told) > 0)


def _is_word(text: str, piece: re.Match[str]) -> bool:
    """Whether a piece of a line is prose."""
    word = piece.group()
    if word[0] == "\\" or not word[0].isalpha():
        return False
    if not word.isascii():
        return word not in GREEK and word not in "ℝℕℤℂℒℓ∂∇ᵀ𝟙" and not _styled(word)
    before, after = text[piece.start() - 1 : piece.start()], text[piece.end() : piece.end() + 1]
    if word in _FUNCTIONS or word in _OPERATORS or word in _GREEK:
        return False
    if after == "-" and text[piece.end() + 1 : piece.end() + 2].isalpha() and len(word) > 1:
        return True
    if before in tuple("_^{\\") and len(word) < 4:
        return False
    lower = word.lower()
    if word in ("a", "I"):
        return _is_article(text, piece)
    if len(word) == 1:
        return False
    if _is_differential(text, piece):
        return False
    if lower in PROSE or lower in _SMALL:
        return True
    return len(word) > 3 and after not in tuple("_^")


def _is_article(text: str, piece: re.Match[str]) -> bool:
    """Whether "a" or "I" is a word, and not a name: a word that joins nothing follows."""
    follower = _FOLLOWER.match(text, piece.end(), piece.end() + 20)
    if follower is None or follower[1] in (*_FUNCTIONS, *_OPERATORS):
        return False
    before = text[max(0, piece.start() - 4) : piece.start()].splitlines()[-1:]
    return not (follower[1] in _JOINING and _SIGNED.search("".join(before)))


def _is_differential(text: str, piece: re.Match[str]) -> bool:
    """Whether a word such as "da" or "du" stands in a formula as the differential of a name."""
    word = piece.group()
    if len(word) != 2 or word[0] != "d" or not _ENDED.match(text, piece.end()):
        return False
    line = text[max(0, text.rfind("\n", 0, piece.start()) + 1) : piece.start()]
    return _BEFORE_DIFFERENTIAL.search(line) is not None


#: short words that are no products of names
_SMALL = frozenset(
    word
    for words in (
        "is it we so by of to in on as an at or if be do no my me us he up the and for let get",
        "has was are not but all one two how why who our you can may now see use via per its out",
        "any yes hi ja du es er im am zu da wo ist die der das ein und mit von aus auf wie wir sei",
        "man le la les un une des de et est on il en au ou si par sur que qui el los las con por",
        "se lo",
    )
    for word in words.split()
)


def _styled(sign: str) -> bool:
    return "\U0001d400" <= sign <= "\U0001d7ff" or sign in LOWERED or sign in RAISED


#: the number of "Problem 3." before a formula, and a bar that another one closes
_NUMBERED = re.compile(r"\s*\d{1,2}[.):]\s+(?=\S)")
_BARRED = re.compile(r"\|[^\s|][^|]*\|")


def _found(text: str, start: int, end: int, told: bool = False) -> Iterator[Found]:
    """A run, if it is a formula; ``told``: words say what it stands for, or that it is a name."""
    number = _NUMBERED.match(text, start, end)
    if number is not None and text[:start].rstrip(" \t")[-1:].isalpha():
        start = number.end()
    while start < end and text[start] in " \t\r\n,.;:?!-–—\"'`*>|&":
        if text[start] == "-" and text[start + 1 : start + 2].strip():
            break
        if _BARRED.match(text, start, end):
            break
        start += 1
    while end > start and text[end - 1] in ' \t\r\n,.;:?!–—"`|&([':
        end -= 1
    while end > start and text[end - 1] == ")" and _closes_words(text, start, end):
        end -= 1
    run = text[start:end]
    related = _RELATION.search(run)
    if (
        told
        and not related
        and run.strip()
        and run[0] not in "()"
        and run[0].isalpha() | (run[0] in "∂∇")
    ):
        yield Found(start, end, (start, end), display=False)
        return
    if not related or not run[related.end() :].strip() or len(run) < 3:
        return
    if not re.search(r"[^\W\d_]|\d", run[related.end() :]) or "==" in run or "://" in run:
        return
    if related.start() == 0 and not _begins_line(text, start):
        return
    yield Found(start, end, (start, end), display=_whole_line(text, start, end))


def _closes_words(text: str, start: int, end: int) -> bool:
    """Whether the last bracket of a run closes one that stands in the words before the run."""
    before = text[max(0, text.rfind("\n\n", 0, start)) : start]
    return text.count(")", start, end) > text.count("(", start, end) and (
        before.count("(") > before.count(")")
    )


def _begins_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip("> \t")


def _whole_line(text: str, start: int, end: int) -> bool:
    newline = text.find("\n", end)
    after = text[end : newline if newline >= 0 else len(text)]
    return _begins_line(text, start) and not after.strip(" .,;\r")


_COMMANDS = re.compile(
    rf"(?<![A-Za-z\\])(?:{'|'.join([*_FUNCTIONS, *sorted(_GREEK)])})(?![A-Za-z])"
)
_NAMES = re.compile(rf"(?<![A-Za-z\\{{])(?:{'|'.join(_OPERATORS)})(?=\s*\()")
_PART = rf"(?:(?![{''.join(RAISED)}])\w)"  # h_t² is no h with the index t²
_LONG_SCRIPT = re.compile(
    rf"([_^])(-?[0-9]{{2,}}|-[0-9]+|[A-Za-z]{_PART}+)(?!{_PART}|\.)|([_^])\(((?:[^()])*)\)"
)

#: a number right behind a letter, or behind the letter of a differential: z1, dW2, δ1
_NUMBER_BELOW = re.compile(
    rf"(?<![A-Za-z0-9_^\\{{.])(?:d?[A-Za-z]|[α-ωΑ-Ω]|\\(?:{'|'.join(sorted(_GREEK))}))(?=\d(?![\w(]|\.\d))"
)

#: what sets two formulas of one line apart: more space than around signs that join
_GAP = re.compile(r"(?<=[^\s=<>≤≥≈≠∈→+\-−*/·⊙⊗∘,:;(\[{|&])(?: {3,}|\t+ *)(?=[A-Za-zα-ωΑ-Ω∂∇‖(])")


def in_tex(formula: Placed, names: frozenset[str] = frozenset()) -> Placed:
    r"""A formula of plain text in TeX: scripts in braces, names of functions as commands.

    ``names`` are those of two letters of which the second is a label.

    >>> in_tex(Placed.of("sigma(x)^10 = diag(x_ij)^-1")).text
    '\\sigma(x)^{10} = \\operatorname{diag}(x_{ij})^{-1}'
    """
    formula = with_lists_below(with_labels(formula, names))
    edits = []
    for m in _COMMANDS.finditer(formula.text):
        edits.append(Edit(m.start(), m.end(), f"\\{m.group()}"))
    for m in _NAMES.finditer(formula.text):
        edits.append(Edit(m.start(), m.end(), f"\\operatorname{{{m.group()}}}"))
    edits += [Edit(m.start(), m.end(), r" \quad ") for m in _GAP.finditer(formula.text)]
    formula = formula.edited(edits)
    edits = [Edit(m.end(), m.end(), "_") for m in _NUMBER_BELOW.finditer(formula.text)]
    formula = formula.edited(edits)
    edits = []
    for m in _LONG_SCRIPT.finditer(formula.text):
        mark, inside = m.group(1) or m.group(3), m.group(2) or m.group(4)
        edits.append(Edit(m.start(), m.end(), f"{mark}{{{inside}}}"))
    return formula.edited(edits)
