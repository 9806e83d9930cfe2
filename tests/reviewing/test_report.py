"""What a review says: in words, as data, as pages."""

from __future__ import annotations

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import fastjsonschema
import pytest
from hypothesis import given, settings, strategies as st

import derive
from derive.document.pdf import compile_pdf, find_engine, problems
from derive.errors import DeriveError
from derive.judging.verdicts import Finding, Review, Suggestion, Witness, schema
from derive.reviewing.blocks import blocks
from derive.reviewing.pages import fragment, page, words
from derive.reviewing.reviews import reviewed
from derive.reviewing.settable import settable
from derive.reviewing.telling import told, value_tex
from derive.submissions.claims import Context
from derive.submissions.opening import submission

SHEET = r"""---
shapes: {W: [n, d], x: d}
---
# Homework 50% & more_of $5

Let $z = Wx$ and $y = \sigma(z)$. Then, as <script>alert(1)</script> says,

$$\frac{\partial y}{\partial x} = \mathrm{diag}(\sigma'(z)) W$$

But some write $\frac{\partial y}{\partial x} = W\,\mathrm{diag}(\sigma'(z))$.

$$\nabla_x (x^\top A x) = (A + A^\top) x = 2 A x$$

根据连式法则 also $(AB)^\top = A^\top B^\top$, and $\unheard{x} = 1$; по правилу, für $B$.
Then $rac{1}{2} B = B rac{1}{2}$.
"""


@pytest.fixture(scope="module")
def review() -> Review:
    return derive.review(SHEET, name="sheet_1.md")


def test_every_claim_is_told_with_its_place_and_why(review: Review) -> None:
    found = {one.place: one for one in told(review)}
    assert found["8:3"].verdict == "proved"
    wrong = found["10:17"]
    assert (wrong.verdict, wrong.by, wrong.glyph) == ("refuted", "audit", "✗")
    assert wrong.unicode == "∂y/∂x = W diag(σ′(z))"
    assert "left" in wrong.witness
    assert "right" in wrong.witness
    assert wrong.true_if == "∂y/∂x = diag(σ′(z)) W"
    assert found["12:42"].verdict == "refuted"
    text = str(review)
    assert text.startswith("sheet_1.md: ")
    for one in found.values():
        assert one.place in text
        assert one.unicode in text
    assert "1 repair" in text or "2 repairs" in text


def test_json_is_what_the_schema_says(review: Review) -> None:
    check = fastjsonschema.compile(json.loads(schema()))
    data = json.loads(json.dumps(review.as_dict()))
    check(data)
    known = json.loads(schema())
    assert data.keys() <= known["properties"].keys()
    for finding in data["findings"]:
        assert finding.keys() == known["definitions"]["finding"]["properties"].keys()
    assert sum(data["counts"].values()) == len(data["findings"])
    assert data["repairs"]
    assert data["passed_by"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 1),
        (("findings", 0, "verdict"), "pass"),
        (("findings", 0, "line"), 0),
        (("findings", 0, "witness"), {"values": {}}),
        (("findings", 0, "suggestion"), "x"),
        (("counts", "refuted"), -1),
        (("file",), None),
    ],
)
def test_the_schema_refuses_what_is_no_review(
    review: Review, path: tuple[str | int, ...], value: object
) -> None:
    check = fastjsonschema.compile(json.loads(schema()))
    data = json.loads(json.dumps(review.as_dict()))
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(data)


class _Tags(HTMLParser):
    """The tags of a page, which must close in order; and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for _, value in attrs:
            assert not re.match(r"\s*(?:https?:|javascript:|//)", value or "")
        if tag not in ("meta", "mspace", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read_html(text: str) -> _Tags:
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert not tags.open
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe"})
    assert "url(" not in text
    return tags


def test_html_shows_the_submission_with_each_formula_judged(review: Review) -> None:
    text = page(review, "html")
    tags = read_html(text)
    assert "<script>alert(1)</script> says" in tags.text  # shown, not run
    assert "根据连式法则" in tags.text
    assert r"\unheard{x} = 1" in tags.text  # no MathML has it: as it is written
    for one in told(review):
        assert one.place in tags.text
    counts = {v: text.count(f'<div class="dr-note dr-{v}">') for v in review.counts}
    assert counts == review.counts
    read_html(fragment(review))
    assert review._repr_html_() == fragment(review)
    with pytest.raises(DeriveError, match="no page in the form pdf"):
        page(review, "pdf")


@pytest.mark.skipif(find_engine("pdflatex") is None, reason="no pdfLaTeX")
def test_tex_compiles_whatever_the_prose_is(review: Review, tmp_path: Path) -> None:
    """Words of other alphabets, characters that TeX reads as commands, formulas of every kind."""
    pieces = [*"xA2'+=^_& {}#$%~", "^{T}", r"^\top", "_{ij}", r"\sigma ", "σ", r"\frac{a}{b}", "′"]
    pieces += [r"\left(", r"\right)", r"\left\|", r"\right.", r"\text{so 50% 矩_b}", "≤", "ᵀ", "²"]
    pieces += [r"\begin{bmatrix}1&2\\3&x\end{bmatrix}", r"\begin{aligned}a&=b\\", r"\end{aligned}"]
    pieces += [
        r"\\",
        r"\sqrt",
        r"\sqrt[3]{x}",
        r"\hat",
        r"\hat{W}",
        r"\limits",
        r"\def\a{}",
        "[2pt]",
    ]
    pieces += [r"\sum_{i=1}^n ", r"\mathbf", r"\big(", r"\big", r"\middle|", r"\bm{x}", r"\tag{1}"]
    pieces += [r"\underbrace{x}_{n}", r"\color{red}", r"\bf ", r"\overset{a}", r"\!", "é", r"\odot"]
    rng = random.Random(7)
    formulas = {"".join(rng.choices(pieces, k=rng.randint(1, 5))) for _ in range(2500)}
    usable = sorted(f for f in formulas if settable(f) is not None)
    assert 300 < len(usable) < len(formulas)
    more = "\n\n".join(f"is {f} so? $B = {f}$" for f in sorted(formulas)[:40])
    read = submission(more, "more.md")
    findings = tuple(
        Finding(
            c, "refuted", "audit", witness=Witness((("W_{1}", (("1", "-2/3"), ("1e-07", "0"))),))
        )
        for c in read.claims
    )
    other = page(Review("more.md", findings, read), "tex")
    tex = page(review, "tex")
    all_of_them = "\n\n".join(f"${settable(f)}$" for f in usable)
    tex = tex.replace(
        r"\end{document}", "\n" + all_of_them + "\n" + _body(other) + r"\end{document}"
    )
    compile_pdf(tex, tmp_path / "sheet.pdf", "pdflatex", tmp_path / "sheet.log")
    log = (tmp_path / "sheet.log").read_text()
    assert not [p for p in problems(log) if "Missing character" in p]


def _body(tex: str) -> str:
    return tex.partition(r"\end{center}")[2].partition(r"\end{document}")[0]


def test_words_that_the_fonts_lack_are_kept_in_the_source() -> None:
    assert words("定理: é, ж") == r"\foreign{定理}{2}: \'{e}, \foreign{ж}{1}"


def test_values_of_a_witness_are_exact_in_tex() -> None:
    assert value_tex((("1/2", "-3"),)) == r"\begin{pmatrix} \tfrac{1}{2} & -3 \end{pmatrix}"
    assert value_tex("-1.5e-12") == r"-1.5 \cdot 10^{-12}"


TEXTS = st.lists(
    st.sampled_from(
        ["so ", "$a = b$", "$$x = y = z$$", "\n\n", "$x$", "<b>", "&", "$", "\\[", "\\]", "定理",
         "\\begin{align} a &= b \\\\ &= c \\end{align}", "`", "\x0c", "---\n", "$\\foo{ = $"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TEXTS)
def test_pages_of_any_text_hold_all_of_its_words_and_claims(text: str) -> None:
    read = submission(text, "any.md")
    suggestion = Suggestion("a = c", "c for b")
    findings = tuple(
        Finding(c, "refuted", "audit", suggestion=suggestion)
        for c in read.claims
        if c.role != "definition"
    )
    review = Review("any.md", findings, read)
    shown = blocks(review)
    said = "".join(p.text for b in shown for p in b.pieces if p.kind == "text")
    rest = iter("".join(text.split()))
    assert all(c in rest for c in "".join(said.split()))  # in order, and nothing made up
    assert {one.number for b in shown for one in b.told} == {f.claim.number for f in findings}
    assert said.count("定理") == text.count("定理") - _in_formulas(review, "定理")
    read_html(page(review, "html"))
    assert r"\end{document}" in page(review, "tex")
    assert str(review)


def test_a_formula_that_stands_twice_is_shown_twice() -> None:
    review = derive.review("Here $X$ is square, and $X$ is $m \\times m$.")
    kinds = [piece.kind for block in blocks(review) for piece in block.pieces]
    assert kinds.count("formula") == 3


def _in_formulas(review: Review, what: str) -> int:
    kinds = ("formula", "refuted", "definition", "assumption")
    pieces = (p for b in blocks(review) for p in b.pieces if p.kind in kinds)
    return sum(p.text.count(what) for p in pieces)


def test_a_review_takes_its_context_in_any_form(tmp_path: Path) -> None:
    text = "We have $(u v)^\\top = v^\\top u^\\top$."
    file = tmp_path / "symbols.yaml"
    file.write_text("shapes: {u: [n, m], v: [m, d]}")
    forms = [{"shapes": {"u": ("n", "m"), "v": ["m", "d"]}}, file.read_text(), file]
    told_of = {derive.review(text, context=form).findings[0].reading for form in forms}  # type: ignore[arg-type]
    assert len(told_of) == 1
    assert derive.review(text, context=forms[0]).counts["proved"] == 1
    with pytest.raises(DeriveError, match="unknown key shape"):
        derive.review(text, context={"shape": {}})
    with pytest.raises(DeriveError, match="cannot read"):
        derive.review(tmp_path / "none.md")
    sheet = tmp_path / "a.md"
    sheet.write_text(text)
    assert derive.review(sheet).name == str(sheet)
    with pytest.raises(DeriveError, match="not int"):
        derive.review(3)  # type: ignore[arg-type]


def test_words_are_shown_as_they_were_marked_up() -> None:
    markdown = "# The layer $y$\nlet **W**, `b` and *the input for $x$* be given: $a + b = b + a$"
    latex = r"\section{The layer $y$} Let \textbf{W} be 5\% of \emph{it}: $a + b = b + a$"
    for text, form in ((markdown, "markdown"), (latex, "latex")):
        review = reviewed(submission(text, format=form), Context(), "", 10)
        made = page(review, "html")
        assert re.search(r"<h2[^>]*>The layer.*<math>.*</h2>", made, re.DOTALL), form
        assert "<strong>W</strong>" in made
        assert "<em>" in made
        assert r"\textbf{W}" in page(review, "tex")
    plain = reviewed(submission(markdown, format="plain"), Context(), "", 10)
    assert "**W**" in page(plain, "html")
