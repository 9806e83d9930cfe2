r"""Eigenvalues and eigenvectors that a text speaks of: λ_i of A, the columns p_i of P, A = PDP⁻¹.

Such names are not free: they belong to a matrix.  So the factors are what is chosen, and A is what
they make: D is written diag(λ), p_i the i-th column of P, and, where a claim speaks of the
eigenvalues or eigenvectors of a matrix, S diag(λ) S⁻¹ stands for that matrix.  Matrices that can be
written so are dense, so that an equation that holds for them holds for all; one that fails for
one of them fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.judging.arguments import LETTER
from derive.judging.differentials import with_differentials
from derive.judging.eigenwords import (
    CAPITAL,
    COLUMNS,
    DIAGONAL,
    ORTHOGONAL,
    SPECTRAL,
    SYMMETRIC,
    Sentence,
    sentences,
)
from derive.judging.factors import DIAG, DIAGONAL_OF, ENTRY, HIDDEN, SOME, Factors, Writing
from derive.judging.letters import stands
from derive.judging.occurrences import bare_name, uses_of
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["with_spectra"]

_TURNED = r"(?:T|\\top|\\intercal|\\ast|\*|\\math(?:sf|rm)\s*\{\s*T\s*\}|\\mathsf\s*T|')"
_INVERSE = r"(?:-|−)\s*1"
_ABOVE = rf"\^\s*(?:\{{\s*(?P<end>{_INVERSE}|{_TURNED})\s*\}}|(?P<bare>{_TURNED}))"
_MIDDLE = rf"(?P<middle>{LETTER}|{DIAG})"
#: P D P^{-1}, Q Λ Q^T
_PRODUCT = re.compile(rf"\s*(?P<left>{LETTER})\s*{_MIDDLE}\s*(?P<right>{LETTER})\s*{_ABOVE}\s*")
_NAME = re.compile(rf"\s*({LETTER})\s*")
_FUNCTION = re.compile(
    rf"\\(?:operatorname\s*\{{(?:tr|trace)\}}|det|tr|Tr)\s*(?:\\left\s*)?(?:\(\s*({LETTER})\s*"
    rf"(?:\\right\s*)?\)|({LETTER})(?!\s*[_^]))"
)
#: letters of a matrix of eigenvectors, and the letter of its columns
_COLUMNS = {"P": "pv", "Q": "qvu", "V": "vx", "U": "uv", "S": "sv", "X": "xv", "T": "tv"}
_EIGENVALUES = (r"\lambda", r"\mu")


def with_spectra(submission: Submission) -> Submission:
    """The submission with what its eigenvalues and eigenvectors belong to."""
    spoken = SPECTRAL.search(submission.text) is not None
    factored = [f for c in submission.claims if (f := _factored(c, submission)) is not None]
    if not spoken and not factored:
        return submission
    return _Found(with_differentials(submission)).written(factored)


def _names(text: str) -> str:
    return normal(text.strip())


def _factored(claim: Claim, submission: Submission) -> Factors | None:
    """A = P D P⁻¹, P⁻¹ A P = D or A P = P D, where that is said and not claimed."""
    if claim.relation != "=":
        return None
    for left, right in ((claim.left, claim.right), (claim.right, claim.left)):
        name, whole = _NAME.fullmatch(left), _PRODUCT.fullmatch(right)
        if name and whole and _names(whole["left"]) == _names(whole["right"]):
            end = whole["end"] or whole["bare"]
            turned = re.fullmatch(_INVERSE, end) is None
            middle = "" if whole["entries"] is not None else _names(whole["middle"])
            found = Factors(
                _names(name[1]), _names(whole["left"]), turned, middle, said=claim.number
            )
            found.values = _listed(whole["entries"] or "")
            own = {found.matrix, found.basis, found.diagonal, found.values} - {""}
            mine = {found.basis, found.diagonal}
            new = claim.role != "claim" or mine.isdisjoint(_before(claim, submission))
            return found if new and len(own) > 2 else None
    return None


def _before(claim: Claim, submission: Submission) -> set[str]:
    """The names in the formulas before a claim."""
    claims = submission.claims[: claim.number]
    return {*uses_of([side for c in claims for side in (c.left, c.right)])}


def _listed(entries: str) -> str:
    r"""λ of "λ_1, …, λ_n", or of "λ"."""
    first = entries.partition(",")[0]
    found = ENTRY.fullmatch(first) if "," in entries else _NAME.fullmatch(first)
    return _names(found[1]) if found is not None else ""


class _Found:
    """What a text says of eigenvalues."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.claims = submission.claims
        self.sentences = [s for s in sentences(submission.text) if s.spectral]
        self.uses = uses_of([side for c in self.claims for side in (c.left, c.right)])
        context = submission.context
        self.known = {*map(normal, (*context.shapes, *context.families, *context.functions))}
        self.defined = {
            name[0]
            for c in self.claims
            if c.relation == "="
            and c.role in ("definition", "fresh")
            and (name := bare_name(c.left)) is not None
        }

    def written(self, factored: Sequence[Factors]) -> Submission:
        """The submission with what makes up the matrices of which eigenvalues are spoken."""
        every = self._every(factored)
        return Writing(self.submission, every, self.known).written() if every else self.submission

    def _every(self, factored: Sequence[Factors]) -> list[Factors]:
        if factored and not self.sentences and not DIAGONAL.search(self.submission.text):
            return []  # nothing says that the matrix in the middle is diagonal
        values, size, plain = self._values()
        found = list({one.basis: one for one in factored}.values())
        if not found:
            matrix = self._matrix(values)
            if not matrix or not (values or self._basis(matrix)):
                return []
            found = [Factors(matrix, self._basis(matrix) or HIDDEN)]
        for one in found:
            one.plain, one.size = plain, size
            self._diagonal(one)
            one.values = one.values or values or SOME
            one.vectors = self._vectors(one)
            one.orthogonal = one.orthogonal or self._is_orthogonal(one, len(found) == 1)
        return found

    def _is_orthogonal(self, one: Factors, only: bool) -> bool:
        """Whether the text says that the basis is orthogonal, or that the matrix is symmetric."""
        if "symmetric" in self._assumed(one.matrix) or "orthogonal" in self._assumed(one.basis):
            return only or one.basis in self._turned
        said = any(
            ORTHOGONAL.search(s.words) or SYMMETRIC.search(s.words)
            for s in self.sentences
            if not s.negated and (one.matrix in s.matrices() or one.basis in s.matrices())
        )
        return only and said and one.said < 0

    @property
    def _turned(self) -> frozenset[str]:
        """Names of which a transpose stands beside them."""
        return frozenset(key for key, use in self.uses.items() if use.transposed)

    def _assumed(self, name: str) -> tuple[str, ...]:
        assume = self.submission.context.assume
        return next((v for k, v in assume.items() if normal(k) == name), ())

    def _values(self) -> tuple[str, str, bool]:
        """The name of the eigenvalues, how many they are, and whether no more is said of them."""
        found: dict[str, tuple[str, bool]] = {}
        for sentence in self.sentences:
            for name, last, ordered in sentence.listed() if sentence.on_values else ():
                if self._indexed(name):
                    size, plain = found.get(name, ("", True))
                    found[name] = size or last, plain and not (ordered or sentence.more)
        more = any(s.more for s in self.sentences if s.on_values)
        for name in _EIGENVALUES if self.sentences else ():
            if self._indexed(name):
                found.setdefault(name, ("", not more))
        return next(((name, *rest) for name, rest in found.items()), ("", "", not more))

    def _indexed(self, name: str) -> bool:
        use = self.uses.get(name)
        if use is None or name in self.known or (name in self.defined and not use.plain):
            return False
        return 1 in use.indexed and 2 not in use.indexed and not use.in_time

    def _matrix(self, values: str) -> str:
        """The matrix that the text speaks of, if it is clear which."""
        found: dict[str, None] = {}
        for sentence in self.sentences:
            found.update(dict.fromkeys(sentence.matrices()))
        for claim in self.claims:
            for one, other in ((claim.left, claim.right), (claim.right, claim.left)):
                of = _FUNCTION.fullmatch(one.strip())
                if of is not None and values and stands(other, values):
                    found.setdefault(_names(of[1] or of[2]))
        used = [name for name in found if name in self.uses and not self._is_basis(name)]
        return used[0] if used else ""

    def _is_basis(self, name: str) -> bool:
        return any(
            s.on_columns and s.on_vectors and len(s.matrices()) > 1 and _behind_columns(s) == name
            for s in self.sentences
        )

    def _basis(self, matrix: str) -> str:
        """The matrix of which the text says that its columns are the eigenvectors."""
        for sentence in self.sentences:
            if sentence.on_columns and sentence.on_vectors:
                name = _behind_columns(sentence)
                if name and name != matrix:
                    return name
        return ""

    def _diagonal(self, one: Factors) -> None:
        """The name of the diagonal matrix of eigenvalues, if a line defines one."""
        pairs = [(c.left, c.right) for c in self.claims if c.relation == "="]
        parts = (f.partition("=") for s in self.sentences for f in s.formulas)
        pairs += [(left, right) for left, _, right in parts]
        for left, right in pairs:
            name, of = _NAME.fullmatch(left), DIAGONAL_OF.fullmatch(right)
            values = _listed(of["entries"]) if of is not None else ""
            if name is None or not values or values != (one.values or values):
                continue
            if one.diagonal in ("", _names(name[1])):
                one.diagonal, one.values = _names(name[1]), values

    def _vectors(self, one: Factors) -> list[str]:
        """Names of the columns of the basis: listed beside it, or its own letter in small."""
        found: dict[str, None] = {}
        own = one.basis.strip("{}")[-1] if one.basis != HIDDEN else ""
        for sentence in self.sentences:
            if sentence.on_vectors:
                listed = (name for name, _, _ in sentence.listed())
                found.update(dict.fromkeys(listed))
        others = {own.lower()} if own else {*"pquvsx"}
        for letter in _COLUMNS.get(own, ""):
            key = one.basis.replace(own, letter) if "{" in one.basis else letter
            found.setdefault(key)
        spoken = [n for n in found if n != one.values and self._indexed(n)]
        mine = [n for n in spoken if n.strip("{}")[-1] in others]
        return (mine or spoken) if self.sentences else []


def _behind_columns(sentence: Sentence) -> str:
    """The capital letter next to the word "columns"."""
    at = COLUMNS.search(sentence.words)
    near = []
    for found in re.finditer("\0(\\d+)\0", sentence.words) if at is not None else ():
        name = CAPITAL.fullmatch(sentence.formulas[int(found[1])])
        if name is not None and at is not None:
            near.append((abs(found.start() - at.start()), _names(name[1])))
    return min(near)[1] if near else ""
