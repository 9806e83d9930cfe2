"""derive review: what it prints, what it writes, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import fastjsonschema
import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.judging.verdicts import schema

RIGHT = "We have $(A B)^\\top = B^\\top A^\\top$.\n"
WRONG = RIGHT + "\nBut\n\n$$(A B)^\\top = A^\\top B^\\top$$\n"


def run(*arguments: str, stdin: str | bytes = "", status: int = 0) -> str:
    result = CliRunner().invoke(main, ["review", *arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.md").write_text(RIGHT)
    (tmp_path / "wrong.md").write_text(WRONG)
    return tmp_path


def test_the_table_says_where_what_and_why(sheets: Path) -> None:
    text = run("wrong.md", status=1)
    assert "1:10" in text
    assert "✓ proved" in text
    assert "kernel" in text
    assert "5:3" in text
    assert "(A B)ᵀ = Aᵀ Bᵀ" in text
    assert "✗ refuted" in text
    assert "true if: (A B)ᵀ = Bᵀ Aᵀ" in text
    below = text.partition("fails at\n")[2]
    assert "(A B)ᵀ = [" in below
    assert "Aᵀ Bᵀ = [" in below
    assert text.splitlines()[-1] == "2 claims: 1 proved, 1 refuted"
    assert run("right.md").splitlines()[-1] == "1 claim: 1 proved"


def test_the_witness_can_be_recomputed(sheets: Path) -> None:
    """From the JSON alone, with the integers that it gives."""
    found = json.loads(run("wrong.md", "--json", status=1))["findings"][1]["witness"]

    def product(a: list[list[int]], b: list[list[int]]) -> list[list[int]]:
        return [
            [sum(x * y for x, y in zip(r, c, strict=True)) for c in zip(*b, strict=True)] for r in a
        ]

    def transposed(a: list[list[int]]) -> list[list[int]]:
        return [list(row) for row in zip(*a, strict=True)]

    a, b, left, right = (
        [[int(x) for x in row] for row in value]
        for value in (found["values"]["A"], found["values"]["B"], found["left"], found["right"])
    )
    assert transposed(product(a, b)) == left
    assert product(transposed(a), transposed(b)) == right
    assert left != right


def test_standard_input_context_and_files(sheets: Path) -> None:
    assert "1 proved" in run("-", stdin=RIGHT)
    (sheets / "c.yaml").write_text("shapes: {A: [n, m], B: [m, d]}\n")
    assert "A ∈ ℝ^n×m" not in run("right.md", "--context", "c.yaml")
    assert "c.yaml, line 1: unknown key shape" in run(
        "right.md", "--context", str(_written(sheets / "c.yaml", "shape: {}")), status=2
    )
    assert "wrong.html: 2 claims" in run(
        "wrong.md", "--to", "html", "--out", "wrong.html", status=1
    )
    assert "<math" in (sheets / "wrong.html").read_text()
    assert r"\documentclass" in run("wrong.md", "--to", "tex", status=1)
    run("wrong.md", "--out", "wrong.txt", status=1)
    assert "✗ refuted" in (sheets / "wrong.txt").read_text()
    assert json.loads(run("--schema"))["title"] == "A review by derive"


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "which file?"),
        (("none.md",), "cannot read none.md"),
        (("-", "right.md"), "reviewed alone"),
        (("right.md", "--json", "--to", "tex"), "asked for at once"),
        (("right.md", "--worksheet", "nonsense"), "nonsense"),
        ((".", "--worksheet", "nonsense"), "derive: no worksheet is called nonsense"),
        (("empty",), "no submissions in this folder"),
        (("binary.md",), "not UTF-8"),
        (("right.md", "--out", "right.md/x.txt"), "cannot write"),
        (("right.md", "--timeout", "0"), "timeout"),
        (("right.md", "--scheduler", "nowhere://x"), "no scheduler at nowhere"),
    ],
)
def test_unusable_input_is_one_clear_line(
    sheets: Path, arguments: tuple[str, ...], said: str
) -> None:
    (sheets / "empty").mkdir()
    (sheets / "binary.md").write_bytes(b"\x89PNG\xff\x00")
    text = run(*arguments, status=2)
    assert said in text
    assert "Traceback" not in text


def test_a_few_files_are_shown_one_below_the_other(sheets: Path) -> None:
    (sheets / "broken.ipynb").write_text("{")
    text = run("right.md", "broken.ipynb", "wrong.md", status=1)
    parts = ["1 claim: 1 proved", "derive: broken.ipynb: no notebook", "fails at", "3 submissions"]
    places = [text.index(part) for part in parts]
    assert places[0] < places[2] < places[3]
    assert not Path("review.jsonl").exists()
    assert "2 submissions" in run("right.md", "broken.ipynb", status=2)


def test_places_in_a_notebook_name_the_cell(sheets: Path) -> None:
    cells = [{"cell_type": "code", "source": "x"}, {"cell_type": "markdown", "source": WRONG}]
    (sheets / "n.ipynb").write_text(json.dumps({"cells": cells}))
    text = run("n.ipynb", status=1)
    assert "cell 2, 5:3" in text
    findings = json.loads(run("n.ipynb", "--json", status=1))["findings"]
    assert [(f["cell"], f["line"], f["column"]) for f in findings] == [(2, 1, 10), (2, 5, 3)]


def test_a_text_cannot_steer_the_terminal(sheets: Path) -> None:
    (sheets / "evil.md").write_text("$A = B\x1b[2J\x1b]0;x\x07 C$ and $[red]A[/red] = A$")
    text = run("evil.md", status=1) if "refuted" in run_any("evil.md") else run_any("evil.md")
    assert "\x1b" not in text
    assert "\x07" not in text


def run_any(*arguments: str) -> str:
    return CliRunner().invoke(main, ["review", *arguments]).output


def test_a_folder_with_a_bad_file_is_judged_to_the_end(sheets: Path) -> None:
    (sheets / "bad.tex").write_bytes(b"\xff\xfe\x00bad\xff")
    (sheets / "broken.ipynb").write_text("{")
    text = run(".", "--jobs", "2", status=1)
    assert "5:3" in text.replace("refuted at ", "")
    assert "not UTF-8 text" in text
    assert "it is not JSON" in text
    assert "4 submissions" in text
    records = [json.loads(line) for line in Path("review.jsonl").read_text().splitlines()]
    check = fastjsonschema.compile(json.loads(schema()))
    for record in records:
        check(record)
    assert {r["file"] for r in records if r["error"]} == {"bad.tex", "broken.ipynb"}
    before = Path("review.jsonl").read_text().splitlines()
    again = run(".", "--jobs", "2", "--resume", "--json", status=1)
    kept = [r for r in map(json.loads, again.splitlines()) if not r["error"]]
    assert sorted(map(json.dumps, kept)) == sorted(
        json.dumps(r) for r in map(json.loads, before) if not r["error"]
    )
    (sheets / "broken.ipynb").unlink()
    assert "1 submission " in run("right.md", "./right.md", "--to", "html", "--out", "pages")
    assert (sheets / "pages" / "right.md.html").is_file()
    assert "1 submission " in run("bad.tex", "./bad.tex", "--jobs", "1", status=2)
