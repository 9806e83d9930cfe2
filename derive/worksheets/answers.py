"""An answer as plain data, as a page of TeX or HTML, and as code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sympy import MatrixBase

from derive.calculus.steps import Part
from derive.document.escape import escape
from derive.document.files import write_atomically
from derive.document.plain import plain
from derive.document.printer import printer
from derive.document.render import render
from derive.document.statement import RELATIONS, sides, statement
from derive.document.view import STATUSES
from derive.document.web import render_html
from derive.errors import DeriveError
from derive.worksheets.formulas import Answer

__all__ = ["SCHEMA", "data", "page", "python", "write_atomically"]

#: the version of :func:`data`: raised when a key changes its meaning or goes (docs/json.md)
SCHEMA = 1


def data(answer: Answer) -> dict[str, Any]:
    """What JSON holds of an answer; docs/json.md says what each key means."""
    said = answer.statement
    left, relation, right = sides(said)
    shape = getattr(said.rhs, "shape", ())
    return {
        "schema": SCHEMA,
        "command": answer.command,
        "formula": answer.latex,
        "read_as": answer.read_as,
        "shapes": {
            name: [str(size) for size in getattr(symbol, "shape", ())]
            for name, symbol in answer.declared.variables.items()
        },
        "verdict": answer.verdict,
        "by": answer.by,
        "reason": "" if answer.verdict == "proved" else answer.derivation.reason,
        "statement": {
            **_both(statement(said)),
            "left": _both(left),
            "relation": plain(relation),
            "right": {**_both(right), "sympy": str(said.rhs)},
        },
        "shape": [str(size) for size in shape],
        "layout": answer.layout,
        "assumed": [_both(_tex(of)) | {"said": says} for of, says in answer.assumed],
        "axioms": _axioms(answer),
        "steps": [item for part in answer.derivation.parts() for item in _steps(part)],
        "witness": list(_witness(answer.witness)),
        "certificate": answer.derivation.certificate,
    }


def _steps(part: Part) -> Iterator[dict[str, Any]]:
    """The steps of a part of a proof; the first says which part it is, and where that begins."""
    where = ""
    if part.role == "base":
        where = f"base case, {_line(part.index)} = {_line(part.start)}"
    elif part.role == "step":
        before = part.index + 1 if part.down else part.index - 1
        where = f"induction step, from {_line(before)} to {_line(part.index)}"
    if not part.steps:
        empty = {"left": _both(""), "relation": "", **_both("")}
        yield {"part": where, **empty, "reason": part.says, "rule": part.by}
    for step in part.steps:
        yield {
            "part": where,
            "left": _both(_tex(step.before) if where else ""),
            "relation": plain(RELATIONS[step.relation]),
            **_both(_tex(step.after)),
            "reason": step.says,
            "rule": step.rule,
        }
        where = ""


def _line(expr: Any) -> str:
    return plain(_tex(expr))


def _axioms(answer: Answer) -> list[str]:
    """What the proof takes for granted beside what is assumed."""
    assumed = {f"{of} {said}" for of, said in answer.assumed}
    return [axiom for axiom in answer.derivation.axioms if axiom not in assumed]


def _tex(expr: Any) -> str:
    return str(printer().doprint(expr))


def _both(tex: str) -> dict[str, str]:
    return {"latex": tex, "unicode": plain(tex)}


def _witness(found: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """Sizes and values first, the two sides last."""
    for name, value in found.items():
        of = rf"\text{{{name}}}" if isinstance(name, str) else _tex(name)
        tex = rf"\text{{{value}}}" if isinstance(value, str) else _tex(value)
        listed = value.tolist() if isinstance(value, MatrixBase) else value
        numbers = [[str(x) for x in row] for row in listed] if isinstance(listed, list) else None
        yield {
            "name": _both(of),
            **_both(tex),
            "value": numbers if numbers is not None else str(value),
        }


@dataclass(frozen=True)
class _Page:
    """An answer as the template of a TeX document sees it."""

    title: str
    verdict: str
    derivation: Any
    witness: dict[Any, Any]
    variables: tuple[str, ...]
    assumed: tuple[str, ...]
    remarks: tuple[str, ...]
    axioms: tuple[str, ...]
    name: str = "formula"
    questions: tuple[Any, ...] = ()
    errata: tuple[Any, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)


def page(answer: Answer, to: str) -> str:
    """A document of its own, ``tex`` or ``html``.

    Raises :class:`DeriveError` for what cannot be printed.
    """
    title = _TITLES[answer.command]
    variables = [_variable(name, symbol) for name, symbol in answer.declared.variables.items()]
    if to == "html":
        return render_html(
            "formula",
            title=title,
            answer=data(answer),
            variables=variables,
            statuses=STATUSES,
            says=STATUSES[answer.verdict],
            glyph=_GLYPHS[answer.verdict],
        )
    by = "" if answer.verdict == "proved" else f"Judged by {answer.by}"
    remarks = (answer.layout, answer.read_as, by)
    return render(
        _Page(
            title,
            answer.verdict,
            answer.derivation,
            answer.witness,
            tuple(f"${tex}$" for tex in variables),
            tuple(f"${_tex(of)}$ {escape(said)}" for of, said in answer.assumed),
            tuple(filter(None, remarks)),
            tuple(_axioms(answer)),
        ),
        to,
    )


_TITLES = {
    "gradient": "A gradient",
    "jacobian": "A Jacobian",
    "differential": "A differential",
    "hessian": "A Hessian",
    "prove": "A claim, judged",
}
_GLYPHS = {"proved": "✓", "agrees": "≈", "refuted": "✗", "unknown": "?"}


def _variable(name: str, symbol: Any) -> str:
    """``X \\in \\mathbb{R}^{m \\times n}``; of an exponent, ``k \\in \\mathbb{N}_0``."""
    sizes = [_tex(size) for size in getattr(symbol, "shape", ())]
    sizes = sizes[:1] if sizes[1:] == ["1"] else sizes
    product = r" \times ".join(sizes)
    above = f"^{{{product}}}" if sizes else ""
    field = r"\mathbb{N}_0" if getattr(symbol, "is_integer", False) else r"\mathbb{R}"
    return rf"{_tex(symbol)} \in {field}{above}"


def python(answer: Answer, backend: str) -> str:
    """A function in Python that computes the right side.

    Raises :class:`DeriveError` where there is no code for it.
    """
    if answer.command == "prove":
        raise DeriveError("a claim is judged, and has no code: ask for the derivative itself")
    made = getattr(answer.derivation, "to_python", None)
    if made is None:
        raise DeriveError("this version writes no Python")
    return str(made(backend=backend))
