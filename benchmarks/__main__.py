"""``python -m benchmarks [name …]``: what derive costs, as ratios.

Every process is fresh and nothing is cached between runs; runs of derive and of its peer take
turns, so that both see the same machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from statistics import median

from benchmarks import bptt, cookbook, exported, review, reviewing

ROUNDS = 7


def process(*command: str) -> float:
    """Seconds of one fresh Python process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def worksheet() -> None:
    """The whole worksheet, derived, proved and rendered, against importing SymPy."""
    with tempfile.TemporaryDirectory() as out:
        commands = {
            "import sympy": ("-c", "import sympy"),
            "import derive": ("-c", "import derive; derive.bptt_gradient"),
            "derive solutions": ("-m", "derive", "solutions", "--to", "tex", "--out", out),
        }
        for command in commands.values():  # byte code is compiled once
            process(*command)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                seconds[name].append(process(*command))
    peer = median(seconds["import sympy"])
    print(f"whole process, median of {ROUNDS} runs")
    for name, values in seconds.items():
        print(f"  {name:18} {median(values):7.3f} s   ratio {median(values) / peer:5.2f}")


CODE = """
import time, derive
derive.bptt_gradient
start = time.perf_counter()
found = derive.bptt_gradient({T})
assert found.status == "proved", found.reason
print(time.perf_counter() - start)
"""


def gradient_seconds(T: int | None) -> float:
    """Seconds to derive and prove the gradient at length T in a fresh process."""
    runs = []
    for _ in range(3):
        command = [sys.executable, "-c", CODE.format(T=T)]
        found = subprocess.run(command, check=True, capture_output=True, text=True)
        runs.append(float(found.stdout))
    return median(runs)


def lengths() -> None:
    """bptt_gradient(T): flat for symbolic T, at most linear in the printed terms for integers."""
    symbolic = gradient_seconds(None)
    print("bptt_gradient(T), derive + prove, median of 3 fresh processes")
    print(f"  {'T':>8} {'terms':>6} {'seconds':>8} {'ratio to symbolic':>18} {'ms a term':>10}")
    print(f"  {'symbolic':>8} {1:6} {symbolic:8.3f} {1:18.1f} {'':>10}")
    for T in (1, 2, 4, 8, 16, 32, 64):
        terms, seconds = T * (T + 1) // 2, gradient_seconds(T)
        each = 1000 * seconds / terms
        print(f"  {T:8} {terms:6} {seconds:8.3f} {seconds / symbolic:18.1f} {each:10.2f}")


BENCHMARKS = {
    "worksheet": worksheet,
    "lengths": lengths,
    "bptt": bptt.main,
    "cookbook": cookbook.main,
    "exported": exported.main,
    "reviewing": reviewing.main,
    "review": review.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHMARKS:
        if name not in BENCHMARKS:
            sys.exit(f"there is no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")
        BENCHMARKS[name]()
