"""No claim takes longer than it may, in whatever thread or process it is judged."""

from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest
from labelled import sheet

from derive.judging import judge as judging
from derive.judging.judge import judge
from derive.judging.limits import OutOfTime, limited

ROWS = (("A B", "=", "B A"), (r"(A B)^{\top}", "=", r"B^{\top} A^{\top}"))


def _spin(until: float) -> None:
    while time.monotonic() < until:
        pass


def test_the_main_thread_is_interrupted() -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTime), limited(0.05):
        _spin(start + 5)
    assert time.monotonic() - start < 2


def test_another_thread_is_interrupted() -> None:
    def work() -> str:
        try:
            with limited(0.05):
                _spin(time.monotonic() + 5)
        except OutOfTime:
            return "interrupted"
        return "done"

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result(4) == "interrupted"


def test_no_bound() -> None:
    with limited(0):
        pass
    assert threading.active_count() >= 1


def test_a_claim_past_its_time_is_unknown_and_the_next_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = judging._judged

    def slow(book: Any, claim: Any, before: Any) -> Any:
        if claim.number == 1:
            _spin(time.monotonic() + 5)
        return judged(book, claim, before)

    monkeypatch.setattr(judging, "_judged", slow)
    first, second = judge(sheet(*ROWS), timeout=0.2).findings
    assert first.verdict == "unknown"
    assert "0.2 seconds" in first.reason
    assert second.verdict == "proved"


def test_what_breaks_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise IndexError("out of range")

    monkeypatch.setattr(judging, "_judged", broken)
    found = judge(sheet(*ROWS)).findings
    assert {f.verdict for f in found} == {"unknown"}
    assert "IndexError" in found[0].reason


def test_in_a_process_pool() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        away = pool.submit(judge, sheet(*ROWS)).result(60)
    assert away == judge(sheet(*ROWS))
