"""Runs over many submissions: what is written when, what survives, what is judged again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import active_children
from pathlib import Path

import fastjsonschema
import pytest

from derive.errors import DeriveError
from derive.judging.verdicts import schema
from derive.reviewing.clusters import on_cluster
from derive.reviewing.jobs import Job, Settings, digest, failed, files_in, judged
from derive.reviewing.pools import in_pool
from derive.reviewing.results import Results
from derive.reviewing.runs import Run
from derive.submissions.claims import Context

ROOT = Path(__file__).resolve().parent.parent.parent
RIGHT = r"We have $(A B)^\top = B^\top A^\top$ for square $A$, $B$."
WRONG = r"And so $\nabla_x (x^\top A x) = A x$, $(A B)^\top = A^\top B^\top$."


def folder(path: Path, count: int) -> Path:
    path.mkdir()
    for k in range(count):
        text = "\n\n".join([f"Sheet {k}.", RIGHT, WRONG])
        (path / f"{k:02}.md").write_text(text)
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class Deadly(Job):
    """Whatever process receives it dies."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def test_a_job_says_what_is_wrong_with_it() -> None:
    good = judged(Job("a.md", RIGHT), Settings())
    assert good.record["counts"]["proved"] == 1
    assert good.record["sha256"] == digest(RIGHT)
    assert good.record["error"] == good.page == ""
    bad = judged(Job("b.ipynb", "{"), Settings())
    assert bad.record["error"] == "b.ipynb: no notebook: it is not JSON"
    page = judged(Job("a.md", RIGHT), Settings(page="html")).page
    assert page.lstrip().startswith("<!DOCTYPE html>")
    check = fastjsonschema.compile(json.loads(schema()))
    for record in (good.record, bad.record, failed("c", "no\nluck").record):
        check(record)


def test_an_error_of_ours_is_in_the_record_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.reviewing.jobs.submission", lambda *_: 1 / 0)
    record = judged(Job("a.md", RIGHT), Settings()).record
    assert record["error"] == "internal error: ZeroDivisionError: division by zero"
    assert record["sha256"] == ""  # so that it is tried again


def test_settings_tell_runs_apart_but_not_by_their_pages() -> None:
    keys = {
        Settings(context, sheet, timeout, page).key
        for context in (Context(), Context(sizes=("n",)))
        for sheet in ("", "rnn_lstm")
        for timeout in (1.0, 2.0)
        for page in ("", "html")
    }
    assert len(keys) == 8


def test_files_of_folders_come_sorted_and_once(tmp_path: Path) -> None:
    for name in ("b/y.tex", "b/x.MD", "a.txt", "c.png", ".hidden.md", ".git/z.md", "out/p.tex"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = files_in([tmp_path, tmp_path / "a.txt", tmp_path / "c.png"], tmp_path / "out")
    assert [str(f.relative_to(tmp_path)) for f in found] == ["a.txt", "b/x.MD", "b/y.tex", "c.png"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DeriveError, match="no submissions in this folder"):
        files_in([tmp_path / "empty"])


def test_results_survive_a_cut_and_nothing_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    records = {n: failed(n, "").record | {"sha256": n * 64, "settings": "0" * 64} for n in "abcd"}
    wanted = {n: (n * 64, "0" * 64) for n in "abc"}
    with Results(path, wanted) as results:
        assert results.add(records["a"])
        assert results.add(records["b"])
        assert not results.add(records["b"])
        assert len(lines(path)) == 2  # before it is closed
        results.add(records["d"])
    path.write_bytes(path.read_bytes() + b'{"file": "c", "sha')  # cut off in the middle of a line
    wanted["b"] = ("e" * 64, "0" * 64)  # has changed since
    with Results(path, wanted, resume=True) as results:
        assert set(results.kept) == {"a"}
        assert [r["file"] for r in lines(path)] == ["a", "d"]  # d is of another run
        assert results.add(records["c"])
        assert results.add(records["b"])
    assert [r["file"] for r in lines(path)] == ["a", "d", "c", "b"]
    with Results(path, wanted):  # without resume: the old one is put aside
        assert not path.read_bytes()
    assert len(lines(tmp_path / "r.jsonl~")) == 4
    path.write_text("no json\n")
    with pytest.raises(DeriveError, match=r"r\.jsonl, line 1: no result of a review"):
        Results(path, wanted, resume=True)
    with pytest.raises(DeriveError, match="cannot write"):
        Results(tmp_path / "r.jsonl~" / "x", wanted)


def test_records_that_name_no_digest_are_judged_again(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(failed("a", "died").record) + "\n")
    with Results(path, {"a": ("", "")}, resume=True) as results:
        assert not results.kept


def test_a_process_that_dies_takes_nothing_with_it() -> None:
    """One job kills whatever process it comes to, and a process is killed from outside."""
    jobs = [Job(f"{k}", RIGHT) for k in range(4)]
    jobs.insert(1, Deadly("deadly", ""))
    found = []
    outcomes = in_pool(jobs, Settings(), workers=2)
    for outcome in outcomes:
        found.append(outcome.record)
        if len(found) == 1:
            os.kill(active_children()[0].pid or 0, signal.SIGKILL)
    by_name = {r["file"]: r for r in found}
    assert len(found) == len(by_name) == 5
    assert by_name.pop("deadly")["error"] == "the process that judged it died"
    assert all(r["counts"]["proved"] == 1 and not r["error"] for r in by_name.values())
    assert not active_children()


def test_a_run_resumes_where_pages_are_missing(tmp_path: Path) -> None:
    files = files_in([folder(tmp_path / "in", 2)])
    settings, results = Settings(page="html"), tmp_path / "out" / "review.jsonl"
    run = Run(files, settings, results, tmp_path / "out")
    records = list(run.records())
    assert [len(r["findings"]) for r in records] == [3, 3]
    pages = [run.page_of(str(file)) for file in files]
    assert [p.name for p in pages] == ["00.md.html", "01.md.html"]
    before = [p.stat().st_mtime_ns for p in pages]
    pages[0].unlink()
    assert len(list(Run(files, settings, results, tmp_path / "out", resume=True).records())) == 2
    assert len(lines(results)) == 2
    assert pages[0].is_file()
    assert pages[1].stat().st_mtime_ns == before[1]  # not judged again


@contextmanager
def started(*command: str, cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    env = os.environ | {"PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "error"}
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # tests that run in the background of a script ignore Ctrl-C, and a child inherits that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(path: Path, records: int, process: subprocess.Popen[bytes]) -> None:
    """Until so many records are written."""
    for _ in range(1200):
        if len(path.read_bytes().splitlines() if path.exists() else ()) >= records:
            return
        assert process.poll() is None, process.communicate()[0].decode()
        time.sleep(0.05)
    raise AssertionError("nothing is written")


def test_what_is_done_stays_after_ctrl_c_and_the_rest_follows(tmp_path: Path) -> None:
    count = 40
    folder(tmp_path / "in", count)
    results = tmp_path / "r.jsonl"
    command = ("derive", "review", "in", "--jobs", "1", "--out", "r.jsonl")
    with started(*command, cwd=tmp_path) as process:
        wait_for(results, 2, process)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[0].decode()
    assert process.returncode == 130, said
    assert "--resume goes on" in said
    assert "Traceback" not in said
    first = results.read_bytes()
    done = len(lines(results))
    assert 2 <= done < count
    with started(*command, "--resume", cwd=tmp_path) as process:
        said = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 1, said
    assert results.read_bytes().startswith(first)
    assert sorted(str(r["file"]) for r in lines(results)) == [f"in/{k:02}.md" for k in range(count)]


def test_a_cluster_loses_a_worker_and_no_result(tmp_path: Path) -> None:
    """A real scheduler and two workers, one of which is killed when the first results are there."""
    folder(tmp_path / "in", 10)
    results = tmp_path / "r.jsonl"
    address = tmp_path / "scheduler.json"
    worker = ("dask", "worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny")
    quiet = ("--no-dashboard", "--host", "127.0.0.1")
    with ExitStack() as stack:
        scheduler = ("dask", "scheduler", "--port", "0", "--scheduler-file", str(address), *quiet)
        main = stack.enter_context(started(*scheduler, cwd=tmp_path))
        one = stack.enter_context(started(*worker, "--name", "one", *quiet, cwd=tmp_path))
        two = stack.enter_context(started(*worker, "--name", "two", *quiet, cwd=tmp_path))
        wait_for(address, 1, main)
        at = json.loads(address.read_text())["address"]
        command = ("derive", "review", "in", "--scheduler", at, "--out", "r.jsonl")
        run = stack.enter_context(started(*command, cwd=tmp_path))
        wait_for(results, 2, run)
        one.kill()
        said = run.communicate(timeout=60)[0].decode()
        assert two.poll() is None
    assert run.returncode == 1, said
    records = lines(results)
    assert sorted(str(r["file"]) for r in records) == [f"in/{k:02}.md" for k in range(10)]
    assert all(not r["error"] and len(r["findings"]) == 3 for r in records)  # type: ignore[arg-type]


def test_a_scheduler_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(DeriveError, match="no scheduler at nowhere"):
        list(on_cluster([], Settings(), "nowhere://x"))
