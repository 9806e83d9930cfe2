"""A screen holds back only what differs, and shares values without mixing them up."""

from __future__ import annotations

from sympy import Eq, Identity, MatrixSymbol, OneMatrix, Symbol

from derive.algebra import Definition, Family, System
from derive.audit import Screen, check
from derive.judging.edits import GROUPS, edits, pool
from derive.models import RNN

n = Symbol("n", integer=True, positive=True)
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)


def test_what_the_audit_agrees_to_passes() -> None:
    kept, said = (A * B).T, A.T * B.T
    screen = Screen(kept, said, System())
    tried = passed = 0
    for group in GROUPS:
        for new, _ in edits(said, pool([kept, said]), group):
            if getattr(new, "shape", ()) == kept.shape:
                tried += 1
                agrees = check(kept, new).status == "agrees"
                assert screen.passes(new) or not agrees, new
                passed += agrees
    assert passed >= 1
    assert tried > 20


def test_an_error_leaves_no_trace() -> None:
    net = RNN()
    h, t = net.h, net.t
    screen = Screen(h[t], h[t], net.system)
    other = Symbol("k", integer=True)
    assert not screen.passes(h[other])  # no value for k is known
    assert screen.passes(net.system.body(h[t]))
    assert not screen.passes(h[t - 1])


def test_conditions_are_met_where_it_looks() -> None:
    f = Family("f", (n, 1))
    t, k = Symbol("t", integer=True), Symbol("k", integer=True)
    system = System(equations=((f[t], OneMatrix(n, 1)),))
    assert Screen(f[t], f[t], system).passes(OneMatrix(n, 1))
    screen = Screen(f[t], f[t], System(), (Eq(t, k),))
    assert screen.passes(f[k])


def test_without_a_value_everything_passes() -> None:
    circular = System((Definition(A, B), Definition(B, A)))
    screen = Screen(A, A, circular)
    assert not screen.vanishes
    assert screen.passes(Identity(n))


def test_zero_vanishes_and_a_random_matrix_does_not() -> None:
    assert Screen(A - B + B - A, A, System()).vanishes
    assert not Screen(A, A, System()).vanishes
