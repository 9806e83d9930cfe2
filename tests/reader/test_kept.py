"""Readings are kept: the same formula with the same names is read once, and with others anew."""

from __future__ import annotations

from operator import attrgetter

import pytest
from sympy import ImmutableMatrix, Matrix, MatrixSymbol, Symbol

from derive.reader.conventions import Conventions
from derive.reader.errors import ReadError
from derive.reader.latex import read, read_statement
from derive.reader.names import Names
from derive.reader.recalled import Recalled

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
    assert read(text, tables[1]) is first
    assert read(text, {**tables[1], "z": Symbol("z")}) is first  # which is not asked for
    assert read(text, {**tables[1], "x": MatrixSymbol("x", m, 2)}).shape == (n, 2)


def test_a_name_in_another_font_and_what_is_no_name_count_too() -> None:
    upright, slanted = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
    assert read(r"\mathbf{x}", {"x": upright}) == upright
    assert read(r"\mathbf{x}", {"x": upright, r"\mathbf{x}": slanted}) == slanted
    for names, said in (({"x": upright}, "x"), ({"x": upright, "y": slanted}, "x, y")):
        with pytest.raises(ReadError, match=f"one of the names {said}$"):
            read("q", names)


def test_a_reading_is_kept_by_the_answers_to_what_it_asks() -> None:
    met: list[Names] = []

    def reading(names: Names) -> object:
        met.append(names)
        return names.given if names.has("x") else names.keys

    kept = Recalled(reading)
    one, two, three = (Names({"x": (n,)}, given=(n > k,)) for k in (0, 1, 0))
    assert [kept(one), kept(two), kept(three)] == [(n > 0,), (n > 1,), (n > 0,)]
    assert (len(met), kept.size) == (2, 2)
    assert kept(Names({"y": (n,)}, given=(n > 0,))) == {"y"}
    assert kept(Names({"y": (m,)}, given=(n > 5,))) == {"y"}
    assert kept(Names({"y": (m,), "z": (m,)})) == {"y", "z"}
    assert (len(met), kept.size) == (4, 4)


def test_only_so_many_readings_are_kept() -> None:
    kept = Recalled(lambda names: names.find("x", "value"))
    for k in range(600):
        assert kept(Names({"x": (Symbol(f"x{k}"),)})) == [Symbol(f"x{k}")]
    assert kept.size < 300


def test_names_that_are_watched_say_what_they_say_unwatched() -> None:
    a = MatrixSymbol("a", n, m)
    names = Names({"a": (a,), "ab": (n,)}, given=(n > 0,), ranges={n: (0, 1)})
    asked = ("table", "keys", "words", "sizes", "system", "given", "held", "usage", "ranges")
    for what in asked:
        kept = Recalled(attrgetter(what))
        assert kept(names) == kept(names) == getattr(names, what), what
        assert kept.size == 1


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
