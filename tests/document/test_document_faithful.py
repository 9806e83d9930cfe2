"""Random terms are printed, read back by a reader of its own, and evaluated both ways.

Values are 2×2 matrices over the integers modulo a prime, so that almost everything is invertible
and two different readings of a formula almost never have the same value.
"""

import re

import sympy as sp
from hypothesis import assume, given, settings, strategies as st
from sympy import Add, HadamardProduct, Inverse, MatAdd, MatMul, MatPow, Mul, Pow, Transpose

from derive.algebra import Family, MatrixSum, OrderedProduct
from derive.document.printer import latex

PRIME = 1_000_003
k = sp.Symbol("k", integer=True)
A = Family("A", (2, 2))
MATRICES = {name: sp.MatrixSymbol(name, 2, 2) for name in "BCD"}
SCALARS = {name: sp.Symbol(name) for name in "xyz"}
VALUES = {
    "B": ((2, 3), (5, 7)), "C": ((11, 13), (17, 23)), "D": ((29, 31), (37, 43)),
    "x": 101, "y": 211, "z": 307,
}  # fmt: skip


def family(index):
    return ((index + 3, index * index + 1), (2 * index + 5, 7 * index + 2))


def is_matrix(v):
    return isinstance(v, tuple)


def add(u, v):
    if is_matrix(u):
        return tuple(
            tuple((p + q) % PRIME for p, q in zip(*r, strict=True)) for r in zip(u, v, strict=True)
        )
    return (u + v) % PRIME


def mul(u, v):
    if not is_matrix(u) and not is_matrix(v):
        return u * v % PRIME
    if not is_matrix(u):
        return tuple(tuple(u * q % PRIME for q in r) for r in v)
    if not is_matrix(v):
        return mul(v, u)
    return tuple(
        tuple(sum(u[i][m] * v[m][j] for m in range(2)) % PRIME for j in range(2)) for i in range(2)
    )


def hadamard(u, v):
    return tuple(
        tuple(p * q % PRIME for p, q in zip(*r, strict=True)) for r in zip(u, v, strict=True)
    )


def inverse(u):
    if not is_matrix(u):
        return pow(u, -1, PRIME)
    (p, q), (r, s) = u
    return mul(pow(p * s - q * r, -1, PRIME), ((s, -q), (-r, p)))


def power(u, e):
    if e < 0:
        return power(inverse(u), -e)
    out = ((1, 0), (0, 1)) if is_matrix(u) else 1
    for _ in range(e):
        out = mul(out, u)
    return out


def transpose(u):
    return tuple(zip(*u, strict=True))


def total(values, with_):
    values = list(values)
    out = values[0]
    for v in values[1:]:
        out = with_(out, v)
    return out


def evaluate(e, env):
    """The value of a term, from the SymPy tree."""
    if e.is_Rational:
        return int(e.p) * pow(int(e.q), -1, PRIME) % PRIME
    if isinstance(e, (sp.Symbol, sp.MatrixSymbol)):
        return env[e] if e in env else VALUES[e.name]
    if hasattr(e, "family"):
        return family(int(env.get(e.index, e.index)))
    if isinstance(e, (MatrixSum, OrderedProduct)):
        values = [evaluate(e.body, env | {k: v}) for v in range(int(e.low), int(e.high) + 1)]
        if isinstance(e, OrderedProduct):
            return total(reversed(values) if e.later == "left" else values, mul)
        return total(values, add)
    if isinstance(e, Transpose):
        return transpose(evaluate(e.arg, env))
    if isinstance(e, (Inverse, MatPow, Pow)):
        return power(evaluate(e.args[0], env), int(e.args[1]))
    combine = (
        hadamard if isinstance(e, HadamardProduct) else add if isinstance(e, (Add, MatAdd)) else mul
    )
    return total((evaluate(a, env) for a in e.args), combine)


TOKEN = re.compile(r"\\left\(|\\right\)|\\[A-Za-z]+|\d+\.\d+|\d+|[A-Za-z]|[-+(){}^_=]")
CLOSE = {")", r"\right)", "}", "", "+", "-", r"\odot"}


class Reader:
    """Reads the printer's TeX, straight into a value."""

    def __init__(self, tex, env):
        self.tokens, self.at, self.env = TOKEN.findall(tex), 0, env

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *expected):
        token = self.peek()
        assert not expected or token in expected, (token, expected, self.tokens)
        self.at += 1
        return token

    def sum(self):
        sign = self.take() if self.peek() == "-" else "+"
        out = self.product()
        out = mul(-1, out) if sign == "-" else out
        while self.peek() in ("+", "-"):
            sign = self.take()
            out = add(out, mul(1 if sign == "+" else -1, self.product()))
        return out

    def product(self):
        out = self.factor()
        if self.peek() == r"\odot":
            while self.peek() == r"\odot":
                self.take()
                out = hadamard(out, self.factor())
            return out
        while self.peek() not in CLOSE:
            if self.peek() == r"\cdot":
                self.take()
            out = mul(out, self.factor())
        return out

    def group(self):
        self.take("{")
        out = self.sum()
        self.take("}")
        return out

    def factor(self):
        token = self.take()
        if token in ("(", r"\left("):
            out = self.sum()
            self.take(")", r"\right)")
        elif token in (r"\sum", r"\prod"):
            return self.big(token)
        elif token in (r"\frac", r"\tfrac"):
            top = self.group()
            out = mul(top, inverse(self.group()))
        elif token[0].isdigit():
            out = evaluate(sp.Rational(token), self.env)
        elif token == "A":
            self.take("_")
            out = family(self.group())
        else:
            out = self.env.get(token, VALUES.get(token))
        if self.peek() == "^":
            self.take("^")
            self.take("{")
            sign = -1 if self.peek() == "-" and self.take() else 1
            token = self.take()
            out = transpose(out) if token == r"\top" else power(out, sign * int(token))
            self.take("}")
        return out

    def big(self, sign):
        for token in ("_", "{", "k", "="):
            self.take(token)
        first = int(self.take())
        for token in ("}", "^", "{"):
            self.take(token)
        last = int(self.take())
        self.take("}")
        start, values, old = self.at, [], dict(self.env)
        for value in range(first, last + 1) if first <= last else range(first, last - 1, -1):
            self.at, self.env = start, old | {"k": value}
            values.append(self.product() if sign == r"\sum" else self.factor())
        self.env = old
        return total(values, add if sign == r"\sum" else mul)


def scalars():
    leaf = st.sampled_from(
        [*SCALARS.values(), *map(sp.Integer, (-2, -1, 2, 3)), sp.Rational(-2, 3)]
    )

    def grow(inner):
        many = st.lists(inner, min_size=2, max_size=3)
        evaluated = st.booleans()
        return st.one_of(
            st.builds(lambda a, e: Add(*a, evaluate=e), many, evaluated),
            st.builds(lambda a, e: Mul(*a, evaluate=e), many, evaluated),
            st.builds(
                lambda a, e, v: Pow(a, e, evaluate=v),
                inner,
                st.sampled_from([-2, -1, 2, 3]),
                evaluated,
            ),
        )

    return st.recursive(leaf, grow, max_leaves=5)


def matrices():
    leaf = st.sampled_from([*MATRICES.values(), A[1], A[2]])

    def grow(inner):
        many = st.lists(inner, min_size=2, max_size=3)
        body = st.one_of(
            st.just(A[k]),
            inner.map(lambda e: MatMul(A[k], e)),
            inner.map(lambda e: MatAdd(A[k], e)),
        )
        return st.one_of(
            many.map(lambda a: MatAdd(*a)),
            many.map(lambda a: MatMul(*a)),
            st.builds(MatMul, scalars(), inner),
            inner.map(lambda e: MatMul(-1, e)),
            inner.map(Transpose),
            inner.map(Inverse),
            inner.map(lambda e: MatPow(e, 3)),
            many.map(lambda a: HadamardProduct(*a, evaluate=False)),
            body.map(lambda e: MatrixSum(e, (k, 1, 3))),
            st.builds(
                lambda e, way: OrderedProduct(e, (k, 1, 3), way),
                body,
                st.sampled_from(["left", "right"]),
            ),
        )

    return st.recursive(leaf, grow, max_leaves=9)


def both_ways(term):
    tex = latex(term)
    try:
        expected = evaluate(term, {})
    except ValueError:  # not invertible
        assume(False)
    reader = Reader(tex, {})
    found = reader.sum()
    assert reader.peek() == "", tex
    assert found == expected, tex


@settings(max_examples=1500)
@given(matrices())
def test_matrices_read_back(term):
    both_ways(term)


@settings(max_examples=300)
@given(scalars())
def test_scalars_read_back(term):
    assume(not term.has(sp.zoo, sp.nan))
    both_ways(term)


def test_the_reader_tells_readings_apart():
    B, C, D = MATRICES.values()
    texs = ["(B + C) D", "B + C D", r"B \odot C", "B C", "C B", "B^{2} C", "(B C)^{2}"]
    values = [Reader(tex, {}).sum() for tex in texs]
    assert len(set(values)) == len(values)
    assert Reader(latex(MatMul(B, C)), {}).sum() == evaluate(MatMul(B, C), {}) != evaluate(D, {})
