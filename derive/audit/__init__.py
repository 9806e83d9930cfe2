"""The second oracle: values at concrete sizes and points, and witnesses against false claims.

Names are loaded on first use, so that ``import derive`` does not wait for the ball arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.audit.api import evaluate, random_point
    from derive.audit.checking import check, check_statement
    from derive.audit.screening import Screen
    from derive.audit.verdicts import Agreement, Refutation, Unknown, Verdict, Witness

__all__ = [
    "Agreement",
    "Refutation",
    "Screen",
    "Unknown",
    "Verdict",
    "Witness",
    "check",
    "check_statement",
    "evaluate",
    "random_point",
]

_HOME = {
    "evaluate": "api",
    "random_point": "api",
    "check": "checking",
    "check_statement": "checking",
    "Screen": "screening",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"derive.audit.{_HOME.get(name, 'verdicts')}")
    return getattr(module, name)
