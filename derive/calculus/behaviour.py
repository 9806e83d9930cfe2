"""What the eigenvalues of an explicit matrix say of its powers: vanish, grow, stay, or turn.

Source: Horn and Johnson, *Matrix Analysis* (2013), 5.6.12 (Mⁿ → 0 iff all |λ| < 1) and 3.2.5 (the
powers of a Jordan block; growth like n^{m−1} for a block of size m on the unit circle).
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

from sympy import (
    Abs,
    Identity,
    ImmutableDenseMatrix,
    MatAdd,
    MatMul,
    MatPow,
    Mul,
    Pow,
    Rational,
    Transpose,
    ZeroMatrix,
    eye,
    oo,
)
from sympy.matrices.expressions.matexpr import MatrixElement

from derive.algebra import Definition, Family
from derive.calculus.closed_forms import Powers
from derive.calculus.covariants import Piece, binomial_of
from derive.calculus.powers import chain, from_zero, zeroth
from derive.calculus.quadratic import Quadratic
from derive.calculus.steps import (
    Draft,
    Entrywise,
    GivenUp,
    Hint,
    Induction,
    Statement,
)
from derive.errors import DeriveError

__all__ = ["Behaviour", "growing_columns", "jordan_block", "rotation", "spectral_behaviour"]

#: the periods that are possible: roots of 1 of degree 2 at most have orders 1, 2, 3, 4 and 6
PERIODS = (1, 2, 3, 4, 6, 12)


class Behaviour(Powers):
    """The draft that says what becomes of Mⁿ, in ``behaviour``; its kind and facts in ``data``.

    kinds: ``contracting`` (Mⁿ → 0), ``growing`` (along ``data["vector"]``), ``identity``,
    ``converging`` (to the projector on the eigenvectors of 1), ``defective`` (|λ| = 1 with a Jordan
    block of size ``order`` + 1, growth like n^order), ``rotating`` (|λ| = 1, bounded, no limit).
    """

    def modulus(self, piece: Piece) -> Any:
        """−1, 0 or 1 as |λ| is less than, equal to or greater than 1; exact."""
        size = Abs(piece.eigenvalue)
        return 0 if size == 1 else 1 if size > 1 else -1

    @cached_property
    def behaviour(self) -> Draft:
        if not self.rational:
            raise DeriveError("what becomes of the powers is found for rational entries only")
        if self.spectrum.eigenvalues is None:
            return self._unknown()
        pieces = self.spectrum.pieces
        above = [p for p in pieces if self.modulus(p) > 0]
        on = [p for p in pieces if self.modulus(p) == 0]
        defective = [p for p in on if p.k]
        if above:
            return self._growing(above)
        if not on:
            return self._contracting()
        if defective:
            return self._defective(max(defective, key=lambda p: p.k))
        if all(p.eigenvalue == 1 for p in on):
            return self._identity() if len(on) == len(pieces) else self._converging(on[0])
        return self._rotating(on, len(on) == len(pieces))

    def _draft(self, kind: str, title: str, statement: Statement, proof: Any, **data: Any) -> Draft:
        uses = data.pop("uses", (self.closed(),))
        facts = {**self.data, "kind": kind, **data}
        if self.spectrum.eigenvalues:
            facts["radius"] = max((Abs(v) for v in self.spectrum.eigenvalues), key=float)
        return self.draft("behaviour", title, statement, proof, *uses, data=facts)

    def _statement(self, lhs: Any, rhs: Any, relation: Any = "->") -> Statement:
        limit = self.n if relation == "->" else None
        given = from_zero(self.n, self.spectrum.start)
        return Statement(lhs, rhs, self.system, relation, given, limit)

    def _limit(self, says: str) -> Entrywise:
        number = (self.written,) if self.size == 1 else ()
        return Entrywise("limit", (Hint("use", self.closed()), Hint("lower"), *number), says)

    def _contracting(self) -> Draft:
        statement = self._statement(MatPow(self.symbol, self.n), ZeroMatrix(self.size, self.size))
        says = "every eigenvalue is less than 1 in absolute value"
        title = f"The powers of {self.name} tend to 0"
        return self._draft("contracting", title, statement, self._limit(says))

    def _growing(self, above: list[Piece]) -> Draft:
        real = [p for p in above if p.eigenvalue.is_real]
        first = (real or above)[0]
        piece = max((p for p in above if p.root == first.root), key=lambda p: p.k)
        return self._along(piece, 0, "growing", f"The powers of {self.name} grow")

    def _defective(self, piece: Piece) -> Draft:
        title = f"The powers of {self.name} grow like n^{piece.k}"
        return self._along(piece, piece.k, "defective", title)

    def _along(self, piece: Piece, order: int, kind: str, title: str) -> Draft:
        """An entry of Mⁿv tends to infinity, v an eigenvector (or of a Jordan chain, ``order``)."""
        n, value = self.n, piece.eigenvalue
        i, j = piece.place
        mine = [p for p in self.spectrum.pieces if p.root == piece.root]
        used = mine if order else [piece]
        over = next(row[j] for row in used[0].entries if row[j])
        vectors = [p.column(j, over) for p in used]
        data = {"value": value, "vector": vectors[0], "order": order, "entry": i}
        moved = MatMul(MatPow(self.symbol, n), vectors[0])
        if not value.is_real:
            power = Pow(value, n, evaluate=False)
            terms = [MatMul(power, vectors[0])]
            for k, vector in enumerate(vectors[1:], 1):
                factor = Quadratic(Fraction(1))
                for _ in range(k):
                    factor = factor / piece.root
                terms.append(MatMul(binomial_of(n, k), factor.sympy(), power, vector))
            rhs = terms[0] if len(terms) == 1 else MatAdd(*terms)
            proof = chain(moved, ("lemma", rhs, (Hint("use", self.closed()),), "the closed form"))
            return self._draft(kind, title, self._statement(moved, rhs, "="), proof, **data)
        entry = MatrixElement(moved, i, 0)
        squared = bool(value < 0)
        lhs = Pow(entry, 2) if squared else entry
        infinity = oo if squared or vectors[-1][i] > 0 else -oo
        says = "by the closed form this entry grows" + (", squared" if squared else "")
        return self._draft(kind, title, self._statement(lhs, infinity), self._limit(says), **data)

    def _identity(self) -> Draft:
        lhs, rhs = MatPow(self.symbol, self.n), Identity(self.size)
        uses = Hint("use", self.closed())
        proof = chain(lhs, ("lemma", rhs, (uses,), "every eigenvalue is 1, with no Jordan block"))
        title = f"{self.name} is the identity, and so are its powers"
        return self._draft("identity", title, self._statement(lhs, rhs, "="), proof)

    def _converging(self, piece: Piece) -> Draft:
        statement = self._statement(MatPow(self.symbol, self.n), piece.matrix)
        title = f"The powers of {self.name} tend to a projector"
        proof = self._limit("every eigenvalue but 1 is less than 1 in absolute value")
        return self._draft("converging", title, statement, proof, projector=piece.matrix)

    def _rotating(self, on: list[Piece], all_on: bool) -> Draft:
        n, A, roots = self.n, self.symbol, [p.root for p in on]
        period = next((k for k in PERIODS if all(_is_one(r, k) for r in roots)), None)
        title = f"The powers of {self.name} turn and have no limit"
        uses = (Hint("use", self.closed()), Hint("lower"))
        later = MatPow(A, n + period) if period else None
        if period and all_on:
            says = f"the eigenvalues are {period}-th roots of 1"
            proof = chain(later, ("lemma", MatPow(A, n), uses, says))
            statement = self._statement(later, MatPow(A, n), "=")
            return self._draft("rotating", title, statement, proof, period=period)
        if period:
            lhs = later - MatPow(A, n)
            statement = self._statement(lhs, ZeroMatrix(self.size, self.size))
            dying = self._limit("what does not turn dies out")
            return self._draft("rotating", title, statement, dying, period=period)
        if self.matrix.T * self.matrix == eye(self.size):
            kept = self.orthogonal
            return self._draft(
                "rotating", title, kept.statement, kept.proof, period=None, uses=kept.uses
            )
        turning = next(p for p in on if not p.eigenvalue.is_real)
        return self._along(turning, 0, "rotating", title)

    @cached_property
    def orthogonal(self) -> Draft:
        """(Mⁿ)ᵀMⁿ = I, for an orthogonal M."""
        n, A, I = self.n, self.symbol, Identity(self.size)
        square = Family("G", (self.size, self.size))

        def gram(k: Any) -> Any:
            return MatMul(Transpose(MatPow(A, k)), MatPow(A, k))

        named = Definition(square[n], gram(n), low=0)
        system = self.system.with_(named)
        base = chain(
            square[0],
            ("definition", MatMul(Transpose(zeroth(A)), zeroth(A)), (Hint("unfold", square),)),
            ("unit", I),
        )
        step = chain(
            square[n],
            (
                "split",
                MatMul(Transpose(A), square[n - 1], A),
                (Hint("unfold", square), Hint("split", n)),
                "the last factor apart, in both",
            ),
            ("hypothesis", MatMul(Transpose(A), A), (Hint("hypothesis"),)),
            ("arithmetic", I, (self.written,)),
        )
        given = from_zero(n)
        statement = Statement(square[n], I, system, given=given)
        lemma = self.draft("gram", "Lengths are kept", statement, Induction(n, 0, base, step))
        proof = chain(
            gram(n),
            ("definition", square[n], (Hint("unfold", square),)),
            ("lemma", I, (Hint("use", lemma),)),
        )
        title = f"The powers of {self.name} keep every length"
        return self.draft(
            "orthogonal", title, Statement(gram(n), I, system, given=given), proof, lemma
        )

    def _unknown(self) -> Draft:
        closed = self.closed()
        assert isinstance(closed.proof, GivenUp)
        statement = Statement(MatPow(self.symbol, self.n), closed.statement.rhs, self.system)
        # rounded numbers, for a picture; nothing is claimed of them
        rounded = [complex(root) for root in self.spectrum.polynomial.nroots(n=15)]
        title = f"The powers of {self.name}"
        return self._draft(
            "unknown", title, statement, GivenUp(closed.proof.reason), uses=(), rounded=rounded
        )


def _is_one(root: Any, k: int) -> bool:
    power = root
    for _ in range(k - 1):
        power = power * root
    return bool(power.sympy() == 1)


def spectral_behaviour(M: Any, name: str = "M") -> Draft:
    """The draft that says what becomes of the powers of an explicit rational square matrix.

    Its ``data`` holds ``kind`` (see :class:`Behaviour`), the eigenvalues with multiplicities, the
    spectral ``radius``, and what belongs to the kind: ``value``, ``vector`` and ``order`` of the
    growth, ``period``, ``projector``.  Unknown where an eigenvalue is neither rational nor
    quadratic.  Raises :class:`ShapeError` for a matrix that is not square, :class:`DeriveError` for
    entries that are not rational.

    >>> spectral_behaviour([["5/4", "3/4"], ["3/4", "5/4"]]).data["kind"]
    'growing'
    """
    return Behaviour(M, name).behaviour


def jordan_block(m: int, value: Any = 1) -> dict[str, Draft]:
    """Jⁿ for a Jordan block of size m ≥ 2 at ``value``, and its corner, which grows like n^{m−1}.

    keys: ``power``; for the value 1 also ``corner`` (the polynomial) and ``limit`` (∞).
    """
    if m < 2:
        raise DeriveError(f"a Jordan block that is not diagonal has size 2 at least, not {m}")
    J = ImmutableDenseMatrix(
        m, m, lambda i, j: value if i == j else Rational(1) if j == i + 1 else Rational(0)
    )
    powers = Powers(J, "J")
    closed = powers.closed()
    found = {"power": _renamed(closed, f"jordan-{m}-power", f"A Jordan block of size {m}")}
    if value == 1:
        uses = found["power"]
        n = powers.n
        corner = MatrixElement(MatPow(powers.symbol, n), 0, m - 1)
        polynomial = uses.statement.rhs[0, m - 1]
        proof = chain(corner, ("lemma", polynomial, (Hint("use", uses),)))
        given, data = uses.statement.given, {"order": m - 1, "polynomial": polynomial}
        statement = Statement(corner, polynomial, powers.system, given=given)
        title = f"The corner of a Jordan block of size {m}"
        found["corner"] = Draft(f"jordan-{m}-corner", title, statement, proof, (uses,), data)
        limit = Statement(corner, oo, powers.system, "->", given, n)
        says = f"a polynomial in n of degree {m - 1} with a positive first coefficient"
        grows = Entrywise("limit", (Hint("use", found["corner"]),), says)
        title = f"A Jordan block of size {m} grows like a power of n"
        uses_ = (found["corner"],)
        found["limit"] = Draft(f"jordan-{m}-limit", title, limit, grows, uses_, data)
    return found


def _renamed(draft: Draft, name: str, title: str) -> Draft:
    return Draft(name, title, draft.statement, draft.proof, draft.uses, draft.data)


def growing_columns() -> dict[str, Draft]:
    """One eigenvalue above 1, and every column grows; and one where only its own column does.

    keys: ``power`` and ``all`` of the symmetric [[5/4, 3/4], [3/4, 5/4]] with eigenvalues 2 and ½;
    ``diagonal-first`` and ``diagonal-second`` of diag(2, ½), whose second column tends to 0.
    """
    a, b = Rational(5, 4), Rational(3, 4)
    whole = Powers([[a, b], [b, a]], "S")
    closed = whole.closed()
    both = Statement(
        MatPow(whole.symbol, whole.n), oo, whole.system, "->", closed.statement.given, whole.n
    )
    says = "each entry contains a positive multiple of the power of 2"
    apart = Powers([[2, 0], [0, Rational(1, 2)]], "D")
    power = MatPow(apart.symbol, apart.n)
    diagonal = apart.closed()
    given = diagonal.statement.given
    first = Statement(MatrixElement(power, 0, 0), oo, apart.system, "->", given, apart.n)
    column = MatMul(power, ImmutableDenseMatrix([[0], [1]]))
    zero = ZeroMatrix(2, 1)
    second = Statement(column, zero, apart.system, "->", given, apart.n)
    return {
        "power": closed,
        "all": Draft(
            "columns-all",
            "Every entry grows, though one eigenvalue is less than 1",
            both,
            Entrywise("limit", (Hint("use", closed),), says),
            (closed,),
            {"values": list(whole.spectrum.eigenvalues or ())},
        ),
        "diagonal-power": diagonal,
        "diagonal-first": Draft(
            "columns-first",
            "The entry along the eigenvector grows",
            first,
            Entrywise("limit", (Hint("use", diagonal),), "a power of 2"),
            (diagonal,),
        ),
        "diagonal-second": Draft(
            "columns-second",
            "The column along the other eigenvector tends to 0",
            second,
            Entrywise("limit", (Hint("use", diagonal),), "a power of one half"),
            (diagonal,),
        ),
    }


def rotation() -> dict[str, Draft]:
    """The rotation by 90°: R² = −I, R⁴ = I, hence R^{n+4} = Rⁿ; |λ| = 1, bounded, no limit.

    keys: ``half``, ``full``, ``turned`` (R^{n+2} = −Rⁿ), ``periodic``.
    """
    turn = Powers([[0, -1], [1, 0]], "R")
    R, n, I = turn.symbol, turn.n, Identity(2)
    multiplied = (Hint("expand", R), turn.written)
    half = chain(MatPow(R, 2), ("arithmetic", Mul(-1, I), multiplied))
    full = chain(MatPow(R, 4), ("arithmetic", I, multiplied))
    later = chain(
        MatPow(R, n + 2),
        (
            "arithmetic",
            MatMul(-1, MatPow(R, n)),
            (Hint("split", n + 2), Hint("split", n + 1), turn.written),
            "the last two factors apart: two quarter turns are −I",
        ),
    )
    given = from_zero(n)
    turned = Draft(
        "rotation-turned",
        "Two quarter turns more change the sign, so that there is no limit",
        Statement(MatPow(R, n + 2), MatMul(-1, MatPow(R, n)), turn.system, given=given),
        later,
    )
    return {
        "half": Draft(
            "rotation-half", "Two quarter turns", Statement(MatPow(R, 2), -I, turn.system), half
        ),
        "full": Draft(
            "rotation-full", "Four quarter turns", Statement(MatPow(R, 4), I, turn.system), full
        ),
        "turned": turned,
        "periodic": Draft(
            "rotation-periodic",
            "The powers of a quarter turn are periodic",
            Statement(MatPow(R, n + 4), MatPow(R, n), turn.system, given=given),
            chain(
                MatPow(R, n + 4),
                (
                    "lemma",
                    MatPow(R, n),
                    (Hint("use", turned), Hint("use", turned)),
                    "the sign changes twice",
                ),
            ),
            (turned,),
            {"period": 4},
        ),
    }
