"""What follows from a recurrence: its first members, powers, sums from one time to another."""

from __future__ import annotations

import pytest

from derive import review

CELL = r"A cell is $C_t = f_t \odot C_{t-1} + i_t \odot g_t$ with $C_0 = 0$. Then "
LINEAR = "Consider $h_t = W h_{t-1} + b$ with $h_0 = 0$.\n\nThen "
SCALAR = "The recurrence $a_t = w a_{t-1} + u$ with $a_0 = 0$ has "
MOMENTUM = r"Momentum: $v_{t+1} = \beta v_t + g_t$, $v_0 = 0$. So "
FACTORS = r"(Q\Lambda Q^{-1})(Q\Lambda Q^{-1})\cdots(Q\Lambda Q^{-1})"
MADE = r"Let $W = Q\Lambda Q^{-1}$. Then "


def verdicts(text: str) -> list[str]:
    return [f.verdict for f in review(text, name="x.md").findings]


@pytest.mark.parametrize(
    ("setting", "claim", "verdict"),
    [
        (LINEAR, "$h_1 = b$", "proved"),
        (LINEAR, "$h_1 = W b$", "refuted"),
        (LINEAR, "$h_2 = W b + b$", "proved"),
        (LINEAR, "$h_2 = W b - b$", "refuted"),
        (LINEAR, "$h_3 = W^2 b + W b + b$", "proved"),
        (LINEAR, "$h_3 = W^2 b + b$", "refuted"),
        (CELL, r"$C_1 = i_1 \odot g_1$", "proved"),
        (CELL, r"$C_1 = f_1 \odot g_1$", "refuted"),
        (CELL, r"$C_2 = f_2 \odot i_1 \odot g_1 + i_2 \odot g_2$", "proved"),
        (CELL, r"$C_2 = f_1 \odot i_1 \odot g_1 + i_2 \odot g_2$", "refuted"),
        (SCALAR, "$a_3 = w^2 u + w u + u$", "proved"),
        (SCALAR, "$a_3 = w^3 u$", "refuted"),
        (MOMENTUM, r"$v_2 = \beta g_0 + g_1$", "proved"),
        (MOMENTUM, r"$v_2 = \beta g_1 + g_0$", "refuted"),
    ],
)
def test_the_first_members_follow_from_the_recurrence(
    setting: str, claim: str, verdict: str
) -> None:
    assert verdicts(setting + claim + ".")[-1] == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Let $h_t = W h_{t-1}$ and $h_1 = b$.",
        "Let $F_t = F_{t-1} + F_{t-2}$, with $F_0 = a$ and $F_1 = b$.",
        "Let $h_t = W h_{t-1} + b$ for $t \\ge 2$. We set $h_0 = 0$ and let $h_1 = c$.",
    ],
)
def test_where_a_sequence_begins_is_no_claim(text: str) -> None:
    assert {*verdicts(text)} <= {"definition"}


@pytest.mark.parametrize(
    ("setting", "claim", "verdict"),
    [
        (MADE, rf"$W^k = {FACTORS} = Q\Lambda^k Q^{{-1}}$", "proved"),
        (MADE, rf"$W^k = {FACTORS} = Q\Lambda Q^{{-1}}$", "refuted"),
        (MADE, rf"$\underbrace{{{FACTORS}}}_{{k}} = Q\Lambda^k Q^{{-1}}$", "proved"),
        (
            MADE,
            rf"$\underbrace{{{FACTORS}}}_{{k \text{{ times}}}} = Q\Lambda^k Q^{{-1}}$",
            "proved",
        ),
        (MADE, rf"$\underbrace{{{FACTORS}}}_{{k}} = Q^k\Lambda^k Q^{{-k}}$", "refuted"),
        (MADE, rf"${FACTORS} = Q\Lambda^k Q^{{-1}}$", "unknown"),  # nothing says how many
    ],
)
def test_what_repeats_is_a_power(setting: str, claim: str, verdict: str) -> None:
    assert verdicts(setting + claim + ".")[-1] == verdict


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (
            r"The state $c_t = f_t \odot c_{t-1}$. So $c_t = (\prod_{k=s+1}^t f_k) \odot c_s$.",
            True,
        ),
        (
            r"The state $c_t = f_t \odot c_{t-1}$. So $c_t = (\prod_{k=s}^t f_k) \odot c_s$.",
            False,
        ),
        (r"Let $G_t = \sum_{k=t}^{T} \gamma^{k-t} r_k$. So $G_t = r_t + \gamma G_{t+1}$.", True),
        (r"Let $G_t = \sum_{k=t}^{T} \gamma^{k-t} r_k$. So $G_t = r_t + G_{t+1}$.", False),
    ],
)
def test_a_sum_has_no_fewer_terms_than_none(text: str, true: bool) -> None:
    assert (verdicts(text)[-1] in ("proved", "agrees")) is true
    assert (verdicts(text)[-1] == "refuted") is not true
