"""The language: what SymPy's matrix expressions lack, as small SymPy classes."""

from derive.algebra.derivatives import Gradient, Jacobian, PartialDerivative, Vec, size_of
from derive.algebra.elementwise import (
    EXP,
    LOG,
    RELU,
    SIGMA,
    TANH,
    Activation,
    Applied,
    Elementwise,
)
from derive.algebra.families import Family, Member, ScalarMember
from derive.algebra.norms import SpectralNorm
from derive.algebra.sums import ComponentSum, HadamardPi, MatrixSum, OrderedProduct
from derive.algebra.systems import Definition, Opaque, System, families_in, same_shape

__all__ = [
    "EXP",
    "LOG",
    "RELU",
    "SIGMA",
    "TANH",
    "Activation",
    "Applied",
    "ComponentSum",
    "Definition",
    "Elementwise",
    "Family",
    "Gradient",
    "HadamardPi",
    "Jacobian",
    "MatrixSum",
    "Member",
    "Opaque",
    "OrderedProduct",
    "PartialDerivative",
    "ScalarMember",
    "SpectralNorm",
    "System",
    "Vec",
    "families_in",
    "same_shape",
    "size_of",
]
