"""Random terms of the whole language: printed and read back, they are the same."""

from __future__ import annotations

import re
from contextlib import contextmanager

import sympy as sp
from hypothesis import given, settings, strategies as st
from sympy import (
    Add,
    DiagMatrix,
    HadamardProduct,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    OneMatrix,
    Pow,
    Transpose,
    ZeroMatrix,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import (
    SIGMA,
    TANH,
    Activation,
    ComponentSum,
    Family,
    Gradient,
    HadamardPi,
    Jacobian,
    MatrixSum,
    OrderedProduct,
    PartialDerivative,
    SpectralNorm,
    System,
)
from derive.document.printer import printer
from derive.reader.latex import ReadError, names_of, read

n, m = (sp.Symbol(s, integer=True, positive=True) for s in "nm")
i, j, k, t = (sp.Symbol(s, integer=True) for s in "ijkt")
LIMITS = (sp.Ge(t, k), sp.Ge(k, 0))
x, y = sp.symbols("x y")
ONE = sp.Integer(1)
F, f = Activation("F"), Activation("f", r"\varphi")
#: names of each shape: symbols with and without indices, accents and superscripts; families
NAMES = {
    (n, n): [sp.MatrixSymbol(s, n, n) for s in ("A", "W_f", "Lambda")] + [Family("M", (n, n))],
    (n, m): [sp.MatrixSymbol(s, n, m) for s in ("B", r"\tilde{B}")],
    (m, n): [sp.MatrixSymbol("D", m, n)],
    (n, ONE): [sp.MatrixSymbol("a", n, 1), Family("h", (n, 1)), Family("z^{f}", (n, 1))],
    (m, ONE): [sp.MatrixSymbol("b", m, 1), Family(r"\hat{u}", (m, 1))],
    (ONE, n): [sp.MatrixSymbol("r", 1, n)],
}
INDICES = [t, k, t - 1, k + 1, sp.Integer(0), sp.Integer(12)]
LOSS = Family("L", ())
SQUARES = [(n, n)]
KNOWN = System(invertible=(NAMES[n, n][0],))


def leaves(shape):
    found = []
    for name in NAMES.get(shape, ()):
        found += [name[index] for index in INDICES] if isinstance(name, Family) else [name]
    if shape == (n, n):
        found.append(Identity(n))
    if shape[1] == 1:
        found.append(OneMatrix(*shape))
    return st.sampled_from(found or [ZeroMatrix(*shape)])


def products(shape, depth):
    """a b c with inner sizes that fit, nested products and scalars among them."""
    rows, columns = shape
    inner = st.sampled_from([n, m])

    def pair(size):
        return st.tuples(matrices((rows, size), depth), matrices((size, columns), depth))

    plain = inner.flatmap(pair).map(lambda ab: MatMul(*ab))
    scaled = st.tuples(scalars(depth), matrices(shape, depth)).map(lambda ab: MatMul(*ab))
    minus = matrices(shape, depth).map(lambda e: MatMul(-1, e))
    return st.one_of(plain, scaled, minus)


def matrices(shape, depth):
    """Terms of a shape."""
    if depth <= 0:
        return leaves(shape)
    here, down = matrices(shape, depth - 1), depth - 1
    many = st.lists(here, min_size=2, max_size=3)
    ways = [
        leaves(shape),
        products(shape, down),
        many.map(lambda a: MatAdd(*a)),
        many.map(lambda a: HadamardProduct(*a, evaluate=False)),
        matrices(shape[::-1], down).map(Transpose),
        here.map(SIGMA.diff()),
        here.map(TANH),
        here.map(lambda e: MatrixSum(e, (k, 1, t))),
        here.map(lambda e: HadamardPi(e, (j, k + 1, t))),
        here.map(lambda e: sp.HadamardPower(e, 2)),
    ]
    if shape == (n, n):
        ways += [
            here.map(Inverse),
            here.map(lambda e: MatPow(e, t - 1)),
            here.map(lambda e: MatPow(e, 2)),
            here.map(lambda e: OrderedProduct(e, (j, k + 1, t))),
            here.map(lambda e: OrderedProduct(e, (j, k, t - 2), "right")),
            here.map(lambda e: OrderedProduct(e, (j, k + 1, k))),
            matrices((n, ONE), down).map(DiagMatrix),
            matrices((n, ONE), down).map(lambda e: Jacobian(e, NAMES[n, ONE][1][k])),
        ]
    if shape == (n, m):
        ways.append(scalars(down).map(lambda e: Gradient(e, NAMES[n, m][0])))
    return st.one_of(ways)


def entries(depth):
    return st.one_of(
        st.tuples(matrices((n, m), depth), st.sampled_from([i, sp.Integer(0)])).map(
            lambda e: MatrixElement(e[0], e[1], j)
        ),
        st.tuples(matrices((n, ONE), depth), st.sampled_from([i, j, sp.Integer(11)])).map(
            lambda e: MatrixElement(e[0], e[1], 0)
        ),
    )


def scalars(depth):
    leaf = st.sampled_from(
        [x, y, t, LOSS[t], *map(sp.Integer, (-2, 2, 3)), sp.Rational(-2, 3), sp.Rational(1, 4)]
    )
    if depth <= 0:
        return leaf
    here = scalars(depth - 1)
    many, evaluated = st.lists(here, min_size=2, max_size=3), st.booleans()
    square = matrices((n, n), depth - 1)
    return st.one_of(
        leaf,
        entries(depth - 1),
        st.builds(lambda a, e: Add(*a, evaluate=e), many, evaluated),
        st.builds(lambda a, e: Mul(*a, evaluate=e), many, evaluated),
        st.builds(lambda a, e: Pow(a, e, evaluate=False), here, st.sampled_from([2, 3, t, -1])),
        here.map(SIGMA),
        here.map(f.diff().diff()),
        here.map(lambda e: sp.Abs(e, evaluate=False)),
        here.map(lambda e: sp.exp(e, evaluate=False)),
        here.map(lambda e: sp.Sum(e, (k, 0, t - 1))),
        matrices((n, ONE), depth - 1).map(
            lambda e: ComponentSum(
                MatrixElement(e, i, 0) * MatrixElement(NAMES[n, n][0], j, i), (i, n)
            )
        ),
        square.map(SpectralNorm),
        square.map(sp.Trace),
        matrices((n, ONE), depth - 1).map(
            lambda e: PartialDerivative(MatrixElement(e, i, 0), MatrixElement(NAMES[n, m][0], i, j))
        ),
    )


def settled(e):
    """A term with its scalar sums and products in one order, so that only that is forgiven.

    Factors of a scalar product are also flat, and its numbers one number: x/4 · 3 is printed as
    3x/4.  Products of matrices stay as they are.
    """
    if not e.args or isinstance(e, (sp.MatrixSymbol, Family, Activation)):
        return sp.srepr(e)
    if isinstance(e, Pow) and isinstance(e.base, Pow) and e.exp == -1:
        return settled(Pow(e.base.base, -e.base.exp, evaluate=False))  # 1/x^2
    if isinstance(e, Mul):
        number, rest, stack = sp.Integer(1), [], list(e.args)
        while stack:
            factor = stack.pop()
            if isinstance(factor, Mul):
                stack += factor.args
            elif factor.is_Rational:
                number *= factor
            else:
                rest.append(settled(factor))
        number = [] if number == 1 and rest else [str(number)]
        return ("Mul", *number, *sorted(rest, key=repr)) if len(rest) != 1 or number else rest[0]
    parts = [settled(a) for a in e.args]
    return (type(e).__name__, *(sorted(parts, key=repr) if isinstance(e, Add) else parts))


@contextmanager
def unless(error):
    """The message of an error of that kind, if there is one; other errors pass through."""
    messages = []
    try:
        yield messages
    except error as found:
        messages.append(str(found))


def check(term, sizes):
    text = printer(sizes=sizes).doprint(term)
    shape = tuple(term.shape) if getattr(term, "is_Matrix", False) else ()
    found = read(text, names_of([term], KNOWN, LIMITS), shape)
    assert found == term or settled(found) == settled(term), text


@settings(max_examples=250)
@given(st.sampled_from(list(NAMES)).flatmap(lambda shape: matrices(shape, 2)))
def test_matrices_read_back(term):
    check(term, sizes=True)


@settings(max_examples=250)
@given(scalars(3))
def test_scalars_read_back(term):
    check(term, sizes=True)


@settings(max_examples=200)
@given(st.sampled_from([(n, n), (n, ONE)]).flatmap(lambda shape: matrices(shape, 2)))
def test_unsized_constants_read_back_or_are_refused(term):
    """What has I or 1 in it without a size is read as it was meant, or said to be unsettled."""
    with unless(ReadError) as refused:
        check(term, sizes=False)
    assert not refused or "of a size that nothing here settles" in refused[0]


SOUP = r"""\odot + - ( ) { } _ ^ W x \frac \sum ' 1 0 \partial , \top & T \prod = k \lVert \rVert"""


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SOUP.split())))
def test_soup_is_read_or_refused_but_never_breaks(pieces):
    names = {"W": sp.MatrixSymbol("W", n, n), "x": sp.MatrixSymbol("x", n, 1), "T": t}
    with unless(ReadError) as refused:
        read(" ".join(pieces), names)
    assert not refused or re.fullmatch(r"line 1, column \d+: found .+; expected .+", refused[0])
