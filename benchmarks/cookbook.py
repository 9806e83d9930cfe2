"""First derivatives of the Matrix Cookbook: derive against SymPy's own matrix derivative.

Asked are the equations whose answer is a matrix or a scalar; SymPy has no differentials.  A result
is right where the audit finds that it agrees with the equation (either layout of a Jacobian is
right), wrong where it is refuted, an array where it has more
than two axes (and is not judged), and no result where it raises, stays a derivative, or takes too
long.  derive's seconds contain the proof.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any

import sympy as sp
from sympy.core.cache import clear_cache
from sympy.tensor.array.expressions.from_array_to_matrix import convert_array_to_matrix

import derive
from derive.algebra import FrobeniusNorm, Gradient
from derive.audit import check
from derive.worksheets.cookbook import EQUATIONS, Equation
from derive.worksheets.formulas import Together

#: seconds for one equation
CAP = 30


def by_sympy(equation: Equation) -> Any:
    """SymPy's derivative; the norm, which it does not differentiate, as the root of a trace."""
    of = equation.of.replace(
        lambda e: isinstance(e, FrobeniusNorm), lambda e: sp.sqrt(sp.Trace(e.arg.T * e.arg))
    )
    if getattr(of, "shape", ()) == (1, 1) and equation.wrt.shape[1] != 1:
        of = sp.Trace(of)  # of a 1×1 product by a matrix it makes an array of four axes
    found = sp.diff(of, equation.wrt)
    if not getattr(found, "is_Matrix", False) and hasattr(found, "shape") and found.shape:
        found = convert_array_to_matrix(found)
    return found


def by_derive(equation: Equation) -> Any:
    """derive's, with its proof."""
    return getattr(derive, equation.kind)(equation.of, equation.wrt).rhs


def _stop(*_: Any) -> None:
    raise TimeoutError


def timed(answer: Callable[[Equation], Any], equation: Equation) -> tuple[float, Any]:
    """Seconds, and the result or the exception that stands for it."""
    clear_cache()
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(CAP)
    start = time.perf_counter()
    try:
        found = answer(equation)
    except Exception as error:  # whatever a peer raises counts as no result
        found = error
    finally:
        signal.alarm(0)
    return time.perf_counter() - start, found


def verdict(found: Any, expected: Any) -> str:
    """right, wrong, array, or no result."""
    if isinstance(found, Exception) or found.has(sp.Derivative):
        return "no result"
    if len(getattr(found, "shape", ())) > 2:
        return "array"
    for turned in (found, sp.Transpose(found) if getattr(found, "is_Matrix", False) else found):
        if getattr(turned, "shape", ()) == getattr(expected, "shape", ()):
            system = Together(sp.Tuple(turned, expected), sp.Dummy()).system
            try:
                said = check(turned, expected, system=system).status
            except Exception:  # not an expression that has a value
                said = "unknown"
            if said == "agrees":
                return "right"
            if said == "unknown":
                return "no result"
    return "wrong"


def main() -> None:
    """Print how many each gets right, and seconds."""
    asked = [
        e
        for e in EQUATIONS
        if e.kind in ("gradient", "jacobian") and not e.of.has(Gradient)
    ]  # fmt: skip
    peers: dict[str, Callable[[Equation], Any]] = {"derive": by_derive, "SymPy": by_sympy}
    counts = {name: Counter[str]() for name in peers}
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    failed: dict[str, list[str]] = {name: [] for name in peers}
    for equation in asked:
        for name, answer in peers.items():
            took, found = timed(answer, equation)
            seconds[name].append(took)
            said = verdict(found, equation.expected)
            counts[name][said] += 1
            if said != "right":
                failed[name].append(equation.number + ("!" if said == "wrong" else ""))
    print(f"first derivatives: {len(asked)} equations of the Matrix Cookbook, by the audit")
    heads = " ".join(f"{head:>6}" for head in ("right", "wrong", "array", "none"))
    print(f"  {'':8} {heads} {'median ms':>10} {'total s':>8}")
    for name, found in counts.items():
        times = seconds[name]
        tally = " ".join(f"{found[said]:6}" for said in ("right", "wrong", "array", "no result"))
        print(f"  {name:8} {tally} {1000 * median(times):10.1f} {sum(times):8.2f}")
    ratio = sum(seconds["SymPy"]) / sum(seconds["derive"])
    print(f"  SymPy takes {ratio:.2f} times derive's seconds, and proves nothing")
    for name, numbers in failed.items():
        if numbers:
            print(f"  {name} misses (! wrong): {', '.join(numbers)}")


if __name__ == "__main__":
    main()
