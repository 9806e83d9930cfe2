"""A third opinion on question 3c: finite differences of the LSTM's equations, in 60 digits."""

from random import Random

import pytest
import sympy as sp
from mpmath import mp, mpf

from derive.calculus.paths import AllPaths
from derive.models import LSTM
from derive.worksheets.derivation import prove

CELL = LSTM()


class Numbers:
    """A cell of 2 units and 3 inputs at a fixed point, by its equations alone."""

    def __init__(self, bias=None, seed=1):
        draw = Random(seed)
        mp.dps = 60

        def matrix(rows, cols):
            rows_of = ([mpf(draw.randint(-9, 9)) / 10 for _ in range(cols)] for _ in range(rows))
            return mp.matrix(list(rows_of))

        self.W = {g: matrix(2, 2) for g in "fioc"}
        self.U = {g: matrix(2, 3) for g in "fioc"}
        self.b = {g: matrix(2, 1) for g in "fioc"}
        for g, value in (bias or {}).items():
            self.b[g] += mp.matrix([value, value])
        self.x = [matrix(3, 1) for _ in range(6)]
        self.C0, self.h0 = matrix(2, 1), matrix(2, 1)

    def gate(self, g, h, t):
        z = self.W[g] * h + self.U[g] * self.x[t] + self.b[g]
        return z.apply(mp.tanh if g == "c" else lambda v: 1 / (1 + mp.exp(-v)))

    def step(self, C, h, t):
        f, i, o, c = (self.gate(g, h, t) for g in "fioc")
        new = mp.matrix([f[a] * C[a] + i[a] * c[a] for a in range(2)])
        return new, mp.matrix([o[a] * mp.tanh(new[a]) for a in range(2)])

    def run(self, C, h, start, end):
        for t in range(start + 1, end + 1):
            C, h = self.step(C, h, t)
        return C, h

    def output(self, C, h, t):
        """h_t as a function of C_t, the gate fixed at its value."""
        gate = self.gate("o", h, t)
        return mp.matrix([gate[a] * mp.tanh(C[a]) for a in range(2)])

    def total(self, k, t):
        """dC_t/dC_k with all paths: h_k moves with C_k (for k ≥ 1)."""
        before = self.run(self.C0, self.h0, 0, max(k - 1, 0))
        at = self.run(self.C0, self.h0, 0, k)[0]

        def end(C):
            h = self.output(C, before[1], k) if k else self.h0
            return self.run(C, h, k, t)[0]

        return differences(end, at)


def differences(function, at):
    step = mpf(10) ** -20
    out = mp.zeros(2, 2)
    for b in range(2):
        move = mp.zeros(2, 1)
        move[b] = step
        column = (function(at + move) - function(at - move)) / (2 * step)
        for a in range(2):
            out[a, b] = column[a]
    return out


def diag(*columns):
    product = [mp.fprod(v[a] for v in columns) for a in range(2)]
    return mp.diag(product)


def close(a, b, size="1e-30"):
    return mp.norm(a - b) < mpf(size)


def one_step(net, t):
    """dC_t/dC_{t−1} as the draft ``full`` says it, at the numbers of ``net``."""
    C, h = net.run(net.C0, net.h0, 0, t - 1)
    h_before = net.run(net.C0, net.h0, 0, t - 2)[1]
    f, i, c = (net.gate(g, h, t) for g in "fic")
    one = mp.ones(2, 1)
    squares = mp.matrix([v * v for v in c])
    cross = diag(C, f, one - f) * net.W["f"] + diag(c, i, one - i) * net.W["i"]
    cross += diag(i, one - squares) * net.W["c"]
    slope = mp.matrix([1 - mp.tanh(v) ** 2 for v in C])
    return diag(f) + cross * diag(net.gate("o", h_before, t - 1), slope)


@pytest.mark.parametrize("time", [2, 3, 4])
def test_the_full_step_is_the_finite_difference(time):
    net = Numbers()
    assert close(net.total(time - 1, time), one_step(net, time))
    f = net.gate("f", net.run(net.C0, net.h0, 0, time - 1)[1], time)
    assert not close(net.total(time - 1, time), diag(f), "0.01")  # the other paths matter


def test_the_first_step_has_the_direct_path_only():
    net = Numbers()
    assert close(net.total(0, 1), diag(net.gate("f", net.h0, 1)))


@pytest.mark.parametrize(("start", "end"), [(0, 2), (1, 3), (1, 4), (2, 2)])
def test_the_limit_of_saturated_gates_is_the_identity(start, end):
    """‖dC_t/dC_k − I‖ falls like e^{−b} as b_f = b and b_i = −b grow: the answer is a limit."""
    gaps = []
    for bias in (20, 40, 60):
        net = Numbers({"f": bias, "i": -bias})
        gaps.append(mp.norm(net.total(start, end) - mp.eye(2)))
    if start == end:
        assert max(gaps) < mpf(10) ** -30
        return
    for near, far in zip(gaps[1:], gaps, strict=False):
        assert near < far * mp.exp(-15)


@pytest.mark.parametrize("value", [mpf(1) / 2, mpf(9) / 10])
def test_a_forget_gate_between_0_and_1(value):
    """Inputs chosen so that f_t has the value at the point; its slope stays f(1 − f)W_f."""
    net = Numbers()
    time = 3
    C, h = net.run(net.C0, net.h0, 0, time - 1)
    wanted = mp.log(value / (1 - value)) * mp.ones(2, 1) - net.b["f"] - net.W["f"] * h
    square = net.U["f"][:, 0:2]
    rest = mp.lu_solve(square, wanted)
    net.x[time] = mp.matrix([rest[0], rest[1], 0])
    assert close(net.gate("f", h, time), value * mp.ones(2, 1))
    draft = AllPaths(CELL, sp.Rational(str(mp.nstr(value, 3))), None).full
    assert prove(draft).status == "proved"
    i, c = net.gate("i", h, time), net.gate("c", h, time)
    one = mp.ones(2, 1)
    h_before = net.run(net.C0, net.h0, 0, time - 2)[1]
    behind = diag(net.gate("o", h_before, time - 1), mp.matrix([1 - mp.tanh(v) ** 2 for v in C]))
    cross = value * (1 - value) * diag(C) * net.W["f"] + diag(c, i, one - i) * net.W["i"]
    cross += diag(i, one - mp.matrix([v * v for v in c])) * net.W["c"]
    assert close(net.total(time - 1, time), value * mp.eye(2) + cross * behind)


def test_the_witness_of_a_state_beyond_1_in_numbers():
    net = Numbers()
    for g in "fic":
        net.W[g], net.U[g] = mp.zeros(2, 2), mp.zeros(2, 3)
        net.b[g] = (mp.log(19) / 2 if g == "c" else mp.log(9)) * mp.ones(2, 1)
    C = net.run(mp.zeros(2, 1), net.h0, 0, 2)[0]
    assert close(C, mpf(1539) / 1000 * mp.ones(2, 1))
