"""Models: equations only, no derivatives.  One file each, and a row in ``registry``."""

from derive.models.attention import Attention
from derive.models.classifier import SoftmaxClassifier
from derive.models.dense import MLP, Dense
from derive.models.elman import ElmanRNN
from derive.models.gru import GRU
from derive.models.layer import Layer, SigmoidLayer
from derive.models.losses import cross_entropy, sums_to_one
from derive.models.lstm import LSTM
from derive.models.normalization import BatchNorm, LayerNorm
from derive.models.protocol import Model, RecurrentModel
from derive.models.registry import MODELS
from derive.models.residual import Residual
from derive.models.rnn import RNN

__all__ = [
    "GRU",
    "LSTM",
    "MLP",
    "MODELS",
    "RNN",
    "Attention",
    "BatchNorm",
    "Dense",
    "ElmanRNN",
    "Layer",
    "LayerNorm",
    "Model",
    "RecurrentModel",
    "Residual",
    "SigmoidLayer",
    "SoftmaxClassifier",
    "cross_entropy",
    "sums_to_one",
]
