"""Powers of similar matrices: (P B P⁻¹)ᵖ = P Bᵖ P⁻¹.

Source: Horn and Johnson, *Matrix Analysis* (2013), 1.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Inverse, MatMul, MatPow, S, Symbol, sympify

from derive.algebra import System
from derive.calculus.powers import chain, from_zero, zeroth
from derive.calculus.steps import Draft, Hint, Induction, Statement

__all__ = ["conjugates"]


def conjugates(sides: Iterable[Any], system: System) -> tuple[Draft, ...]:
    """X^p = P Bᵖ P⁻¹, of each X = P B P⁻¹, by definition or as written, that is raised to a symbol.

    >>> from sympy import MatrixSymbol
    >>> from derive.worksheets.derivation import prove
    >>> m, k = Symbol("m", integer=True, positive=True), Symbol("k", integer=True)
    >>> P, B = MatrixSymbol("P", m, m), MatrixSymbol("B", m, m)
    >>> [lemma] = conjugates([(P * B * Inverse(P)) ** k], System(invertible=(P,)))
    >>> print(prove(lemma).rhs)
    P*B**p*P**(-1)
    """
    powers = (power for side in sides for power in sympify(side).atoms(MatPow))
    bases = {power.base for power in powers if not power.exp.is_number}
    found = (_conjugate(base, system) for base in sorted(bases, key=str))
    return tuple(lemma for lemma in found if lemma is not None)


def _conjugate(X: Any, system: System) -> Draft | None:
    """By induction on p ≥ 0; None where X is no P B P⁻¹."""
    named = any(d.target == X for d in system.definitions)
    body = system.body(X) if named else X
    number: Any
    factors: Any
    number, factors = body.as_coeff_matrices() if isinstance(body, MatMul) else (S.One, [])
    square = len(factors) > 2 and factors[0].is_square
    if not square or Inverse(factors[0]).doit() != factors[-1]:
        return None
    p, inside = Symbol("p", integer=True), MatMul(number, *factors[1:-1]).doit()

    def power(e: Any) -> Any:
        return MatMul(factors[0], MatPow(inside, e), factors[-1])

    base = chain(zeroth(X), ("unit", power(0).doit(), (), "both powers are the identity"))
    hints = (Hint("split", p), Hint("hypothesis"), *((Hint("unfold", X),) if named else ()))
    step = chain(MatPow(X, p), ("hypothesis", power(p), hints, "one factor apart"))
    statement = Statement(MatPow(X, p), power(p), system, given=from_zero(p))
    title = f"Powers of {X}"
    return Draft(f"power-conjugate-{X}", title, statement, Induction(p, 0, base, step))
