"""The gradient of a recurrent network: derive, SymPy entry by entry, and tensorgrad if it is there.

All three differentiate Σ_t cₜᵀhₜ, h_t = tanh(W h_{t−1} + x_t), or for derive Σ_t L_t(h_t) of any
losses, by W.  SymPy is given two units, derive and tensorgrad a symbolic size.  derive's seconds
contain the proof; the others prove nothing.  Every figure is that of a fresh process.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

#: seconds after which a peer is stopped, and not asked for longer lengths
CAP = 120

_DERIVE = """
import derive
derive.bptt_gradient
def made():
    found = derive.bptt_gradient({T})
    assert found.status == "proved", found.reason
    return found.rhs
"""
_ADJOINT = """
import derive
derive.adjoint_gradient
def made():
    found = derive.adjoint_gradient()
    assert found.status == "proved", found.reason
    return found.rhs
"""
_SYMPY = """
import sympy as sp
W = sp.Matrix(2, 2, sp.symbols("w:2:2"))
def made():
    h = sp.Matrix(sp.symbols("h:2"))
    loss = 0
    for t in range(1, {T} + 1):
        h = (W * h + sp.Matrix(sp.symbols(f"x{{t}}_:2"))).applyfunc(sp.tanh)
        loss += h.dot(sp.Matrix(sp.symbols(f"c{{t}}_:2")))
    return [sp.diff(loss, w) for w in W]
"""
_TENSORGRAD = """
import sympy
from tensorgrad import Variable, functions as F
n = sympy.Symbol("n")
W = Variable("W", i=n, j=n)
def made():
    h, loss = Variable("h0", i=n), None
    for t in range(1, {T} + 1):
        h = F.tanh(W @ h.rename(i="j") + Variable(f"x{{t}}", i=n))
        term = F.sum(Variable(f"c{{t}}", i=n) * h)
        loss = term if loss is None else loss + term
    return loss.grad(W).full_simplify()
"""
_TIMED = """
import time
start = time.perf_counter()
result = made()
seconds = time.perf_counter() - start
print(seconds, len(str(result)))
"""


def measured(code: str, T: int | None) -> tuple[float, int] | None:
    """Seconds, and the characters of the result; None if it takes longer than the cap."""
    command = [sys.executable, "-c", code.format(T=T) + _TIMED]
    try:
        found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=CAP)
    except subprocess.TimeoutExpired:
        return None
    seconds, size = found.stdout.split()
    return float(seconds), int(size)


def main() -> None:
    """Print seconds, characters, and how many times as much a peer takes."""
    peers = {"SymPy": _SYMPY}
    if importlib.util.find_spec("tensorgrad"):
        peers["tensorgrad"] = _TENSORGRAD
    print("gradient of a recurrent network by W: seconds (fresh process), characters of the result")
    for name, code in (("double sum", _DERIVE), ("adjoint recursion", _ADJOINT)):
        seconds, size = measured(code, None) or (float("inf"), 0)
        print(f"  derive, T symbolic, {name:18} {seconds:8.3f} s {size:9,} characters")
    heads = "".join(f" {name:>11} s {'chars':>11} {'ratio':>8} {'':>8}" for name in peers)
    print(f"  {'T':>3} {'derive s':>9} {'chars':>8}{heads}")
    stopped: set[str] = set()
    for T in range(1, 9):
        ours = measured(_DERIVE, T)
        assert ours is not None
        line = f"  {T:3} {ours[0]:9.3f} {ours[1]:8,}"
        for name, code in peers.items():
            theirs = None if name in stopped else measured(code, T)
            if theirs is None:
                stopped.add(name)
                line += f" {f'> {CAP}':>13} {'':>11} {'':>8} {'':>8}"
                continue
            times, large = theirs[0] / ours[0], theirs[1] / ours[1]
            line += f" {theirs[0]:13.3f} {theirs[1]:11,} {times:6.1f}× {large:7.1f}×"
        print(line, flush=True)
    print("  ratios: how many times derive's seconds, and characters, a peer's are")


if __name__ == "__main__":
    main()
