"""The one bridge from SymPy expressions to the kernel's component terms.

A matrix expression becomes the term of its entry (row, column).  An axis is a tuple of sizes: ()
for a single row or column, ("n",) for n of them, ("n", "n") for the n² columns of a Jacobian by a
matrix, in the order of vec (column of the matrix first).  A table says what each node is
(``nodes``), another what each hint of a step is (``hints``); what has no row is refused.
"""

from derive.bridge.certificates import certificate_of

__all__ = ["certificate_of"]
