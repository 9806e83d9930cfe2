"""Formulas in LaTeX: what is asked about one is derived, what it states is judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import sympy as sp

from derive.algebra import SIGMA, TANH, Activation, Gradient, Jacobian, PartialDerivative
from derive.calculus.expressions import Expression
from derive.calculus.gradients import LAYOUTS, Question, hints_of
from derive.calculus.products import split, times
from derive.calculus.recipes import recipes
from derive.calculus.simplify import simplified
from derive.calculus.steps import Chain, Draft, Hint, Proof, Statement, Step
from derive.errors import DeriveError
from derive.reader.latex import Names, ReadError, Sides, read, read_statement
from derive.reader.syntax import parse
from derive.worksheets import theorems
from derive.worksheets.claims import judged
from derive.worksheets.declared import Declared, undeclared, with_indices
from derive.worksheets.derivation import Derivation, accepted

__all__ = ["LAID_OUT", "QUESTIONS", "Answer", "Together", "ask", "check"]

#: what can be asked of an expression → the function that answers it
QUESTIONS: dict[str, Callable[..., Derivation]] = {
    name: found
    for name in ("gradient", "jacobian", "differential", "hessian")
    if (found := getattr(theorems, name, None)) is not None
}
#: those whose answer has a layout to choose
LAID_OUT = ("jacobian",)
#: after so many seconds no further proof is begun
_SECONDS = 2.0


@dataclass(frozen=True)
class Answer:
    """What came out of a question about a formula, or of a claim: all that is printed of it."""

    #: gradient, jacobian, … or prove
    command: str
    #: the formula as it was given
    latex: str
    declared: Declared
    derivation: Derivation
    #: proved, agrees, refuted or unknown; who said so, or why not more
    verdict: str
    by: str = ""
    #: name → value, where a claim fails
    witness: dict[Any, Any] = field(default_factory=dict)
    layout: str = ""
    #: pairs of an expression and what is assumed of it
    assumed: tuple[tuple[Any, str], ...] = ()
    #: how the formula was read, where that is not plain
    read_as: str = ""

    @property
    def statement(self) -> Statement:
        return self.derivation.statement

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.derivation.steps


@contextmanager
def _pointing(text: str, declared: Declared) -> Iterator[None]:
    """Errors of the reader, with the undeclared names listed or the place shown."""
    try:
        with _not_too_deep():
            yield
    except ReadError as error:
        raise _told(error, text, declared) from None


@contextmanager
def _not_too_deep() -> Iterator[None]:
    try:
        yield
    except RecursionError:
        raise DeriveError("the formula has more levels than can be worked through") from None


def _told(error: ReadError, text: str, declared: Declared) -> DeriveError:
    if error.found.endswith("an unknown name"):
        missing = undeclared(text, declared)
        if missing is not None:
            return missing
    line = text.split("\n")[error.place.line - 1]
    column = min(error.place.column, len(line) + 1)
    return DeriveError(f"{error}\n  {line}\n  {' ' * (column - 1)}^")


def ask(
    command: str,
    latex: str,
    wrt: str,
    declared: Declared,
    layout: str = "numerator",
    structure: str | None = None,
) -> Answer:
    r"""Answer one of :data:`QUESTIONS` about an expression in LaTeX.

    ``wrt`` names the variable; ``layout`` is that of a Jacobian; ``structure``
    says that a gradient is by a symmetric or a diagonal matrix.

    Raises :class:`DeriveError` for what cannot be read (with a line that points to the place), a
    name that is not declared, or a question that has no answer; :class:`ShapeError` for shapes
    that do not fit.

    >>> from derive.worksheets.declared import declared
    >>> print(ask("gradient", r"x^{\top} A x", "x", declared(["x:n", "A:n,n"])).statement.rhs)
    (A + A.T)*x
    """
    x = declared.variable(wrt)
    with _pointing(latex, declared):
        expression = read(latex, with_indices(latex, declared))
    options: dict[str, Any] = {"layout": layout} if command in LAID_OUT else {}
    options |= {"structure": structure} if structure is not None else {}
    found = QUESTIONS[command](expression, x, **options)
    data = found.data if isinstance(found.data, dict) else {}
    return Answer(
        command,
        latex,
        declared,
        found,
        found.status,
        _by(found.status, found.reason),
        layout=data.get("layout", ""),
        assumed=tuple(data.get("assumed", ())),
    )


def check(latex: str, declared: Declared, layout: str = "numerator") -> Answer:
    r"""Judge an equation in LaTeX: proved, agrees, refuted by a witness, or unknown.

    Where one of its sides is the derivative of an expression it is derived first.  ∂f/∂X of a
    scalar f, equated with something of the shape of X, is read as the gradient, and ``read_as``
    says so; with ``layout="denominator"`` every other Jacobian on the left is transposed.

    Raises like :func:`ask`; :class:`DeriveError` also for what is no equation.

    >>> from derive.worksheets.declared import declared
    >>> check(r"A^{\top} B = (B^{\top} A)^{\top}", declared(["A:m,n", "B:m,k"])).verdict
    'proved'
    """
    if layout not in LAYOUTS:
        raise DeriveError(f"a layout is one of {', '.join(LAYOUTS)}, not {layout!r}")
    with _pointing(latex, declared):
        sides, read_as = _read(latex, declared, layout)
    if sides.relation != "=":
        raise DeriveError(f"only an equation is judged, and this has the relation {sides.relation}")
    together = Together(sp.Tuple(sides.lhs, sides.rhs), sp.Dummy())
    both = sp.Tuple(sides.lhs, sides.rhs).atoms(sp.Symbol)
    counts = sorted((s for s in both if s.is_nonnegative and not s.is_positive), key=str)
    given = tuple(sp.Ge(count, 0, evaluate=False) for count in counts)
    said = Statement(sides.lhs, sides.rhs, together.system, given=given)
    proof, uses = _proof(said, together)
    claim = judged(said, uses=uses, proof=proof)
    assert claim.derivation is not None
    has = said.lhs.has(Jacobian) or said.rhs.has(Jacobian)
    return Answer(
        "prove",
        latex,
        declared,
        claim.derivation,
        claim.verdict,
        _by(claim.verdict, claim.by),
        witness=_counted(claim.witness or {}, with_indices(latex, declared), declared),
        layout=LAYOUTS[layout] if has else "",
        assumed=(*together.assumed, *((count, "is not negative") for count in counts)),
        read_as=read_as,
    )


def _by(verdict: str, said: str) -> str:
    """Who judged, in a few words."""
    if verdict == "agrees":
        return "the audit agrees at random points; the kernel finds no proof"
    return "the kernel" if verdict == "proved" else said.split("; the kernel")[0]


def _counted(witness: dict[Any, Any], names: Names, declared: Declared) -> dict[Any, Any]:
    """A witness with its free indices counted from 1, as in print; they count from 0 inside."""
    known = {*declared.variables.values(), *declared.sizes.values()}
    indices = {v for key, (v, *_) in names.table.items() if isinstance(v, sp.Symbol)} - known
    return {key: value + 1 if key in indices else value for key, value in witness.items()}


def _read(latex: str, declared: Declared, layout: str) -> tuple[Sides, str]:
    """The two sides, and how they were read."""
    names = with_indices(latex, declared)
    left, sign, right = parse(latex, "statement").children
    try:
        lhs = read(_blanked(latex, 0, left.end), names)
    except ReadError:  # as of a zero, whose shape the other side says
        return read_statement(latex, names), ""
    if sign.text != "=" or not isinstance(lhs, Jacobian) or lhs.held:
        return read_statement(latex, names), ""
    if lhs.shape[0] == 1 and getattr(lhs.wrt, "is_Matrix", False):
        gradient = Gradient(lhs.of, lhs.wrt)
        try:
            rhs = read(_blanked(latex, right.start, right.end), names, gradient.shape)
        except ReadError:
            pass
        else:
            said = "the derivative is read as the gradient, of the shape of the variable"
            return Sides(gradient, "=", rhs), said
    if layout == "denominator":
        lhs = sp.Transpose(lhs)
        rhs = read(_blanked(latex, right.start, right.end), names, lhs.shape)
        return Sides(lhs, "=", rhs), ""
    return read_statement(latex, names), ""


def _blanked(latex: str, start: int, end: int) -> str:
    """One side, with blanks before it, so that errors point to its place in the whole."""
    before = "".join(c if c == "\n" else " " for c in latex[:start])
    return before + latex[start:end]


class Together(Expression):
    """Both sides of an equation, looked at for what they assume."""

    def __post_init__(self) -> None:
        """Nothing: the sides need not be differentiable."""


#: a derivative, as it stands on the left → the draft that derives it
_DERIVED: dict[type, Callable[[Question], Draft]] = {
    Gradient: lambda question: question.gradient,
    Jacobian: lambda question: question.jacobian(),
    PartialDerivative: lambda question: question.gradient,
    sp.Transpose: lambda question: question.jacobian("denominator"),
}


def _proof(said: Statement, together: Expression) -> tuple[Proof, tuple[Draft, ...]]:
    """A proof that the kernel accepts, or the first that was tried; the lemmas that it uses."""
    until = time.thread_time() + _SECONDS
    first = None
    for proof, *lemmas in chain(_derived(said, together), recipes(said)):
        tried = (proof, tuple(*lemmas))
        first = first or tried
        try:
            if accepted(said, *tried) is not None:
                return tried
        except DeriveError:  # what the kernel has no term for, no other proof changes
            break
        if time.thread_time() > until:
            break
    assert first is not None
    return first


def _derived(said: Statement, together: Expression) -> Iterator[tuple[Proof, tuple[Draft, ...]]]:
    """Steps from left to right, the last of them by further laws."""
    steps = _derived_steps(said) or (Step("lemma", said.lhs, said.rhs),)
    hints = hints_of(together)
    for more, uses in _laws(said):
        last = replace(steps[-1], hints=(*hints, *more))
        yield Chain((*(replace(step, hints=hints) for step in steps[:-1]), last)), uses


def _laws(said: Statement) -> Iterator[tuple[tuple[Hint, ...], tuple[Draft, ...]]]:
    """What else may be used: nothing; that σ′ = σ(1 − σ); what σ is, for tanh too; S − A for B."""
    yield (), ()
    both = sp.Tuple(said.lhs, said.rhs)
    found = [f for f in (SIGMA, TANH) if any(e.key == f.key for e in both.atoms(Activation))]
    if found:
        slopes = tuple(Hint("law", f.diff()) for f in found)
        yield slopes, ()
        yield (*slopes, *(Hint("law", f) for f in found), Hint("clear")), ()
    for term in _terms(said):
        yield (Hint("use", term),), (term,)


def _terms(said: Statement) -> Iterator[Draft]:
    """B = S − A for each symbol B of a sum S = A + B that is inverted, so that S can cancel."""
    system = said.system
    sums = [d for d in system.definitions if d.target in system.invertible and d.body.is_MatAdd]
    for definition in sums:
        for part in definition.body.args:
            sign, factors = split(part)
            if sign in (1, -1) and len(factors) == 1 and isinstance(factors[0], sp.MatrixSymbol):
                [term] = factors
                other = sp.MatAdd(*(a for a in definition.body.args if a != part))
                rest = simplified(times(sign, sp.MatAdd(definition.target, times(-1, other))))
                steps = (Step("definition", term, rest, (Hint("unfold", definition.target),)),)
                title = f"{term} by the sum that it is a term of"
                yield Draft(f"term-{term}", title, Statement(term, rest, system), Chain(steps))


def _derived_steps(said: Statement) -> tuple[Step, ...]:
    """The steps that derive a left side which is a derivative, and go on to the right side."""
    lhs = said.lhs.arg if isinstance(said.lhs, sp.Transpose) else said.lhs
    make = _DERIVED.get(type(said.lhs))
    if make is None or not isinstance(lhs, (Gradient, Jacobian, PartialDerivative)) or lhs.held:
        return ()
    try:
        draft = make(Question(lhs.of, lhs.wrt))
    except DeriveError:  # there is no rule for it; the kernel may still see it in one step
        return ()
    if draft.statement.lhs != said.lhs:
        return ()
    proof = draft.towards(said.rhs).proof
    assert isinstance(proof, Chain)
    return tuple(step for step in proof.steps if step.before != step.after)
