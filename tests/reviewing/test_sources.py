"""Texts in several formats, and the claims that are found in them."""

from __future__ import annotations

from derive.reviewing.submissions import submission


def test_a_chain_over_rows_and_displays() -> None:
    found = submission("$$a &= b \\\\ &= c$$\n$$= d$$")
    assert [(c.latex, c.after) for c in found.claims] == [
        ("a = b", None),
        ("b = c", 0),
        ("c = d", 1),
    ]
