"""The command line: what it prints, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


def test_help_has_examples() -> None:
    for command in ((), ("solutions",), ("list",), ("show",), ("verify",), ("cookbook",)):
        status, text = run(*command, "--help")
        assert (status, "Example" in text) == (0, True), command


def test_solutions_list_show_verify(tmp_path: Path) -> None:
    status, text = run("solutions", "--to", "tex", "--out", str(tmp_path / "out"))
    assert status == 0, text
    assert "derivations proved" in text
    assert (tmp_path / "out" / "rnn_lstm.tex").is_file()
    status, text = run("list")
    assert status == 0
    assert "1b" in text
    assert "proved" in text
    status, text = run("show", "1b", "gradient")
    assert status == 0
    assert "[proved]" in text
    assert "chain rule" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("solutions", "nonsense"), "there is no worksheet 'nonsense'"),
        (("solutions", "--to", "docx"), "formats are tex and pdf"),
        (("show", "9z"), "there is no question '9z'"),
        (("show", "1b", "nothing"), "has no theorem 'nothing'"),
        (("verify", "no-such-folder"), "no such file or folder"),
    ],
)
def test_unusable_input_is_one_line_and_status_2(arguments: tuple[str, ...], says: str) -> None:
    status, text = run(*arguments)
    assert status == 2
    assert says in text


def test_the_cookbook_lists_and_shows_its_equations() -> None:
    status, text = run("cookbook")
    *rows, total = text.splitlines()
    assert status == 0
    assert total == f"{len(rows)} proved"
    assert len(rows) >= 80
    assert any(r.split()[:2] == ["(81)", "proved"] and "∇ₓ (xᵀ B x)" in r for r in rows)
    status, text = run("cookbook", "81")
    assert (status, "product rule" in text) == (0, True)
    assert run("cookbook", "1000")[0] == 2


def test_a_folder_that_cannot_be_written_is_status_2(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    status, text = run("solutions", "--to", "tex", "--out", str(blocked / "out"))
    assert status == 2
    assert "cannot write" in text


def test_verify_says_what_fails(tmp_path: Path) -> None:
    assert run("verify", str(tmp_path))[0] == 2
    (tmp_path / "a.json").write_text("not json")
    assert run("verify", str(tmp_path))[0] == 2


def test_show_prints_what_a_theorem_builds_on() -> None:
    found = CliRunner().invoke(main, ["show", "rnn", "--worksheet", "networks"])
    lines = [line for line in found.output.splitlines() if line.endswith("[proved]")]
    steps, sums, whole = (
        lines.index(f"{title} by W  [proved]")
        for title in ("One step backwards", "The gradient up to a time", "The gradient")
    )
    assert steps < sums < whole
    assert len(lines) == len(set(lines))
