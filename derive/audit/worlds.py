"""Worlds: which quantities carry tangents, and which count as constants, in a derivative.

A derivative opens a world of its own, in which its variable is an independent one (whatever is
upstream of it has no tangent; what the definitions compute from it has) and what it holds has no
tangent.  A derivative inside a derivative opens a world with two seeds.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count
from typing import Any

from derive.audit.arrays import Array
from derive.audit.numbers import ONE, Dual

__all__ = ["Key", "Seed", "World", "Worlds"]

#: (family, index), or (symbol, None)
Key = tuple[Any, int | None]


class Seed:
    """The variable of one derivative: of each key, which entry is which component."""

    def __init__(
        self, tag: int, units: dict[Key, list[tuple[int, int]]], held: frozenset[Any]
    ) -> None:
        self.tag, self.units, self.held = tag, units, held

    def cuts(self, key: Key) -> bool:
        """Whether what stands upstream of ``key`` carries no tangent of this seed into it."""
        return key in self.units or key in self.held or key[0] in self.held

    def plant(self, key: Key, value: Any) -> Any:
        """``value`` with the unit tangents of ``key``, if it has any."""
        units = self.units.get(key)
        if units is None:
            return value
        if not isinstance(value, Array):
            return self._lift(value, units[0][1])
        data = list(value.data)
        for position, component in units:
            data[position] = self._lift(data[position], component)
        return Array(value.rows, value.cols, data)

    def _lift(self, x: Any, component: int) -> Any:
        unit = {component: ONE}
        if isinstance(x, Dual) and x.tag > self.tag:
            return Dual(x.tag, self._lift(x.value, component), x.tangents)
        return Dual(self.tag, x, unit)


class World:
    """A set of seeds, and what has been computed under it."""

    __slots__ = ("memo", "nodes", "seeds")

    def __init__(self, seeds: tuple[Seed, ...]) -> None:
        self.seeds = seeds
        self.memo: dict[Key, Any] = {}
        self.nodes: dict[Hashable, Any] = {}


class Worlds:
    """All worlds of one evaluation; equal seeds share one world and its memo."""

    def __init__(self) -> None:
        self._worlds: dict[tuple[Seed, ...], World] = {}
        self._seeds: dict[Hashable, Seed] = {}
        self._tags = count(1)
        self.base = self._world(())

    def _world(self, seeds: tuple[Seed, ...]) -> World:
        if seeds not in self._worlds:
            self._worlds[seeds] = World(seeds)
        return self._worlds[seeds]

    def without(self, world: World, seed: Seed) -> World:
        return self._world(tuple(s for s in world.seeds if s is not seed))

    def within(
        self, world: World, units: dict[Key, list[tuple[int, int]]], held: frozenset[Any]
    ) -> tuple[World, Seed]:
        """``world`` with one more derivative open; the same one for the same arguments."""
        known = (world.seeds, tuple((k, tuple(v)) for k, v in units.items()), held)
        if known not in self._seeds:
            self._seeds[known] = Seed(next(self._tags), units, held)
        seed = self._seeds[known]
        return self._world((*world.seeds, seed)), seed
