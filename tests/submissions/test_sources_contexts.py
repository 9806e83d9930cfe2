"""Declarations in front of a text or in a file, and the macros of a text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from derive.errors import DeriveError
from derive.submissions.claims import Context
from derive.submissions.contexts import context_from_file, context_from_yaml, merged
from derive.submissions.opening import open_submission, submission

ALL = r"""
shapes: {W: [n, d], x: d, b: n × 1, A: n x n, c: [3, 4]}
scalars: [eta, lambda]
families: {h: [n]}
functions: {\sigma: sigmoid, L: unknown}
sizes: n, d
model: rnn
worksheet: rnn_lstm
conventions: {layout: denominator, partial: total}
definitions: ["z_t = W h_{t-1}"]
assume: {A: [symmetric, invertible], b: positive}
"""


def test_all_keys() -> None:
    found = context_from_yaml(ALL)
    assert found.shapes == {
        "W": ("n", "d"),
        "x": ("d", "1"),
        "b": ("n", "1"),
        "A": ("n", "n"),
        "c": ("3", "4"),
        "eta": (),
        "lambda": (),
    }
    assert found.families == {"h": ("n", "1")}
    assert found.functions == {r"\sigma": "sigmoid", "L": "unknown"}
    assert found.sizes == ("n", "d")
    assert (found.model, found.worksheet) == ("rnn", "rnn_lstm")
    assert found.conventions == {"layout": "denominator", "partial": "total"}
    assert found.definitions == ("z_t = W h_{t-1}",)
    assert found.assume == {"A": ("symmetric", "invertible"), "b": ("positive",)}


WRONG = [
    ("shapes: {W: [a, b, c]}", "line 1: the shape of W is [rows, columns], [rows] or scalar"),
    ("shapes: [W]", "line 1: shapes is a mapping (name: value)"),
    ("a: 1\nshaps: {}", "line 2: unknown key shaps; did you mean shapes?"),
    ("assume: {A: invertable}", "line 1: A cannot be invertable; did you mean invertible?"),
    ("conventions: {layout: up}", "line 1: layout is numerator or denominator, not up"),
    ("conventions: {lay_out: up}", "line 1: unknown convention lay_out; did you mean layout?"),
    ("functions: {s: sigmod}", "line 1: sigmod is no known function; did you mean sigmoid?"),
    ("definitions: [z]", "line 1: a definition is an equation, such as z_t = W h_{t-1}"),
    ("sizes: {n: 1}", "line 1: sizes is a list of words, such as [n, d]"),
    ("model: [a]", "line 1: model is one name"),
    ("shapes: {W: n, W: d}", "line 1: W stands twice in shapes"),
    ("shapes: &a {W: n}\nfamilies: *a", "line 2: aliases (*name) are not read"),
    ("shapes: [", "line 1: no YAML: expected the node content, but found '<stream end>'"),
    ("- a", "line 1: a declaration is a mapping (name: value)"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_each_mistake_has_a_line(text: str, message: str) -> None:
    with pytest.raises(DeriveError) as caught:
        context_from_yaml(text, "c.yaml")
    assert f"c.yaml, {message}" in str(caught.value).splitlines()


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(DeriveError) as caught:
        context_from_yaml("shapes: {W: [1, 2, 3], x: {}}\nasume: {}")
    assert len(str(caught.value).splitlines()) == 3


def test_a_file_and_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(ALL)
    assert context_from_file(path) == context_from_yaml(ALL)
    with pytest.raises(DeriveError, match="cannot read"):
        context_from_file(tmp_path / "none.yaml")


def test_what_is_said_first_stands() -> None:
    text = "---\nderive: {shapes: {W: [m, m], b: m}}\n---\nLet $W \\in \\mathbb{R}^{n \\times d}$."
    assert submission(text).context.shapes == {"W": ("n", "d"), "b": ("m", "1")}
    one, other = Context(families={"h": ("n", "1")}), Context(shapes={"h": ("m", "1")}, model="a")
    assert merged(one, other) == Context(families={"h": ("n", "1")}, model="a")


def test_front_matter_of_others_passes_by() -> None:
    text = "---\ntitle: a: b\nlayout: post\n---\n$a = b$"
    found = submission(text, "a.md")
    assert found.context == Context()
    assert [str(c.spot) for c in found.claims] == ["line 5, column 2"]
    with pytest.raises(DeriveError, match=r"a\.md, line 2: unknown key shape; did you mean"):
        submission("---\nshape: {W: n}\n---\n", "a.md")


def test_files_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"ok\n\xff\xfa")
    with pytest.raises(DeriveError, match="line 2 is not UTF-8 text"):
        open_submission(path)
    path.write_bytes("$a = b$".encode("utf-16"))
    assert len(open_submission(path).claims) == 1
    path.write_bytes(b"\0\1")
    with pytest.raises(DeriveError, match="binary"):
        open_submission(path)
    with pytest.raises(DeriveError, match="cannot read"):
        open_submission(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"so $a = b$")))
    assert [c.latex for c in open_submission("-").claims] == ["a = b"]
    with pytest.raises(DeriveError, match="no notebook"):
        submission("[]", format="notebook")
    with pytest.raises(DeriveError, match="no format word"):
        submission("", format="word")


MACROS = [
    (r"\newcommand{\v}[1]{\mathbf{#1}} $\v x = \v{y}$", r"\mathbf{x} = \mathbf{y}"),
    (r"\newcommand\D[2][W]{\frac{\partial #2}{\partial #1}} $\D{L} = a$", None),
    (r"\def\f#1#2{#2 + #1} $\f ab = c$", "b + a = c"),
    (r"\DeclareMathOperator*{\am}{arg\,max} $\am_x f = 1$", r"\operatorname{arg max}_x f = 1"),
    (r"\let\e\varepsilon $\e = 1$", r"\varepsilon = 1"),
    (r"\newcommand{\x}{a}\providecommand{\x}{b} $\x = 1$", "a = 1"),
    (r"\newcommand{\x}{a}\renewcommand{\x}{b} $\x = 1$", "b = 1"),
    (r"$\newcommand{\x}{\alpha} \x y = 1$", r"\alpha y = 1"),
    (r"% \newcommand{\x}{a}" + "\n" + r"$\x = 1$", r"\x = 1"),
]


@pytest.mark.parametrize(("text", "latex"), MACROS)
def test_macros(text: str, latex: str | None) -> None:
    latex = latex or r"\frac{\partial L}{\partial W} = a"
    assert [c.latex for c in submission(text, format="latex").claims] == [latex]
