"""A package's public names: listed in the stub beside its ``__init__.py``, loaded on first use.

The package ``lazy_loader`` does the same, but the kernel has to run where nothing is installed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["attached"]


def attached(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], Any]:
    """``__getattr__``, ``__dir__``, ``__all__`` of the package whose ``__init__`` is ``file``."""
    stub = Path(file).with_suffix(".pyi")
    home = {
        alias.name: node.module
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    def get(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = home[name]
        if module is None:  # a module of the package itself
            return import_module(f"{package}.{name}")
        return getattr(import_module(f"{package}.{module}"), name)

    return get, lambda: sorted(home), list(home)
