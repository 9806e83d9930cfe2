"""Random terms in random styles, and random tokens: read as they were meant, or refused."""

from __future__ import annotations

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from derive.document.printer import printer
from derive.reader.latex import ReadError, names_of, read, read_statement
from tests.reader.samples import LENGTH
from tests.reader.test_random import (
    KNOWN,
    LIMITS,
    NAMES,
    matrices,
    scalars,
    settled,
)

#: what the printer writes → other ways to write the same, one of which is drawn at every place
STYLES = {
    r"\\partial(?![A-Za-z])": (r"\partial", "∂", r"\partial\,"),
    r"\\odot(?![A-Za-z])": (r"\odot", "⊙", r"\circ", "∘"),
    r"\^\{\\top\}": (r"^{\top}", r"^\top", r"^\intercal", r"^{\mathsf T}", r"^{\mathrm{T}}", "ᵀ"),
    r"\\sum_(\{[^{}]*\})\^(\{(?:[^{}])*\})": (
        r"\sum_\1^\2", r"\sum^\2_\1", r"\sum\limits_\1^\2", r"∑_\1^\2", r"\sum \nolimits ^ \2 _ \1",
    ),
    r"\\operatorname\{(diag|tr|vec)\}": (
        r"\operatorname{\1}", r"\mathrm{\1}", r"\text{\1}", r"{\rm \1}", r"\mathop{\mathrm{\1}}",
        r" \1",
    ),
    r"\\tanh": (r"\tanh", r"\mathrm{tanh}", r"\operatorname{tanh}", " tanh"),
    r"\\sigma''": (r"\sigma''", r"\sigma^{''}", r"\sigma^{\prime\prime}", "σ''"),
    r"\\sigma'(?!')": (r"\sigma'", r"\sigma^{'}", r"\sigma^\prime", r"\dot{\sigma}", "σ′"),
    r"(?<![A-Za-z\\{])\((?![a-z])": ("(", r"\left(", r"\bigl(", "( "),
    r"\\[tf]?frac(?=\{)": (r"\frac", r"\dfrac", r"\tfrac", r"\displaystyle\frac"),
    r" - ": (" - ", " − ", "-", r" \, - \, "),
    r"(?<= )(?=[A-Za-z\\])": ("", " ", r"\, ", r"\; ", r"\! ", "~", r"\quad "),
    r"_\{([a-z])\}": (r"_{\1}", r"_\1", r"_{ \1 }", r"_{{\1}}"),
    r"\\lVert": (r"\lVert", r"\left\|", r"\left\lVert"),
    r"(?<![A-Za-z\\{])([ABDMa])(?![A-Za-z'}])": (
        r"\1", r"\1", r"\mathbf{\1}", r"\boldsymbol{\1}", r"{\bf \1}", r"{\1}", r"\bm \1 ",
    ),
}  # fmt: skip


def restyled(text, random):
    """The formula as another author would have written it."""
    for pattern, ways in STYLES.items():
        text = re.sub(pattern, lambda m, ways=ways: m.expand(_escaped(random.choice(ways))), text)
    return text


def _escaped(way):
    return re.sub(r"\\(?![1-9])", r"\\\\", way)


def check(term, random):
    text = restyled(printer(sizes=True).doprint(term), random)
    text = re.sub(r"\\left\\(\||lVert)(.*?)\\rVert", r"\\left\\\1\2\\right\\rVert", text)
    shape = tuple(term.shape) if getattr(term, "is_Matrix", False) else ()
    found = read(text, names_of([term], KNOWN, LIMITS), shape)
    assert found == term or settled(found) == settled(term), text


randoms = st.randoms(use_true_random=False)


@settings(max_examples=250)
@given(st.sampled_from(list(NAMES)).flatmap(lambda shape: matrices(shape, 2)), randoms)
def test_matrices_read_back_in_any_style(term, random):
    check(term, random)


@settings(max_examples=250)
@given(scalars(3), randoms)
def test_scalars_read_back_in_any_style(term, random):
    check(term, random)


SOUP = (
    r"\odot \circ \otimes * \cdot \times + - − / = \le \ge < > \in \to \approx \neq , ; : & \\ | \| "
    r"( ) [ ] { } \{ \} \left( \right) \left. \right| \left| \right. \langle \rangle _ ^ ' ^{\top} ᵀ "
    r"^T ^{-1} _i _{ij} _{t-1} ^{(t)} ^{<t>} _{:,j} _{i=1} ^{n} _{i \ne j} a A B h t i n v s 0 1 2 "
    r"0.5 \frac \frac12 \sqrt \sum \prod \nabla \nabla_B \partial ∂ d \mathrm{d} \mathbf{1} I e_i "
    r"\sigma \sigma' \tanh diag \operatorname{diag} \det \log \mathbf \hat \text{if} \text{foo} "
    r"\begin{pmatrix} \end{pmatrix} \begin{cases} \end{cases} \begin{array}{c} \end{array} \ldots "
    r"\cdots ... \vdots \over \boxed \underbrace \color{red} \limits \rm \bf {\rm \quad # % $ \foo Σ "
    r"² ₁ ⊤ √ \lVert \rVert \lvert \max \delta_{ij} \mathbb{R}"
).split()


def survives(text):
    start = time.perf_counter()
    for reads in (read, read_statement):
        try:
            reads(text, LENGTH)
        except ReadError as error:
            assert re.fullmatch(r"line \d+, column \d+: found .+; expected .+", str(error)), text
    assert time.perf_counter() - start < 5, text


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(SOUP), max_size=14), st.sampled_from(["", " "]))
def test_soup_is_read_or_refused_but_never_breaks(pieces, between):
    survives(between.join(pieces))


@settings(max_examples=300)
@given(st.text(alphabet="\\{}_^&|'()[]aAhtin0129.,+-*/=<> \n%~∂Σᵀ²σ", max_size=24))
def test_characters_are_read_or_refused_but_never_break(text):
    survives(text)
