"""A loop as lines of code: a for statement, or a scan in JAX."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derive.errors import DeriveError
from derive.export.arrays import Loop
from derive.export.graph import Node
from derive.export.names import identifier
from derive.export.shifting import reached
from derive.export.wording import Binds, integer
from derive.export.writer import Writer

__all__ = ["write_loop"]

#: what still fits on the line of a return
_SHORT = 80


def write_loop(w: Writer, loop: Loop) -> None:
    """The lines of a loop for the writer's backend."""
    w.before_loop(loop)
    (_scan if w.dialect.name == "jax" else _for)(w, loop)
    w.forget(loop)


# -- for t in range(…) --


def _for(w: Writer, loop: Loop) -> None:
    index, lists = w.names.of(loop.index, identifier(loop.index.name)), w.dialect.name == "torch"
    for head in loop.bodies:
        if head in loop.stored:
            _new_array(w, loop, head)
        elif head in loop.last:
            [start] = loop.ends[head].values()
            w.line(f"{w.name(head)} = {_end(w, start, True)}")
    low, past = integer(w, loop.low)[0], integer(w, loop.high + 1)[0]
    if loop.down:
        span = f"range({integer(w, loop.high)[0]}, {integer(w, loop.low - 1)[0]}, -1)"
    else:
        span = f"range({low}, {past})" if low != "0" else f"range({past})"
    outer, w.lines = w.lines, []
    updates = _steps(w, loop, index)
    body, w.lines = [*w.lines, *updates], outer
    w.line(f"for {index} in {span}:")
    w.lines += [f"    {text}" for text in body]
    for head in loop.stored if lists else ():
        array, name = w.plan.arrays[head], w.name(head)
        text = f"{name} = torch.stack({name})"
        if not loop.ends.get(head):  # perhaps there is no step
            sizes = ", ".join(integer(w, s)[0] for s in (0, *array.shape) if s != 0)
            text += f" if {name} else torch.zeros((0, {sizes}){w.like()})"
        w.line(text)


def _new_array(w: Writer, loop: Loop, head: Any) -> None:
    array, name = w.plan.arrays[head], w.name(head)
    count = sp.expand(array.high - array.low + 1)
    if w.dialect.name == "torch":
        w.line(f"{name} = [None] * {_factor(w, count)}")
    else:
        sizes = ", ".join(integer(w, s)[0] for s in (count, *array.shape))
        sizes = f"({sizes})" if array.shape else sizes
        w.line(f"{name} = np.empty({sizes}{w.like()})")
    for at, node in loop.ends.get(head, {}).items():
        row = integer(w, sp.expand(at - array.low))[0]
        w.line(f"{name}[{row}] = {_end(w, node, w.dialect.name == 'torch')}")


def _factor(w: Writer, value: Any) -> str:
    text, binds = integer(w, value)
    return text if binds == Binds.ATOM else f"({text})"


def _end(w: Writer, node: Node, whole: bool) -> str:
    """A first value; a row of an array that is there may be set to a number."""
    if node.op == "zeros" and not whole:
        return "0"
    if node.op == "number" and whole and w.dialect.name != "numpy":
        shape = f"(){w.like()}"
        return f"{w.dialect.prefix}.full((), {w.value(node)}{shape[2:]})"
    return w.value(node)


def _steps(w: Writer, loop: Loop, index: str) -> list[str]:
    """The lines of one step; returns those that come after all the others."""
    updates: list[str] = []
    for head in loop.last:
        w.local(head, loop.index + (1 if loop.down else -1), w.name(head))
    for k, (head, node) in enumerate(loop.bodies.items()):
        text = w.value(node)
        if head in loop.stored:
            row = integer(w, sp.expand(loop.index - w.plan.arrays[head].low))[0]
            target = f"{w.name(head)}[{row}]"
            if _used_now(loop, head, k):
                name = w.names.of((head, "now"), f"{w.name(head)}_{index}")
                w.local(head, loop.index, name)
                target = f"{name} = {target}"
            w.line(f"{target} = {text}")
            continue
        if head in loop.last and not _used_later(loop, head, k):
            updates.append(f"{w.name(head)} = {text}")
            continue
        name = w.names.of((head, "now"), f"{w.names.of(head, identifier(head.name))}_{index}")
        w.line(f"{name} = {text}")
        w.local(head, loop.index, name)
        if head in loop.last:
            updates.append(f"{w.name(head)} = {name}")
    return updates


def _used_now(loop: Loop, head: Any, k: int) -> bool:
    """Whether a member is used once more in the step in which it is computed."""
    later = [*loop.bodies.values()][k + 1 :]
    return any(n.op == "at" and n.data == (head, loop.index) for n in reached(later))


def _used_later(loop: Loop, head: Any, k: int) -> bool:
    """Whether the member or the one before it may be used after this place in the step."""
    return _used_now(loop, head, k) or any(h in loop.last for h in [*loop.bodies][k + 1 :])


# -- jax.lax.scan --


def _scan(w: Writer, loop: Loop) -> None:
    index = w.names.of(loop.index, identifier(loop.index.name))
    back = 1 if loop.down else -1
    carried = [(h, k) for h in loop.bodies for k in range(1, loop.depth.get(h, 0) + 1)]
    starts = []
    for h, k in carried:
        first = loop.high if loop.down else loop.low
        starts.append(_end(w, loop.ends[h][sp.expand(first + back * k)], True))
    read, sources = _inputs(w, loop)
    function = w.names.fresh("backward" if loop.down else "forward")
    outer, w.lines = w.lines, []
    before = []
    for h, k in carried:
        word = ("next" if loop.down else "previous") + ("" if k == 1 else f"_{k}")
        name = w.names.of((h, word), f"{identifier(h.name)}_{word}")
        w.local(h, loop.index + back * k, name)
        before.append(name)
    now: dict[Any, str] = {}
    for head, node in loop.bodies.items():
        text = w.value(node)
        now[head] = w.names.of((head, "now"), f"{identifier(head.name)}_{index}")
        w.line(f"{now[head]} = {text}")
        w.local(head, loop.index, now[head])
    after = [now[h] if k == 1 else before[carried.index((h, k - 1))] for h, k in carried]
    stored = [h for h in loop.bodies if h in loop.stored]
    lines = [
        *([f"{_targets(before)} = carry"] if before else []),
        *([f"{_targets(read)} = inputs"] if read else []),
        *w.lines,
        *_returned(_tuple(after) or "()", _tuple([now[h] for h in stored]) or "()"),
    ]
    w.lines = outer
    w.lines += ["", f"def {function}(carry, inputs):", *(f"    {text}" for text in lines), ""]
    options = ", reverse=True" if loop.down else ""
    if not read:
        options = f", length={integer(w, loop.high - loop.low + 1)[0]}{options}"
    final = [w.name(h) if h in loop.last and k == 1 else "_" for h, k in carried]
    steps = [
        w.names.fresh(f"{identifier(h.name)}_steps") if _kept(loop, w, h) else w.name(h)
        for h in stored
    ]
    kept = _tuple(final) if any(h in loop.last for h, _ in carried) else "_"
    start = _tuple(starts) or "()"
    w.line(
        f"{kept}, {_tuple(steps) or '_'} = "
        f"jax.lax.scan({function}, {start}, {_tuple(sources) or 'None'}{options})"
    )
    for head, name in zip(stored, steps, strict=True):
        parts = [f"{_row(w, node)}" for _, node in _kept(loop, w, head)]
        if parts:
            whole = [name, *parts] if loop.down else [*parts, name]
            w.line(f"{w.name(head)} = jnp.concatenate(({', '.join(whole)}))")


def _returned(after: str, outputs: str) -> list[str]:
    """The return of a step; what it returns is named where it is long."""
    if len(after) + len(outputs) < _SHORT:
        return [f"return {after}, {outputs}"]
    return [f"carry = {after}", f"outputs = {outputs}", "return carry, outputs"]


def _kept(loop: Loop, w: Writer, head: Any) -> list[tuple[Any, Node]]:
    """The members beyond the limits of a loop that are asked for, in order."""
    array = w.plan.arrays[head]
    ends = sorted(loop.ends.get(head, {}).items(), key=lambda pair: sp.expand(pair[0] - array.low))
    return [(i, n) for i, n in ends if _inside(i, array)]


def _inside(index: Any, array: Any) -> bool:
    gaps = sp.expand(index - array.low), sp.expand(array.high - index)
    return not any(g.is_negative for g in gaps)


def _row(w: Writer, node: Node) -> str:
    return f"{_atom(w, node)}[None]"


def _atom(w: Writer, node: Node) -> str:
    text = _end(w, node, True)
    return text if text.replace("_", "a").isalnum() or text.endswith(")") else f"({text})"


def _inputs(w: Writer, loop: Loop) -> tuple[list[str], list[str]]:
    """What a step reads of arrays, by name, and those arrays."""
    read, sources = [], []
    for node in reached(loop.bodies.values()):
        if loop.index not in node.indices:
            continue
        if node.op == "rows":
            raise DeriveError("a sum up to the step of a recurrence: there is no JAX code for it")
        if node.op == "at" and node.data[0] not in loop.bodies:
            head, at = node.data
            offset = at - loop.index
            text = w.rows(head, sp.expand(loop.low + offset), sp.expand(loop.high + offset))
            where = "" if offset == 0 else f"{int(offset):+d}".replace("-", "m").replace("+", "p")
            name = f"{identifier(head.name)}_{loop.index.name}{where}"
            name = w.names.fresh(identifier(name))
            w.local(head, at, name)
            read.append(name)
            sources.append(text)
    timed = [n for n in reached(loop.bodies.values()) if n.op in ("index", "call", "entry")]
    if any(loop.index in n.indices for n in timed):
        read.append(w.name(loop.index))
        low, past = integer(w, loop.low)[0], integer(w, loop.high + 1)[0]
        sources.append(f"jnp.arange({low}, {past})")
    return read, sources


def _targets(parts: list[str]) -> str:
    return ", ".join(parts)


def _tuple(parts: list[str]) -> str:
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
