"""Readings are kept: the same formula with the same names is read once, and with others anew."""

from __future__ import annotations

import pytest
from sympy import ImmutableMatrix, Matrix, MatrixSymbol, Symbol

from derive.reader import latex
from derive.reader.conventions import Conventions
from derive.reader.errors import ReadError
from derive.reader.latex import read, read_statement
from derive.reader.names import Names

n, m = (Symbol(s, integer=True, positive=True) for s in "nm")


def test_what_names_mean_decides() -> None:
    square, wide = MatrixSymbol("W", n, n), MatrixSymbol("W", n, m)
    assert read("W W", {"W": square}).shape == (n, n)
    with pytest.raises(ReadError):
        read("W W", {"W": wide})
    assert read("W W", {"W": square}).shape == (n, n)


def test_an_equal_table_is_the_same_table() -> None:
    text = "W x + W x"
    tables = [{"W": MatrixSymbol("W", n, m), "x": MatrixSymbol("x", m, 1)} for _ in range(2)]
    first = read(text, tables[0])
    before = latex._outcome.cache_info().hits
    assert read(text, tables[1]) == first
    assert latex._outcome.cache_info().hits == before + 1


def test_given_and_conventions_decide_too() -> None:
    a, b = (MatrixSymbol(s, n, 1) for s in "ab")
    names = Names.of({"a": a, "b": b, "c": MatrixSymbol("c", n, 1)})
    ways = [Conventions(star=way) for way in ("hadamard", "product")]
    assert read_statement("a * b = c", names, ways[0]).consulted >= {"star"}
    with pytest.raises(ReadError):
        read_statement("a * b = c", names, ways[1])


def test_an_error_is_raised_anew_with_all_it_says() -> None:
    found = []
    for _ in range(2):
        with pytest.raises(ReadError) as caught:
            read_statement(r"W^T = (x", {"W": MatrixSymbol("W", n, n)})
        found.append(caught.value)
    one, other = found
    assert one is not other
    assert (str(one), one.place, one.consulted) == (str(other), other.place, other.consulted)


def test_which_side_is_not_understood() -> None:
    names = {"W": MatrixSymbol("W", n, m), "x": MatrixSymbol("x", m, 1), "c": Symbol("c")}
    for text, side in (("W W = x", "left"), ("x = W W", "right"), ("W x = c", "")):
        with pytest.raises(ReadError) as caught:
            read_statement(text, names)
        assert caught.value.side == side, text


def test_a_matrix_that_may_change_is_read_each_time() -> None:
    changing = Matrix([[1, 2], [3, 4]])
    names = Names({"A": (changing,)})
    first = read("A", names)
    changing[0, 0] = 7
    assert ImmutableMatrix(read("A", names))[0, 0] == 7
    assert first is not None
