"""Whole sheets, each of another kind, and all that is claimed in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.submissions.opening import open_submission, submission

SHEETS = Path(__file__).parent / "sheets"
#: for each sheet the claims in it, a line each: place, role, what it goes on, what is claimed
EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("path", sorted(SHEETS.iterdir()), ids=lambda path: path.name)
def test_all_claims_of_a_sheet(path: Path) -> None:
    found = open_submission(path)
    said = [
        f"{c.spot} | {c.role}{'' if c.after is None else f' after {c.after}'} | {c.latex}"
        for c in found.claims
    ]
    expected = (EXPECTED / f"{path.name}.txt").read_text(encoding="utf-8")
    assert said == expected.splitlines()


def test_what_sheets_declare() -> None:
    chinese = open_submission(SHEETS / "zh.md").context
    assert chinese.shapes == {"W": ("n", "n"), "h": ("n", "1")}
    assert chinese.families == {"x": ("d", "1")}
    assert chinese.conventions == {"layout": "numerator"}
    german = open_submission(SHEETS / "de.md").context
    assert german.shapes == {"W": ("m", "n")}
    assert german.assume == {"A": ("invertible",)}
    article = open_submission(SHEETS / "article.tex").context
    assert article.shapes == {"x": ("n", "1"), "eta": ()}
    assert article.assume == {"A": ("symmetric", "invertible")}
    assert open_submission(SHEETS / "mail.txt").context.shapes == {"W": ("n", "d")}


def test_conditions_and_assumptions() -> None:
    russian = open_submission(SHEETS / "ru.md").claims
    assert [c.given for c in russian][1:4] == [
        (r"1 \le i \le n",),
        (r"s \neq 0",),
        (r"s \neq 0",),
    ]
    french = open_submission(SHEETS / "fr.md").claims
    assert [c.under for c in french if c.latex.endswith("2A")] == [(4,)]


def test_conditions_belong_to_what_follows_from_them() -> None:
    found = submission("$$a_t = b_t$$\n所以由 $f_t = 1$ 可以得 $c_t = d_t$").claims
    assert [(c.latex, c.role, c.given, c.under) for c in found] == [
        ("a_t = b_t", "fresh", (), ()),
        ("f_t = 1", "assumption", (), ()),
        ("c_t = d_t", "fresh", (), (1,)),
    ]


def test_what_passes_by_says_why() -> None:
    found = open_submission(SHEETS / "chat.md")
    assert [(raw, why) for _, raw, why in found.passed_by] == [
        ("$i_t$", "no relation in it"),
        (r"$p \propto q$", "a relation that is not judged"),
        (r"$f: \mathbb{R}^n \to \mathbb{R}$", "it declares a function"),
    ]


def test_the_cells_of_a_notebook_have_numbers() -> None:
    found = open_submission(SHEETS / "notebook.ipynb")
    assert [str(c.spot) for c in found.claims][:2] == [
        "cell 1, line 2, column 6",
        "cell 3, line 4, column 2",
    ]


def test_side_by_side_or_a_chain() -> None:
    matrix = r"\begin{bmatrix} 1 & 0 \\ 0 & 4 \end{bmatrix}"
    text = rf"$$A^2 = {matrix} B^2 = \begin{{bmatrix}} 1 \end{{bmatrix}}$$"
    first, second = submission(text).claims
    assert first.alternatives == (("A^2", matrix),)
    assert second.alternatives == (("B^2", r"\begin{bmatrix} 1 \end{bmatrix}"),)


def test_a_chain_over_rows_and_displays() -> None:
    found = submission("$$a &= b \\\\ &= c$$\n$$= d$$")
    assert [(c.latex, c.after) for c in found.claims] == [
        ("a = b", None),
        ("b = c", 0),
        ("c = d", 1),
    ]


RECOVERED = [
    ("a $x = 1$ and $y = \n\nnext $z = 2$", ["x = 1", "z = 2"]),
    ("$a = b and $c = d$ end", ["c = d"]),
    (r"\begin{align} a &= b" + "\n\nthen $c = d$", ["a = b", "c = d"]),
    ("\\[ a = b\n\n some long words of prose here $c = d$", ["a = b", "c = d"]),
    ("it costs $5 or $10, and $c = d$", ["c = d"]),
]


@pytest.mark.parametrize(("text", "claims"), RECOVERED)
def test_what_is_not_closed_loses_nothing_else(text: str, claims: list[str]) -> None:
    found = submission(text, format="markdown")
    assert [c.latex for c in found.claims] == claims
