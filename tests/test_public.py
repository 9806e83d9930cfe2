"""What a newcomer meets first: the README's lines run, every public name explains itself."""

from __future__ import annotations

import doctest
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import derive
from derive.document.pdf import ADVICE

ROOT = Path(__file__).resolve().parent.parent


def test_the_lines_of_the_readme_run() -> None:
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert found.attempted >= 8
    assert found.failed == 0


@pytest.mark.parametrize("name", derive.__all__)
def test_every_public_name_has_a_docstring_that_runs(name: str) -> None:
    thing = getattr(derive, name)
    if name in ("SIGMA", "TANH"):  # values; their class explains itself
        thing = type(thing)
    module = sys.modules.get(getattr(thing, "__module__", ""), thing)
    tests = doctest.DocTestFinder(recurse=False).find(thing, name, module=module)
    if name == "audit":  # a module: its functions carry the examples
        found = (getattr(thing, f) for f in ("evaluate", "check"))
        tests = [t for f in found for t in doctest.DocTestFinder().find(f, name)]
    assert any(test.examples for test in tests), f"{name} has no example"


def test_all_is_what_can_be_had() -> None:
    assert set(derive.__all__) <= set(dir(derive))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = derive.nonsense


def test_without_tex_the_rest_is_written_and_one_line_says_so(tmp_path: Path) -> None:
    """On a PATH without a TeX engine."""
    (tmp_path / "bin").mkdir()
    assert shutil.which("latexmk", path=str(tmp_path / "bin")) is None
    command = [sys.executable, "-m", "derive", "solutions", "--out", "out"]
    env = {"PATH": str(tmp_path / "bin"), "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    assert ADVICE in found.stdout.splitlines()
    assert (tmp_path / "out" / "rnn_lstm.tex").is_file()
    assert not (tmp_path / "out" / "rnn_lstm.pdf").exists()
