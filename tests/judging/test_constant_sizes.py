r"""Sizes of columns of ones that only a number tells, and rows of a matrix that words name."""

from __future__ import annotations

import pytest

from derive import review

CENTRED = r"Let $X\in\mathbb{R}^{N\times d}$ and $C = I - \frac1N \mathbf{1}\mathbf{1}^\top$. Then "
ROWS = r"Let $X\in\mathbb{R}^{N\times d}$ have rows $x_n^\top$. Then "
LIST = r"$Xw = (w^\top x_1, \dots, w^\top x_N)^\top$ and "
SIGMOID = r"Consider $y = \sigma(Wx)$, $z = Wx$, and $\delta = (y-t)\odot y\odot(1-y)$. Then "


def last(text: str) -> str:
    return review(text, name="x.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (CENTRED + r"$C\mathbf{1} = 0$.", True),
        (CENTRED + r"$C\mathbf{1} = \mathbf{1}$.", False),
        (ROWS + r"$X^\top X = \sum_{n=1}^N x_n x_n^\top$.", True),
        (ROWS + r"$X^\top X = \sum_{n=1}^N x_n^\top x_n$.", False),
        (ROWS + r"$(XX^\top)_{nm} = x_n^\top x_m$.", True),
        (ROWS + r"$(XX^\top)_{nm} = x_n x_m^\top$.", False),
        (ROWS + LIST + r"$X^\top\mathbf{1} = \sum_{n=1}^N x_n$.", True),
        (ROWS + LIST + r"$X^\top\mathbf{1} = 2\sum_{n=1}^N x_n$.", False),
        (SIGMOID + r"$\frac{\partial y_i}{\partial z_j} = \delta_{ij} y_i(1-y_i)$.", True),
        (SIGMOID + r"$\frac{\partial y_i}{\partial z_j} = \delta_{ij} y_i$.", False),
    ],
)
def test_sizes_rows_and_deltas(text: str, true: bool) -> None:
    assert last(text) in (("proved", "agrees") if true else ("refuted",))
