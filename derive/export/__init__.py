"""From a derivation to code that computes its result, for NumPy, JAX and PyTorch."""

from derive.export.program import Argument, Program, program

__all__ = ["Argument", "Program", "program"]
