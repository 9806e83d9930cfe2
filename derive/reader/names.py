"""What names mean: a table from printed names to SymPy objects, and how to make one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import sympy as sp

from derive.algebra import (
    Activation,
    Family,
    Gradient,
    Jacobian,
    Member,
    PartialDerivative,
    ScalarMember,
    System,
)
from derive.document.names import name_to_tex
from derive.errors import DeriveError
from derive.reader.errors import ReadError
from derive.reader.token import canonical
from derive.reader.tokens import Lexer

__all__ = ["Names", "bare", "key_of", "names_of", "normal"]

#: fonts that set a name apart without making another of it, where only one of the two is known
_FONT = re.compile(
    r"\\(?:mathbf|mathit|mathrm|mathsf|mathcal|mathscr|mathnormal|boldsymbol|bm|bf|pmb|vec|bold|"
    r"symbf|text|textbf|textit|mathop|operatorname)\{([^{}]*)\}"
)
#: an upright d is a differential's, never the size d in another font
_DIFFERENTIAL = (r"\mathrm{d}", r"\text{d}", r"\mathsf{d}", r"\operatorname{d}")
_VARIANT = re.compile(r"\\var(?=epsilon|theta|pi|rho|sigma|phi|kappa)")
_WORD = re.compile(r"(?:\\[a-z]+\{)?([A-Za-z]{2,})\}?")


@cache
def normal(tex: str) -> str:
    r"""A name as it is looked up: scripts in braces, no space but after a command.

    >>> normal("W_f"), normal(r"\tilde  C"), normal("x_{ 1 }")
    ('W_{f}', '\\tilde{C}', 'x_{1}')
    """
    try:
        return canonical(Lexer(tex).all())
    except ReadError:  # no formula, so it is only ever compared
        return tex.strip()


@cache
def bare(key: str) -> str:
    r"""A name without the fonts of its letters.

    >>> bare(r"\mathbf{W}_{\mathrm{f}}"), bare(r"\hat{\boldsymbol{y}}"), bare(r"\varphi")
    ('W_{f}', '\\hat{y}', '\\phi')
    """
    before = ""
    while before != key:
        before, key = key, _FONT.sub(r"\1", key)
    return _VARIANT.sub(r"\\", key)


def _kind(value: Any) -> str:
    """How a name is used: with an index, before its argument, or by itself."""
    if isinstance(value, Family):
        return "family"
    return "function" if isinstance(value, (Activation, type)) else "value"


def _use(value: Any) -> str:
    """Two objects that are used alike cannot share a name."""
    return "indexed" if isinstance(value, (Family, sp.MatrixSymbol)) else _kind(value)


def key_of(value: Any) -> str:
    """The name under which a symbol, matrix, family or function is printed."""
    name = value.symbol if isinstance(value, Activation) else value.name
    return normal(name_to_tex(name)[0])


@dataclass(frozen=True)
class Names:
    """The table, and what settles readings that it leaves open.

    ``table`` gives for each printed name the objects that have it (a family L_t and a symbol L
    may share one: an index tells them apart); ``system`` says what an immediate derivative holds
    fixed; ``given`` are relations between indices, which say which limit of a Π is the later
    one; ``held`` maps (what is differentiated, by what) to what is held, against the system's
    word.
    """

    table: Mapping[str, tuple[Any, ...]]
    system: System = field(default_factory=System)
    given: tuple[Any, ...] = ()
    held: Mapping[tuple[Any, Any], tuple[Any, ...]] = field(default_factory=dict)
    #: (family differentiated, family by which) → the ways in which ∂⁺ is used of them: the
    #: families that are held for all times, or () where single members are
    usage: Mapping[tuple[Any, Any], frozenset[tuple[Any, ...]]] = field(default_factory=dict)
    #: index → (first, last): the range of a Σ that does not say it
    ranges: Mapping[Any, tuple[Any, Any]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((frozenset(self.table.items()), self.system, self.given))

    @classmethod
    def of(cls, names: Names | Mapping[str, Any]) -> Names:
        """A table as it is, or one made of a mapping from printed names to one object each."""
        if isinstance(names, Names):
            return names
        return cls({normal(k): v if isinstance(v, tuple) else (v,) for k, v in names.items()})

    def find(self, key: str, *kinds: str) -> list[Any]:
        """The objects of that name that are of one of these kinds.

        A name that the table does not have is that of another font, if just one such is there.
        """
        return [value for value in self.found(key) if _kind(value) in kinds]

    def found(self, key: str) -> tuple[Any, ...]:
        """The objects of that name, of whatever kind."""
        found = self.table.get(key)
        if found is None and key not in _DIFFERENTIAL:
            found = self.table.get(self._bare.get(bare(key), ""), ())
        return found or ()

    def has(self, key: str) -> bool:
        """Whether the table has that name, in this font."""
        return key in self.table

    @cached_property
    def keys(self) -> frozenset[str]:
        """All names in the table."""
        return frozenset(self.table)

    @cached_property
    def _bare(self) -> dict[str, str]:
        """Name without fonts → the one name that is so without them."""
        out: dict[str, str] = {}
        for key in self.table:
            plain = bare(key)
            out[plain] = "" if plain in out else key
        return out

    @cached_property
    def words(self) -> dict[str, str]:
        """Names of several letters, which may be written without their font."""
        found = ((_WORD.fullmatch(key), key) for key in self.table)
        words = {word[1]: key for word, key in found if word}
        return words | {key: key for key in (r"\Sigma", r"\Pi") if key in self.table}

    @cached_property
    def sizes(self) -> frozenset[Any]:
        """The symbols that are sizes of something."""
        return frozenset(
            symbol
            for values in self.table.values()
            for value in values
            for size in getattr(value, "shape", ())
            for symbol in sp.sympify(size).free_symbols
        )


_DERIVATIVES = (Jacobian, Gradient, PartialDerivative)
_SHAPED = (sp.MatrixSymbol, Family)
_SIZED = (sp.Identity, sp.ZeroMatrix, sp.OneMatrix)


class _Collector:
    """Goes through expressions once: what is printed, and apart from it the sizes behind it."""

    def __init__(self) -> None:
        self.printed: dict[Any, None] = {}
        self.sizes: dict[Any, None] = {}
        self.usage: dict[tuple[Any, Any], frozenset[tuple[Any, ...]]] = {}
        self._seen: set[Any] = set()

    def _use(self, e: Any) -> None:
        """Note in which way an immediate derivative is meant."""
        key = (getattr(e.of, "family", None), getattr(e.wrt, "family", None))
        way = e.held if all(isinstance(h, Family) for h in e.held) else ()
        self.usage[key] = self.usage.get(key, frozenset()) | {way}

    def add(self, root: Any) -> None:
        stack = [root]
        while stack:
            e = stack.pop()
            if e in self._seen or not isinstance(e, sp.Basic):
                continue
            self._seen.add(e)
            if isinstance(e, Activation):
                self.printed[Activation(*e.args[:2])] = None
            elif isinstance(e, (sp.Symbol, *_SHAPED)):
                self.printed[e] = None
            if isinstance(e, (*_SHAPED, *_SIZED)):
                for size in e.shape:
                    self.sizes.update(dict.fromkeys(sp.sympify(size).free_symbols))
            elif isinstance(e, _DERIVATIVES):
                stack += e.args[:2]
                if e.held:
                    self._use(e)
            elif isinstance(e, (Member, ScalarMember)):
                stack += [e.family, e.index]
            elif isinstance(e, (sp.log, sp.tanh, sp.exp)):
                self.printed[e.func] = None
                stack += e.args
            elif not isinstance(e, Activation):
                stack += e.args


def _in_system(system: System) -> Iterable[Any]:
    for d in system.definitions:
        yield from (d.target, d.body, sp.sympify(d.low), sp.sympify(d.high))
    for o in system.opaque:
        yield from (o.target, *o.arguments)
    for pair in system.equations:
        yield from pair
    yield from (*system.facts, *system.invertible, *system.contracting)


def names_of(
    expressions: Any,
    system: System | None = None,
    given: Iterable[Any] = (),
    held: Mapping[tuple[Any, Any], tuple[Any, ...]] | None = None,
) -> Names:
    """The table of all that is printed of ``expressions``, then of ``system``, then of sizes.

    A name that two of them have means what the first of them means by it.  The expressions also
    show whether a ∂⁺ by the state one step before means that step or the direct path.

    Parameters
    ----------
    expressions : an expression or several.
    system : the definitions beside which they are read.
    given : relations between index symbols that hold, beside the system's facts.
    held : what an immediate derivative holds fixed, where that is not for the system to say.

    >>> from derive.models import RNN
    >>> net = RNN()
    >>> sorted(names_of(net.h[net.t], net.system).table)
    ['L', 'T', 'U', 'W', '\\\\sigma', 'd', 'h', 'n', 't', 'x', 'z']
    """
    system = system or System()
    many = expressions if isinstance(expressions, (list, tuple, set)) else [expressions]
    given = tuple(given)
    table: dict[str, tuple[Any, ...]] = {}
    spoken, behind = _Collector(), _Collector()
    for e in (*many, *given):
        spoken.add(sp.sympify(e))
    for e in _in_system(system):
        behind.add(e)
    for level in (spoken.printed, behind.printed, {**spoken.sizes, **behind.sizes}):
        found: dict[str, tuple[Any, ...]] = {}
        for value in level:
            for key in _keys(value):
                if not any(_use(known) == _use(value) for known in table.get(key, ())):
                    found[key] = (*found.get(key, ()), value)
        for key, values in found.items():
            table[key] = (*table.get(key, ()), *values)
    return Names(table, system, (*given, *system.facts), held or {}, spoken.usage)


def _keys(value: Any) -> Iterable[str]:
    if isinstance(value, type):
        return (r"\ln", r"\log") if value is sp.log else (f"\\{value.__name__}",)
    try:
        return (key_of(value),)
    except DeriveError:  # it cannot be printed, so it cannot be read
        return ()
