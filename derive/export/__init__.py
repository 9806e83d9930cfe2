"""From a derivation to code that computes its result, for NumPy, JAX and PyTorch."""

from derive.export.compiled import compiled
from derive.export.names import identifier
from derive.export.program import Argument, Program, program

__all__ = ["Argument", "Program", "compiled", "identifier", "program"]
