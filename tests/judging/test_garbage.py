"""Collections of garbage while a submission is judged: fewer, and afterwards as before."""

from __future__ import annotations

import gc
from threading import Event, Thread

import pytest
from sympy import MatrixSymbol

from derive.algebra import System
from derive.audit import check
from derive.audit.machine import Machine
from derive.audit.points import Drawn
from derive.audit.worlds import World
from derive.judging.garbage import collected_seldom


@pytest.fixture(autouse=True)
def _as_before():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_thresholds_come_back() -> None:
    with collected_seldom():
        assert gc.get_threshold()[0] > 700
        with collected_seldom():
            pass
        assert gc.get_threshold()[0] > 700
    assert gc.get_threshold() == (700, 10, 10)


def test_thresholds_come_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), collected_seldom():
        raise ValueError("broken")
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("chosen", [(0, 10, 10), (10**6, 5, 5)])
def test_who_collects_less_is_left_alone(chosen) -> None:
    gc.set_threshold(*chosen)
    with collected_seldom():
        assert gc.get_threshold() == chosen
    assert gc.get_threshold() == chosen


def test_threads_that_overlap_leave_it_as_it_was() -> None:
    first, second = Event(), Event()

    def work() -> None:
        with collected_seldom():
            first.set()
            second.wait(10)

    thread = Thread(target=work)
    thread.start()
    first.wait(10)
    with collected_seldom():
        second.set()
        thread.join(10)
        assert gc.get_threshold()[0] > 700
    assert gc.get_threshold() == (700, 10, 10)


def test_the_audit_leaves_nothing_circular() -> None:
    A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
    check(A * B, B * A, small=False)  # whatever is kept for later is kept now
    gc.collect()
    gc.disable()
    try:
        check(A * B, B * A, small=False)
        found = [x for x in gc.get_objects() if isinstance(x, World) and x.memo]
    finally:
        gc.enable()
    assert not found


def test_a_machine_that_has_ended_is_freed_at_once() -> None:
    from weakref import ref

    machine = Machine({}, Drawn(0), System())
    gone = ref(machine.worlds)
    machine.end()
    assert gone() is None
