r"""Names of plain text with a letter right behind them: Wz and Wr, Uz and Ur."""

from derive.judging.judge import judge
from derive.submissions.labelled import labelled, with_labels, with_lists_below
from derive.submissions.opening import submission
from derive.submissions.places import Placed

GATES = "Let az = Wz x + Uz h and ar = Wr x + Ur h.\n\n"


def test_gates_are_added_by_their_labels() -> None:
    text = GATES + "az + ar = (Wz + Wr) x + (Uz + Ur) h\n\naz + ar = (Wz + Ur) x + (Uz + Wr) h\n"
    found = judge(submission(text), suggest=False).findings
    assert [f.verdict for f in found] == ["proved", "refuted"]


def test_words_and_lone_names_have_no_labels() -> None:
    assert labelled("We do it; Wz x is all, or so") == frozenset()
    assert labelled("Wz Uz: one label only") == frozenset()
    assert "or" not in labelled("az = Wz x + Uz h, ar = Wr x + Ur h, or so")


def test_only_whole_names_are_edited() -> None:
    names = frozenset({"Wz", "Uz"})
    assert with_labels(Placed.of("Wz x + Uz h"), names).text == "W_z x + U_z h"
    assert with_labels(Placed.of("Wzx + W_{Uz} + Uz(h)"), names).text == "Wzx + W_{Uz} + Uz(h)"
    assert with_labels(Placed.of("Wz x"), frozenset()).text == "Wz x"


def test_commas_between_small_indices_are_indices() -> None:
    assert with_lists_below(Placed.of("hₜ₋₁,ᵢ = 0")).text == "h_{t-1,i} = 0"
    assert with_lists_below(Placed.of("hₜ, xᵢ")).text == "hₜ, xᵢ"
