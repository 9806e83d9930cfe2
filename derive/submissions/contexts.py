"""Declarations: the YAML that stands in front of a text, or in a file of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from derive.errors import DeriveError
from derive.submissions.claims import Context
from derive.submissions.declared import size_of
from derive.submissions.files import read_text

__all__ = ["context_from_file", "context_from_yaml", "front_matter", "merged"]

_KEYS = (
    *("shapes", "scalars", "families", "functions", "sizes", "model", "worksheet"),
    *("conventions", "definitions", "assume"),
)
#: convention → what it may be; what is not said is tried in every way
CONVENTIONS = {
    "layout": ("numerator", "denominator"),
    "partial": ("total", "immediate"),
}
_PROPERTIES = (
    *("invertible", "symmetric", "diagonal", "positive", "nonzero", "orthogonal"),
    "one-hot",
)
_FUNCTIONS = ("sigma", "sigmoid", "logistic", "tanh", "exp", "log", "relu", "softmax", "unknown")


class _Mistakes:
    """All that is wrong with a declaration, a line each."""

    def __init__(self, name: str, first: int) -> None:
        self.name, self.first = name, first
        self.lines: list[str] = []

    def add(self, node: Any, what: str) -> None:
        line = node.start_mark.line + self.first
        self.lines.append(f"{self.name}, line {line}: {what}")

    def check(self) -> None:
        if self.lines:
            raise DeriveError("\n".join(self.lines))


def _suggest(word: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _scalar(node: Any) -> str | None:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else None


def _entries(node: Any, what: str, wrong: _Mistakes) -> Iterator[tuple[Any, str, Any]]:
    """The keys and values of a mapping, none twice."""
    if not isinstance(node, yaml.MappingNode):
        wrong.add(node, f"{what} is a mapping (name: value)")
        return
    known: set[str] = set()
    for key, value in node.value:
        name = _scalar(key)
        if not name:
            wrong.add(key, f"a name in {what} is a word, not a list or mapping")
        elif name in known:
            wrong.add(key, f"{name} stands twice in {what}")
        else:
            known.add(name)
            yield key, name, value


def _words(node: Any, what: str, wrong: _Mistakes) -> tuple[str, ...]:
    """A list, or words between commas."""
    if isinstance(node, yaml.SequenceNode):
        found = [_scalar(item) for item in node.value]
        if all(found):
            return tuple(str(word) for word in found)
    elif text := _scalar(node):
        return tuple(word.strip() for word in text.split(",") if word.strip())
    wrong.add(node, f"{what} is a list of words, such as [n, d]")
    return ()


def _shape(node: Any, name: str, wrong: _Mistakes) -> tuple[str, ...] | None:
    """[n, d], n × d, [n] or n; scalar or [] for a scalar."""
    found: tuple[str, ...] | None = None
    if isinstance(node, yaml.SequenceNode):
        parts = [_scalar(item) for item in node.value]
        if all(parts) and len(parts) <= 2:
            sizes = tuple(str(part) for part in parts)
            found = (sizes[0], "1") if len(sizes) == 1 else sizes
    elif text := _scalar(node):
        written = text.strip("()[] ").replace("×", r"\times ")
        found = (
            () if written in ("scalar", "") else size_of(re.sub(r"(?<=\w)\s+x\s+", "x", written))
        )
    if found is None or not all(_SIZE.fullmatch(size) for size in found):
        wrong.add(node, f"the shape of {name} is [rows, columns], [rows] or scalar")
        return None
    return found


_SIZE = re.compile(r"[\w\\{}_+*/() -]{1,40}")


def _shapes(node: Any, what: str, wrong: _Mistakes) -> dict[str, tuple[str, ...]]:
    found = {}
    for _, name, value in _entries(node, what, wrong):
        shape = _shape(value, name, wrong)
        if shape is not None:
            found[name] = shape
    return found


def _functions(node: Any, what: str, wrong: _Mistakes) -> dict[str, str]:
    if not isinstance(node, yaml.MappingNode):
        return dict.fromkeys(_words(node, what, wrong), "unknown")
    found = {}
    for _, name, value in _entries(node, what, wrong):
        text = (_scalar(value) or "").lstrip("\\")
        if text in _FUNCTIONS:
            found[name] = text
        else:
            wrong.add(value, f"{text or 'this'} is no known function{_suggest(text, _FUNCTIONS)}")
    return found


def _definitions(node: Any, what: str, wrong: _Mistakes) -> tuple[str, ...]:
    """Equations as a list, or as a mapping from name to term."""
    if isinstance(node, yaml.MappingNode):
        pairs = [(name, value, _scalar(value)) for _, name, value in _entries(node, what, wrong)]
        for name, value, text in pairs:
            if not text:
                wrong.add(value, f"the definition of {name} is a formula")
        return tuple(f"{name} = {text}" for name, _, text in pairs if text)
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = []
    for item in items:
        text = _scalar(item)
        if text and "=" in text:
            found.append(text.strip("$ "))
        else:
            wrong.add(item, "a definition is an equation, such as z_t = W h_{t-1}")
    return tuple(found)


def _assume(node: Any, what: str, wrong: _Mistakes) -> dict[str, tuple[str, ...]]:
    found = {}
    for _, name, value in _entries(node, what, wrong):
        words = _words(value, f"what is assumed of {name}", wrong)
        for word in words:
            if word not in _PROPERTIES:
                wrong.add(value, f"{name} cannot be {word}{_suggest(word, _PROPERTIES)}")
        found[name] = tuple(word for word in words if word in _PROPERTIES)
    return found


def _conventions(node: Any, what: str, wrong: _Mistakes) -> dict[str, str]:
    found = {}
    for key, name, value in _entries(node, what, wrong):
        text = _scalar(value) or ""
        if name not in CONVENTIONS:
            wrong.add(key, f"unknown convention {name}{_suggest(name, tuple(CONVENTIONS))}")
        elif text not in CONVENTIONS[name]:
            wrong.add(value, f"{name} is {' or '.join(CONVENTIONS[name])}, not {text or 'this'}")
        else:
            found[name] = text
    return found


def _word(node: Any, what: str, wrong: _Mistakes) -> str:
    text = _scalar(node)
    if not text:
        wrong.add(node, f"{what} is one name")
    return text or ""


def _plain(key: str, reads: Callable[[Any, str, _Mistakes], Any]) -> Any:
    return lambda node, wrong: {key: reads(node, key, wrong)}


_READERS: dict[str, Callable[[Any, _Mistakes], dict[str, Any]]] = {
    "shapes": _plain("shapes", _shapes),
    "families": _plain("families", _shapes),
    "functions": _plain("functions", _functions),
    "sizes": _plain("sizes", _words),
    "model": _plain("model", _word),
    "worksheet": _plain("worksheet", _word),
    "conventions": _plain("conventions", _conventions),
    "definitions": _plain("definitions", _definitions),
    "assume": _plain("assume", _assume),
    "scalars": lambda node, wrong: {"shapes": dict.fromkeys(_words(node, "scalars", wrong), ())},
}


def context_from_yaml(text: str, name: str = "<context>", first: int = 1) -> Context:
    """What a YAML text declares.

    Parameters
    ----------
    name : what the text is called in messages.
    first : the number of its first line there.

    Raises :class:`DeriveError` with one line for each mistake.

    >>> context = context_from_yaml("{shapes: {W: [n, d], x: d}, scalars: eta}")
    >>> dict(context.shapes)
    {'W': ('n', 'd'), 'x': ('d', '1'), 'eta': ()}
    >>> context_from_yaml("shape: {W: [n, d]}")
    Traceback (most recent call last):
    ...
    derive.errors.DeriveError: <context>, line 1: unknown key shape; did you mean shapes?
    """
    root = _composed(text, name, first)
    wrong = _Mistakes(name, first)
    context = _read(root, wrong, strict=True) if root is not None else Context()
    wrong.check()
    return context


def _composed(text: str, name: str, first: int) -> Any:
    """The tree of a YAML text, without aliases: nothing is made of it but strings."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = (event.start_mark.line if event.start_mark else 0) + first
                raise DeriveError(f"{name}, line {line}: aliases (*name) are not read")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first
        raise DeriveError(f"{name}, line {line}: no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        raise DeriveError(f"{name}, line {first}: no YAML: {said}") from None
    except RecursionError:
        raise DeriveError(f"{name}, line {first}: nested too deeply") from None


def _read(root: Any, wrong: _Mistakes, strict: bool) -> Context:
    """The declarations of a tree; unless ``strict``, keys that are none of ours pass by."""
    found: dict[str, Any] = {"shapes": {}}
    own = _entries(root, "a declaration", wrong)
    for key, name, value in own:
        if name == "derive":
            inner = _read(value, wrong, strict=True)
            return merged(inner, Context(**found))
        if name in _READERS:
            for field, part in _READERS[name](value, wrong).items():
                found[field] = {**found[field], **part} if field == "shapes" else part
        elif strict:
            wrong.add(key, f"unknown key {name}{_suggest(name, _KEYS)}")
        elif near := get_close_matches(name, _KEYS, n=1, cutoff=0.85):
            wrong.add(key, f"unknown key {name}; did you mean {near[0]}?")
    return Context(**found)


def context_from_file(path: Path | str) -> Context:
    """What a YAML file declares: its keys are those of :class:`Context`, and ``scalars``.

    Raises :class:`DeriveError` if it cannot be read, with one line for each mistake.
    """
    return context_from_yaml(read_text(path), str(path))


_FRONT = re.compile(r"\A﻿?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_OURS = re.compile(rf"^(?:derive|{'|'.join(_KEYS)})\s*:", re.MULTILINE)


def front_matter(text: str, name: str, format: str) -> tuple[Context, int]:
    """What stands in front of a text, and where that ends.

    In Markdown and plain text between two lines ``---``; in LaTeX the same behind ``%``, or
    comments from ``% derive:`` on.  Keys of others pass by there.
    """
    if format == "latex":
        found, first, end = _commented(text)
    else:
        match = _FRONT.match(text)
        if not match:
            return Context(), 0
        found, first, end = match.group(1), 2, match.end()
    if not _OURS.search(found):
        known = _composed_or_none(found, name, first)
        if known is None:
            return Context(), end
        root = known
    else:
        root = _composed(found, name, first)
    wrong = _Mistakes(name, first)
    ours = isinstance(root, yaml.MappingNode)
    context = _read(root, wrong, strict=False) if ours else Context()
    wrong.check()
    return context, end


def _composed_or_none(text: str, name: str, first: int) -> Any:
    """The tree; None where the YAML of others is broken, or nothing is there."""
    try:
        return _composed(text, name, first)
    except DeriveError:
        return None


def _commented(text: str) -> tuple[str, int, int]:
    """The declaration in the comments at the top of a LaTeX file, and its first line."""
    lines: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and not stripped.startswith("%"):
            break
        lines.append(re.sub(r"^\s*%+ ?", "", line.rstrip()))
    fences = [i for i, line in enumerate(lines) if line.strip() == "---"]
    if len(fences) > 1:
        return "\n".join(lines[fences[0] + 1 : fences[1]]), fences[0] + 2, 0
    start = next((i for i, line in enumerate(lines) if _OURS.match(line)), None)
    if start is None:
        return "", 1, 0
    end = next(
        (
            i
            for i in range(start + 1, len(lines))
            if not lines[i].startswith((" ", "-")) and not _OURS.match(lines[i])
        ),
        len(lines),
    )
    return "\n".join(lines[start:end]), start + 1, 0


def merged(*contexts: Context) -> Context:
    """All declarations together; of two for one name that of the earlier context stands.

    The order for a review: the text's own, its front matter or declaration, the worksheet's, the
    model's.

    >>> one, other = Context(shapes={"W": ("n", "n")}), Context(shapes={"W": ("m", "d"), "b": ()})
    >>> dict(merged(one, other).shapes)
    {'W': ('n', 'n'), 'b': ()}
    """
    shapes: dict[str, tuple[str, ...]] = {}
    families: dict[str, tuple[str, ...]] = {}
    functions: dict[str, str] = {}
    assume: dict[str, tuple[str, ...]] = {}
    conventions: dict[str, str] = {}
    since: dict[tuple[str, str], int] = {}
    for c in contexts:
        for name, words in c.assume.items():
            for what in words:
                from_here = c.since.get((name, what), 0)
                since[name, what] = min(since.get((name, what), from_here), from_here)
        taken = {*shapes, *families, *functions}
        shapes |= _new(c.shapes, taken)
        families |= _new(c.families, taken)
        functions |= _new(c.functions, taken)
        conventions = {**c.conventions, **conventions}
        for name, words in c.assume.items():
            assume[name] = tuple(dict.fromkeys((*assume.get(name, ()), *words)))
    return Context(
        shapes=shapes,
        families=families,
        functions=functions,
        sizes=tuple(dict.fromkeys(size for c in contexts for size in c.sizes)),
        definitions=tuple(dict.fromkeys(line for c in contexts for line in c.definitions)),
        assume=assume,
        since=since,
        conventions=conventions,
        model=next((c.model for c in contexts if c.model), ""),
        worksheet=next((c.worksheet for c in contexts if c.worksheet), ""),
    )


def _new(names: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    return {name: value for name, value in names.items() if name not in taken}
