"""``python -m derive.kernel``: order, exit status, one line each, and nothing but the kernel."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kernel_terms import at, claim

from derive.kernel.__main__ import main

USE = ["use", {"name": "b"}]
B = claim(at("c"), at("c"), name="b")
A = claim(at("c"), at("c"), USE, name="a", uses=["b"])


def files(folder: Path, *certificates: Any) -> list[str]:
    paths = []
    for k, certificate in enumerate(certificates):
        text = certificate if isinstance(certificate, str) else json.dumps(certificate)
        (folder / f"{k}.json").write_text(text, encoding="utf-8")
        paths.append(str(folder / f"{k}.json"))
    return paths


def test_all_proved_in_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for certificates in ((A, B), (B, A)):
        assert main(files(tmp_path, *certificates)) == 0
        assert capsys.readouterr() == ("2 of 2 certificates proved\n", "")


def test_some_not_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = claim(at("c"), 0, name="b")
    assert main(files(tmp_path, A, wrong, claim(1, 1, name="other"))) == 1
    out, err = capsys.readouterr()
    assert out == "1 of 3 certificates proved\n"
    assert [line.split(": ")[0] for line in err.splitlines()] == ["b", "a"]
    assert "the sides differ by" in err
    assert "uses 'b', which is not proved" in err


@pytest.mark.parametrize(
    ("certificates", "message"),
    [
        (["{"], "not JSON"),
        (["[" * 100_000], "not JSON"),
        (["[]"], "not a certificate"),
        (['{"name": 3}'], "not a certificate"),
        (['{"name": "a", "uses": "b"}'], "not a certificate"),
        (['{"name": "a", "name": "b"}'], "a key occurs twice"),
        ([A], "a uses b, which is in none of the files"),
        ([A, {**B, "uses": ["a"]}], "uses in a circle: a -> b -> a"),
        ([B, B], "b is also in"),
    ],
)
def test_unusable_input(
    certificates: Any, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(files(tmp_path, *certificates)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


def test_missing_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/none.json: No such file or directory\n"
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_process_has_the_kernel_alone(tmp_path: Path) -> None:
    """No SymPy, and of derive nothing but the kernel and what finds its public names."""
    code = (
        "import sys, runpy; sys.argv[1:] = sys.argv[1:]\n"
        "try: runpy.run_module('derive.kernel', run_name='__main__')\n"
        "except SystemExit as end: status = end.code\n"
        "rooms = {m for m in sys.modules if m.startswith('derive.')}\n"
        "others = sorted(r for r in rooms if not r.startswith('derive.kernel'))\n"
        "print(others, 'sympy' in sys.modules)\n"
        "sys.exit(status)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *files(tmp_path, A, B)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "2 of 2 certificates proved\n['derive.stubs'] False\n"


def test_as_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["derive.kernel", *files(tmp_path, B)])
    monkeypatch.delitem(sys.modules, "derive.kernel.__main__")
    with pytest.raises(SystemExit, match="0"):
        runpy.run_module("derive.kernel", run_name="__main__")
    assert capsys.readouterr().out == "1 of 1 certificates proved\n"


def test_as_a_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "derive.kernel", *files(tmp_path, claim(at("c"), 0))]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stdout == "0 of 1 certificates proved\n"
    assert run.stderr.startswith("claim: step 1: the sides differ")
