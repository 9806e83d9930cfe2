"""The table of models that come with derive: what derives, tests and prints all of them reads it.

A new model is one file of equations and one row here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.models.attention import Attention
from derive.models.classifier import SoftmaxClassifier
from derive.models.dense import MLP, Dense
from derive.models.elman import ElmanRNN
from derive.models.gru import GRU
from derive.models.lstm import LSTM
from derive.models.normalization import BatchNorm, LayerNorm
from derive.models.residual import Residual
from derive.models.rnn import RNN

__all__ = ["MODELS"]

#: name → (title, what makes it); a maker takes the keyword arguments of its model
MODELS: dict[str, tuple[str, Callable[..., Any]]] = {
    "dense": ("A dense layer", Dense),
    "mlp": ("A multilayer perceptron", MLP),
    "classifier": ("Softmax with cross-entropy", SoftmaxClassifier),
    "layernorm": ("Layer normalization", LayerNorm),
    "batchnorm": ("Batch normalization", BatchNorm),
    "residual": ("A residual block", Residual),
    "attention": ("Scaled dot-product attention", Attention),
    "rnn": ("A recurrent network", RNN),
    "elman": ("A recurrent network with bias and output layer", ElmanRNN),
    "lstm": ("Long short-term memory", LSTM),
    "peephole": ("Long short-term memory with peepholes", lambda **kw: LSTM(peepholes=True, **kw)),
    "gru": ("The gated recurrent unit", GRU),
}
