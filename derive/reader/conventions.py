r"""What the paper does not say: conventions, each with the readings that there are of it.

Mathematics as people write it leaves some things to the reader: whether ``\frac{\partial
L}{\partial W}`` is a row or has the shape of W, whether ``\otimes`` is Kronecker's product.  A
formula is read under one :class:`Conventions`; which of them made a difference comes back as
``consulted``, and :func:`alternatives` gives the others that are worth a try.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import product

from derive.errors import DeriveError

__all__ = ["CHOICES", "Conventions", "alternatives"]

#: field → its readings, the default first.  ``unsaid``: what needs it is refused.
CHOICES: dict[str, tuple[str, ...]] = {
    "layout": ("numerator", "denominator", "transposed"),
    "partial": ("total", "immediate"),
    "prime": ("derivative", "transpose"),
    "transpose": ("unsaid", "transpose", "power"),
    "circ": ("hadamard", "product"),
    "otimes": ("kronecker", "hadamard"),
    "star": ("product", "hadamard"),
    "dot": ("inner", "hadamard"),
    "mixed": ("unsaid", "product", "hadamard"),
    "broadcast": ("unsaid", "entries"),
    "filled": ("unsaid", "entries", "multiple"),
    "spread": ("unsaid", "rows", "columns"),
    "power": ("unsaid", "entries"),
    "orientation": ("column", "row"),
    "slices": ("row", "column"),
    "products": ("limits", "left"),
    "behind": ("unsaid", "inside", "outside"),
    "descending": ("unsaid", "reversed"),
    "direction": ("unsaid", "ascending", "descending"),
    "application": ("unsaid", "value", "product"),
    "bars": ("absolute", "determinant"),
    "norm": ("unsaid", "spectral", "frobenius"),
    "exponential": ("entries", "matrix"),
}


@dataclass(frozen=True)
class Conventions:
    r"""One reading of each thing that authors write alike and mean differently.

    ``layout`` : a derivative's rows count what is differentiated (numerator) or the variable
        (denominator); for a scalar L and a matrix W, ∂L/∂W is the row (vec ∇L)ᵀ, ∇L of W's shape,
        or (transposed) its transpose.
    ``partial`` : a plain ∂ of a state is the total or the immediate derivative ∂⁺.
    ``prime`` : A' is the derivative of a function, or a transpose.
    ``transpose`` : ^T on a square matrix where T is also a number here.
    ``circ`` : a ∘ b is entrywise, or a product (composition of linear maps).
    ``otimes`` : a ⊗ b is Kronecker's product, or entrywise.
    ``star`` : a * b is the product, or entrywise.
    ``dot`` : a · b of two vectors of one shape is their inner product, or entrywise; of all else
        it is the product.
    ``mixed`` : of A b ⊙ c, where the shapes allow both, the product comes first or the ⊙.
    ``broadcast`` : 1 − a, of a number and a vector, is that of each entry.
    ``filled`` : A − c, of a matrix and a number, takes c from each entry, or c I from A.
    ``spread`` : X W + b, of a matrix and a vector, adds b to each row, or to each column.
    ``power`` : v^2, of a vector or a matrix that is not square, is that of each entry; so may A^2
        be beside A ⊙ B.
    ``orientation`` : (x_1, …, x_n) that nothing settles is a column or a row.
    ``slices`` : W_{i,:} is a row, or that row set upright; W_{:,j} is always a column.
    ``products`` : Π_{j=k}^{t} of matrices has its factors in the order of its limits, or the
        factor of the highest index at the left.
    ``behind`` : B in Π_j A_j B, which fits as one more factor, is in each of them or behind all.
    ``descending`` : Σ_{k=t}^{1}, of which the limits descend, is the sum from 1 to t.
    ``direction`` : limits of a product, or ends of a pattern with …, of which neither is known
        to be the lower one.
    ``application`` : L(W), of a name that is no function here, is L as a function of W, that is
        its value, or the product L W.
    ``bars`` : |A| of a square matrix is refused as absolute value, or its determinant.
    ``norm`` : ‖A‖ of a matrix is the largest singular value, or Frobenius's norm.
    ``exponential`` : exp(A) of a square matrix is that of each entry, or the matrix e^A; what is
        written e^A is always that.
    ``argument`` : what a bare σ' in diag(σ') is applied to, as LaTeX; "" refuses it.

    >>> Conventions(otimes="hadamard").otimes
    'hadamard'
    >>> Conventions(layout="sideways")
    Traceback (most recent call last):
    ...
    derive.errors.DeriveError: layout is numerator, denominator or transposed, not sideways
    """

    layout: str = "numerator"
    partial: str = "total"
    prime: str = "derivative"
    transpose: str = "unsaid"
    circ: str = "hadamard"
    otimes: str = "kronecker"
    star: str = "product"
    dot: str = "inner"
    mixed: str = "unsaid"
    broadcast: str = "unsaid"
    filled: str = "unsaid"
    spread: str = "unsaid"
    power: str = "unsaid"
    orientation: str = "column"
    slices: str = "row"
    products: str = "limits"
    behind: str = "unsaid"
    descending: str = "unsaid"
    direction: str = "unsaid"
    bars: str = "absolute"
    application: str = "unsaid"
    norm: str = "unsaid"
    exponential: str = "entries"
    argument: str = ""

    def __post_init__(self) -> None:
        for field in fields(self):
            known, value = CHOICES.get(field.name), getattr(self, field.name)
            if known is not None and value not in known:
                *most, last = known
                raise DeriveError(f"{field.name} is {', '.join(most)} or {last}, not {value}")


def alternatives(base: Conventions, consulted: Iterable[str]) -> Iterator[Conventions]:
    """All conventions that differ from ``base`` in nothing but what was consulted; base first.

    >>> [c.otimes for c in alternatives(Conventions(), {"otimes"})]
    ['kronecker', 'hadamard']
    """
    yield from _alternatives(base, frozenset(consulted))


@lru_cache(maxsize=512)
def _alternatives(base: Conventions, consulted: frozenset[str]) -> tuple[Conventions, ...]:
    names = sorted(name for name in consulted if name in CHOICES)
    ways = [
        (getattr(base, n), *(c for c in CHOICES[n] if c not in (getattr(base, n), "unsaid")))
        for n in names
    ]
    return tuple(
        replace(base, **dict(zip(names, chosen, strict=True))) for chosen in product(*ways)
    )
