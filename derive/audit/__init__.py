"""The second oracle: values at concrete sizes and points, and witnesses against false claims.

Names, listed in ``__init__.pyi``, are loaded on first use, so that ``import derive`` does not wait
for the ball arithmetic.
"""

from derive.stubs import attached

__getattr__, __dir__, __all__ = attached(__name__, __file__)
