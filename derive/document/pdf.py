"""From TeX to PDF, with whatever TeX engine is on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from derive.document.files import write_atomically
from derive.errors import DeriveError

__all__ = ["ADVICE", "compile_pdf", "find_engine", "problems"]

#: The command that gets an engine.
ADVICE = (
    "no TeX engine found, so no PDF: apt-get install latexmk texlive-latex-extra "
    "texlive-pictures texlive-science lmodern (or install tectonic)"
)

_LATEXMK = ["latexmk", "-norc", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error"]

#: what must be on the PATH → the command; the first that is complete is taken
_ENGINES: dict[tuple[str, ...], list[str]] = {
    ("latexmk", "pdflatex"): [*_LATEXMK, "-pdf", "-pdflatex=pdflatex -no-shell-escape %O %S"],
    ("latexmk", "lualatex"): [*_LATEXMK, "-lualatex", "-lualatex=lualatex -no-shell-escape %O %S"],
    ("tectonic",): ["tectonic", "--untrusted", "--keep-logs"],
}


def find_engine(name: str | None = None) -> list[str] | None:
    """The command of the first engine that is installed, or of the one named; None without."""
    for programs, command in _ENGINES.items():
        if (name is None or name in programs) and all(map(shutil.which, programs)):
            return command
    return None


def compile_pdf(
    tex: str, path: Path | str, engine: str | None = None, log: Path | str | None = None
) -> str | None:
    """Compile ``tex`` and move the PDF to ``path``, and TeX's log to ``log`` if that is given.

    Works in a temporary folder, without shell escape and without dates, so that the same TeX
    gives the same bytes.  Returns None, or one line that says what to install if there is no
    engine.

    Raises :class:`DeriveError` with the first error of the log if the TeX does not compile.
    """
    command = find_engine(engine)
    if command is None:
        return ADVICE
    with tempfile.TemporaryDirectory(prefix="derive-") as folder:
        Path(folder, "document.tex").write_text(tex, encoding="utf-8")
        env = dict(
            os.environ,
            SOURCE_DATE_EPOCH="0",
            FORCE_SOURCE_DATE="1",
            TZ="UTC",
            openin_any="p",
            openout_any="p",
            max_print_line="1000",
        )
        try:
            done = subprocess.run(
                [*command, "document.tex"], cwd=folder, env=env, capture_output=True, timeout=600
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeriveError(f"{command[0]} failed: {error}") from None
        told = _read(Path(folder, "document.log"))
        if log is not None:
            write_atomically(log, told)
        result = Path(folder, "document.pdf")
        if done.returncode or not result.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise DeriveError(f"{command[0]}: {_first_error(told) or ''.join(last) or 'no PDF'}")
        write_atomically(path, result.read_bytes())
    return None


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _first_error(log: str) -> str | None:
    found = re.search(r"^(?:! |\S*?document\.tex:)(.*)$", log, re.MULTILINE)
    if found is None:
        return None
    line = re.search(r"^l\.(\d+) (.*)$", log[found.end() :], re.MULTILINE)
    where = f" (line {line[1]}: {line[2].strip()[-60:]})" if line else ""
    return found[1].strip() + where


_PROBLEM = re.compile(
    r"^(Overfull \\[hv]box \((?P<points>[\d.]+)pt too (?:wide|high).*"
    r"|.*(?:Reference|Citation|Label).*(?:undefined|multiply).*"
    r"|.*There were (?:undefined references|multiply-defined labels).*"
    r"|Missing character: .*)$",
    re.MULTILINE,
)


def problems(log: str, points: float = 1.0) -> list[str]:
    """The lines of a TeX log that a careful author would not leave: overfull boxes of more than
    ``points``, references that are undefined or ambiguous, characters that are missing.

    >>> problems("Overfull \\\\hbox (3.2pt too wide) in paragraph at lines 3--4")
    ['Overfull \\\\hbox (3.2pt too wide) in paragraph at lines 3--4']
    >>> problems("Overfull \\\\hbox (0.4pt too wide) in paragraph at lines 3--4")
    []
    """
    return [
        match[0]
        for match in _PROBLEM.finditer(log)
        if match["points"] is None or float(match["points"]) > points
    ]
