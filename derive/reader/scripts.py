"""A name or a term with what stands below and above it: indices, powers, transposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import EXP, Activation, ByEntries, Family, MatrixExp, from_print, unit_vector
from derive.reader import scalars
from derive.reader.above import counted_above, inside_of, raised, transposed
from derive.reader.indices import between, counted, is_bare, separate
from derive.reader.names import bare, normal
from derive.reader.syntax import Node, ReadError, spelling
from derive.reader.terms import Shape, Term, constant, shape_of, shown, sized

if TYPE_CHECKING:
    from derive.reader.reader import Reader

__all__ = ["entry", "factor", "with_scripts"]

#: constants that every table knows; a table may mean something else by the name
CONSTANTS = {r"\infty": sp.oo, r"\pi": sp.pi, "e": sp.E, r"\mathrm{i}": sp.I}


def factor(reader: Reader, node: Node) -> Term:
    """An atom and its scripts."""
    atom, *scripts = node.children
    if scripts and scripts[-1].children[0].kind == "TURN":
        inner = Node("factor", [atom, *scripts[:-1]])
        return transposed(scripts[-1], factor(reader, inner), node)
    if scripts and scripts[-1].children[0].kind == "COUNT":
        from derive.reader.repeats import repeated

        return repeated(reader, node, atom, inside_of(scripts[-1]))
    if scripts and scripts[-1].children[0].kind == "EVAL":
        from derive.reader.evaluation import evaluated

        return evaluated(reader, node, Node("factor", [atom, *scripts[:-1]]), scripts[-1])
    if atom.kind == "NAME":
        return _name(reader, node, atom, scripts)
    below, _, _ = _sorted(scripts)
    rest = [s for s in scripts if s is not below]
    if atom.kind == "NUMBER" and atom.text == "0" and below is not None:
        found = _sized(reader, node, r"\mathbf{0}", inside_of(below))
        return with_scripts(reader, node, found, rest)
    if atom.kind == "norm":
        from derive.reader.matrices import norm

        return with_scripts(reader, node, norm(reader, node, atom, below), rest)
    if below is not None and atom.kind == "paren":
        families = _family_inside(reader, atom)
        if families:
            found = constant(node, families[0][_time(reader, below)])
            return with_scripts(reader, node, found, rest)
        if atom.children[0].kind == "LSQUARE":
            from derive.reader.matrices import gathered

            made = gathered(reader, node, atom, inside_of(below))
            if made is not None:
                return with_scripts(reader, node, made, rest)
    found = reader.read(atom)
    if atom.kind == "fraction" and any(c.kind == "differential" for c in atom.children):
        caret = [s for s in scripts if s.children[0].kind == "CARET"]
        if caret and inside_of(caret[0]).kind != "TOP" and spelling(inside_of(caret[0])) != "T":
            raise caret[0].refuse("an exponent on a derivative", "parentheses around it")
    return with_scripts(reader, node, found.at(node), scripts)


def with_scripts(reader: Reader, node: Node, term: Term, scripts: list[Node]) -> Term:
    """A term with an entry taken of it, then raised to what stands above it."""
    below, above, prime = _sorted(scripts)
    if prime is not None:
        if term.shape == () or reader.convention("prime") != "transpose":
            raise prime.refuse(
                "a prime on what is no function", r"a transpose written ^{\top}, or f'(x)"
            )
        if len(prime.children[0].text) > 1:
            raise prime.refuse("several primes on what is no function", "one, for a transpose")
        term = transposed(node, term)
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


# -- names --


def _name(reader: Reader, node: Node, name: Node, scripts: list[Node]) -> Term:
    """What a name with its scripts means: the one reading that the table allows."""
    below, above, prime = _sorted(scripts)
    key = normal(name.text)
    if prime is not None and reader.names.find(key + prime.children[0].text, "value", "family"):
        key, prime = key + prime.children[0].text, None  # a name that has a prime in it
    readings, rest = _readings(reader, node, key, below, above)
    if not readings:
        if bare(key) == "e" and below is None and above is not None:
            return _exponential(reader, node, inside_of(above))
        readings = [_constant(reader, node, name, key, below)]
    elif len(readings) > 1 and len({t.built() for t in readings}) > 1:
        raise node.refuse(f"{reader.source(node)}, which has two readings", "a name with one")
    return with_scripts(reader, node, readings[0], [s for s in (rest, prime) if s is not None])


def _readings(
    reader: Reader, node: Node, key: str, below: Node | None, above: Node | None
) -> tuple[list[Term], Node | None]:
    """What the table makes of a name with its scripts, and the superscript if it is left over.

    Names that contain the superscript come before powers of shorter names; h^{(t)} is h_t.
    """
    under = "" if below is None else f"_{{{spelling(inside_of(below))}}}"
    over = "" if above is None else f"^{{{spelling(inside_of(above))}}}"
    if above is not None:
        found = _spelt(reader, node, (key + under + over, key + over + under, key + over), below)
        if found:
            return found, None
        labelled = reader.names.find(key + under, "family") if below is not None else []
        if labelled and (index := counted_above(above, None)) is not None:  # W_{f}^{(t)}
            return [constant(node, labelled[0][_whole(reader.index(index, "an index"))])], None
        families = reader.names.find(key, "family")
        index = counted_above(above, below) if families else None
        if index is not None:
            [family] = families
            member = constant(node, family[_whole(reader.index(index, "an index"))])
            return [member if below is None else _entry_of(reader, node, member, below)], None
    return _spelt(reader, node, (key + under, key), below), above


def _whole(index: Any) -> Any:
    return index.doit() if index.is_number else index


def _spelt(reader: Reader, node: Node, spelt: tuple[str, ...], below: Node | None) -> list[Term]:
    """The readings of names spelt in these ways; the last way leaves the subscript out."""
    found: list[Term] = []
    for text in dict.fromkeys(spelt):
        index = below if text == spelt[-1] else None
        values = _candidates(reader, text)
        if index is not None and any(isinstance(v, Family) for v in values):
            # L_{t} beside a family L: then a 1×1 matrix of that name has no entries
            whole = [v for v in values if getattr(v, "shape", ()) == (1, 1)]
            values = [v for v in values if isinstance(v, Family) or v not in whole]
        try:
            readings = [_reading(reader, node, v, index) for v in values]
        except ReadError:
            if not found:  # W_{hh} is a name of its own beside W
                raise
            continue
        found += [r for r in readings if r is not None]
    return found


def _candidates(reader: Reader, text: str) -> list[Any]:
    if text not in reader.bound and not reader.names.has(text) and bare(text) in reader.bound:
        text = bare(text)
    if text in reader.bound:
        families = reader.names.find(text, "family")
        return [reader.bound[text], *families]
    return reader.names.find(text, "value", "family")


def _reading(reader: Reader, node: Node, value: Any, below: Node | None) -> Term | None:
    """``value`` with an index below, if it can have one (or have none)."""
    if isinstance(value, Family):
        parts = [] if below is None else separate(inside_of(below))
        if below is None or not parts:
            return None
        if len(parts) == 1:
            axes = len(_axes(tuple(value.shape)))
            pair = counted(inside_of(below), 1 + axes) if axes else []
            if not pair or "NUMBER" in (pair[0].kind, *(c.kind for c in pair[0].children)):
                return constant(node, value[_time(reader, below)])
            parts = pair  # x_{ik} is the entry k of x_i: letters side by side are no product
        member = constant(node, value[reader.index(parts[0])])
        count = len(_axes(member.shape))
        found = counted(inside_of(below), count, parts[1:]) if count else []
        if any(part.kind == "COLON" for part in found):
            return sliced(reader, node, member, found)
        return entry(reader, node, member, found) if found else None
    if below is None:
        return constant(node, value)
    shape: Shape = tuple(value.shape) if isinstance(value, sp.MatrixSymbol) else ()
    found = counted(inside_of(below), len(_axes(shape))) if shape else []
    if any(part.kind == "COLON" for part in found):
        return sliced(reader, node, constant(node, value), found)
    return entry(reader, node, constant(node, value), found) if found else None


def _exponential(reader: Reader, node: Node, inside: Node) -> Term:
    """e^{x}: of the table's exponential function if it has one, else of SymPy's."""
    whole = inside.children[0] if inside.kind == "list" and len(inside.children) == 1 else inside
    term = reader.read(whole)
    if term.shape and term.shape != (1, 1) and None not in term.shape:
        if term.shape[0] != term.shape[1]:
            raise node.refuse(f"e to the power of a matrix of shape {shown(term.shape)}", "exp(…)")
        return constant(node, MatrixExp(term.built()))
    exponent = term.scalar("an exponent")
    ours = [f for f in reader.names.find(r"\exp", "function") if isinstance(f, Activation)]
    return constant(node, EXP(exponent) if ours else scalars.applied(sp.exp, exponent))


def _constant(reader: Reader, node: Node, name: Node, key: str, below: Node | None) -> Term:
    """A name that the table does not have: δ_{ij}, I, 1, e, ∞, or an error."""
    if bare(key) in ("1", r"\mathbb{1}") and below is not None:
        from derive.reader.cases import indicator

        found = indicator(reader, inside_of(below))
        if found is not None:
            return found
    if key == r"\delta" and below is not None:
        pair = counted(inside_of(below), 2)
        if pair:
            return constant(node, scalars.applied(sp.KroneckerDelta, *_from_zero(reader, pair)))
    if key in sized:
        return sized[key](node) if below is None else _sized(reader, node, key, inside_of(below))
    if bare(key) == "e" and below is not None and len(separate(inside_of(below))) == 1:
        return _unit(reader, node, separate(inside_of(below))[0])
    if below is None and (key in CONSTANTS or bare(key) == "e"):
        return constant(node, CONSTANTS.get(key, sp.E))
    raise _unknown(reader, node, name, key, below)


def _sized(reader: Reader, node: Node, key: str, inside: Node) -> Term:
    """I_{n} or \\mathbf{1}_{n \\times m}."""
    sizes = [reader.index(part, "a size") for part in between(inside, "TIMES")]
    if not all(size.is_integer and size.is_negative is not True for size in sizes):
        raise node.refuse(f"{reader.source(node)}, of no size", "a size that is a whole number")
    shape = (
        sizes[0],
        sizes[-1] if key in ("I", r"\mathbf{I}") or len(sizes) > 1 else sp.Integer(1),
    )
    return constant(node, sized[key](node).built(shape))


def _unit(reader: Reader, node: Node, below: Node) -> Term:
    """The unit vector e_i, of the length that its place asks for."""
    place = reader.index(below, "an index")

    def make(want: Shape) -> Any:
        rows = want[0]
        if rows is None:
            raise node.refuse(
                f"{reader.source(node)} of a length that nothing here settles", "a place with one"
            )
        return unit_vector(from_print(place, (rows, 1)), rows)

    return Term(node, (None, sp.Integer(1)), make)


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
        return node.refuse(
            text, f"{name.text} with {many}", f"{key}_{{{spelling(inside_of(below))}}}"
        )
    names = ", ".join(sorted(reader.names.keys)) or "none"
    return node.refuse(f"{text}, an unknown name", f"one of the names {names}", key)


# -- below --


def _family_inside(reader: Reader, paren: Node) -> list[Any]:
    """The families called what stands alone in parentheses, (W_{f})."""
    name = is_bare(paren.children[1])
    if name is None:
        return []
    key = spelling(paren.children[1])
    return reader.names.find(key, "family") if not reader.names.find(key, "value") else []


def _time(reader: Reader, below: Node) -> Any:
    return _whole(reader.index(inside_of(below), "a time index"))


def _axes(shape: Shape) -> tuple[int, ...]:
    """The axes of which an entry has an index: of a row or a column there is one."""
    if not shape:
        return ()
    if shape[1] == 1:
        return (0,)
    return (1,) if shape[0] == 1 else (0, 1)


def _from_zero(reader: Reader, nodes: list[Node], shape: Shape = ()) -> list[Any]:
    """Component indices: what is printed counts from 1, SymPy from 0; symbols count as they are."""
    out = []
    for node in nodes:
        index = reader.index(node, "an index")
        if any(not s.is_Symbol for s in index.free_symbols) or index.is_integer is False:
            raise node.refuse(f"the index {index}", "one that counts")
        if index.is_Integer and index < 1:
            raise node.refuse(f"the index {index}", "one from 1 on")
        out.append(from_print(index, shape))
    return out


def entry(reader: Reader, node: Node, term: Term, indices: list[Node]) -> Term:
    """An entry of a vector or a matrix."""
    found = [sp.Integer(0), sp.Integer(0)]
    fitting = (way for way in term.ways if len(_axes(shape_of(way))) == len(indices))
    built = next(fitting, None) or term.built()
    shape = shape_of(built)
    at = dict(zip(_axes(term.shape), _from_zero(reader, indices, shape), strict=True))
    for axis, index in at.items():
        size = shape[axis]
        open_ = index.is_Symbol and index != size and not index.is_negative
        if not open_ and ((index < size) == False or (index >= 0) == False):  # noqa: E712
            raise node.refuse(f"index {index + 1} of an axis of size {size}", "a smaller one")
        found[axis] = index
    return constant(node, MatrixElement(built, *found))


def sliced(reader: Reader, node: Node, term: Term, indices: list[Node]) -> Term:
    """A row or a column of a matrix: W_{i,:}, W_{:,j}; W_{:,:} is W."""
    built = term.built()
    kept = [axis for axis, part in enumerate(indices) if part.kind == "COLON"]
    if len(indices) != 2 or len(kept) == 2:
        return term
    [axis] = kept
    [place] = _from_zero(reader, [indices[1 - axis]], shape_of(built))
    symbol = next(
        s
        for s in (sp.Symbol(letter, integer=True) for letter in "rsuv")
        if s not in built.free_symbols | place.free_symbols
    )
    if axis == 0:
        return constant(
            node, ByEntries(MatrixElement(built, symbol, place), (symbol, built.shape[0]), ())
        )
    body = MatrixElement(built, place, symbol)
    if reader.convention("slices") == "column":
        return constant(node, ByEntries(body, (symbol, built.shape[1]), ()))
    return constant(node, ByEntries(body, (), (symbol, built.shape[1])))


def _entry_of(reader: Reader, node: Node, term: Term, below: Node) -> Term:
    count = len(_axes(term.shape))
    if not count:
        raise below.refuse("an index on a scalar", "no index")
    indices = counted(inside_of(below), count)
    if not indices:
        many = "one index" if count == 1 else "two indices"
        raise below.refuse(reader.source(below), f"{many}, for a term of {shown(term.shape)}")
    if any(part.kind == "COLON" for part in indices):
        return sliced(reader, node, term, indices)
    return entry(reader, node, term, indices)
