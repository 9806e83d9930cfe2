"""What a letter and its uses say of the kind of a name that nobody declared, as costs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy as sp

from derive.judging.occurrences import Uses

__all__ = [
    *("GREEK_SCALARS", "MATRICES", "SCALARS"),
    *("likelihood", "small_matrices", "unaccented"),
]

#: letters of losses, energies and numbers
SCALARS = set("LEJNT") | {r"\ell", r"\mathcal{L}", r"\mathcal{J}", r"\mathcal{E}"}
MATRICES = {rf"\{name}" for name in ("Lambda", "Sigma", "Theta", "Omega", "Phi", "Psi", "Gamma")}
GREEK_SCALARS = {
    *(rf"\{name}" for name in ("alpha", "beta", "gamma", "epsilon", "varepsilon", "eta", "lambda")),
    *(rf"\{name}" for name in ("mu", "tau", "omega", "rho", "kappa", "nu", "xi", "theta", "pi")),
}
_ACCENTED = re.compile(r"^\\[A-Za-z]+\{(.+)\}$")
_SCRIPT = re.compile(r"[_^]\{.*\}$")
_OFFSET = re.compile(r"[+\-−]")


def unaccented(key: str) -> tuple[str, bool]:
    """A name without font and accent, and whether it is bold."""
    letter = key
    bold = letter.startswith((r"\mathbf", r"\bm", r"\boldsymbol"))
    while (inside := _ACCENTED.match(letter)) is not None:
        letter = inside.group(1)
    return letter, bold


def small_matrices(table: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether a small letter is declared as a matrix, such as a batch x."""
    small = (value for key in table if len(key) == 1 and key.islower() for value in table[key])
    return any(getattr(v, "shape", ()) and sp.Integer(1) not in v.shape for v in small)


def _of_letter(key: str) -> dict[str, float]:
    """Shape → what it costs that a name of that letter has it."""
    letter, bold = unaccented(_SCRIPT.sub("", key))
    if (key in SCALARS or letter in SCALARS) and not bold:
        return {"s": 0.0, "c": 3.0, "r": 4.0, "m": 2.0}
    greek = letter.startswith("\\")
    if letter in MATRICES or (not greek and letter[:1].isupper()):
        return {"s": 3.0 if bold else 2.0, "c": 1.5, "r": 2.5, "m": 0.0}
    if bold:
        return {"s": 2.5, "c": 0.0, "r": 1.2, "m": 2.0}
    if letter in GREEK_SCALARS:
        return {"s": 0.0, "c": 1.0, "r": 2.2, "m": 2.5}
    if greek:
        return {"s": 0.5, "c": 0.0, "r": 1.2, "m": 2.0}
    return {"s": 0.7, "c": 0.0, "r": 1.2, "m": 1.0 if letter in ("w", "u", "v") else 2.0}


def likelihood(use: Uses) -> dict[str, float]:
    """The kinds that a name may be of, and what each of them costs."""
    if use.constant:
        return {use.constant: 0.0}
    if use.called:
        return {"function": 0.0}
    if use.counts and not use.indexed and not use.transposed:
        return {"size" if use.size else "index": 0.0}
    shapes = _of_letter(use.key)
    if use.scales:
        shapes = {"s": 0.0, "c": 3.0, "r": 3.0, "m": 3.0}
    turned = 1.5 if use.transposed else 0.0
    plain = {
        "scalar": shapes["s"] + turned,
        "vec": shapes["c"],
        "row": shapes["r"],
        "mat": shapes["m"],
    }
    if not (use.indexed or use.above):
        return plain
    members = {"fam0": shapes["s"] + turned, "famv": shapes["c"], "famm": shapes["m"]}
    if not use.above and 2 in use.indexed and not use.in_time:
        members = {kind: cost + 2.0 for kind, cost in members.items()}
    timed = use.above or use.in_time
    if timed:
        plain = {kind: cost + 3.0 for kind, cost in plain.items()}
    else:
        steps = any(_OFFSET.search(index) for index in use.indices)
        members = {kind: cost + (0.4 if steps else 1.2) for kind, cost in members.items()}
    # entries of a vector have its letter, and no number has an index
    plain["scalar"] += 4.0
    if not timed:
        plain["vec"] = min(plain["vec"], 0.3 + shapes["s"])
    return {**plain, **members}
