"""Rules of square matrices: symmetric ones, and those that have an inverse."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

from derive.kernel import normal as nf
from derive.kernel.indices import Facts, KernelError
from derive.kernel.normal import Poly
from derive.kernel.patterns import pattern_of, replaced as replaced_by
from derive.kernel.terms import Context
from derive.kernel.unfolding import defined


def _size_of_square(context: Context, name: str) -> Any:
    axes = context.arrays[name]["axes"]
    if len(axes) != 2 or axes[0] != axes[1] or context.arrays[name].get("times"):
        raise KernelError(f"{name!r} is no square matrix")
    return axes[0]


def symmetric(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Put the two indices of a symmetric matrix, or of its inverse, in one order.

    It is symmetric if the entries (i, j) and (j, i) of its definition have one normal form, those
    of the matrices ``with``, each symmetric in its turn, being put in one order too.
    """
    name = args["name"]
    size = _size_of_square(context, name)
    i, j = nf.fresh(size), nf.fresh(size)
    one, other = (defined(context, ("at", name, (), at), facts) for at in ((i, j), (j, i)))
    if one is None or other is None:
        raise KernelError(f"{name!r} has no definition")
    rest, known = nf.add(one, other, -1), args.get("with", ())
    for k, inner in enumerate(known):
        rest = symmetric(context, rest, {"name": inner, "with": known[:k]}, facts)
    if rest:
        raise KernelError(f"{name!r} is not seen to be symmetric")
    out: Poly = {}
    for mono, c in p.items():
        binders, bounds, factors = nf.opened(mono, facts)
        choices = []
        for atom, e in factors:
            mine = atom[0] == "at" and atom[1] in (name, f"{name}^-1")
            turned = (*atom[:3], atom[3][::-1]) if mine else atom
            choices.append(((atom, e), (turned, e)) if mine else ((atom, e),))
        if sum(len(choice) > 1 for choice in choices) > 6:  # a limit costs only proofs
            raise KernelError(f"too many entries of {name!r} in one product")
        written: list[Poly] = []
        for chosen in product(*choices):
            part: Poly = {}
            nf._put(part, binders, bounds, chosen, c, facts)
            written.append(part)
        out = nf.add(out, min(written, key=repr))
    return out


def multiply(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Multiply by an invertible matrix: Σ_k A_ik p_k, or Σ_k p_k A_ki, is 0 for all i only if p is.

    ``index`` is the index of the statement that i, and k, stand for.
    """
    name, right = args["name"], args["side"] == "right"
    size = _size_of_square(context, name)
    i = context.component(args["index"], context.env, size)
    if isinstance(i, int) or not context.arrays[name].get("invertible"):
        raise KernelError(f"{name!r} is not invertible, or {i!r} is a number")
    k = nf.fresh(size)
    factor = nf.single(("at", name, (), (k, i) if right else (i, k)), facts)
    whole = nf.multiply(factor, nf.renamed(p, {i: k}, facts), facts=facts)
    return nf.summed([(k, size)], (), whole, facts)


def inverse(context: Context, p: Poly, args: Any, facts: Facts) -> Poly:
    """Where A is M + R by definition, M·A⁻¹ = I − R·A⁻¹; on the ``side`` left A⁻¹·M = I − A⁻¹·R.

    M is the ``part`` [term, row, column], and its product with A⁻¹ is what is replaced.
    """
    name, left = args["name"], args["side"] == "left"
    size = _size_of_square(context, name)
    i, j, k = f"?i:{size}", f"?j:{size}", nf.fresh(size)
    at = (k, j) if left else (i, k)
    body = defined(context, ("at", name, (), at), facts)
    if body is None or not context.arrays[name].get("invertible"):
        raise KernelError(f"{name!r} is not an invertible matrix with a definition")
    term, *names = args["part"]
    part = context.read(term, {**context.own, **dict(zip(names, at, strict=True))}, facts)
    if len(part) != 1:
        raise KernelError("the part of a definition that is replaced has one term")
    over = nf.single(("at", f"{name}^-1", (), (i, k) if left else (k, j)), facts)

    def product_of(q: Poly) -> Poly:
        return nf.summed([(k, size)], (), nf.multiply(q, over, facts=facts), facts)

    [(mono, c)] = part.items()
    unit = nf.single(("delta", i, j), facts)
    rest = nf.add(unit, product_of(nf.add(body, part, -1)), -1)
    other = nf.add({}, rest, 1 / Fraction(c))

    def reader(found: dict[str, Any], local: Facts) -> Poly:
        return nf.renamed(other, {n: found[n] for n in (i, j)}, local)

    return replaced_by(p, pattern_of(product_of({mono: 1})), reader, facts)
