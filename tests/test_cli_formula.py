"""derive gradient, jacobian, differential and prove: what they print, and their exit status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.document.pdf import compile_pdf, find_engine
from derive.kernel import judge

LOG_DET = (r"\log(\det(X^\top X))", "--shape", "X:m,n")
FALSE = (r"\frac{\partial \operatorname{tr}(A X)}{\partial X} = A", "--shape", "A:n,n")


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def found(*arguments: str) -> dict[str, object]:
    status, text = run(*arguments, "--json")
    assert status in (0, 1), text
    data: dict[str, object] = json.loads(text)
    return data


def test_help_has_examples_that_run() -> None:
    import shlex

    for command in ("gradient", "jacobian", "differential", "hessian", "prove"):
        status, text = run(command, "--help")
        assert status == 0
        _, _, example = text.partition("Example:\n")
        status, text = run(*shlex.split(example)[1:])
        assert status == 0, text
        assert "[proved]" in text


def test_a_gradient_says_what_it_is_and_what_it_assumes() -> None:
    status, text = run("gradient", *LOG_DET, "--wrt", "X")
    assert status == 0
    lines = text.splitlines()
    assert lines[0] == "∇_X log(det(Xᵀ X)) = 2 X (Xᵀ X)⁻¹  [proved]"
    said = " ".join(text.split())
    assert r"LaTeX \nabla_{X} \log(\det(X^{\top} X)) = 2 X (X^{\top} X)^{-1}" in said
    assert "shape m × n" in said
    assert "assumed Xᵀ X is invertible" in said
    assert "layout the gradient has the shape of the variable" in said
    assert "derivative of the determinant" not in text
    steps = run("gradient", *LOG_DET, "--wrt", "X", "--steps")[1]
    assert "derivative of the determinant" in steps
    assert len(steps.splitlines()) > len(lines)


def test_the_layout_of_a_jacobian() -> None:
    question = (r"\sigma(W x)", "--wrt", "x", "--shape", "W:m,n", "--shape", "x:n")
    numerator, denominator = (
        found("jacobian", *question, "--layout", layout) for layout in ("numerator", "denominator")
    )
    assert (numerator["shape"], denominator["shape"]) == (["m", "n"], ["n", "m"])
    assert str(numerator["layout"]).startswith("numerator layout")
    assert str(denominator["layout"]).startswith("denominator layout")
    assert denominator["statement"]["right"]["unicode"] == "Wᵀ diag(σ′(W x))"  # type: ignore[index]


def test_json_holds_all_keys_that_the_page_names_and_a_certificate_that_the_kernel_takes() -> None:
    data = found("gradient", *LOG_DET, "--wrt", "X")
    page = (Path(__file__).parent.parent / "docs" / "json.md").read_text(encoding="utf-8")
    page = page.partition("## `derive review`")[0]
    named = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert set(data) == named
    assert data["schema"] == 1
    assert data["shapes"] == {"X": ["m", "n"]}
    judge(data["certificate"], {})  # raises if it does not hold


def test_python_computes_the_gradient() -> None:
    numpy = pytest.importorskip("numpy")
    question = ("x^\\top A x", "--wrt", "x", "--shape", "x:n", "--shape", "A:n,n")
    status, text = run("gradient", *question, "--to", "python")
    assert status == 0, text
    space: dict[str, object] = {"np": numpy}
    exec(text, space)
    A, x = numpy.array([[1.0, 2.0], [5.0, 7.0]]), numpy.array([3.0, -1.0])
    assert space["gradient"](A, x).tolist() == ((A + A.T) @ x).tolist()  # type: ignore[operator]


def test_a_hessian() -> None:
    data = found("hessian", "x^\\top A x", "--wrt", "x", "--shape", "x:n", "--shape", "A:n,n")
    assert (data["verdict"], data["shape"]) == ("proved", ["n", "n"])


def test_a_gradient_by_a_symmetric_matrix() -> None:
    question = (r"\operatorname{tr}(A X)", "--wrt", "X", "--shape", "A:n,n", "--shape", "X:n,n")
    plain, symmetric = (
        found("gradient", *question, *o) for o in ((), ("--structure", "symmetric"))
    )
    assert plain["verdict"] == symmetric["verdict"] == "proved"
    assert plain["statement"]["right"]["unicode"] == "Aᵀ"  # type: ignore[index]
    assert "diag" in symmetric["statement"]["right"]["unicode"]  # type: ignore[index]
    assert "is symmetric" in str(symmetric["layout"])


def test_a_variable_that_does_not_occur_gives_a_zero_of_its_shape() -> None:
    data = found("gradient", "x^\\top x", "--wrt", "Y", "--shape", "x:n", "--shape", "Y:2,k")
    assert (data["verdict"], data["shape"]) == ("proved", ["2", "k"])
    assert data["statement"]["right"]["latex"] == "0"  # type: ignore[index]


def test_a_function_of_which_nothing_is_known() -> None:
    question = (r"f(W x)", "--wrt", "x", "--shape", "W:m,n", "--shape", "x:n", "--function", "f")
    status, text = run("jacobian", *question)
    assert status == 0, text
    assert "= diag(f′(W x)) W  [proved]" in text


def test_dollars_are_taken_off_and_a_dash_reads_the_input() -> None:
    status, text = run("differential", "-", "--wrt", "X", "--shape", "X:n,n", stdin="$X^{-1}$\n")
    assert status == 0, text
    assert "= -X⁻¹" in text


@pytest.mark.parametrize(
    ("claim", "shapes", "verdict"),
    [
        (r"A^\top B = (B^\top A)^\top", ("A:m,n", "B:m,k"), "proved"),
        (r"(A B)^{-1} = B^{-1} A^{-1}", ("A:n,n", "B:n,n"), "proved"),
        (r"\nabla_X \log(\det(X)) = (X^{-1})^\top", ("X:n,n",), "proved"),
        (r"\frac{\partial A x}{\partial x} = A", ("A:m,n", "x:n"), "proved"),
        (r"\frac{\partial A x}{\partial x} = 2 A", ("A:m,n", "x:n"), "refuted"),
        (r"A B = B A", ("A:n,n", "B:n,n"), "refuted"),
        (r"\det(A + B) = \det(A) + \det(B)", ("A:n,n", "B:n,n"), "refuted"),
        (r"(A B)_{ij} = \sum_{k=1}^{n} A_{ik} B_{kj}", ("A:m,n", "B:n,p"), "proved"),
        (r"\sigma'(a) = \sigma(a) (1 - \sigma(a))", ("a:",), "proved"),
        (r"1 - \sigma(a) = \sigma(-a)", ("a:",), "proved"),
        (r"\tanh'(a) = 1 - \tanh(a)", ("a:",), "refuted"),
        (r"(A + B)^{-1} = A^{-1} - A^{-1} B (A + B)^{-1}", ("A:n,n", "B:n,n"), "proved"),
        (r"(I + A B)^{-1} A = A (I + B A)^{-1}", ("A:n,n", "B:n,n"), "proved"),
        (r"\det(I + A B) = \det(I + B A)", ("A:n,n", "B:n,n"), "agrees"),
        (r"\frac{\partial (a^2 b)}{\partial a} = 2 a b", ("a:", "b:"), "proved"),
    ],
)
def test_claims(claim: str, shapes: tuple[str, ...], verdict: str) -> None:
    options = [part for shape in shapes for part in ("--shape", shape)]
    status, text = run("prove", claim, *options)
    assert f"[{verdict}]" in text
    assert status == (0 if verdict == "proved" else 1)


def test_a_refuted_claim_prints_a_witness_to_recompute_by_hand() -> None:
    data = found("prove", *FALSE, "--shape", "X:n,n")
    witness = {item["name"]["unicode"]: item["value"] for item in data["witness"]}  # type: ignore
    assert data["verdict"] == "refuted"
    n = int(witness["n"])
    A, left, right = (witness[key] for key in ("A", "left side", "right side"))
    assert right == A
    assert left == [[A[j][i] for j in range(n)] for i in range(n)]
    assert left != right
    text = run("prove", *FALSE, "--shape", "X:n,n")[1]
    assert "left side = [" in text
    assert "read as the gradient" in text


def test_free_indices_of_a_witness_count_from_1() -> None:
    claim = (r"(A B)_{ij} = A_{ij} B_{ij}", "--shape", "A:2,2", "--shape", "B:2,2")
    data = found("prove", *claim)
    values = {item["name"]["unicode"]: item["value"] for item in data["witness"]}  # type: ignore
    i, j = (int(values[name]) - 1 for name in "ij")
    A, B = ([[int(x) for x in row] for row in values[name]] for name in "AB")
    assert 0 <= i < 2
    assert 0 <= j < 2
    assert int(values["left side"]) == sum(A[i][k] * B[k][j] for k in range(2))
    assert int(values["right side"]) == A[i][j] * B[i][j]
    assert values["left side"] != values["right side"]


def test_a_claim_in_denominator_layout() -> None:
    claim = (r"\frac{\partial A x}{\partial x} = A^\top", "--shape", "A:n,n", "--shape", "x:n")
    assert found("prove", *claim)["verdict"] == "refuted"
    assert found("prove", *claim, "--layout", "denominator")["verdict"] == "proved"


BAD = [
    # shapes that do not fit, here and there
    (("gradient", r"x^\top A x", "--wrt", "x", "--shape", "x:n", "--shape", "A:m,m"), "m×m"),
    (("prove", "A B = B", "--shape", "A:m,n", "--shape", "B:n,k"), "shape m×k"),
    (("gradient", "A x", "--wrt", "x", "--shape", "x:n", "--shape", "A:n,n"), "its Jacobian"),
    # names
    (("gradient", "x^\\top A b", "--wrt", "x", "--shape", "x:n"), "A, b are not declared"),
    (("gradient", "x^\\top A b", "--wrt", "x", "--shape", "x:n"), "--shape 'A:rows,columns'"),
    (("gradient", "x^\\top x", "--wrt", "y", "--shape", "x:n"), "y is not declared"),
    (("gradient", "x^\\top x", "--wrt", "n", "--shape", "x:n"), "n is a size"),
    (("jacobian", "\\operatorname{g}(x)", "--wrt", "x", "--shape", "x:n"), "--function"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:", "--shape", "x:n"), "two shapes"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:n", "--shape", "n:"), "is a size too"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:n", "--function", "x"), "as a function too"),
    # declarations
    (("gradient", "x", "--wrt", "x", "--shape", "x"), "the shape 'x' cannot be read"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:a,b,c"), "cannot be read"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:0"), "positive integer"),
    (("gradient", "x", "--wrt", "x", "--shape", "x:n-1"), "not 'n-1'"),
    (("gradient", "x", "--wrt", "x", "--shape", "3:n"), "the name '3' cannot be read"),
    # places
    (("gradient", "x_{5}", "--wrt", "x", "--shape", "x:3"), "index 5 of an axis of size 3"),
    (("prove", "A B", "--shape", "A:n,n", "--shape", "B:n,n"), "found the end"),
    (("prove", "a < b", "--shape", "a:", "--shape", "b:"), "only an equation"),
    (("gradient", "a", "--wrt", "a", "--shape", "a:", "--json", "--to", "tex"), "at once"),
    (("prove", "a = a", "--shape", "a:", "--to", "python"), "has no code"),
]


def test_what_takes_too_long_is_given_up_in_one_line() -> None:
    product = rf"\operatorname{{tr}}({'A ' * 3000})"
    question = ("gradient", product, "--wrt", "A", "--shape", "A:n,n", "--seconds", "1")
    status, text = run(*question)
    assert status == 2
    assert text == "derive: not done within 1 s, and given up; --seconds allows more\n"


@pytest.mark.parametrize("depth", [500, 5000])
def test_what_is_too_deep_is_refused_in_one_line(depth: int) -> None:
    formula = "(" * depth + "a" + ")" * depth
    status, text = run("gradient", formula, "--wrt", "a", "--shape", "a:")
    assert status in (0, 2)
    assert len(text.splitlines()) <= 5


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[says for _, says in BAD])
def test_unusable_input_is_one_line_and_status_2(arguments: tuple[str, ...], says: str) -> None:
    status, text = run(*arguments)
    assert status == 2
    first, *rest = text.rstrip("\n").split("\n")
    assert says in first
    assert first.startswith("derive: ")
    assert not rest or rest[-1].strip() == "^"


def test_a_caret_stands_under_the_place() -> None:
    status, text = run("gradient", r"x^\top (A x", "--wrt", "x", "--shape", "x:n")
    assert status == 2
    _, line, caret = text.rstrip("\n").split("\n")
    assert line == r"  x^\top (A x"
    assert caret.index("^") == len(line)


def test_nothing_is_written_for_input_that_cannot_be_used(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert run("prove", "A B =", "--shape", "A:n,n", "--to", "html", "--out", str(out))[0] == 2
    assert list(tmp_path.iterdir()) == []
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    status, text = run("gradient", *LOG_DET, "--wrt", "X", "--out", str(blocked / "x"))
    assert (status, "cannot write" in text) == (2, True)


def test_a_page_of_html_needs_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    status, text = run("gradient", *LOG_DET, "--wrt", "X", "--to", "html", "--out", str(out))
    assert (status, text) == (0, f"{out}: proved\n")
    page = out.read_text(encoding="utf-8")
    assert "<math" in page
    assert "derivative of the determinant" in page
    for foreign in ("http:", "https:", "src=", "<script", "<link", "@import", "url("):
        assert foreign not in page
    false = run("prove", *FALSE, "--shape", "X:n,n", "--to", "html")[1]
    assert "Where it fails" in false
    assert "✗ refuted" in false


@pytest.mark.skipif(not find_engine(), reason="needs a TeX engine")
def test_a_page_of_tex_compiles(tmp_path: Path) -> None:
    assert shutil.which("pdflatex")
    for name, arguments in (
        ("gradient", ("gradient", *LOG_DET, "--wrt", "X")),
        ("claim", ("prove", *FALSE, "--shape", "X:n,n")),
    ):
        out = tmp_path / f"{name}.tex"
        run(*arguments, "--to", "tex", "--out", str(out))
        assert compile_pdf(out.read_text(encoding="utf-8"), tmp_path / f"{name}.pdf") is None
        assert (tmp_path / f"{name}.pdf").stat().st_size > 5000


def test_text_goes_into_a_file_too(tmp_path: Path) -> None:
    out = tmp_path / "answer.txt"
    run("gradient", *LOG_DET, "--wrt", "X", "--out", str(out))
    assert out.read_text(encoding="utf-8").startswith("∇_X log(det(Xᵀ X))")


def test_a_formula_may_begin_with_a_minus() -> None:
    shapes = ("--shape", "K:n,n", "--shape", "y:n")
    formula = r"-\frac{1}{2} y^\top K^{-1} y - \frac{1}{2} \log\det K"
    assert found("gradient", formula, "--wrt", "K", *shapes)["verdict"] == "proved"
    status, _ = run("gradient", "--wrt", "K", *shapes, "--", formula)
    assert status == 0
    status, _ = run("prove", "-(A + B) = -B - A", "--shape", "A:n,n", "--shape", "B:n,n")
    assert status == 0
    for option in ("--frobnicate", "-q"):
        status, text = run("gradient", "x^2", "--wrt", "x", "--shape", "x:", option)
        assert (status, option in text) == (2, True)
    status, text = run("gradient", "-h")
    assert (status, "Usage" in text) == (0, True)


@pytest.mark.parametrize(
    ("command", "formula", "answer"),
    [
        ("gradient", r"\sqrt{a^\top x}", r"\frac{1}{2 \sqrt{(a^{\top} x)}} a"),
        ("gradient", r"(a^\top x)^3", r"(3 (a^{\top} x)^{2}) a"),
        ("hessian", r"\exp(a^\top x)", r"a \exp(a^{\top} x) a^{\top}"),
    ],
)  # fmt: skip
def test_a_product_that_is_a_number_is_written_as_one(
    command: str, formula: str, answer: str
) -> None:
    data: Any = found(command, formula, "--wrt", "x", "--shape", "x:n", "--shape", "a:n")
    assert data["statement"]["right"]["latex"] == answer
    assert data["verdict"] == "proved"
    again: Any = found("prove", data["statement"]["latex"], "--shape", "x:n", "--shape", "a:n")
    assert again["verdict"] == "proved"


def test_a_symbolic_power() -> None:
    data = found(
        "gradient", r"a^\top X^k b", "--wrt", "X", "--shape", "X:n,n", "--shape", "a:n",
        "--shape", "b:n", "--shape", "k:integer",
    )  # fmt: skip
    assert data["verdict"] == "proved"
    assert "Σ_{r=0}^{k-1}" in data["statement"]["right"]["unicode"]  # type: ignore[index]
    assert data["shapes"]["k"] == []  # type: ignore[index]


def test_powers_and_sums_are_proved_for_every_exponent() -> None:
    """By the recipes of a review; an exponent is an integer that is not negative."""
    shapes = ["--shape", "A:m,m", "--shape", "Q:m,m", "--shape", "n:integer"]
    for claim in (r"(Q A Q^{-1})^n = Q A^n Q^{-1}", r"\sum_{k=0}^{n} A^k (I - A) = I - A^{n+1}"):
        data = found("prove", claim, *shapes)
        assert data["verdict"] == "proved"
        assert "n" in [item["unicode"] for item in data["assumed"] if "negative" in item["said"]]
    said = [step["part"] for step in data["steps"]]
    assert said == ["base case, n = 0", "induction step, from n - 1 to n"]
    wrong = found("prove", r"(Q A Q^{-1})^n = Q^n A Q^{-n}", *shapes)
    assert wrong["verdict"] == "refuted"
