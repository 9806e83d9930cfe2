"""The walls of the house: which room may import which."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import derive

PACKAGE = Path(derive.__file__).parent

#: room → the rooms of derive and the packages outside the standard library that it may import
ROOMS = {
    "errors": set(),
    "stubs": set(),
    "algebra": {"errors", "sympy"},
    "models": {"algebra", "errors", "sympy"},
    "calculus": {"algebra", "models", "errors", "sympy"},
    "kernel": set(),
    "bridge": {"algebra", "calculus", "errors", "sympy"},
    "audit": {"algebra", "errors", "stubs", "sympy", "flint"},
    # what names mean is looked up as they are printed, so the reader knows the printer's spelling
    "reader": {"algebra", "document", "errors", "sympy", "lark"},
    "document": {"algebra", "errors", "sympy", "jinja2", "markupsafe", "math_core"},
    "export": {"algebra", "errors", "sympy"},  # its code imports NumPy and the like; it does not
    "worksheets": {
        *("algebra", "models", "calculus", "kernel", "bridge", "audit", "document", "errors"),
        *("export", "reader", "sympy"),  # what a user types is read before it is answered
        *("submissions", "judging"),
    },
    "submissions": {"errors", "yaml"},
    "judging": {
        *("algebra", "models", "calculus", "worksheets", "bridge", "audit", "reader", "document"),
        *("submissions", "reviewing", "errors", "sympy"),
    },
    "reviewing": {
        *("submissions", "judging", "document", "errors", "yaml", "distributed", "markdown_it"),
    },
    "cli": {"worksheets", "submissions", "judging", "reviewing", "errors", "click", "rich"},
    "__main__": {"cli"},
    "__init__": {"stubs"},
}
#: what looks at the types of a room that it does not use: a bridge reads drafts, no strategy
ONLY = {
    "bridge": {"derive.calculus.steps"},
    "reader": {"derive.document.names"},
}

LOOKED_AT = {"bridge": {"calculus"}, "reader": {"document"}}
#: the only files of a room that may import another room: that one builds on theirs
ONLY_IN = {
    # an old sheet is reviewed as any submission is
    ("worksheets", "submissions"): {"worksheets/sheets.py"},
    ("worksheets", "judging"): {"worksheets/sheets.py"},
    # verdicts are shown by what makes reports of them
    ("judging", "reviewing"): {"judging/verdicts.py"},
}


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            found |= {f"derive.{a.name}" for a in node.names} if module == "derive" else {module}
    return found


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_each_file_imports_only_what_its_room_may(path: Path) -> None:
    mine = room(path)
    assert mine in ROOMS, f"{path}: a room without walls; add it to ROOMS"
    for module in imports(path):
        top, _, rest = module.partition(".")
        if top == "derive":
            other = rest.partition(".")[0]
            allowed = other == mine or other in ROOMS[mine]
            assert allowed or not other, f"{path} imports {module}"
            if other in LOOKED_AT.get(mine, ()):
                assert module in ONLY[mine], f"{path} imports {module}"
            where = ONLY_IN.get((mine, other))
            assert not where or str(path.relative_to(PACKAGE)) in where, f"{path} imports {module}"
        elif top not in sys.stdlib_module_names:
            assert top in ROOMS[mine], f"{path} imports {module}"


def test_the_kernel_runs_where_nothing_is_installed() -> None:
    code = "import derive.kernel, sys; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-S", "-c", code], check=False).returncode == 0


def test_import_loads_nothing_heavy() -> None:
    heavy = (
        "derive.reviewing",
        "derive.judging",
        "jinja2",
        "math_core",
        "click",
        "rich",
        "lark",
        "derive.document.render",
    )
    used = "import derive, sys; derive.RNN; derive.bptt_gradient;"
    code = f"{used} print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


def test_files_stay_small() -> None:
    long = {str(p): n for p in files() if (n := len(p.read_text().splitlines())) > 400}
    assert not long
