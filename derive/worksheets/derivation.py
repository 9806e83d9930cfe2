"""A derivation that has been judged: what the public functions return."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any
from weakref import finalize

from sympy import Tuple

from derive.bridge import certificate_of
from derive.calculus.rules import RULES
from derive.calculus.steps import Draft, Part, Proof, Statement, Step
from derive.errors import DeriveError
from derive.worksheets import court

__all__ = ["Conjunction", "Derivation", "accepted", "prove"]


class Derivation:
    """A statement, its steps, and the verdict on them.

    ``status`` is "proved" where the kernel accepted the certificate, "agrees" or "refuted" where
    only the audit has spoken, "unknown" otherwise; ``reason`` says why it is not "proved".

    >>> import derive
    >>> found = derive.sigmoid_jacobian()
    >>> found.status, found.lhs.shape, [step.rule for step in found.steps]
    ('proved', (n, d), ['chain', 'entries', 'definition'])
    """

    def __init__(self, draft: Draft, uses: tuple[Derivation, ...]) -> None:
        self.draft = draft
        self.uses = uses
        self.name, self.title, self.data = draft.name, draft.title, draft.data
        self.certificate: dict[str, Any] = {}
        try:
            self.certificate = certificate_of(draft, {d.name: d.certificate for d in uses})
        except DeriveError as error:
            self.number = -1
            self._verdict: court.Verdict = partial(str, error)
        else:
            numbers = {d.name: d.number for d in uses}
            self.number, self._verdict = court.submit(self.certificate, numbers)
            finalize(self, court.forget, self.number).atexit = False

    @property
    def reason(self) -> str:
        """Why the statement is not proved; empty where it is."""
        refused = self._verdict()
        return f"the audit: {self._second}; the kernel: {refused}" if self._second else refused

    @property
    def status(self) -> str:
        if not self._verdict():
            return "proved"
        return self._second.status if self._second else "unknown"

    @cached_property
    def _second(self) -> Any:
        """The audit's verdict, where the draft asks for one and the kernel finds no proof."""
        if not self.draft.audited or not self._verdict():
            return None
        from derive.audit import check_statement

        return check_statement(self.statement)

    @property
    def statement(self) -> Statement:
        return self.draft.statement

    @property
    def lhs(self) -> Any:
        return self.statement.lhs

    @property
    def rhs(self) -> Any:
        return self.statement.rhs

    def parts(self) -> Iterator[Part]:
        """The proof as it is printed: the whole, or base case and induction step."""
        for part in self.draft.parts():
            yield replace(part, steps=tuple(_said(step) for step in part.steps))

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for part in self.parts() for step in part.steps)

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that the proof uses."""
        parts = list(self.parts())
        steps = (step.rule for part in parts for step in part.steps)
        return tuple(dict.fromkeys((*steps, *(part.by for part in parts if part.by))))

    @property
    def axioms(self) -> tuple[str, ...]:
        """What the certificate assumes beyond the ring axioms, in words."""
        definitions = self.statement.system.definitions
        bodies = {getattr(d.target, "name", ""): d.body for d in definitions}
        return tuple(_axioms(self.certificate, bodies))

    def to_python(self, backend: str = "numpy", name: str | None = None) -> str:
        """The source of a function that computes the right-hand side; its docstring has the shapes.

        ``backend`` is "numpy", "jax" or "torch".  A column or a row is an array of one axis, a
        1 × 1 matrix a number.  A family such as x_t is an array whose rows are its members, from
        the first that is used; its recurrence is a loop.  The slope ∂L_t/∂h_t of a loss of which
        only the argument is known is a function ``loss_gradient(t, h_t)`` that the caller gives.  A
        conjunction gives a dictionary of all its results, with everything shared.

        Raises :class:`~derive.DeriveError` for another backend, a name that is no identifier, a
        statement that is no equation, and a result for which no code is known.

        >>> import derive
        >>> print(derive.sigmoid_jacobian().to_python("jax", name="layer_jacobian"))
        import jax
        <BLANKLINE>
        <BLANKLINE>
        def layer_jacobian(W, x):
            \"""The Jacobian of a layer with the logistic function  [proved].
        <BLANKLINE>
            W : (n, d)
            x : (d,)
        <BLANKLINE>
            Returns (n, d).
            \"""
            y = jax.nn.sigmoid(W @ x)
            return (y * (1 - y))[:, None] * W
        <BLANKLINE>
        """
        from derive.worksheets.code import program_of

        return program_of(self, backend, name).source

    def compile(self, backend: str = "numpy", name: str | None = None) -> Callable[..., Any]:
        """The function that :meth:`to_python` writes, which checks the shapes of its arguments.

        With JAX it may be given to ``jax.jit`` (``static_argnames="loss_gradient"``), ``vmap`` and
        ``grad``.  Raises also where the backend's package is not installed.
        """
        from derive.worksheets.code import callable_of

        return callable_of(self, backend, name)

    def latex(self) -> str:
        """The statement in LaTeX."""
        from derive.document.printer import statement

        return str(statement(self.statement))

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __str__(self) -> str:
        s = self.statement
        lines = [f"{self.title}  [{self.status}]", f"  {s.lhs} {s.relation} {s.rhs}"]
        for part in self.parts():
            if part.role != "whole":
                lines.append(f"  {part.role} ({part.index}):")
            lines += [f"    {step.relation} {step.after}    ({step.says})" for step in part.steps]
        if isinstance(self.data, dict) and "layout" in self.data:
            lines.append(f"  {self.data['layout']}")
            lines += [f"  assumed: {said}" for said in self.data["assumes"]]
            lines += [f"  where {said}" for said in self.data.get("where", ())]
        if self.draft.audited and self.reason:
            lines.append(f"  not proved; {self.reason}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Derivation {self.name}: {self.lhs} {self.statement.relation} {self.rhs}>"


class Conjunction(Derivation):
    """Several derivations as one: it is proved where all of them are.

    ``lhs`` and ``rhs`` are SymPy tuples of theirs, ``certificate`` holds all of their certificates,
    ``parts_by_name`` the derivations themselves.
    """

    def __init__(self, name: str, title: str, parts: Mapping[str, Derivation]) -> None:
        self.name, self.title = name, title
        self.parts_by_name = dict(parts)
        self.uses = tuple(parts.values())
        self.data = None
        self.certificate = {"name": name, "all": [part.certificate for part in self.uses]}

    @property
    def reason(self) -> str:
        return "; ".join(part.reason for part in self.uses if part.reason)

    @property
    def status(self) -> str:
        return "proved" if all(part.status == "proved" for part in self.uses) else "unknown"

    @property
    def statement(self) -> Statement:
        sides = (Tuple(*(getattr(part, side) for part in self.uses)) for side in ("lhs", "rhs"))
        return Statement(*sides)

    def parts(self) -> Iterator[Part]:
        for part in self.uses:
            yield from part.parts()

    @property
    def axioms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(axiom for part in self.uses for axiom in part.axioms))

    def latex(self) -> str:
        rows = (part.latex() for part in self.uses)
        return r"\begin{gathered} " + r" \\ ".join(rows) + r" \end{gathered}"

    def __str__(self) -> str:
        return "\n".join([f"{self.title}  [{self.status}]", *map(str, self.uses)])

    def __repr__(self) -> str:
        return f"<Conjunction {self.name}: {', '.join(self.parts_by_name)}>"


def _said(step: Step) -> Step:
    return step if step.says else replace(step, says=RULES[step.rule].says)


_LAWS = {
    ("sigma", 0): "the logistic function is 1/(1 + exp(-x))",
    ("sigma", 1): "the derivative of the logistic function is itself times one minus itself",
    ("tanh", 0): "tanh x is 1 - 2/(1 + exp(2x))",
    ("tanh", 1): "the derivative of tanh is one minus its square",
    ("log", 1): "the derivative of log x is 1/x",
    ("sqrt", 1): "the derivative of the square root of x is one over twice that root",
}
_LAW = re.compile(r"\['law', \{'fn': '(\w+)', 'order': (\d+)\}\]")


def _axioms(certificate: dict[str, Any], bodies: Mapping[str, Any]) -> Iterator[str]:
    text = str(certificate.get("proof", ""))
    occurring = text + str(certificate.get("statement", "")) + str(certificate.get("context", ""))
    # a law of a higher order is that of the first, differentiated; not every law named is used
    named = {(f, min(int(order), 1)) for f, order in _LAW.findall(text)}
    for (function, order), sentence in _LAWS.items():
        if (function, order) in named and f"['fn', '{function}'" in occurring:
            yield sentence
    context = certificate.get("context", {})
    if any(f"['chain', {{'name': {name!r}" in text for name in context.get("opaque", ())):
        yield "each loss is a differentiable function of its arguments alone"
    for name, data in context.get("arrays", {}).items():
        said = name.removesuffix("^+").removesuffix("^!")
        said = bodies.get(said, said)  # written out only where it is needed: that is slow
        if data.get("invertible"):
            yield f"{said} is invertible"
        if "domain" in data:
            yield f"{said} is {'positive' if data['domain'] == 'positive' else 'not 0'}"


def prove(draft: Draft) -> Derivation:
    """Judge a draft, after all that it builds on; a draft is judged once."""
    kept = vars(draft)
    if "derivation" not in kept:
        kept["derivation"] = Derivation(draft, tuple(prove(used) for used in draft.uses))
    found: Derivation = kept["derivation"]
    return found


def accepted(
    statement: Statement, proof: Proof, uses: tuple[Draft, ...] = ()
) -> dict[str, Any] | None:
    """The certificate of a proof if the kernel accepts it, else None; ``uses`` are its lemmas.

    Raises :class:`DeriveError` for what the kernel has no term for.
    """
    known = [prove(use) for use in uses]
    draft = Draft("claim", "A claim", statement, proof, uses=uses)
    certificate = certificate_of(draft, {d.name: d.certificate for d in known})
    refused = court.refusal(certificate, {d.name: d.number for d in known})
    return None if refused else certificate
