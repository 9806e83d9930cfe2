"""How names are used in formulas: with an index, before an argument, as an index, by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from derive.judging.constants import sizes_below
from derive.judging.trees import only, row
from derive.judging.uses import TIMES, Uses
from derive.reader.decorations import decorates
from derive.reader.functions import DOTTED
from derive.reader.names import normal
from derive.reader.syntax import Node, ReadError, parse

__all__ = ["Spoken", "Uses", "bare_name", "formula", "names_in", "occurrences", "uses_of"]

#: subscripts that count; any other letter below a name is a part of that name (W_f, x_{max})
_COUNTS = re.compile(r"[ijklmnpqrstuTN0-9+\-−,\s]+|.*[+\-−].*|.*\\tau.*|.*,.*")
_TRANSPOSE = re.compile(r"[-−]?\s*(?:T|\\top|\\intercal|\\math(?:sf|rm)\{T\}|\\prime|')")
#: an index above a name: h^{(t)}, h^{<t>}; and a layer's number, which is a part of the name
_ABOVE = re.compile(r"\(([^()]*)\)|<([^<>]*)>|\\langle(.*)\\rangle")
_LAYER = re.compile(r"\[[^\[\]]*\]|\(\d+\)")


#: (text, where a name begins in it) → its key, and how many indices stand above and below it
Spoken = Mapping[tuple[str, int], tuple[str, int, int]]


@lru_cache(maxsize=4096)
def formula(text: str, start: str = "expression") -> Node | None:
    """The tree of a formula, or None."""
    try:
        return parse(text, start)
    except ReadError:
        return None


@lru_cache(maxsize=4096)
def bare_name(text: str) -> tuple[str, str] | None:
    """Name and subscript ("" for none) if a formula is nothing but a name; else None.

    Of an entry of a member, z^{(l)}_j, the subscript is the member's index.
    """
    tree = formula(text)
    while tree is not None and tree.kind != "factor" and len(tree.children) == 1:
        tree = tree.children[0]
    if tree is None or tree.kind != "factor" or tree.children[0].kind != "NAME":
        return None
    name, *scripts = tree.children
    kinds = [s.children[0].kind for s in scripts]
    above = [s for s in scripts if s.children[0].kind == "CARET"]
    if above and sorted(kinds) in (["CARET"], ["CARET", "UNDER"]):
        content = _content(above[0], text)
        if decorates(content):
            low = next((s for s in scripts if s not in above), None)
            index = "" if low is None else _content(low, text)
            if index and not _COUNTS.fullmatch(index):
                return normal(f"{name.text}_{{{index}}}^{{{content}}}"), ""
            return normal(f"{name.text}^{{{content}}}"), normal(index)
        timed = _ABOVE.fullmatch(content)
        if _LAYER.fullmatch(content) and (timed is None or timed.group(1).isdigit()):
            return None if len(scripts) > 1 else (normal(f"{name.text}^{{{content}}}"), "")
        if timed is None:
            return None
        beside = next((_content(s, text) for s in scripts if s not in above), "")
        label = f"_{{{beside}}}" if beside and not _COUNTS.fullmatch(beside) else ""
        return normal(name.text + label), normal(next(p for p in timed.groups() if p is not None))
    if kinds not in ([], ["UNDER"]):
        return None
    below = _content(scripts[0], text) if scripts else ""
    if below and not _COUNTS.fullmatch(below):
        return normal(f"{name.text}_{{{below}}}"), ""
    return normal(name.text), normal(below)


_SIZES = frozenset("dmnp")  # the last of 1, …, d
_BOUND = re.compile(
    r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*(?:\{\s*(?=[A-Za-z](?![A-Za-z])))?([A-Za-z])"
)
_STATE = re.compile(
    r"(?<![A-Za-z\\_{])([a-z])\s*(?:_|\^)\s*\{?\s*(?:[\(\[<]|\\langle)?\s*t(?![A-Za-z])"
)
_SHORT = re.compile(
    r"((?:\\(?:hat|tilde|bar)\s*\{?\s*)?(?:[A-Za-z]|\\[A-Za-z]+(?:\{[A-Za-z]\})?)\}?)\s*_\s*"
    r"(?:\{\s*([A-Za-z0-9]{1,2})\s*\}|([A-Za-z0-9]))"
)


def _counted(texts: Iterable[str]) -> frozenset[str]:
    """Names with subscripts that count, letters like d among them: W_{i1} … W_{id}, x_1 … x_d.

    A letter that a Σ or Π runs over counts too.  As ``W_{id}``, the name with that subscript.
    """
    below: dict[str, set[str]] = {}
    bound = {index for text in texts for index in _BOUND.findall(text)}
    for text in texts:
        for name, long, short in _SHORT.findall(text):
            below.setdefault(name, set()).add(long or short)
    found = set()
    for name, subs in below.items():
        one = subs - (two := {s for s in subs if len(s) == 2})
        if any(_COUNTS.fullmatch(s) or bound & set(s) for s in two):
            found |= {normal(f"{name}_{{{s}}}") for s in two if s.islower() or not s.isalpha()}
        counting = one if one & bound else set()  # y_o beside a sum of the y_w
        found |= {normal(f"{name}_{{{s}}}") for s in counting if s in bound or s.islower()}
        if any(s.isdigit() for s in one) or (one & set("ij")):
            found |= {normal(f"{name}_{{{s}}}") for s in one & _SIZES}
    return frozenset(found)


def _labels(texts: Iterable[str]) -> frozenset[str]:
    """Subscripts that are names of states, as in W_i beside i_t = σ(…): they count nothing."""
    return frozenset(letter for text in texts for letter in _STATE.findall(text))


def uses_of(texts: Iterable[str], declared: Iterable[str] = ()) -> Mapping[str, Uses]:
    """The uses of every name, not to be changed; ``declared`` names are taken whole."""
    return occurrences(tuple(texts), frozenset(declared))[0]


@lru_cache(maxsize=4096)
def occurrences(
    texts: tuple[str, ...], declared: frozenset[str]
) -> tuple[Mapping[str, Uses], Spoken]:
    """The uses of every name, and for each place in a text what is spoken of there."""
    labels = _labels(texts)
    walker = _Walker(
        declared, _counted(texts), labels, _SIZES.difference(*map(_BOUND.findall, texts))
    )
    for text in texts:
        tree = formula(text)
        if tree is not None:
            walker.text = text
            walker.labels = labels.difference(_BOUND.findall(text))  # C_i in Π_i is no name
            walker.walk(tree, counting=False)
            walker.limit()
    return MappingProxyType(walker.found), MappingProxyType(walker.spoken)


@lru_cache(maxsize=4096)
def names_in(text: str, declared: frozenset[str] = frozenset()) -> tuple[str, ...]:
    return tuple(uses_of([text], declared))


def _content(script: Node, text: str) -> str:
    inside = script.children[1]
    inside = inside.children[1] if inside.kind == "group" else inside
    return text[inside.start : inside.end].strip()


def _parts(content: str) -> list[str]:
    """The indices that stand below a name."""
    parts = [p.strip() for p in content.split(",")]
    if len(parts) == 1 and re.fullmatch(r"(?:[A-Za-z0-9]\s*){2}", content):
        return [c for c in content if not c.isspace()]
    return parts


class _Walker:
    def __init__(
        self, declared: Set[str], counted: Set[str], labels: Set[str], sizes: Set[str]
    ) -> None:
        self.declared, self.counted, self.labels, self.sizes = declared, counted, labels, sizes
        self.text = ""
        self.found: dict[str, Uses] = {}
        self.ranges: dict[str, str] = {}  # bound index → its upper limit
        self.spoken: dict[tuple[str, int], tuple[str, int, int]] = {}
        self.places: dict[str, list[tuple[tuple[int, int], str]]] = {}

    def limit(self) -> None:
        """Note how far the indices go, which may count something else in the next text."""
        for key, place, index in ((k, *pair) for k, pairs in self.places.items() for pair in pairs):
            if index in self.ranges:
                limit = self.found[key].limits[place] = self.ranges[index]
                self.found.get(limit, Uses(limit)).size = True
        self.ranges, self.places = {}, {}

    def use(self, key: str) -> Uses:
        return self.found.setdefault(key, Uses(key))

    def walk(self, node: Node, counting: bool) -> None:
        if node.kind == "factor":
            self._factor(node, counting)
        elif node.kind == "NAME":
            self._name(self._key(node), counting)
        elif node.kind == "big":
            self._big(node, counting)
        else:
            before = {*self.found} if node.kind == "differential" else None
            for child in node.children:
                self.walk(child, counting)
            self._calls(node)
            self._last_number(node)
            if before is not None:
                for key, use in self.found.items():
                    use.by = use.by or key not in before

    def _key(self, node: Node) -> str:
        r"""The name that is spoken of: that of σ in \dot\sigma(z), which is σ′(z)."""
        key = normal(node.text)
        dotted = DOTTED.fullmatch(key) if key not in self.declared else None
        base = normal(dotted[1]) if dotted else key
        return base if base in _FUNCTIONS else key

    def _name(self, key: str, counting: bool) -> None:
        use = self.use(key)
        if counting:
            use.counts = True
        else:
            use.plain = True

    def _factor(self, node: Node, counting: bool) -> None:
        atom, *scripts = node.children
        below = next((s for s in scripts if s.children[0].kind == "UNDER"), None)
        if atom.kind != "NAME":
            self.walk(atom, counting)
            for script in scripts:
                if atom.kind != "norm" or script.children[0].kind != "UNDER":  # F is Frobenius
                    self._script(script, None)
            return
        key = self._key(atom)
        if below is not None:
            content = _content(below, self.text)
            whole = normal(f"{atom.text}_{{{content}}}")
            counts = _COUNTS.fullmatch(content) or whole in self.counted
            counts = counts and content not in self.labels
            if self._constant(key, whole, content, atom.start):
                scripts.remove(below)
                for script in scripts:
                    self._script(script, None)
                return
            if whole in self.declared or not counts:
                key, below = whole, None
        above = next((s for s in scripts if s.children[0].kind == "CARET"), None)
        if above is not None:
            content = _content(above, self.text)
            timed = _ABOVE.fullmatch(content)
            own = _LAYER.fullmatch(content) and not (timed and self._has_member(key))
            if own or decorates(content):
                key, scripts, above = (
                    normal(f"{key}^{{{content}}}"),
                    [s for s in scripts if s is not above],
                    None,
                )
            elif timed:
                index = next(part for part in timed.groups() if part is not None)
                use = self.use(key)
                use.above = True
                count = 0 if below is None else len(_parts(_content(below, self.text)))
                self.spoken[self.text, atom.start] = (key, 1, count)
                self._indexed(use, index)
                self._indices(index)
                if below is not None:
                    self._indices(_content(below, self.text))
                    use.entries.add(count)
                for script in scripts:
                    if script not in (above, below):
                        self._script(script, use)
                return
        if above is not None and normal(f"{key}^{{{_content(above, self.text)}}}") in self.declared:
            key, scripts = normal(f"{key}^{{{_content(above, self.text)}}}"), []
        use = self.use(key)
        count = 0 if below is None else len(_parts(_content(below, self.text)))
        self.spoken[self.text, atom.start] = (key, 0, count)
        if any(s.children[0].kind == "PRIME" for s in scripts):
            use.called = use.called or key in _FUNCTIONS
        if below is None:
            self._name(key, counting)
        else:
            self._indexed(use, _content(below, self.text))
            self._script(below, None)
        for script in scripts:
            if script is not below and script.children[0].kind != "UNDER":
                self._script(script, use)

    def _constant(self, key: str, whole: str, content: str, start: int) -> bool:
        """Whether a name is I_n or the like; then its sizes are sizes."""
        kind, sizes = sizes_below(key, content)
        if not kind or self.declared & {key, whole}:
            return False
        for size in (size for size in dict.fromkeys(sizes) if not size.isdigit()):
            self.use(size).counts = self.use(size).size = True
        use = self.use(whole)
        self.spoken[self.text, start] = (whole, 0, 0)
        use.constant = kind
        for place, size in enumerate(sizes):
            use.limits[place, 2] = size
        return True

    def _has_member(self, key: str) -> bool:
        """Whether a name has an index above it elsewhere that is no number."""
        return any(re.search("[a-z]", i) for i in self.found.get(key, Uses(key)).indices)

    def _indices(self, content: str) -> None:
        """The names in an index."""
        for name in re.findall(r"[A-Za-z]|\\[A-Za-z]+", content):
            self.use(name).counts = True

    def _indexed(self, use: Uses, content: str) -> None:
        parts = _parts(content)
        use.indexed.add(len(parts))
        use.indices.update(parts)
        for place, part in enumerate(parts):
            mine = part in self.sizes and (len(parts) == 1 or self._numbered(use.key, place))
            if mine and normal(f"{use.key}_{{{content}}}") in self.counted:
                use.limits[place, len(parts)] = part  # the last of x_1, …, x_d
                self.use(part).size = True
        here = self.places.setdefault(use.key, [])
        here += [((n, len(parts)), normal(part)) for n, part in enumerate(parts)]

    def _numbered(self, key: str, place: int) -> bool:
        """Whether a number stands in that place below the name too: W_{i1}, …, W_{id}."""
        pairs = (w[len(key) + 2 : -1] for w in self.counted if w.startswith(f"{key}_{{"))
        return any(len(pair) == 2 and pair[place].isdigit() for pair in pairs)

    def _script(self, script: Node, use: Uses | None) -> None:
        """What stands in a script counts, but for a transpose."""
        if script.children[0].kind == "PRIME":
            return
        if len(script.children) < 2:  # (t)⊤, whose parts were taken apart
            return
        inside = script.children[1]
        content = _content(script, self.text)
        if script.children[0].kind != "UNDER" and _TRANSPOSE.fullmatch(content):
            if use is not None:
                use.transposed = True
            return
        base_e = use is not None and use.key == "e"
        self.walk(inside, counting=not base_e)

    def _big(self, node: Node, counting: bool) -> None:
        sign, *parts = node.children
        above = None
        for part in parts:
            if part.kind == "script" and part.children[0].kind == "CARET":
                above = _content(part, self.text)
        for part in parts:
            if part.kind != "script":
                self.walk(part, counting)
                continue
            if "nabla" in sign.text:
                self.walk(part.children[1], counting)
                continue
            if part.children[0].kind == "UNDER" and above is not None:
                content = _content(part, self.text).split("=")
                if len(content) == 2 and content[1].strip() == "1":
                    self.ranges[normal(content[0])] = normal(above)
            self.walk(part.children[1], counting=True)

    def _member(self, factor: Node) -> bool:
        """Whether a name has an index of time below it: f_t (1 − f_t) is a product."""
        below = [s for s in factor.children[1:] if s.children[0].kind == "UNDER"]
        return any(TIMES.search(f",{_content(s, self.text)}") for s in below)

    def _last_number(self, node: Node) -> None:
        """The m of 1 + 2 + … + m is a number that counts."""
        if len(node.children) < 3:
            return
        terms = [only(child) for child in node.children if child.kind != "SIGN"]
        for before, gap, last in zip(terms, terms[1:], terms[2:], strict=False):
            if gap.kind == "DOTS" and before.kind == "NUMBER" and last.kind == "NAME":
                self.use(normal(last.text)).counts = True

    def _calls(self, node: Node) -> None:
        """f (…): a name right before a parenthesis, if it is that of a function."""
        for factor, after in pairwise(row(node) if node.kind == "run" else ()):
            if factor.kind == "factor" and factor.children[0].kind == "NAME":
                key = self._key(factor.children[0])
                inside = after.kind == "factor" and after.children[0].kind in ("paren", "pair")
                if inside and key in _FUNCTIONS and not self._member(factor):
                    self.use(key).called = True
                if len(factor.children) == 1 and _SMALL.fullmatch(key):
                    ones = after.kind == "factor" and _ONES.fullmatch(after.children[0].text)
                    raised = any(s.children[0].kind != "UNDER" for s in after.children[1:])
                    self.use(key).scales |= bool(ones) and not raised


_ONES = re.compile(r"\\(?:mathbf|mathbb|mathds|boldsymbol|bm|vec)\{1\}")
_SMALL = re.compile(r"[a-z]|\\[a-z]+")
_FUNCTIONS = frozenset(
    {"f", "g", "F", "G", *(f"\\{n}" for n in ("sigma", "phi", "psi", "varphi", "rho"))}
)
