"""A name or a term with what stands below and above it: indices, powers, transposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import EXP, Activation, Family, SpectralNorm
from derive.reader import scalars
from derive.reader.indices import counted, is_bare, separate
from derive.reader.names import normal
from derive.reader.syntax import Node, ReadError
from derive.reader.terms import Shape, Term, constant, shown, sized

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["entry", "factor", "with_scripts"]

#: constants that every table knows; a table may mean something else by the name
CONSTANTS = {r"\infty": sp.oo, r"\pi": sp.pi, "e": sp.E, r"\mathrm{i}": sp.I}


def factor(reader: Reader, node: Node) -> Term:
    """An atom and its scripts."""
    atom, *scripts = node.children
    if atom.kind == "NAME":
        return _name(reader, node, atom, scripts)
    below, _, _ = _sorted(scripts)
    if atom.kind == "NUMBER" and atom.text == "0" and below is not None:
        found = _sized(reader, node, r"\mathbf{0}", _inside(below))
        return with_scripts(reader, node, found, [s for s in scripts if s is not below])
    if atom.kind == "norm":
        return _norm(reader, node, atom, below, scripts)
    if below is not None and atom.kind == "paren":
        families = _family_inside(reader, atom)
        if families:
            found = constant(node, families[0][_time(reader, below)])
            return with_scripts(reader, node, found, [s for s in scripts if s is not below])
    found = reader.read(atom)
    if atom.kind == "fraction" and any(c.kind == "differential" for c in atom.children):
        bare = [s for s in scripts if s.children[0].kind == "CARET"]
        if bare:
            raise bare[0].refuse("an exponent on a derivative", "parentheses around it")
    node_term = Term(node, found.shape, found.make, found.square)
    return with_scripts(reader, node, node_term, scripts)


def with_scripts(reader: Reader, node: Node, term: Term, scripts: list[Node]) -> Term:
    """A term with an entry taken of it, then raised to what stands above it."""
    below, above, prime = _sorted(scripts)
    if prime is not None:
        raise prime.refuse(
            "a prime on what is no function", r"a transpose written ^{\top}, or f'(x)"
        )
    if below is not None:
        term = _entry_of(reader, node, term, below)
    return term if above is None else raised(reader, node, term, above)


def _sorted(scripts: list[Node]) -> tuple[Node | None, Node | None, Node | None]:
    """The script below, the one above, and primes; no place has two."""
    found: dict[str, Node] = {}
    for script in scripts:
        kind = script.children[0].kind
        if kind in found:
            raise script.refuse("a second script in one place", "braces or parentheses")
        found[kind] = script
    return found.get("UNDER"), found.get("CARET"), found.get("PRIME")


def _inside(script: Node) -> Node:
    argument = script.children[1]
    return argument.children[1] if argument.kind == "group" else argument


# -- names --


def _name(reader: Reader, node: Node, name: Node, scripts: list[Node]) -> Term:
    """What a name with its scripts means: the one reading that the table allows."""
    below, above, prime = _sorted(scripts)
    key = normal(name.text)
    readings, rest = _readings(reader, node, key, below, above)
    if not readings:
        if key == "e" and below is None and above is not None:
            return _exponential(reader, node, _inside(above))
        readings = [_constant(reader, node, name, key, below)]
    elif len(readings) > 1 and len({t.built() for t in readings}) > 1:
        raise node.refuse(f"{reader.source(node)}, which has two readings", "a name with one")
    return with_scripts(reader, node, readings[0], [s for s in (rest, prime) if s is not None])


def _readings(
    reader: Reader, node: Node, key: str, below: Node | None, above: Node | None
) -> tuple[list[Term], Node | None]:
    """What the table makes of a name with its scripts, and the superscript if it is left over.

    Names that contain the superscript come before powers of shorter names.
    """
    under = "" if below is None else f"_{{{normal(reader.source(_inside(below)))}}}"
    over = "" if above is None else f"^{{{normal(reader.source(_inside(above)))}}}"
    if above is not None:
        found = _spelt(reader, node, (key + under + over, key + over + under, key + over), below)
        if found:
            return found, None
    return _spelt(reader, node, (key + under, key), below), above


def _spelt(reader: Reader, node: Node, spelt: tuple[str, ...], below: Node | None) -> list[Term]:
    """The readings of names spelt in these ways; the last way leaves the subscript out."""
    found = []
    for text in dict.fromkeys(spelt):
        index = below if text == spelt[-1] else None
        readings = (_reading(reader, node, v, index) for v in _candidates(reader, text))
        found += [r for r in readings if r is not None]
    return found


def _candidates(reader: Reader, text: str) -> list[Any]:
    if text in reader.bound:
        families = reader.names.find(text, "family")
        return [reader.bound[text], *families]
    return reader.names.find(text, "value", "family")


def _reading(reader: Reader, node: Node, value: Any, below: Node | None) -> Term | None:
    """``value`` with an index below, if it can have one (or have none)."""
    if isinstance(value, Family):
        parts = [] if below is None else separate(_inside(below))
        if below is None or not parts:
            return None
        if len(parts) == 1:
            return constant(node, value[_time(reader, below)])
        member = constant(node, value[reader.index(parts[0])])
        found = counted(_inside(below), len(_axes(member.shape)), parts[1:]) if member.shape else []
        return entry(reader, node, member, found) if found else None
    if below is None:
        return constant(node, value)
    shape: Shape = tuple(value.shape) if isinstance(value, sp.MatrixSymbol) else ()
    found = counted(_inside(below), len(_axes(shape))) if shape else []
    return entry(reader, node, constant(node, value), found) if found else None


def _exponential(reader: Reader, node: Node, inside: Node) -> Term:
    """e^{x}: of the table's exponential function if it has one, else of SymPy's."""
    exponent = reader.index(inside, "an exponent")
    ours = [f for f in reader.names.find(r"\exp", "function") if isinstance(f, Activation)]
    return constant(node, EXP(exponent) if ours else scalars.applied(sp.exp, exponent))


def _constant(reader: Reader, node: Node, name: Node, key: str, below: Node | None) -> Term:
    """A name that the table does not have: δ_{ij}, I, 1, e, ∞, or an error."""
    if key == r"\delta" and below is not None:
        pair = counted(_inside(below), 2)
        if pair:
            return constant(node, scalars.applied(sp.KroneckerDelta, *_from_zero(reader, pair)))
    if key in sized:
        return sized[key](node) if below is None else _sized(reader, node, key, _inside(below))
    if key in CONSTANTS and below is None:
        return constant(node, CONSTANTS[key])
    raise _unknown(reader, node, name, key, below)


def _sized(reader: Reader, node: Node, key: str, inside: Node) -> Term:
    """I_{n} or \\mathbf{1}_{n \\times m}."""
    parts = [c for c in inside.children if c.kind == "sum"] if inside.kind == "size" else [inside]
    sizes = [reader.index(part, "a size") for part in parts]
    shape = (
        sizes[0],
        sizes[-1] if key in ("I", r"\mathbf{I}") or len(sizes) > 1 else sp.Integer(1),
    )
    return constant(node, sized[key](node).built(shape))


def _unknown(reader: Reader, node: Node, name: Node, key: str, below: Node | None) -> ReadError:
    text = reader.source(node)
    known = reader.names.find(key, "value", "family", "function")
    if any(isinstance(value, Family) for value in known):
        return node.refuse(text, f"{name.text} with a time index, {name.text}_{{t}}")
    if any(isinstance(value, Activation) for value in known):
        return node.refuse(text, f"{name.text} with an argument, {name.text}(…)")
    if known and below is not None:
        count = len(_axes(getattr(known[0], "shape", ())))
        many = f"{count} {'index' if count == 1 else 'indices'} below it" if count else "no index"
        return node.refuse(text, f"{name.text} with {many}")
    names = ", ".join(sorted(reader.names.table)) or "none"
    return node.refuse(f"{text}, an unknown name", f"one of the names {names}")


# -- below --


def _family_inside(reader: Reader, paren: Node) -> list[Any]:
    """The families called what stands alone in parentheses, (W_{f})."""
    name = is_bare(paren.children[1])
    if name is None:
        return []
    key = normal(reader.source(paren.children[1]))
    return reader.names.find(key, "family") if not reader.names.find(key, "value") else []


def _time(reader: Reader, below: Node) -> Any:
    index = reader.index(_inside(below), "a time index")
    return index.doit() if index.is_number else index


def _axes(shape: Shape) -> tuple[int, ...]:
    """The axes of which an entry has an index: of a row or a column there is one."""
    if not shape:
        return ()
    if shape[1] == 1:
        return (0,)
    return (1,) if shape[0] == 1 else (0, 1)


def _from_zero(reader: Reader, nodes: list[Node]) -> list[Any]:
    """Component indices: what is printed counts from 1, SymPy from 0; symbols count as they are."""
    out = []
    for node in nodes:
        index = reader.index(node, "an index")
        if index.is_Integer and index < 1:
            raise node.refuse(f"the index {index}", "one from 1 on")
        out.append(index - 1 if index.is_Integer else index)
    return out


def entry(reader: Reader, node: Node, term: Term, indices: list[Node]) -> Term:
    """An entry of a vector or a matrix."""
    found = [sp.Integer(0), sp.Integer(0)]
    for axis, index in zip(_axes(term.shape), _from_zero(reader, indices), strict=True):
        size = term.shape[axis]
        if index.is_Integer and size is not None and size.is_Integer and index >= size:
            raise node.refuse(f"index {index + 1} of an axis of size {size}", "a smaller one")
        found[axis] = index
    return constant(node, MatrixElement(term.built(), *found))


def _entry_of(reader: Reader, node: Node, term: Term, below: Node) -> Term:
    count = len(_axes(term.shape))
    if not count:
        raise below.refuse("an index on a scalar", "no index")
    indices = counted(_inside(below), count)
    if not indices:
        many = "one index" if count == 1 else "two indices"
        raise below.refuse(reader.source(below), f"{many}, for a term of {shown(term.shape)}")
    return entry(reader, node, term, indices)


def _norm(reader: Reader, node: Node, atom: Node, below: Node | None, scripts: list[Node]) -> Term:
    inner = reader.read(atom.children[1])
    if below is None or normal(reader.source(_inside(below))) != "2":
        place = node if below is None else below
        raise place.refuse("a norm that is not ‖·‖₂", r"_{2} after \rVert")
    if not inner.shape:
        raise inner.node.refuse("a scalar between norm bars", "a matrix or a vector")
    found = constant(node, SpectralNorm(inner.built()))
    return with_scripts(reader, node, found, [s for s in scripts if s is not below])


# -- above --


def raised(reader: Reader, node: Node, term: Term, above: Node) -> Term:
    """A transpose, an inverse, a power, or a power of every entry."""
    inside = _inside(above)
    if inside.kind == "entrywise":
        exponent = reader.index(inside.children[1], "an exponent")
        return Term(node, term.shape, lambda want: sp.HadamardPower(term.built(want), exponent))
    if inside.kind == "TOP" or _is_transpose(reader, term, above):
        if not term.shape:
            raise above.refuse("the transpose of a scalar", "a matrix to transpose")
        flipped = term.shape[::-1]
        return Term(node, flipped, lambda w: sp.Transpose(term.built(w and w[::-1])), term.square)
    if inside.kind not in ("list", "NAME", "NUMBER"):
        raise above.refuse(reader.source(above), r"an exponent or \top")
    exponent = reader.index(inside, "an exponent")
    if not term.shape:
        base = term.scalar("it is raised to a power")
        return constant(node, scalars.power(base, exponent))
    make = sp.Inverse if exponent == -1 else lambda base: sp.MatPow(base, exponent)

    def build(want: Shape) -> Any:
        base = term.built(want)
        if base.shape[0] != base.shape[1]:
            raise node.refuse(f"a power of a matrix of shape {shown(base.shape)}", "a square one")
        return make(base)

    return Term(node, term.shape, build, square=True)


def _is_transpose(reader: Reader, term: Term, above: Node) -> bool:
    """^T, where T is no number that a matrix could be raised to."""
    if normal(reader.source(_inside(above))) != "T" or not term.shape:
        return False
    if not reader.names.find("T", "value") and "T" not in reader.bound:
        return True
    if term.shape[0] != term.shape[1]:
        return True
    raise above.refuse("^T, which has two readings", r"^{\top} for the transpose, (…)^{{T}}")
