"""Claims about inverses of sums, finite sums and logarithms, changed in one place.

Their proofs are found for them; the change is made in the statement or in a definition, and then
the claim is refused, or true by the oracle wherever what is assumed holds.
"""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import sympy as sp
from test_mutations import mutants
from test_mutations_gradients import differs, redefined

from derive import algebra as al
from derive.calculus.steps import Statement
from derive.judging.assumptions import supposed
from derive.judging.proofs import shown
from derive.kernel import KernelError, judge

n, m = (sp.Symbol(name, integer=True, positive=True) for name in "nm")
t, k = sp.symbols("t k", integer=True)
A, B, P, Q = (sp.MatrixSymbol(name, n, n) for name in "ABPQ")
R = sp.MatrixSymbol("R", m, m)
H = sp.MatrixSymbol("H", m, n)
z = sp.MatrixSymbol("z", n, 1)
i, j = sp.symbols("i j", integer=True)
x, c = sp.symbols("x c")
ONE = sp.Identity(n)
FROM_0 = (sp.Ge(t, 0, evaluate=False),)
SUM = al.ComponentSum(sp.exp(z[k, 0]), (k, n))
CLAIMS: list[tuple[Any, Any, tuple[Any, ...]]] = [
    ((A + B).I, A.I * (A.I + B.I).I * B.I, ()),
    ((P.I + H.T * R.I * H).I, P - P * H.T * (H * P * H.T + R).I * H * P, ()),
    ((H.T * H + c * ONE).I * H.T, H.T * (H * H.T + c * sp.Identity(m)).I, ()),
    (A * (A + c * ONE).I, ONE - c * (A + c * ONE).I, ()),
    (al.MatrixSum(A**k, (k, 0, t)), (ONE - A).I * (ONE - A ** (t + 1)), FROM_0),
    (al.MatrixSum(A**k, (k, 0, t)) * (ONE - A), ONE - A ** (t + 1), FROM_0),
    ((ONE - A) * al.MatrixSum(A**k, (k, 0, t)), ONE - A ** (t + 1), FROM_0),
    (sp.Sum(x**k, (k, 0, t)), (x ** (t + 1) - 1) / (x - 1), FROM_0),
    (sp.Sum(k, (k, 1, t)), t * (t + 1) / 2, FROM_0),
    (sp.Sum(k**2, (k, 1, t)), t * (t + 1) * (2 * t + 1) / 6, FROM_0),
    (
        sp.Sum(k * x**k, (k, 0, t)),
        (t * x ** (t + 2) - (t + 1) * x ** (t + 1) + x) / (x - 1) ** 2,
        FROM_0,
    ),
    (sp.log(sp.exp(x), evaluate=False), x, ()),
    (sp.log(1 + sp.exp(x)), x + sp.log(1 + sp.exp(-x)), ()),
    (sp.log(sp.exp(z[i, 0]) / SUM), z[i, 0] - sp.log(SUM), ()),
    (sp.sqrt(x * c), sp.sqrt(x) * sp.sqrt(c), ()),
    (al.Gradient(al.FrobeniusNorm(z), z), z / al.FrobeniusNorm(z), ()),
    (sp.exp(z[i, 0] - al.LogSumExp(z)), al.Softmax(z)[i, 0], ()),
]


@pytest.fixture(scope="module")
def certificates() -> list[dict[str, Any]]:
    found = []
    for lhs, rhs, given in CLAIMS:
        statement, _ = supposed(Statement(lhs, rhs, given=given))
        certificate = shown(statement)
        assert certificate is not None, lhs
        found.append(json.loads(json.dumps(certificate)))
    return found


def test_the_oracle_agrees_with_every_claim(certificates: list[Any]) -> None:
    assert [c["statement"] for c in certificates if differs(c, 1) is not False] == []


def test_every_single_change_is_refused_or_true(certificates: list[Any]) -> None:
    tried = accepted = 0
    for number, certificate in enumerate(certificates):
        draw = random.Random(number)
        for mutant in (*mutants(certificate, draw, 12), *redefined(certificate, draw)):
            tried += 1
            try:
                judge(mutant)
            except KernelError:
                continue
            accepted += 1
            assert not differs(mutant, number), mutant["statement"]
    assert tried > 150
    assert accepted < tried / 10
