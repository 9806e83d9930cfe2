"""The names that the notation tests use, and what they are."""

from __future__ import annotations

import sympy as sp

from derive.algebra import SIGMA, Activation, Family
from derive.reader.latex import Names

n, d, m = (sp.Symbol(s, integer=True, positive=True) for s in "ndm")
T = sp.Symbol("T", integer=True, nonnegative=True)
t, i, j, k = (sp.Symbol(s, integer=True) for s in "tijk")
A, Q, S = (sp.MatrixSymbol(s, n, n) for s in "AQS")
B, X = (sp.MatrixSymbol(s, n, d) for s in "BX")
a, b, q, y = (sp.MatrixSymbol(s, n, 1) for s in "abqy")
u = sp.MatrixSymbol("u", d, 1)
r = sp.MatrixSymbol("r", 1, n)
p = sp.MatrixSymbol(r"\mathbf{p}", n, 1)
v, s, w = sp.symbols("v s w")
loss, lam, eps = sp.Symbol("loss"), sp.Symbol("lambda"), sp.Symbol("epsilon")
h, z, x = Family("h", (n, 1)), Family("z", (n, 1)), Family("x", (d, 1))
V = Family("V", (n, n))
L, g = Family("L", ()), Family("g", ())
f = Activation("f")

TABLE = {
    "n": n,
    "d": d,
    "m": m,
    "t": t,
    "i": i,
    "j": j,
    "k": k,
    "A": A,
    "Q": Q,
    "S": S,
    "B": B,
    "X": X,
    "a": a,
    "b": b,
    "q": q,
    "y": y,
    "u": u,
    "r": r,
    r"\mathbf{p}": p,
    "v": v,
    "s": s,
    "w": w,
    "loss": loss,
    r"\lambda": lam,
    r"\epsilon": eps,
    "h": h,
    "z": z,
    "x": x,
    "V": V,
    "L": L,
    "g": g,
    "f": f,
    r"\sigma": SIGMA,
}
#: without a T of which ^T could be a power; ``LENGTH`` has one
NAMES = Names.of(TABLE)
LENGTH = Names.of({**TABLE, "T": T})
