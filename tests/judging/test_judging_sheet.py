"""A whole sheet as one might be handed in, with the mistakes of several at once."""

from __future__ import annotations

from derive.judging.judge import judge
from derive.judging.verdicts import Finding
from derive.submissions.opening import submission

TEXT = r"""
# One layer

Let $z = W x$. We have
$$\frac{\partial y_i}{\partial x_j} = \sigma'(z_i) W_{ij}$$
and, in exponentials,
$$\sigma'(z_i) = \frac{e^{-z_i})}{(1 + e^{-z_i})^2}$$
so that
$$\frac{\partial Y}{\partial X} = diag(\sigma') * W$$

# Through time

$$\frac{\partial L}{\partial W} = \sum_{t=0}^{2} \sum_{k=1}^{t}
  \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_k}
  \frac{\partial h_k}{\partial W}$$

$$\sum_{t=0}^{2} \sum_{k=1}^{t} \frac{\partial L_t}{\partial h_t}
  \frac{\partial h_t}{\partial h_k} \frac{\partial h_k}{\partial W}
  = \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_k}
    \frac{\partial h_k}{\partial W}
  + \frac{\partial L_t}{\partial h_t} \frac{\partial h_t}{\partial h_t}
    \frac{\partial h_k}{\partial W}$$

# Powers

$$M = Q A Q^{-1}$$

$$M^n = M^{n-1} Q A Q^{-1}$$

$$M^n = Q A^n Q^{-1}$$

$$A^{2} = \begin{bmatrix} 0.9^{2} & 0 \\ 0 & 0.4^{2} \end{bmatrix}
  w^{2} = \begin{bmatrix} 0.6 \cdot 0.9^{2} & 0.8 \cdot 0.4^{2} \\
  0.8 \cdot 0.9^{2} & 0.6 \cdot 0.4^{2} \end{bmatrix}$$

# The cell

$$\frac{\partial C_t}{\partial C_k} = \prod_{j=k+1}^{t} \frac{\partial C_t}{\partial C_{t-1}}$$

Now assume $f_t = 1$ and $i_t = 0$. Then

$$C_t = C_{t-1}$$
"""


def _found(worksheet: str) -> dict[str, Finding]:
    review = judge(submission(TEXT, "sheet.md"), worksheet=worksheet)
    return {finding.claim.latex.replace("\n", " "): finding for finding in review.findings}


def _of(found: dict[str, Finding], begin: str) -> Finding:
    [one] = [finding for latex, finding in found.items() if latex.startswith(begin)]
    return one


def test_with_the_worksheet() -> None:
    found = _found("rnn_lstm")
    right = (
        r"\frac{\partial y_i}{\partial x_j}",
        r"\frac{\partial Y}{\partial X}",
        r"\frac{\partial L}{\partial W}",
        "M^n = M^{n-1}",
        "M^n = Q",
    )
    assert {begin: _of(found, begin).verdict for begin in right} == dict.fromkeys(right, "proved")
    assert _of(found, "M =").verdict == "definition"
    stray = _of(found, r"\sigma'(z_i)")
    assert stray.verdict == "unknown"
    assert "closed twice: the ) behind" in stray.reason
    assert stray.suggestion is not None
    power = _of(found, r"\begin{bmatrix} 0.9^{2}").witness
    assert power is not None
    assert power.left == (("197/500", "39/125"), ("39/125", "72/125"))
    wrong = (r"\sum_{t=0}^{2}", r"\begin{bmatrix} 0.9^{2}", r"\frac{\partial C_t}{\partial C_k}")
    assert {begin: _of(found, begin).verdict for begin in wrong} == dict.fromkeys(wrong, "refuted")
    index = _of(found, r"\frac{\partial C_t}{\partial C_k}").suggestion
    assert index is not None
    assert r"\frac{\partial^{+} C_{j}}{\partial C_{j - 1}}" in index.latex
    assert _of(found, "C_t =").verdict in ("proved", "agrees")


def test_without_a_word_about_its_symbols() -> None:
    verdicts = {latex: finding.verdict for latex, finding in _found("").items()}
    refuted = [latex for latex, verdict in verdicts.items() if verdict == "refuted"]
    assert {latex[:12] for latex in refuted} <= {r"\sum_{t=0}^{", r"\frac{\parti"}
    assert any(latex.startswith(r"\sum") for latex in refuted)
