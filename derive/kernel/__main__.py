"""``python -m derive.kernel FILES...``: judge certificates, in any order, with the kernel alone.

One line for each that is not proved, then a count.  Exit status: 0 all proved, 1 some not proved,
2 the input cannot be used (a file that is missing or no certificate, a use of what is not there,
uses in a circle).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from derive.kernel import KernelError, Theorem, judge


class InputError(Exception):
    """The files cannot be used; the message is one line."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key that is there twice would hide what it said first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return found


def read(path: str) -> dict[str, Any]:
    """The certificate in a file."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=_once)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON: {error}") from None
    uses = found.get("uses", []) if isinstance(found, dict) else None
    if not isinstance(uses, list) or not all(
        isinstance(u, str) for u in (*uses, found.get("name"))
    ):
        raise InputError(f"{path}: not a certificate")
    return dict(found)


def in_order(paths: Sequence[str]) -> list[dict[str, Any]]:
    """The certificates, each after those that it uses."""
    files: dict[str, str] = {}
    certificates: dict[str, dict[str, Any]] = {}
    for path in paths:
        certificate = read(path)
        name = certificate["name"]
        if name in files:
            raise InputError(f"{path}: {name} is also in {files[name]}")
        files[name], certificates[name] = path, certificate
    for name, certificate in certificates.items():
        for used in certificate.get("uses", ()):
            if used not in certificates:
                raise InputError(
                    f"{files[name]}: {name} uses {used}, which is in none of the files"
                )
    sorter = TopologicalSorter({n: c.get("uses", ()) for n, c in certificates.items()})
    try:
        return [certificates[name] for name in sorter.static_order()]
    except CycleError as error:
        raise InputError(f"uses in a circle: {' -> '.join(error.args[1])}") from None


def main(paths: Sequence[str]) -> int:
    """Judge the certificates in these files; the exit status."""
    if not paths:
        print("usage: python -m derive.kernel FILES...", file=sys.stderr)
        return 2
    try:
        certificates = in_order(paths)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    library: dict[str, Theorem] = {}
    for certificate in certificates:
        try:
            library[certificate["name"]] = judge(certificate, library)
        except KernelError as error:
            print(f"{certificate['name']}: {error}", file=sys.stderr)
    print(f"{len(library)} of {len(certificates)} certificates proved")
    return 0 if len(library) == len(certificates) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
