"""Kinds of undeclared names, found from all formulas together; labels; unread definitions."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

import derive
from derive.judging.guesses import undeclared
from derive.judging.kinds import inferred
from derive.judging.readings import Book
from derive.submissions.opening import submission


def kinds(text: str) -> Mapping[str, str]:
    book = Book(submission(text))
    scope = book.scopes[0]
    return inferred(book.submission, scope.table, lambda uses: undeclared(uses, scope))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("$$D_t = \\mathrm{diag}(1 - h_t^2)$$ $$J_t = D_t W$$", "D", "famm"),
        ("$$D_t = \\mathrm{diag}(1 - h_t^2)$$ $$J_t = D_t W$$", "J", "famm"),
        ("$$J = \\mathrm{diag}(p) - p p^T$$", "J", "mat"),
        ("$$L = x^T A x$$ $$\\frac{\\partial L}{\\partial x} = 2 A x$$", "L", "scalar"),
        ("$$z_t = \\sigma(W x_t)$$ $$0 < z_{t,j} < 1$$", "z", "famv"),
        ("$$y = \\gamma \\odot x + \\beta$$ "
         "$$\\frac{\\partial y}{\\partial x} = \\mathrm{diag}(\\gamma)$$",
         "\\gamma", "vec"),
        ("$$\\delta = g\\, W$$ "
         "$$\\frac{\\partial L}{\\partial W} = x\\, g$$ $$z = W x$$", "g", "row"),
        ("$$w x + b = y$$ $$\\frac{\\partial y}{\\partial x} = w$$ $$z = x^T w^T v$$", "w", "mat"),
        ("$$q = \\sum_{i,j} s_{ij} u_i u_j$$ "
         "$$\\frac{\\partial^2 q}{\\partial u_k \\partial u_l} = s_{kl} + s_{lk}$$", "u", "vec"),
        ("$$q = \\sum_{i,j} s_{ij} u_i u_j$$ "
         "$$\\frac{\\partial^2 q}{\\partial u_k \\partial u_l} = s_{kl} + s_{lk}$$", "q", "scalar"),
    ],
)  # fmt: skip
def test_found_together(text: str, name: str, kind: str) -> None:
    assert kinds(text)[name] == kind


def test_one_wrong_formula_decides_nothing() -> None:
    """The misfit is left as it is: D stays a matrix."""
    right = "$$D = \\mathrm{diag}(v)$$ $$\\frac{\\partial h}{\\partial x} = D W$$ "
    assert kinds(right + "$$h^T x = D$$")["D"] == "mat"


def test_long_sheets_are_bounded() -> None:
    """Work is counted, so that a page of nonsense takes no longer than it may."""
    terms = " + ".join(f"a_{{{i}x}} b_{{{i}y}} \\odot c_{{{i}z}}" for i in range(60))
    found = kinds(" ".join(f"$${terms} = d_{n}^T A$$" for n in range(12)))
    assert found


LETTERS = st.permutations(["A", "B", "x", "y", "v"])


@settings(max_examples=20, derandomize=True, deadline=None)
@given(LETTERS)
def test_the_order_of_formulas_does_not_matter(order: list[str]) -> None:
    formulas = {
        "A": "$$y = A x$$", "B": "$$v = B y$$", "x": "$$x^T x = 1$$",
        "y": "$$\\frac{\\partial v}{\\partial y} = B$$", "v": "$$s = v^T v$$",
    }  # fmt: skip
    text = " ".join(formulas[letter] for letter in order)
    best = kinds(text)
    assert {key: best[key] for key in "ABxyv"} == {
        "A": "mat", "B": "mat", "x": "vec", "y": "vec", "v": "vec",
    }  # fmt: skip


def verdicts(text: str) -> list[str]:
    return [finding.verdict for finding in derive.review(text).findings]


GATES = (
    "With $x_t \\in \\mathbb{R}^m$, $h_t \\in \\mathbb{R}^n$, let "
    "$i_t = \\sigma(W_i x_t + U_i h_{t-1})$ and $r_t = \\sigma(W_r x_t + U_r h_{t-1})$. Then "
)


def test_gates_are_no_indices() -> None:
    true = "$$\\frac{\\partial i_t}{\\partial x_t} = \\mathrm{diag}(i_t \\odot (1 - i_t)) W_i$$"
    false = true.replace("W_i$$", "W_r$$")
    assert verdicts(GATES + true)[-1] == "proved"
    assert verdicts(GATES + false)[-1] == "refuted"


def test_a_definition_that_cannot_be_read_spoils_nothing_else() -> None:
    text = "Let $a = \\operatorname{foo}\\{q\\}$, $y = W x$. "
    assert verdicts(text + "Then $$\\frac{\\partial y}{\\partial x} = W$$")[-1] == "proved"
    assert verdicts(text + "Then $$y + a = W x + a + a$$")[-1] in ("unknown", "proved")


def test_nothing_is_refuted_of_a_name_whose_definition_is_unread() -> None:
    """s may be anything, so that s = 2 s may hold."""
    text = "Put $s = \\max_i u_{i,i,i}$. "
    for claim in ("$$s x = x s$$", "$$s = 2 s$$", "$$s x = 3 x$$"):
        assert "refuted" not in verdicts(text + claim)


def test_a_row_is_a_row() -> None:
    text = (
        "With $W \\in \\mathbb{R}^{m \\times n}$, $x \\in \\mathbb{R}^n$, $z = W x$ "
        "and $g = \\frac{\\partial L}{\\partial z}$. "
    )
    assert "refuted" not in verdicts(text + "$$\\frac{\\partial L}{\\partial x} = g\\, W$$")
