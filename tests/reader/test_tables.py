"""The parser's tables are kept, and never out of date."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from derive.reader import syntax, tables
from derive.reader.syntax import Node, ReadError, parse

TEXT = r"\sum_{k = 1}^{t} \frac{\partial L_{t}}{\partial h_{k}} W^{\top} x"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "derive"


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch):
    """The parser as a new process makes it, as often as it is asked for."""

    def read(text: str) -> str:
        made = tables.parser(Node)
        monkeypatch.setattr(syntax, "_parser", lambda: made)
        try:
            return repr(parse(text))
        except ReadError as error:
            return str(error)

    return read


def test_kept_tables_read_as_new_ones_do(home: Path, reading) -> None:
    texts = (TEXT, "(W x", "W + )", "")
    new = [reading(text) for text in texts]
    [kept] = home.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.stat().st_mtime_ns
    assert [reading(text) for text in texts] == new
    assert [kept.stat().st_mtime_ns] == [file.stat().st_mtime_ns for file in home.iterdir()]
    assert before == kept.stat().st_mtime_ns


def test_another_grammar_has_other_tables(
    home: Path, reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "factor" in reading(TEXT)
    grammar = tables._GRAMMAR.read_text(encoding="utf-8")
    changed = tmp_path / "changed.lark"
    changed.write_text(grammar.replace("factor", "piece"), encoding="utf-8")
    monkeypatch.setattr(tables, "_GRAMMAR", changed)
    assert "factor" not in reading(TEXT)
    assert len(list(home.iterdir())) == 2
    monkeypatch.setitem(tables._OPTIONS, "keep_all_tokens", False)
    reading("a + b")
    assert len(list(home.iterdir())) == 3


def test_what_is_damaged_or_of_others_is_not_used(home: Path, reading) -> None:
    new = reading(TEXT)
    [kept] = home.iterdir()
    whole = kept.read_bytes()
    for content in (b"", whole[:100], b"no tables at all"):
        kept.write_bytes(content)
        assert reading(TEXT) == new
        assert len(kept.read_bytes()) > len(whole) // 2  # mended
    kept.write_bytes(b"others may have written this")
    kept.chmod(0o622)
    assert reading(TEXT) == new
    assert len(kept.read_bytes()) > 10_000  # written anew, for this user alone
    assert kept.stat().st_mode & 0o777 == 0o600


def test_without_a_place_to_keep_them_they_are_made(
    tmp_path: Path, reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.write_text("no directory")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert "factor" in reading(TEXT)

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert "factor" in reading(TEXT)
    assert os.listdir(tmp_path) == ["file"]
