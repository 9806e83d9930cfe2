"""Lines of code from a plan: each value that is used twice, or is long, gets a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import sympy as sp

from derive.export.arrays import Array, Loop
from derive.export.dialects import Dialect
from derive.export.graph import Node
from derive.export.names import Names, identifier
from derive.export.plan import Plan
from derive.export.shifting import reached
from derive.export.wording import Binds, Text, integer, text_of

__all__ = ["Writer"]

#: a longer expression is cut in two by a name
_LONG = 64
_PLAIN = ("argument", "initial", "number", "index", "at", "rows")
_VIEWS = ("T", "expand", "spread", "swap")


class Writer:
    """Writes the statements of a plan for one backend, and notes what they need around them."""

    def __init__(self, plan: Plan, dialect: Dialect) -> None:
        self.plan, self.dialect = plan, dialect
        self.names = Names()
        self.lines: list[str] = []
        self.helpers: dict[str, None] = {}
        #: whether new arrays have to be given a type
        self.typed = False
        #: arguments and sizes that occur
        self.used: dict[Any, None] = {}
        self._texts: dict[Node, Text] = {}
        self._local: dict[tuple[Any, Any], str] = {}
        self._numbered = 0
        roots = [*plan.results.values()]
        for statement in plan.statements:
            if isinstance(statement, Array):
                roots.append(statement.value) if statement.value is not None else None
            else:
                roots += [*statement.bodies.values()]
                roots += [n for ends in statement.ends.values() for n in ends.values()]
        self._count = Counter(a for node in reached(roots) for a in node.args)
        self._count.update(roots)
        #: the array that a value is the whole of
        self._whole: dict[Node, Any] = {}
        for statement in plan.statements:
            if isinstance(statement, Array) and statement.value is not None:
                self._whole.setdefault(statement.value, statement.head)

    # -- what the words ask for --

    def text(self, node: Node) -> Text:
        return self._texts[node]

    def name(self, key: Any) -> str:
        self.used[key] = None
        return self.names.of(key, wanted_name(key))

    def helper(self, name: str) -> str:
        found = self.dialect.names.get(name, f"{self.dialect.prefix}.{name}")
        if found in self.dialect.helpers:
            self.helpers[found] = None
        return found

    def like(self) -> str:
        self.typed = True
        return ", **like" if self.dialect.name == "torch" else ", dtype=dtype"

    def member(self, head: Any, index: Any) -> str:
        if (head, index) in self._local:
            return self._local[head, index]
        if isinstance(self.plan.computed.get(head), Loop) and head not in self.plan.arrays:
            return self.name(head)
        row = integer(self, sp.expand(index - self.plan.arrays[head].low))[0]
        return f"{self.name(head)}[{row}]"

    def rows(self, head: Any, low: Any, high: Any) -> str:
        array = self.plan.arrays[head]
        first, last = sp.expand(low - array.low), sp.expand(high - array.low + 1)
        if first == 0 and sp.expand(high - array.high) == 0:
            return self.name(head)
        begin = "" if first == 0 else integer(self, first)[0]
        end = "" if sp.expand(high - array.high) == 0 else integer(self, last)[0]
        return f"{self.name(head)}[{begin}:{end}]"

    # -- expressions --

    def value(self, node: Node, level: Binds = Binds.SUM) -> str:
        """The text of a node, after lines for what it is made of."""
        self._prepare([node])
        text, binds = self._texts[node]
        return text if binds >= level else f"({text})"

    def _prepare(self, roots: Iterable[Node]) -> None:
        wanted = set(roots)
        for node in reached(wanted):
            if node not in self._texts:
                self._texts[node] = text_of(self, node)
                if self._wants_name(node, node in wanted):
                    self.keep(node)

    def _wants_name(self, node: Node, last: bool) -> bool:
        if node.op in _PLAIN or (node.op in _VIEWS and node.args[0].op in _PLAIN):
            return False
        if node.op == "pow" and node.args[0].op in _PLAIN and not node.shape:
            return False
        text, binds = self._texts[node]
        if binds == Binds.ATOM and text.isidentifier():
            return False
        return self._count[node] > 1 or (len(text) > _LONG and not last)

    def keep(self, node: Node) -> str:
        """Give a value a name."""
        head = self._whole.get(node)
        symbol = self.plan.meaning.named.get(node)
        wanted = self._next if symbol is None else lambda: wanted_name(symbol)
        name = self.names.fresh(wanted()) if head is None else self.name(head)
        self.line(f"{name} = {self._texts[node][0]}")
        self._texts[node] = (name, Binds.ATOM)
        return name

    def _next(self) -> str:
        self._numbered += 1
        return f"v{self._numbered}"

    def line(self, text: str) -> None:
        self.lines.append(text)

    # -- statements --

    def write(self) -> None:
        """All statements, and the return."""
        from derive.export.loops import write_loop

        for statement in self.plan.statements:
            if isinstance(statement, Loop):
                write_loop(self, statement)
            else:
                assert statement.value is not None
                text, name = self.value(statement.value), self.name(statement.head)
                if text != name:
                    self.line(f"{name} = {text}")
                    self._texts[statement.value] = (name, Binds.ATOM)
        self._prepare(self.plan.results.values())

    def before_loop(self, loop: Loop) -> None:
        """Compute before the loop what stays the same in it."""
        inside = {*loop.bodies}
        for node in reached(loop.bodies.values()):
            if self.fixed(node, loop, inside):
                self._prepare([node])
                text, binds = self._texts[node]
                view = node.op in (*_PLAIN, *_VIEWS)
                if not view and not (binds == Binds.ATOM and text.isidentifier()):
                    outer = any(
                        node in b.args
                        for b in reached(loop.bodies.values())
                        if not self.fixed(b, loop, inside)
                    )
                    if outer or node in loop.bodies.values():
                        self.keep(node)

    def fixed(self, node: Node, loop: Loop, inside: set[Any]) -> bool:
        """Whether a node has one value in all steps of a loop."""
        if loop.index in node.indices:
            return False
        return not any(n.op in ("at", "rows") and n.data[0] in inside for n in reached([node]))

    def local(self, head: Any, index: Any, name: str) -> None:
        """What a member is called for now."""
        self._local[head, sp.expand(index)] = name

    def forget(self, loop: Loop) -> None:
        """Drop what was said in a loop: names of members, and texts that depend on its index."""
        self._local.clear()
        kept = {**self._texts}
        for node in kept:
            if loop.index in node.indices:
                del self._texts[node]


def wanted_name(key: Any) -> str:
    """The name that an argument, a size or a family has where nothing else has it."""
    if isinstance(key, tuple):
        kind, head, *rest = key
        if kind == "function":
            order = rest[0]
            return identifier(head) + ("" if not order else "_prime" if order == 1 else f"_{order}")
        if kind == "initial":
            index = rest[0]
            if not index.is_Integer:
                return f"{identifier(head.name)}_end"
            return f"{identifier(head.name)}_{index}".replace("-", "m")
        return "loss_gradient" if kind == "gradient" else "loss"
    return identifier(key.name)
