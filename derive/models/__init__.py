"""Models: equations only, no derivatives.  One file each."""

from derive.models.layer import Layer, SigmoidLayer
from derive.models.lstm import LSTM
from derive.models.protocol import Model, RecurrentModel
from derive.models.rnn import RNN

__all__ = ["LSTM", "RNN", "Layer", "Model", "RecurrentModel", "SigmoidLayer"]
