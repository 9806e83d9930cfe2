"""The judge.  It reads plain data, imports the standard library only, and trusts nothing else.

One idea: an equation of matrices holds for all sizes if its two sides have the same normal form in
components.  A certificate (JSON) holds declarations and definitions, a statement, and a proof;
:func:`judge` returns a :class:`Theorem` or raises :class:`KernelError`.  These are the primitive
rules; everything that derive proves is proved by them.  Sizes are at least 1, quantities are real,
functions are smooth; an equation that is assumed holds at the point considered, and does not enter
derivatives.  Definitions have to be recursions that end (order.py), names not the kernel's own
(door.py).

    normal form   ring axioms, linearity and order of Σ, δ contracted, A·A⁻¹ = I   (normal.py)
    differentiate ∂ of an atom is δ or 0; product rule; chain rule through a function;
                  ∂A⁻¹ = −A⁻¹ ∂A A⁻¹; ∂ det A = det A · tr(A⁻¹ ∂A); ∂|x| = |x|/x ∂x for x ≠ 0;
                  ∂ Π_j A_j = Σ_j (the factors before) ∂A_j (those after)         (through.py)
    chain         the chain rule through a definition or an opaque function        (unfolding.py)
    unfold        a quantity is its definition
    split         Σ and Π without the term or factor at one end; empty Σ = 0, empty Π = I;
                  Σ as its terms before an index, at it, and after it
    gather        A·Aⁿ = Aⁿ·A = Aⁿ⁺¹ where n ≥ 0
    count         Σ_{k=a}^{b} c = (b − a + 1) c where c does not depend on k and a ≤ b + 1
    expand        Σ and Π with integer limits, written out
    use           rewrite by a theorem
    hypothesis    rewrite by the induction hypothesis
    cancel        subtract a multiple of an equation lhs − rhs = 0
    equation      rewrite by an equation that the certificate assumes
    law           σ, tanh by their definitions; σ′ = σ − σ², tanh′ = 1 − tanh², and
                  for x > 0: log′x = 1/x, √′x = 1/(2√x), and on                     (intervals.py)
                  log(m·q) = log m + log q, √(m·q) = √m·√q and e^{log m} = m for m > 0;
                  log eˣ = x, (√q)² = q                                                 (laws.py)
    symmetric     S_ij = S_ji and (S⁻¹)_ij = (S⁻¹)_ji where S is defined so        (inverses.py)
    multiply      by an invertible matrix: A p = 0 only where p = 0                (inverses.py)
    inverse       where A = M + R by definition, M A⁻¹ = I − R A⁻¹                 (inverses.py)
    clear         multiply by denominators that are not 0, outside Σ and under it
    lower         x^{n+c} = x^c·x^n for a sum x and c ≥ 0
    induction     P(a); P(t−1) ⇒ P(t) for t > a; hence P(t) for t ≥ a  (or downwards)  (judge.py)
    interval      ranges from exp > 0, and of what is defined from its definition   (intervals.py)
    estimate      triangle inequality, submultiplicativity                          (norms.py)
    gram          ‖A‖ ≤ c where c²I − AᵀA has no negative eigenvalue, A explicit     (gram.py)
    limit         n^k·rⁿ → 0 for |r| < 1                                            (limits.py)
"""

from derive.kernel.indices import KernelError
from derive.kernel.judge import Theorem, judge

__all__ = ["KernelError", "Theorem", "judge"]
