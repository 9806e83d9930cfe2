"""Equations of chapter 2 of the Matrix Cookbook, each derived and compared with what stands there.

Source: Petersen and Pedersen, *The Matrix Cookbook*, version of 15 November 2012.  Where a matrix
is said to be symmetric it is written M + Mᵀ, as every symmetric matrix can be; a power k is a small
number; what is given there for an entry X_ij is given here for all entries at once, as a product of
matrices or as a differential, in which dX may be any matrix, J^ij too.  Every equation holds for
all sizes.  The equations are proved; their numbers were put down from memory of that version, and
have still to be compared with its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sympy as sp
from sympy import (
    Determinant as Det,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    Trace,
    log,
)

from derive.algebra import FrobeniusNorm, Gradient
from derive.calculus.gradients import Question, hints_of
from derive.calculus.steps import Chain, Draft, Statement, Step
from derive.calculus.structured import Structured
from derive.document.plain import plain
from derive.errors import DeriveError
from derive.worksheets.derivation import Derivation, prove
from derive.worksheets.formulas import Together

__all__ = ["EQUATIONS", "Equation", "found", "shown", "table"]

I, T = Identity, sp.Transpose
n, m = sp.symbols("n m", integer=True, positive=True)
A, B, C, D, M, X = (sp.MatrixSymbol(s, n, n) for s in "ABCDMX")
Z, E, L = sp.MatrixSymbol("Z", n, m), sp.MatrixSymbol("E", m, m), sp.MatrixSymbol("L", n, m)
a, b, c, d, x = (sp.MatrixSymbol(s, n, 1) for s in "abcdx")
p, q, s = (sp.MatrixSymbol(name, m, 1) for name in "pqs")
alpha, t = sp.symbols("alpha t")
dX, dZ, dt = sp.MatrixSymbol("dX", n, n), sp.MatrixSymbol("dZ", n, m), sp.Symbol("dt")
W, N = M + M.T, B + B.T  # symmetric matrices


def P(*factors: Any) -> Any:
    """A product, written as it stands."""
    return MatMul(*factors)


def quadratic(y: Any, middle: Any) -> Any:
    return P(T(y), middle, y)


def _on_diagonal(e: Any) -> Any:
    """e ∘ I"""
    return sp.HadamardProduct(e, I(n))


@dataclass(frozen=True)
class Equation:
    """An equation of the Cookbook: its number, what is differentiated by what, what comes out."""

    number: str
    of: Any
    wrt: Any
    expected: Any
    kind: str = "gradient"


_residual = MatAdd(x, MatMul(-1, L, s))  # x − L s
_ax = MatAdd(P(Z, p), c)  # Z p + c
_axb = MatAdd(P(A, X, B), C)
_zcz = P(T(Z), W, Z)
_i_zcz = Inverse(_zcz)
_zbz = P(T(Z), N, Z)
_wide = Inverse(MatAdd(E, T(E), _zcz))
_to = MatAdd(x, MatMul(-1, a))
_norm = FrobeniusNorm(_to)
_zaz = P(T(Z), A, Z)
_i_zaz = Inverse(_zaz)
_y = t * A + B
_lin = MatAdd(P(B, x), b)
_lin2 = MatAdd(P(D, x), d)

_ones = sp.OneMatrix(n, 1)
_sum = sp.MatMul(T(_ones), X, _ones)  # of all entries
_au, _bu = P(T(x), T(A), A, x), P(T(x), T(B), B, x)

EQUATIONS: tuple[Equation, ...] = (
    Equation("33", A, X, sp.ZeroMatrix(n, n), "differential"),
    Equation("34", alpha * X, X, alpha * dX, "differential"),
    Equation("36", Trace(X), X, Trace(dX), "differential"),
    Equation("40", Inverse(X), X, P(-1, Inverse(X), dX, Inverse(X)), "differential"),
    Equation("42", Det(X), X, Det(X) * Trace(Inverse(X) * dX), "differential"),
    Equation("43", log(Det(X)), X, Trace(Inverse(X) * dX), "differential"),
    Equation("44", T(X), X, T(dX), "differential"),
    Equation("46", Det(_y), t, dt * Det(_y) * Trace(Inverse(_y) * A), "differential"),
    Equation("49", Det(X), X, Det(X) * T(Inverse(X))),
    Equation("50", P(Gradient(Det(X), X), T(X)), X, P(Det(X), I(n)), "identity"),
    Equation("51", Det(P(A, X, B)), X, Det(P(A, X, B)) * T(Inverse(X))),
    Equation("52", Det(P(T(X), A, X)), X, 2 * Det(P(T(X), A, X)) * T(Inverse(X))),
    Equation("53", Det(_zcz), Z, P(2 * Det(_zcz), W, Z, _i_zcz)),
    Equation("54", Det(_zaz), Z, P(Det(_zaz), MatAdd(P(A, Z, _i_zaz), P(T(A), Z, T(_i_zaz))))),
    Equation("55", log(Det(T(Z) * Z)), Z, P(2, Z, Inverse(T(Z) * Z))),
    Equation("57", log(Det(X)), X, T(Inverse(X))),
    Equation("58", Det(X**3), X, 3 * Det(X**3) * T(Inverse(X))),
    Equation("59", Inverse(_y), t, P(-dt, Inverse(_y), A, Inverse(_y)), "differential"),
    Equation("60", Inverse(X), X, P(-1, KroneckerProduct(T(Inverse(X)), Inverse(X))), "jacobian"),
    Equation("61", T(a) * Inverse(X) * b, X, P(-1, T(Inverse(X)), a, T(b), T(Inverse(X)))),
    Equation("62", Det(Inverse(X)), X, P(-1, Det(Inverse(X)), T(Inverse(X)))),
    Equation("63", Trace(P(A, Inverse(X), B)), X, P(-1, T(P(Inverse(X), B, A, Inverse(X))))),
    Equation("64", Trace(Inverse(X + A)), X, P(-1, T(P(Inverse(X + A), Inverse(X + A))))),
    Equation("65", Trace(X), X, I(n)),
    Equation("66", Det(X), X, Det(X) * Inverse(T(X))),
    Equation("69", T(x) * a, x, a),
    Equation("69'", T(a) * x, x, a),
    Equation("70", P(T(a), Z, p), Z, P(a, T(p))),
    Equation("71", P(T(p), T(Z), a), Z, P(a, T(p))),
    Equation("72", P(T(a), X, a), X, P(a, T(a))),
    Equation("72'", P(T(a), T(X), a), X, P(a, T(a))),
    Equation("73", Z, Z, I(n * m), "jacobian"),
    Equation("74", P(X, A), X, KroneckerProduct(T(A), I(n)), "jacobian"),
    Equation("75", P(T(X), A), X, P(T(dX), A), "differential"),
    Equation("76", Trace(_sum) ** 2, X, P(2 * Trace(_sum), _ones, T(_ones))),
    Equation("77", P(T(p), T(Z), Z, q), Z, P(Z, MatAdd(P(p, T(q)), P(q, T(p))))),
    Equation("78", P(T(_lin), C, _lin2), x, MatAdd(P(T(B), C, _lin2), P(T(D), T(C), _lin))),
    Equation("80", P(T(Z), B, Z), Z, MatAdd(P(T(dZ), B, Z), P(T(Z), B, dZ)), "differential"),
    Equation("81", quadratic(x, B), x, P(B + B.T, x)),
    Equation(
        "82",
        P(T(p), T(Z), D, Z, q),
        Z,
        MatAdd(P(T(D), Z, p, T(q)), P(D, Z, q, T(p))),
    ),
    Equation("83", quadratic(_ax, D), Z, P(D + D.T, _ax, T(p))),
    Equation("84", quadratic(_residual, W), s, P(-2, T(L), W, _residual)),
    Equation("85", quadratic(_to, W), x, P(2, W, _to)),
    Equation("86", quadratic(_to, W), a, P(-2, W, _to)),
    Equation("87", quadratic(_residual, W), x, P(2, W, _residual)),
    Equation("88", quadratic(_residual, W), L, P(-2, W, _residual, T(s))),
    Equation("89", (alpha - Trace(T(x) * b)) ** 2, x, P(-2 * (alpha - Trace(T(x) * b)), b)),
    Equation("90", X**3, X, MatAdd(P(dX, X**2), P(X, dX, X), P(X**2, dX)), "differential"),
    Equation(
        "91",
        P(T(a), X**3, b),
        X,
        MatAdd(P(a, T(b), T(X**2)), P(T(X), a, T(b), T(X)), P(T(X**2), a, T(b))),
    ),
    Equation(
        "92",
        P(T(a), T(X**2), X**2, b),
        X,
        MatAdd(
            T(P(X, a, T(b), T(X**2))),  # the transpose of the product is what is true
            T(P(a, T(b), T(X**2), X)),
            P(X**2, a, T(b), T(X)),
            P(T(X), X**2, a, T(b)),
        ),
    ),
    Equation(
        "95",
        Trace(_au) / Trace(_bu),
        x,
        MatAdd(
            P(2 / Trace(_bu), T(A), A, x),
            P(-2 * Trace(_au) / Trace(_bu) ** 2, T(B), B, x),
        ),
    ),
    Equation("97", Trace(quadratic(x, A)) + Trace(T(b) * x), x, MatAdd(P(A + A.T, x), b)),
    Equation("98", MatAdd(P(A + A.T, x), b), x, A + A.T, "jacobian"),
    Equation("99", Trace(X), X, I(n)),
    Equation("100", Trace(P(Z, T(L))), Z, L),
    Equation("101", Trace(P(A, X, B)), X, P(T(A), T(B))),
    Equation("102", Trace(P(A, T(X), B)), X, P(B, A)),
    Equation("103", Trace(P(T(Z), L)), Z, L),
    Equation("104", Trace(P(L, T(Z))), Z, L),
    Equation("105", Trace(KroneckerProduct(A, X)), X, Trace(A) * I(n)),
    Equation("106", Trace(X**2), X, 2 * T(X)),
    Equation("107", Trace(P(X**2, B)), X, T(MatAdd(P(X, B), P(B, X)))),
    Equation("108", Trace(P(T(Z), B, Z)), Z, MatAdd(P(B, Z), P(T(B), Z))),
    Equation("109", Trace(P(B, Z, T(Z))), Z, MatAdd(P(B, Z), P(T(B), Z))),
    Equation("110", Trace(P(Z, T(Z), B)), Z, MatAdd(P(B, Z), P(T(B), Z))),
    Equation("111", Trace(P(Z, E, T(Z))), Z, MatAdd(P(Z, T(E)), P(Z, E))),
    Equation("112", Trace(P(E, T(Z), Z)), Z, MatAdd(P(Z, T(E)), P(Z, E))),
    Equation("113", Trace(P(T(Z), Z, E)), Z, MatAdd(P(Z, T(E)), P(Z, E))),
    Equation("114", Trace(P(A, X, B, X)), X, MatAdd(P(T(A), T(X), T(B)), P(T(B), T(X), T(A)))),
    Equation("115", Trace(T(Z) * Z), Z, 2 * Z),
    Equation("115'", Trace(Z * T(Z)), Z, 2 * Z),
    Equation(
        "116",
        Trace(P(T(E), T(Z), C, Z, E)),
        Z,
        MatAdd(P(T(C), Z, E, T(E)), P(C, Z, E, T(E))),
    ),
    Equation("117", Trace(P(T(Z), B, Z, E)), Z, MatAdd(P(B, Z, E), P(T(B), Z, T(E)))),
    Equation(
        "118",
        Trace(P(A, X, B, T(X), C)),
        X,
        MatAdd(P(T(A), T(C), X, T(B)), P(C, A, X, B)),
    ),
    Equation("119", Trace(P(_axb, T(_axb))), X, P(2, T(A), _axb, T(B))),
    Equation("120", Trace(KroneckerProduct(X, X)), X, 2 * Trace(X) * I(n)),
    Equation("121", Trace(X**4), X, 4 * T(X**3)),
    Equation(
        "122",
        Trace(P(A, X**3)),
        X,
        MatAdd(T(P(A, X**2)), T(P(X, A, X)), T(P(X**2, A))),
    ),
    Equation(
        "123",
        Trace(P(T(E), T(Z), C, Z, T(Z), C, Z, E)),
        Z,
        MatAdd(
            P(C, Z, T(Z), C, Z, E, T(E)),
            P(T(C), Z, E, T(E), T(Z), T(C), Z),
            P(C, Z, E, T(E), T(Z), C, Z),
            P(T(C), Z, T(Z), T(C), Z, E, T(E)),
        ),
    ),
    Equation("124", Trace(P(A, Inverse(X), B)), X, P(-1, T(P(Inverse(X), B, A, Inverse(X))))),
    Equation("125", Trace(P(_i_zcz, E)), Z, P(-1, W, Z, _i_zcz, E + E.T, _i_zcz)),
    Equation(
        "126",
        Trace(P(_i_zcz, _zbz)),
        Z,
        MatAdd(P(-2, W, Z, _i_zcz, T(Z), N, Z, _i_zcz), P(2, N, Z, _i_zcz)),
    ),
    Equation(
        "127",
        Trace(P(_wide, _zbz)),
        Z,
        MatAdd(P(-2, W, Z, _wide, T(Z), N, Z, _wide), P(2, N, Z, _wide)),
    ),
    Equation("129", _norm, x, P(1 / _norm, _to)),
    Equation(
        "130",
        P(1 / _norm, _to),
        x,
        MatAdd(P(1 / _norm, I(n)), P(-1 / _norm**3, _to, T(_to))),
        "jacobian",
    ),
    Equation("131", FrobeniusNorm(x) ** 2, x, 2 * x),
    Equation("132", FrobeniusNorm(Z) ** 2, Z, 2 * Z),
    Equation("139", Trace(P(A, X)), X, MatAdd(A, A.T, P(-1, _on_diagonal(A))), "symmetric"),
    Equation(
        "140",
        Det(X),
        X,
        P(Det(X), MatAdd(2 * Inverse(X), P(-1, _on_diagonal(Inverse(X))))),
        "symmetric",
    ),
    Equation(
        "141",
        log(Det(X)),
        X,
        MatAdd(2 * Inverse(X), P(-1, _on_diagonal(Inverse(X)))),
        "symmetric",
    ),
    Equation("142", Trace(P(A, X)), X, _on_diagonal(A), "diagonal"),
)


def _identity(equation: Equation) -> Draft:
    """An equation that is no derivative alone, seen in one step."""
    both = Together(sp.Tuple(equation.of, equation.expected), sp.Dummy())
    step = Step("lemma", equation.of, equation.expected, hints_of(both))
    statement = Statement(equation.of, equation.expected, both.system)
    return Draft("identity", "", statement, Chain((step,)), audited=True)


def _derived(equation: Equation) -> Draft:
    question = Question(equation.of, equation.wrt)
    if equation.kind in ("symmetric", "diagonal"):
        by_structure = Structured(equation.of, equation.wrt, equation.kind)
        return by_structure.gradient.towards(equation.expected)
    drafts: dict[str, Callable[[], Draft]] = {
        "gradient": lambda: question.gradient,
        "jacobian": question.jacobian,
        "differential": lambda: question.differential,
    }
    return drafts[equation.kind]().towards(equation.expected)


@cache
def shown(equation: Equation) -> Derivation:
    """The derivation of an equation, up to the form in which the Cookbook has it.

    >>> found = shown(next(e for e in EQUATIONS if e.number == "81"))
    >>> found.status, found.rhs
    ('proved', (B + B.T)*x)
    """
    draft = _identity(equation) if equation.kind == "identity" else _derived(equation)
    name, title = f"cookbook-{equation.number}", f"Matrix Cookbook ({equation.number})"
    return prove(replace(draft, name=name, title=title))


def found(number: str) -> Derivation:
    """The derivation of the equation of that number.

    Raises :class:`~derive.DeriveError` for a number that is not here.
    """
    for equation in EQUATIONS:
        if equation.number == number:
            return shown(equation)
    known = ", ".join(e.number for e in EQUATIONS)
    raise DeriveError(f"there is no equation {number!r} here; there are {known}")


def table() -> Iterator[tuple[str, str, str]]:
    """Number, statement and status of every equation, one after the other as they are judged."""
    for equation in EQUATIONS:
        made = shown(equation)
        yield equation.number, plain(made.latex()), made.status
