"""Writing a worksheet: the TeX, a certificate for each theorem, the PDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derive.document.files import write_atomically
from derive.document.render import render
from derive.worksheets.worksheet import Worksheet

__all__ = ["Report", "certificate_text", "write"]


@dataclass
class Report:
    """What was written, line by line, and what is not proved, with the reason."""

    lines: list[str] = field(default_factory=list)
    unproved: list[tuple[str, str]] = field(default_factory=list)


def certificate_text(certificate: dict[str, Any]) -> str:
    """A certificate as it is stored, a line a part: the same text on every machine."""
    parts = (
        f" {json.dumps(key)}: {json.dumps(certificate[key], sort_keys=True, ensure_ascii=False)}"
        for key in sorted(certificate)
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(
    worksheet: Worksheet, out: Path, formats: tuple[str, ...], say: Callable[[str], None]
) -> Report:
    """Write the worksheet into the folder ``out``.

    Every file is replaced atomically; certificates that no longer belong are removed.
    Raises :class:`~derive.DeriveError` where a file cannot be written or TeX fails.
    """
    report = Report()
    say("typesetting")
    text = render(worksheet, "tex")
    derivations = worksheet.derivations()
    folder = out / worksheet.folder
    for name, derivation in derivations.items():
        if derivation.status == "proved":
            write_atomically(folder / f"{name}.json", certificate_text(derivation.certificate))
        else:
            report.unproved.append((name, derivation.reason))
    proved = len(derivations) - len(report.unproved)
    for old in folder.glob("*.json"):
        if old.stem not in derivations:
            old.unlink()
    tex = write_atomically(out / f"{worksheet.name}.tex", text)
    report.lines.append(f"{folder}: {proved} of {len(derivations)} derivations proved")
    report.lines.append(f"{tex}: written")
    if "pdf" in formats:
        from derive.document.pdf import compile_pdf

        say("running TeX")
        path = out / f"{worksheet.name}.pdf"
        report.lines.append(compile_pdf(text, path) or f"{path}: written")
    return report
