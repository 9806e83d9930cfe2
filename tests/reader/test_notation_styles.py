"""Random terms in random styles, and random tokens: read as they were meant, or refused."""

from __future__ import annotations

import re
import time

from hypothesis import given, settings, strategies as st
from notation_names import LENGTH
from test_random import (
    KNOWN,
    LIMITS,
    NAMES,
    matrices,
    scalars,
    settled,
    unless,
)

from derive.document.printer import printer
from derive.reader.latex import ReadError, names_of, read, read_statement

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


SOUP = [
    r"\odot",
    r"\circ",
    r"\otimes",
    r"*",
    r"\cdot",
    r"\times",
    r"+",
    r"-",
    r"−",
    r"/",
    r"=",
    r"\le",
    r"\ge",
    r"<",
    r">",
    r"\in",
    r"\to",
    r"\approx",
    r"\neq",
    r",",
    r";",
    r":",
    r"&",
    r"\\",
    r"|",
    r"\|",
    r"(",
    r")",
    r"[",
    r"]",
    r"{",
    r"}",
    r"\{",
    r"\}",
    r"\left(",
    r"\right)",
    r"\left.",
    r"\right|",
    r"\left|",
    r"\right.",
    r"\langle",
    r"\rangle",
    r"_",
    r"^",
    r"'",
    r"^{\top}",
    r"ᵀ",
    r"^T",
    r"^{-1}",
    r"_i",
    r"_{ij}",
    r"_{t-1}",
    r"^{(t)}",
    r"^{<t>}",
    r"_{:,j}",
    r"_{i=1}",
    r"^{n}",
    r"_{i",
    r"\ne",
    r"j}",
    r"a",
    r"A",
    r"B",
    r"h",
    r"t",
    r"i",
    r"n",
    r"v",
    r"s",
    r"0",
    r"1",
    r"2",
    r"0.5",
    r"\frac",
    r"\frac12",
    r"\sqrt",
    r"\sum",
    r"\prod",
    r"\nabla",
    r"\nabla_B",
    r"\partial",
    r"∂",
    r"d",
    r"\mathrm{d}",
    r"\mathbf{1}",
    r"I",
    r"e_i",
    r"\sigma",
    r"\sigma'",
    r"\tanh",
    r"diag",
    r"\operatorname{diag}",
    r"\det",
    r"\log",
    r"\mathbf",
    r"\hat",
    r"\text{if}",
    r"\text{foo}",
    r"\begin{pmatrix}",
    r"\end{pmatrix}",
    r"\begin{cases}",
    r"\end{cases}",
    r"\begin{array}{c}",
    r"\end{array}",
    r"\ldots",
    r"\cdots",
    r"...",
    r"\vdots",
    r"\over",
    r"\boxed",
    r"\underbrace",
    r"\color{red}",
    r"\limits",
    r"\rm",
    r"\bf",
    r"{\rm",
    r"\quad",
    r"#",
    r"%",
    r"$",
    r"\foo",
    r"Σ",
    r"²",
    r"₁",
    r"⊤",
    r"√",
    r"\lVert",
    r"\rVert",
    r"\lvert",
    r"\max",
    r"\delta_{ij}",
    r"\mathbb{R}",
]


def survives(text):
    start = time.process_time()
    for reads in (read, read_statement):
        with unless(ReadError) as refused:
            reads(text, LENGTH)
        for message in refused:
            assert re.fullmatch(r"line \d+, column \d+: found .+; expected .+", message), text
    assert time.process_time() - start < 5, text


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(SOUP), max_size=14), st.sampled_from(["", " "]))
def test_soup_is_read_or_refused_but_never_breaks(pieces, between):
    survives(between.join(pieces))


@settings(max_examples=300)
@given(st.text(alphabet="\\{}_^&|'()[]aAhtin0129.,+-*/=<> \n%~∂Σᵀ²σ", max_size=24))
def test_characters_are_read_or_refused_but_never_break(text):
    survives(text)
