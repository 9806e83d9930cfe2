r"""Sizes that differ from layer to layer, n_l and n_{l-1}: one size, and the claims say so."""

import pytest

from derive.judging.judge import judge
from derive.judging.widths import with_one_width
from derive.submissions.opening import submission

LAYERS = (
    r"Let $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, "
    r"$b^{(l)}, z^{(l)}, a^{(l)} \in \mathbb{R}^{n_l}$ "
    r"and $z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$."
    "\n\n"
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"z^{(l)}_i = \sum_{j=1}^{n_{l-1}} W^{(l)}_{ij} a^{(l-1)}_j + b^{(l)}_i", "proved"),
        (r"z^{(l)}_i = \sum_{j=1}^{n_{l-1}} W^{(l)}_{ji} a^{(l-1)}_j + b^{(l)}_i", "refuted"),
        (r"z^{(l)\top} = a^{(l-1)\top} W^{(l)\top} + b^{(l)\top}", "proved"),
    ],
)
def test_layers_of_different_widths_are_judged(line: str, verdict: str) -> None:
    (found,) = judge(submission(LAYERS + f"Then ${line}$."), suggest=False).findings
    assert found.verdict == verdict


def test_shapes_and_limits_have_one_size() -> None:
    written = submission(LAYERS + r"Then $s = \sum_{j=1}^{n_l} z^{(l)}_j$.")
    put, said = with_one_width(written)
    assert set(put.context.families.values()) == {("n", "n"), ("n", "1")}
    assert [c.right for c in put.claims if "sum" in c.right] == [r"\sum_{j=1}^{n} z^{(l)}_j"]
    assert set(said.values()) == {"layers all of one width"}


def test_another_letter_where_that_of_the_sizes_is_used() -> None:
    text = r"Let $x \in \mathbb{R}^n$. " + LAYERS
    put, _ = with_one_width(submission(text))
    assert put.context.shapes["x"][0] == "n"
    assert all("n" not in shape for shape in put.context.families.values())


def test_sizes_that_count_no_layer_stay() -> None:
    written = submission(r"Let $W \in \mathbb{R}^{n_1 \times n_0}$. Then $W = W$.")
    assert with_one_width(written) == (written, {})
