"""Everything that the worksheets print is read back to the very same terms."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import sympy as sp

from derive.algebra import Activation, Definition
from derive.bridge.domains import AXES, NODES
from derive.bridge.translator import ExplicitError, Translator
from derive.calculus.steps import Statement
from derive.document.printer import printer
from derive.document.render import render
from derive.document.statement import RELATIONS, sides
from derive.document.view import Document
from derive.reader.latex import ReadError, names_of, read, read_statement
from derive.submissions.opening import submission
from derive.worksheets import load


@cache
def sheet(name="rnn_lstm"):
    return load(name)


def statements(name):
    """(name, statement, printed by the statement's printer) of all theorems, steps, claims."""
    text, label = render(sheet(name)), Document(sheet(name)).label
    for derivation in sheet(name).derivations().values():
        st = derivation.statement
        yield derivation.name, st, True
        if rf"\label{{{label(derivation)}}}" not in text:
            continue  # its statement stands in a list, its steps are not printed
        for step in derivation.steps:
            yield (
                derivation.name,
                Statement(step.before, step.after, st.system, step.relation, st.given),
                False,
            )


def commuted(term):
    """A kernel term with the terms of its sums and the factors of its products in one order.

    Sums in sums and products in products are flat, a product's numbers are one.  What the kernel
    adds and multiplies are numbers, which commute; the order of matrices is in their indices.
    """
    if not isinstance(term, (list, tuple)) or not term:
        return term
    head, *rest = (commuted(part) for part in term)
    if head not in ("add", "mul"):
        return [head, *rest]
    flat = [p for part in rest for p in (part[1:] if _is(part, head) else [part])]
    numbers = [p for p in flat if isinstance(p, int) or _is(p, "q")]
    if head == "mul" and numbers:  # -(a/2) is (-1/2) a
        one = sp.prod(sp.Rational(p if isinstance(p, int) else p[1]) for p in numbers)
        flat = [["q", str(one)], *(p for p in flat if p not in numbers)]
    return [head, *sorted(flat, key=repr)]


def _is(term, head):
    return isinstance(term, list) and term[:1] == [head]


def kernel_term(expression, system):
    """What the bridge writes of an expression, indices named in the order of appearance."""
    for explicit in (False, True):
        tr = Translator(system, NODES, AXES, explicit)
        try:
            rows, columns = tr.axes(expression)
            return tr.entry(expression, tr.names(rows), tr.names(columns))
        except ExplicitError:
            continue
    raise AssertionError(expression)


def compare(printed, found, system):
    """``exact``, or ``sorted`` if SymPy sorted a scalar sum or product that had been left alone."""
    printed = sp.sympify(printed)
    if printed == found:
        return "exact"
    left, right = (commuted(kernel_term(e, system)) for e in (printed, found))
    assert left == right, (printed, found)
    return "sorted"


@pytest.mark.parametrize(
    ("worksheet", "decimals"), [("rnn_lstm", False), ("rnn_lstm", True), ("networks", False)]
)
def test_every_statement_and_step_of_the_worksheet_reads_back(worksheet, decimals):
    """Nothing is exempt; what ∂⁺ holds is not printed and comes from the system, except that the
    names say where a step C_{t−1} → C_t belongs to the direct path (gates held)."""
    p = printer(decimals)
    counts = Counter()
    for name, st, whole in statements(worksheet):
        if whole:
            text = " ".join(sides(st, decimals=decimals))
        else:
            text = f"{p.doprint(st.lhs)} {RELATIONS[st.relation]} "
            text += p.doprint(st.rhs)
        lhs, relation, rhs = found = read_statement(
            text, names_of([st.lhs, st.rhs], st.system, st.given)
        )
        assert (relation, found.limit) == (st.relation, st.limit), (name, text)
        counts[compare(st.lhs, lhs, st.system)] += 1
        counts[compare(st.rhs, rhs, st.system)] += 1
    assert counts.total() > 600
    assert counts["sorted"] <= 0.04 * counts.total(), (
        counts
    )  # unevaluated scalar sums such as Σ 1 + 1


@pytest.mark.parametrize("worksheet", ["rnn_lstm", "networks"])
def test_the_definitions_of_the_models_read_back(worksheet):
    derivations = sheet(worksheet).derivations().values()
    systems = {id(d.statement.system): d.statement.system for d in derivations}
    count = 0
    for system in systems.values():
        names = names_of([], system)
        for d in system.definitions:
            assert isinstance(d, Definition)
            text = f"{printer().doprint(d.target)} = {printer().doprint(d.body)}"
            lhs, _, rhs = read_statement(text, names)
            compare(d.target, lhs, system)  # a 1×1 matrix is read as its number
            compare(d.body, rhs, system)
            count += 1
        for left, right in system.equations:
            text = f"{printer().doprint(left)} = {printer().doprint(right)}"
            lhs, relation, rhs = read_statement(text, names)
            assert (lhs, relation) == (left, "=")
            compare(right, rhs, system)  # a minus sign may have come out of a coefficient
    assert count > 50


def test_the_symbols_of_the_prose_read_back():
    net = next(d for d in sheet().derivations().values() if d.name == "bptt-W-gradient")
    given = tuple(sp.Ge(*sp.symbols(pair, integer=True)) for pair in ("t k",))
    for question in sheet().questions:
        for key, value in question.symbols.items():
            if not isinstance(value, (sp.Expr, sp.MatrixExpr)) or isinstance(value, Activation):
                continue
            names = names_of([value], net.statement.system, given)
            shape = tuple(value.shape) if getattr(value, "is_Matrix", False) else ()
            assert read(printer().doprint(value), names, shape) == value, (question.id, key)


def test_the_symbols_of_the_networks_read_back():
    count = 0
    for question in sheet("networks").questions:
        for key, value in question.symbols.items():
            if not isinstance(value, (sp.Expr, sp.MatrixExpr)) or isinstance(value, Activation):
                continue
            shape = tuple(value.shape) if getattr(value, "is_Matrix", False) else ()
            found = read(printer().doprint(value), names_of([value]), shape)
            assert found == value, (question.id, key)
            count += 1
    assert count > 100


def test_what_is_quoted_of_the_old_sheet_reads_back():
    """A quoted line is the claim that was reviewed, however it is broken."""
    document = Document(sheet())
    quoted = [c.finding.claim for e in sheet().errata for c in e.claims if hasattr(c, "finding")]
    assert len(quoted) > 7
    text = render(sheet())
    for said in quoted:
        rows = document.quoted(said.left, said.relation, said.right, 26)
        assert all(row in text for row in rows)
        (claim,) = submission("$$" + "".join(row.removeprefix("{}") for row in rows) + "$$").claims
        found, meant = ((c.left, c.relation, re.sub(r"\s+", " ", c.right)) for c in (claim, said))
        assert found == meant


def test_the_claims_on_the_old_sheet_read_back():
    """One of them equates a matrix with the number 1, and no statement is made of that."""
    claims = [c for e in sheet().errata for c in e.claims if hasattr(c, "said")]
    statements = [c.said for c in claims if hasattr(c.said, "system")]
    assert len(statements) >= 3
    for st in statements:
        names = names_of([st.lhs, st.rhs], st.system, st.given)
        text = " ".join(sides(st))
        if st.rhs == 1 and getattr(st.lhs, "is_Matrix", False):
            with pytest.raises(ReadError, match="found a scalar; expected a term of shape n×n"):
                read_statement(text, names)
            continue
        lhs, relation, rhs = found = read_statement(text, names)
        assert (relation, found.limit) == (st.relation, st.limit)
        compare(st.lhs, lhs, st.system)
        if relation == "in":
            assert rhs == st.rhs
        else:
            compare(st.rhs, rhs, st.system)
