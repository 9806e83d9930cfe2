r"""A matrix as it is made of its eigenvalues and eigenvectors, put into the lines that need it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from derive.judging.arguments import LETTER
from derive.judging.letters import places, put, stands
from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Role, Submission

__all__ = ["DIAG", "DIAGONAL_OF", "ENTRY", "HIDDEN", "SOME", "Factors", "Writing"]

#: tr A^k is the trace of the power, whatever stands for A
_OF_A_POWER = (
    r"(\\operatorname\{[A-Za-z]+\}|\\(?:det|tr|rho|log)(?![A-Za-z]))\s*(%s)\s*\^\s*(\{[^{}]*\}|\w)"
)
DIAG = (
    r"\\(?:(?:operatorname|mathrm|text)\{)?diag\}?\s*(?:\\left\s*)?"
    r"\((?P<entries>[^()]*)(?:\\right\s*)?\)"
)
_INDEX = re.compile(r"\s*_\s*(?:\{\s*([^{},:]+?)\s*\}|(\w))")
ENTRY = re.compile(rf"\s*({LETTER})\s*_\s*(?:\{{\s*\w+\s*\}}|\w)\s*")
_LISTED = re.compile(rf"{ENTRY.pattern}|\s*(?:0|\\[lc]?dots[a-z]?)\s*")
DIAGONAL_OF = re.compile(rf"\s*{DIAG}\s*")
_TURN = r"\mathcal{K}"
#: names for what the text does not name
HIDDEN, SOME = r"\mathcal{S}", r"\vec{\lambda}"


@dataclass
class Factors:
    """A matrix as it is made of its eigenvalues and eigenvectors."""

    matrix: str
    #: the matrix of eigenvectors, and whether it is orthogonal
    basis: str
    orthogonal: bool = False
    #: the diagonal one, if it has a name, and the column of its entries
    diagonal: str = ""
    values: str = ""
    #: names of the columns of the basis
    vectors: list[str] = field(default_factory=list)
    #: the number of the line that says that the matrix is this product; −1 if none does
    said: int = -1
    #: the number of its eigenvalues, as it is written; "" where nothing says it
    size: str = ""
    #: whether all that is said of the eigenvalues is that they are those
    plain: bool = True


class Writing:
    """A submission with the factors of its matrices put in."""

    def __init__(self, submission: Submission, every: list[Factors], known: set[str]) -> None:
        self.submission, self.every, self.known = submission, every, known
        uses = uses_of([side for c in submission.claims for side in (c.left, c.right)])
        #: eigenvalues whose name is that of a number too → another name of them all
        self.renamed = {
            one.values: rf"\vec{{{one.values}}}"
            for one in every
            if one.values in uses and (uses[one.values].plain or uses[one.values].called)
        }
        #: the lines that say what a matrix is made of
        self.said = {one.said for one in every} - {-1}

    def written(self) -> Submission:
        submission = self.submission
        context = submission.context
        shapes, assume = dict(context.shapes), dict(context.assume)
        definitions = list(context.definitions)
        drop: set[int] = set()
        for one in self.every:
            self._declare(one, shapes, assume, definitions)
            drop |= {c.number for c in submission.claims if self._says_again(c, one)}
        claims = tuple(self._claim(c, drop) for c in submission.claims)
        understood: dict[str, None] = {}
        for one in self.every:
            names = (one.matrix, one.basis, one.diagonal, one.values, *one.vectors)
            understood.update(dict.fromkeys(names if one.plain else (one.basis, one.diagonal)))
        context = replace(
            context,
            shapes=shapes,
            assume={name: what for name, what in assume.items() if what},
            definitions=tuple(definitions),
            spectral=tuple(filter(None, understood)),
            introduces=context.introduces | self.said,
        )
        return replace(submission, claims=claims, context=context)

    def _declare(
        self,
        one: Factors,
        shapes: dict[str, tuple[str, ...]],
        assume: dict[str, tuple[str, ...]],
        definitions: list[str],
    ) -> None:
        size = self._size(one)
        values = self.renamed.get(one.values, one.values)
        new = [(one.basis, (size, size)), (values, (size, "1"))]
        new += [(one.diagonal, (size, size))] if one.diagonal else []
        new += [(_TURN, (size, size))] if self._moves(one) else []
        if not self._defined(one.matrix):
            new.append((one.matrix, (size, size)))
        for name, shape in new:
            if name not in self.known:
                shapes[name] = shape
        kind = "orthogonal" if one.orthogonal else "invertible"
        assume[one.basis] = tuple(dict.fromkeys((*assume.get(one.basis, ()), kind)))
        if one.diagonal:
            definitions.append(rf"{one.diagonal} = \operatorname{{diag}}({values})")
            kept = assume.get(one.diagonal, ())
            assume[one.diagonal] = tuple(w for w in kept if w not in ("diagonal", "symmetric"))

    def _moves(self, one: Factors) -> bool:
        """Whether the differential of the matrix is spoken of."""
        texts = (side for c in self.submission.claims for side in (c.left, c.right))
        return any(_of_matrix(one).search(text) for text in texts)

    def _size(self, one: Factors) -> str:
        shapes = {normal(k): v for k, v in self.submission.context.shapes.items()}
        for name in (one.matrix, one.basis, one.diagonal):
            if name in shapes and len(shapes[name]) == 2 and shapes[name][0] == shapes[name][1]:
                return shapes[name][0]
        return one.size if re.fullmatch("[a-zA-Z0-9]", one.size) else "n"

    def _defined(self, name: str) -> bool:
        return any(
            c.relation == "="
            and c.role in ("definition", "fresh")
            and bare_name(c.left) == (name, "")
            and c.number not in self.said
            for c in self.submission.claims
        )

    def _says_again(self, claim: Claim, one: Factors) -> bool:
        """Whether a line says of the factors what is known of them: D = diag(…), Q = [q_1, …]."""
        name = bare_name(claim.left)
        if claim.relation in ("<", "<=", ">", ">="):  # λ_1 ≥ λ_2 ≥ … tells how they are counted
            return all(_LISTED.fullmatch(s) for s in (claim.left, claim.right)) and any(
                ENTRY.fullmatch(s) and stands(s, one.values) for s in (claim.left, claim.right)
            )
        if claim.relation != "=" or claim.role == "claim" or name is None or name[1]:
            return False
        if name[0] == one.diagonal:
            return DIAGONAL_OF.fullmatch(claim.right) is not None
        return name[0] == one.basis and any(stands(claim.right, v) for v in one.vectors)

    def _claim(self, claim: Claim, drop: set[int]) -> Claim:
        role: Role = "assumption" if claim.number in drop else claim.role
        under = tuple(n for n in claim.under if n not in drop)
        left, right = claim.left, claim.right
        one = self._meant(claim)
        if one is not None and self._turns(claim, one):
            one = None
        if one is not None and claim.number not in self.said:
            left, right = (self._columns(side, one) for side in (left, right))
            if role != "assumption":
                left, right = self._put_in(one, left, right)
            for values, new in self.renamed.items():
                left, right = (_reindexed(side, values, new, "") for side in (left, right))
        return replace(claim, left=left, right=right, role=role, under=under)

    def _turns(self, claim: Claim, one: Factors) -> bool:
        """Whether a differential is taken of more than the matrix and its eigenvalues."""
        values = rf"{re.escape(one.values)}\s*_\s*(?:\{{\s*\w+\s*\}}|\w)"
        known = re.compile(rf"{_of_matrix(one).pattern}|\\differential\s*{values}")
        return any(r"\differential" in known.sub("", side) for side in (claim.left, claim.right))

    def _put_in(self, one: Factors, left: str, right: str) -> tuple[str, str]:
        """Both sides with the factors in the place of the matrix."""
        moved, by = _of_matrix(one), {one.matrix: self._product(one)}
        sides = (moved.sub(lambda _: self._moved(one), side) for side in (left, right))
        power = re.compile(_OF_A_POWER % re.escape(self._product(one)))
        first, second = (power.sub(r"\1(\2^\3)", put(side, by)) for side in sides)
        return first, second

    def _moved(self, one: Factors) -> str:
        """dA where eigenvalues and eigenvectors move: with dP = P K it is P (KD − DK + dD) P⁻¹.

        Of an orthogonal basis K is skew."""
        values = self.renamed.get(one.values, one.values)
        middle = one.diagonal or rf"\operatorname{{diag}}({values})"
        turn = rf"({_TURN} - {_TURN}^{{\top}})" if one.orthogonal else _TURN
        end = r"\top" if one.orthogonal else "-1"
        slope = rf"\operatorname{{diag}}(\differential {values})"
        return rf"({one.basis} ({turn} {middle} - {middle} {turn} + {slope}) {one.basis}^{{{end}}})"

    def _meant(self, claim: Claim) -> Factors | None:
        """The factors that a claim speaks of."""
        spoken = uses_of([claim.left, claim.right])
        for one in reversed(self.every):
            if {one.diagonal, *one.vectors} & {*spoken} - {""}:
                return one
            if one.basis in spoken and (one.said >= 0 or one.matrix in spoken):
                return one
        if not any(one.values in spoken and spoken[one.values].indexed for one in self.every):
            return None
        before = [one for one in self.every if one.said < claim.number]
        return before[-1] if before else self.every[0]

    def _product(self, one: Factors) -> str:
        """The matrix, as LaTeX."""
        values = self.renamed.get(one.values, one.values)
        middle = one.diagonal or rf"\operatorname{{diag}}({values})"
        end = r"\top" if one.orthogonal else "-1"
        return rf"({one.basis} {middle} {one.basis}^{{{end}}})"

    def _columns(self, side: str, one: Factors) -> str:
        """A formula with the columns of the basis as such: p_i as P_{:,i}."""
        for name in one.vectors:
            side = _reindexed(side, name, one.basis, ":,")
        return side


def _of_matrix(one: Factors) -> re.Pattern[str]:
    """The differential of the matrix itself."""
    return re.compile(rf"\\differential\s*{re.escape(one.matrix)}(?!\s*[_^(]|[A-Za-z])")


def _reindexed(side: str, name: str, new: str, before: str) -> str:
    """A formula with another name for what has an index, and something before that index."""
    for found in reversed(list(places(side, name))):
        index = _INDEX.match(side, found.end())
        if index is not None:
            at = f"{new}_{{{before}{index[1] or index[2]}}}"
            side = f"{side[: found.start()]}{at}{side[index.end() :]}"
    return side
