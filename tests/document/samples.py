"""Symbols, a derivation by hand, and the worksheet that we ship, for the tests of documents."""

# ruff: noqa: C408
# fmt: off

from types import SimpleNamespace as Namespace

from sympy import MatrixSymbol, Symbol

from derive.algebra import SIGMA, TANH, Family
from derive.calculus.steps import Part, Statement, Step
from derive.models import LSTM, RNN, SigmoidLayer
from derive.worksheets import load

i, j, k, m, t, T = (Symbol(s, integer=True) for s in "ijkmtT")
net, layer, cell = RNN(), SigmoidLayer(), LSTM()
n, d, W, U, h, z, x, L, loss = (
    net.n, net.d, net.W, net.U, net.h, net.z, net.x, net.losses, net.loss
)  # fmt: skip
a, b = MatrixSymbol("a", n, 1), MatrixSymbol("b", n, 1)
A, B = Family("A", (n, n)), MatrixSymbol("B", n, n)
delta = Family("delta", (n, 1))
ds = SIGMA.diff()
C, f, I, o, c, sq = cell.C, cell.f, cell.i, cell.o, cell.candidate, TANH


def derivation(
    name, title, lhs, rhs, *says, relation="=", given=(), limit=None, status="proved", **more
):
    """A derivation; each of ``says`` is a reason, or (reason, intermediate term)."""
    steps, before = [], lhs
    for number, reason in enumerate(says):
        reason, after = reason if isinstance(reason, tuple) else (reason, rhs)
        after = rhs if number == len(says) - 1 else after
        steps.append(
            Step("rule " + reason.split()[0], before, after, says=reason, relation=relation)
        )
        before = after
    parts = more.pop("parts", None) or [
        Part(
            "whole", tuple(steps), says="" if steps else "By the interval calculus, entry by entry."
        )
    ]
    statement = Statement(lhs, rhs, relation=relation, given=given, limit=limit)
    fields = dict(
        name=name, title=title, statement=statement, lhs=lhs, rhs=rhs, parts=lambda: iter(parts),
        steps=tuple(s for p in parts for s in p.steps), status=status, reason="", certificate={},
        axioms=("The derivative of the logistic function is σ′ = σ(1 − σ).",) if "σ" in title
        or "logistic" in title else ("The chain rule for an opaque loss.",),
        rules=tuple(s.rule for p in parts for s in p.steps), uses=(), data={},
    )  # fmt: skip
    return Namespace(**(fields | more))


_shipped = load("rnn_lstm")
worksheet = Namespace(
    name=_shipped.name, title=_shipped.title, questions=_shipped.questions,
    errata=_shipped.errata, figures=_shipped.figures, rules=_shipped.rules,
)
