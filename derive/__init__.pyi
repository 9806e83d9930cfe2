"""The public names and where they are defined: the one list of them."""

from . import (
    audit as audit,
)
from .algebra import (
    LOG as LOG,
    SIGMA as SIGMA,
    TANH as TANH,
    Activation as Activation,
    Family as Family,
    LogSumExp as LogSumExp,
    Softmax as Softmax,
)
from .errors import (
    DeriveError as DeriveError,
    ShapeError as ShapeError,
)
from .judging.verdicts import (
    Review as Review,
)
from .models import (
    GRU as GRU,
    LSTM as LSTM,
    MLP as MLP,
    RNN as RNN,
    Attention as Attention,
    BatchNorm as BatchNorm,
    Dense as Dense,
    ElmanRNN as ElmanRNN,
    Layer as Layer,
    LayerNorm as LayerNorm,
    Residual as Residual,
    SigmoidLayer as SigmoidLayer,
    SoftmaxClassifier as SoftmaxClassifier,
)
from .reviewing.reviews import (
    review as review,
)
from .worksheets.derivation import (
    Derivation as Derivation,
)
from .worksheets.theorems import (
    adjoint_gradient as adjoint_gradient,
    backpropagation as backpropagation,
    bptt_expansion as bptt_expansion,
    bptt_gradient as bptt_gradient,
    cell_jacobian as cell_jacobian,
    differential as differential,
    gate_ranges as gate_ranges,
    gradient as gradient,
    hessian as hessian,
    hessian_vector_product as hessian_vector_product,
    jacobian as jacobian,
    matrix_power as matrix_power,
    power_by_eigendecomposition as power_by_eigendecomposition,
    sigmoid_jacobian as sigmoid_jacobian,
    spectral_behaviour as spectral_behaviour,
)

__version__: str
__all__: list[str]
