"""The text of each operation, as a table; text comes with how tightly it binds."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, Protocol

import sympy as sp

from derive.export.dialects import Dialect
from derive.export.graph import Node

__all__ = ["Binds", "Text", "integer", "number", "text_of"]


class Binds(IntEnum):
    """How tightly: a sum, a product, a sign or a power, anything else."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


Text = tuple[str, Binds]


class Words(Protocol):
    """What the table asks of the writer."""

    dialect: Dialect

    def text(self, node: Node) -> Text:
        """The text of an argument."""

    def member(self, head: Any, index: Any) -> str:
        """The text of a member of a family."""

    def rows(self, head: Any, low: Any, high: Any) -> str:
        """The text of a slice of a family."""

    def name(self, key: Any) -> str:
        """The name of an argument or a size."""

    def helper(self, name: str) -> str:
        """A function by the name that it has here."""

    def like(self) -> str:
        """The arguments that give a new array the right type; empty where none are needed."""


def at(w: Words, node: Node, level: Binds) -> str:
    text, binds = w.text(node)
    return text if binds >= level else f"({text})"


def integer(w: Words, value: Any) -> Text:
    """A size or an index."""
    value = sp.expand(value) if not value.is_Atom else value
    names = {s: sp.Symbol(w.name(s)) for s in value.free_symbols}
    text = sp.sstr(value.xreplace(names), order="lex").replace("**", "^").replace("*", " * ")
    binds = Binds.SUM if value.is_Add else Binds.PRODUCT if value.is_Mul else Binds.ATOM
    return text.replace("^", "**"), binds


def number(value: Any) -> Text:
    if value.is_Integer:
        return str(value), Binds.SIGN if value < 0 else Binds.ATOM
    plain = repr(float(value))
    if value.is_Rational and sp.Rational(plain) != value:
        return f"{value.p} / {value.q}", Binds.PRODUCT
    return plain, Binds.SIGN if value < 0 else Binds.ATOM


def shape(w: Words, sizes: Any) -> str:
    parts = [integer(w, s)[0] for s in sizes]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


# -- rows --


def add(w: Words, x: Node) -> Text:
    text = ""
    for k, a in enumerate(x.args):
        part, binds = w.text(a)
        if k == 0:
            text = part
        elif part.startswith("-") and binds >= Binds.PRODUCT:
            text += f" - {part[1:]}"
        else:
            text += f" + {part if binds > Binds.SUM else f'({part})'}"
    return text, Binds.SUM


def mul(w: Words, x: Node) -> Text:
    """a * b / c, numbers first; a factor −1 as a sign."""
    above: list[str] = []
    below: list[str] = []
    sign = ""
    for a in sorted(x.args, key=lambda a: a.rank):
        if a.op == "number":
            value = a.data[0]
            if value.is_Rational:
                sign, value = ("-" if value < 0 else ""), abs(value)
                if value.p != 1:
                    above.append(str(value.p))
                if value.q != 1:
                    below.append(str(value.q))
            else:
                above.append(at_text(number(value), Binds.SIGN))
        elif a.op == "pow" and a.data[0].is_negative and not w.text(a)[0].isidentifier():
            below.append(_factor(_power_text(w, a.args[0], -a.data[0])))
        else:
            above.append(_factor(w.text(a)))
    text = " * ".join(above) or "1"
    factors = [a for a in x.args if a.op != "number" and not (a.op == "pow" and a.data[0] < 0)]
    if len(above) == len(factors) == 1:  # nothing before it
        text = at_text(w.text(factors[0]), Binds.PRODUCT)
    for part in below:
        text += f" / {part}"
    if not above and not below:
        text = "1"
    return sign + text, Binds.PRODUCT


def at_text(text: Text, level: Binds) -> str:
    return text[0] if text[1] >= level else f"({text[0]})"


def _factor(text: Text) -> str:
    """A factor after others: a product in it keeps its parentheses."""
    return at_text(text, Binds.POWER)


def power(w: Words, x: Node) -> Text:
    exponent = x.data[0]
    if exponent.is_negative:
        return f"1 / {_factor(_power_text(w, x.args[0], -exponent))}", Binds.PRODUCT
    return _power_text(w, x.args[0], exponent)


def _power_text(w: Words, base: Node, exponent: Any) -> Text:
    if exponent == 1:
        return w.text(base)
    if exponent == sp.Rational(1, 2) and base.op != "index":
        return f"{w.dialect.prefix}.sqrt({w.text(base)[0]})", Binds.ATOM
    shown = at_text(number(exponent), Binds.SIGN)
    return f"{at(w, base, Binds.ATOM)}**{shown}", Binds.POWER


def symbolic_power(w: Words, x: Node) -> Text:
    return f"{at(w, x.args[0], Binds.ATOM)} ** {at(w, x.args[1], Binds.ATOM)}", Binds.POWER


def function(w: Words, x: Node) -> Text:
    name, *data = x.data
    [inner] = x.args
    text = w.text(inner)[0]
    if name == "unknown":
        return f"{w.name(('function', *data))}({text})", Binds.ATOM
    if name == "step":
        if w.dialect.name == "torch":
            return f"torch.relu(torch.sign({text}))", Binds.ATOM
        return f"{w.dialect.prefix}.heaviside({text}, 0.0)", Binds.ATOM
    if name == "relu" and w.dialect.name == "numpy":
        return f"np.maximum({text}, 0)", Binds.ATOM
    return f"{w.helper(name)}({text})", Binds.ATOM


def product(w: Words, x: Node) -> Text:
    left, right = x.args
    text, binds = w.text(left)
    shown = text if binds >= Binds.SIGN or left.op == "matmul" else f"({text})"
    return f"{shown} @ {at(w, right, Binds.POWER)}", Binds.PRODUCT


def call(name: str, **fixed: str) -> Callable[[Words, Node], Text]:
    """prefix.name(arguments)."""

    def row(w: Words, x: Node) -> Text:
        parts = [w.text(a)[0] for a in x.args] + [f"{k}={v}" for k, v in fixed.items()]
        return f"{w.dialect.prefix}.{name}({', '.join(parts)})", Binds.ATOM

    return row


def kronecker(w: Words, x: Node) -> Text:
    """PyTorch's takes no view of a matrix."""
    dense = ".contiguous()" if w.dialect.name == "torch" else ""
    parts = [f"{at(w, a, Binds.ATOM)}{dense}" for a in x.args]
    return f"{w.dialect.prefix}.kron({', '.join(parts)})", Binds.ATOM


def last_axis(name: str) -> Callable[[Words, Node], Text]:
    def row(w: Words, x: Node) -> Text:
        text = w.text(x.args[0])[0]
        if w.dialect.name == "torch":
            return f"torch.{name}({text}, -1)", Binds.ATOM
        axis = ", axis=-1" if w.dialect.name == "jax" else ""
        return f"{w.helper(name)}({text}{axis})", Binds.ATOM

    return row


def attribute(suffix: str) -> Callable[[Words, Node], Text]:
    return lambda w, x: (f"{at(w, x.args[0], Binds.ATOM)}{suffix}", Binds.ATOM)


def new(name: str) -> Callable[[Words, Node], Text]:
    def row(w: Words, x: Node) -> Text:
        return f"{w.dialect.prefix}.{name}({shape(w, x.data)}{w.like()})", Binds.ATOM

    return row


def total(w: Words, x: Node) -> Text:
    text = w.text(x.args[0])[0]
    axis = f", {x.data[0] if len(x.data) == 1 else x.data}" if x.data else ""
    return f"{w.dialect.prefix}.sum({text}{axis})", Binds.ATOM


def matrix_power(w: Words, x: Node) -> Text:
    exponent = w.text(x.args[1])[0] if len(x.args) > 1 else number(x.data[0])[0]
    return f"{w.dialect.prefix}.linalg.matrix_power({w.text(x.args[0])[0]}, {exponent})", Binds.ATOM


def entry(w: Words, x: Node) -> Text:
    indices = ", ".join(integer(w, i)[0] for i in x.data)
    return f"{at(w, x.args[0], Binds.ATOM)}[{indices}]", Binds.ATOM


def explicit(w: Words, x: Node) -> Text:
    entries = [w.text(a)[0] for a in x.args]
    if w.dialect.name == "torch" and any(a.op != "number" for a in x.args):
        parts = ", ".join(f"torch.as_tensor({e}{w.like()})" for e in entries)
        return f"torch.stack([{parts}]).reshape({shape(w, x.shape)})", Binds.ATOM
    if x.rank == 2:
        n = int(x.shape[1])
        rows = [", ".join(entries[k : k + n]) for k in range(0, len(entries), n)]
        inner = ", ".join(f"[{row}]" for row in rows)
    else:
        inner = ", ".join(entries)
    name = "tensor" if w.dialect.name == "torch" else "array"
    return f"{w.dialect.prefix}.{name}([{inner}]{w.like()})", Binds.ATOM


def blocks(w: Words, x: Node) -> Text:
    parts = [w.text(a)[0] for a in x.args]
    n = int(x.data[1])
    rows = [", ".join(parts[k : k + n]) for k in range(0, len(parts), n)]
    if w.dialect.name == "torch":
        inner = ", ".join(f"torch.cat([{row}], 1)" for row in rows)
        return f"torch.cat([{inner}], 0)", Binds.ATOM
    return f"{w.dialect.prefix}.block([{', '.join(f'[{row}]' for row in rows)}])", Binds.ATOM


def _permuted(w: Words, inner: str, x: Node) -> Text:
    rows, columns = (integer(w, s) for s in x.data)
    whole = integer(w, x.data[0] * x.data[1])[0]
    turned = f"{inner}.reshape({columns[0]}, {rows[0]}, -1).swapaxes(0, 1)"
    return f"{turned}.reshape({whole}, -1)", Binds.ATOM


def commutation(w: Words, x: Node) -> Text:
    eye = f"{w.dialect.prefix}.eye({integer(w, x.shape[0])[0]}{w.like()})"
    return _permuted(w, eye, x)


def caller(w: Words, x: Node) -> Text:
    what, head, index = x.data
    parts = [w.text(a)[0] for a in x.args]
    if index is not None:
        parts.insert(0, integer(w, index)[0])
    return f"{w.name((what, head))}({', '.join(parts)})", Binds.ATOM


def callers(w: Words, x: Node) -> Text:
    what, head, low, high = x.data
    times = f"jnp.arange({integer(w, low)[0]}, {integer(w, high + 1)[0]})"
    parts = ", ".join([times, *(w.text(a)[0] for a in x.args)])
    return f"jax.vmap({w.name((what, head))})({parts})", Binds.ATOM


def einsum(w: Words, x: Node) -> Text:
    a, b = (w.text(y)[0] for y in x.args)
    return f'{w.dialect.prefix}.einsum("{x.data[0]}", {a}, {b})', Binds.ATOM


def columns(w: Words, x: Node) -> Text:
    return f"{_factor(w.text(x.args[0]))} * {_factor(w.text(x.args[1]))}", Binds.PRODUCT


def scale(w: Words, x: Node) -> Text:
    return f"{at(w, x.args[0], Binds.ATOM)}[:, None] * {_factor(w.text(x.args[1]))}", Binds.PRODUCT


def logdet(w: Words, x: Node) -> Text:
    return f"{w.helper('logdet')}({w.text(x.args[0])[0]})", Binds.ATOM


def reshaped(w: Words, x: Node) -> Text:
    sizes = ", ".join(integer(w, s)[0] for s in x.data)
    return f"{at(w, x.args[0], Binds.ATOM)}.reshape({sizes})", Binds.ATOM


def as_matrix(w: Words, x: Node) -> Text:
    text = w.text(x.args[0])[0]
    if w.dialect.name == "torch":
        text = f"torch.as_tensor({text}{w.like()})" if not x.args[0].rank else text
    return f"{w.dialect.prefix}.reshape({text}, {shape(w, x.data)})", Binds.ATOM


WORDS: dict[str, Callable[[Words, Node], Text]] = {
    "number": lambda w, x: number(x.data[0]),
    "index": lambda w, x: integer(w, x.data[0]),
    "argument": lambda w, x: (w.name(x.data[0]), Binds.ATOM),
    "initial": lambda w, x: (w.name(("initial", *x.data)), Binds.ATOM),
    "at": lambda w, x: (w.member(*x.data), Binds.ATOM),
    "rows": lambda w, x: (w.rows(*x.data), Binds.ATOM),
    "add": add,
    "mul": mul,
    "pow": power,
    "powx": symbolic_power,
    "fn": function,
    "matmul": product,
    "outer": call("outer"),
    "scale": scale,
    "columns": columns,
    "solve": call("linalg.solve"),
    "inv": call("linalg.inv"),
    "det": call("linalg.det"),
    "kron": kronecker,
    "norm": call("linalg.norm"),
    "logdet": logdet,
    "spectral": call("linalg.norm", ord="2"),
    "diag": call("diag"),
    "diagonal": call("diagonal"),
    **{name: last_axis(name) for name in ("softmax", "logsumexp", "log_softmax")},
    **{name: new(name) for name in ("eye", "zeros", "ones")},
    "T": attribute(".T"),
    "flat": attribute(".reshape(-1)"),
    "swap": attribute(".swapaxes(1, 2)"),
    "spread": lambda w, x: (
        f"{at(w, x.args[0], Binds.ATOM)}[{':, None' if x.data[0] else 'None, :'}]",
        Binds.ATOM,
    ),
    "expand": lambda w, x: (
        f"{at(w, x.args[0], Binds.ATOM)}[:{', None' * x.data[0]}]",
        Binds.ATOM,
    ),
    "sum": total,
    "matrix_power": matrix_power,
    "entry": entry,
    "array": explicit,
    "blocks": blocks,
    "commutation": commutation,
    "call": caller,
    "calls": callers,
    "permute": lambda w, x: _permuted(w, at(w, x.args[0], Binds.ATOM), x),
    "einsum": einsum,
    "reshape": reshaped,
    "as_matrix": as_matrix,
}


def text_of(w: Words, node: Node) -> Text:
    """The text of one operation, with its arguments as the writer has them."""
    return WORDS[node.op](w, node)
