"""The language: what SymPy's matrix expressions lack, as small SymPy classes."""

from derive.algebra.blocks import multiplied_out
from derive.algebra.contractions import (
    Commutation,
    Differential,
    Pullback,
    ScalarDifferential,
    ScalarPullback,
    Unvec,
    differential_of,
    pullback,
)
from derive.algebra.derivatives import Gradient, Jacobian, PartialDerivative, Vec, size_of
from derive.algebra.elementwise import (
    EXP,
    LOG,
    NONNEGATIVE,
    POSITIVE,
    RELU,
    SIGMA,
    TANH,
    Activation,
    Applied,
    Elementwise,
)
from derive.algebra.entries import ByEntries, by_entries, from_print, in_print, unit_vector
from derive.algebra.families import MEMBERS, Family, Member, ScalarMember
from derive.algebra.norms import FrobeniusNorm, SpectralNorm, is_length
from derive.algebra.shapes import is_written_out, square_factors
from derive.algebra.softmax import LogSumExp, RowLogSumExp, Softmax, log_softmax
from derive.algebra.spectra import (
    LargestEigenvalue,
    MatrixExp,
    Rank,
    SmallestEigenvalue,
    SmallestSingularValue,
    SpectralRadius,
)
from derive.algebra.sums import ComponentSum, HadamardPi, MatrixSum, OrderedProduct, apart
from derive.algebra.systems import Definition, Opaque, System, families_in, same_shape

__all__ = [
    "EXP",
    "LOG",
    "MEMBERS",
    "NONNEGATIVE",
    "POSITIVE",
    "RELU",
    "SIGMA",
    "TANH",
    "Activation",
    "Applied",
    "ByEntries",
    "Commutation",
    "ComponentSum",
    "Definition",
    "Differential",
    "Elementwise",
    "Family",
    "FrobeniusNorm",
    "Gradient",
    "HadamardPi",
    "Jacobian",
    "LargestEigenvalue",
    "LogSumExp",
    "MatrixExp",
    "MatrixSum",
    "Member",
    "Opaque",
    "OrderedProduct",
    "PartialDerivative",
    "Pullback",
    "Rank",
    "RowLogSumExp",
    "ScalarDifferential",
    "ScalarMember",
    "ScalarPullback",
    "SmallestEigenvalue",
    "SmallestSingularValue",
    "Softmax",
    "SpectralNorm",
    "SpectralRadius",
    "System",
    "Unvec",
    "Vec",
    "apart",
    "by_entries",
    "differential_of",
    "families_in",
    "from_print",
    "in_print",
    "is_length",
    "is_written_out",
    "log_softmax",
    "multiplied_out",
    "pullback",
    "same_shape",
    "size_of",
    "square_factors",
    "unit_vector",
]
