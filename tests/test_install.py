"""The package as it is shipped: built, installed away from the checkout, and run there."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command without the caller's PYTHON* settings; return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def build(target: str, source: Path, into: Path) -> Path:
    """Build ``source`` with the hatchling of this environment, so without the network."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into, cwd=source)
    (built,) = into.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that holds the wheel."""
    # The dependencies come from the running environment, by a .pth line that puts its
    # site-packages last on the path. Python reads .pth files only in the site-packages of
    # the interpreter itself, so the one of an editable derive in there has no effect, and a
    # derive installed there for good would come after the wheel's.
    env = tmp_path_factory.mktemp("env")
    run(sys.executable, "-m", "venv", "--without-pip", env, cwd=env)
    python = env / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=env)
    here = dict.fromkeys(sysconfig.get_path(kind) for kind in ("purelib", "platlib"))
    site = sysconfig.get_path("purelib", "venv", {"base": str(env)})
    Path(site, "dependencies.pth").write_text("\n".join(here), encoding="utf-8")
    return python


def test_wheel_holds_the_package_and_its_templates(wheel: Path) -> None:
    held = contents(wheel)
    assert "derive/py.typed" in held
    templates = files(ROOT / "templates")
    assert templates
    assert {
        name.removeprefix("derive/templates/"): data
        for name, data in held.items()
        if name.startswith("derive/templates/")
    } == templates
    tops = {name.split("/")[0] for name in held}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"derive"}


def test_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    run(sys.executable, "-m", "tarfile", "-e", sdist, tmp_path / "source", cwd=tmp_path)
    (source,) = (tmp_path / "source").iterdir()
    assert contents(build("wheel", source, tmp_path / "wheel")) == contents(wheel)


def test_installed_package_writes_the_tracked_document(python: Path, tmp_path: Path) -> None:
    where = "import derive; print(derive.__file__)"
    origin = Path(run(python, "-c", where, cwd=tmp_path).strip())
    assert origin.is_relative_to(python.parent.parent)

    # No TeX on this PATH: the document has to be written without one.
    run(python, "-m", "derive", "solutions", "--out", "out", cwd=tmp_path, PATH=str(python.parent))
    written = (tmp_path / "out" / "rnn_lstm.tex").read_text(encoding="utf-8")
    assert written == (ROOT / "build" / "rnn_lstm.tex").read_text(encoding="utf-8")
    assert list((tmp_path / "out" / "certificates").glob("*.json"))


def test_installed_command_runs(python: Path, tmp_path: Path) -> None:
    assert "solutions" in run(python.parent / "derive", "--help", cwd=tmp_path)
