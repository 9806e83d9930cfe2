r"""Which function φ is, where a text says so: "if φ = tanh", "for the logistic function", φ(s) = s.

A text may speak of several in turn.  A line is about the one that was named last before it; if it
holds for another of them only, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from derive.algebra import Activation
from derive.judging.arguments import DEFINED
from derive.judging.occurrences import bare_name, uses_of
from derive.judging.scope import Scope
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["Activations", "with_activations"]

_WORDS = {
    "tanh": r"\btanh\b|hyperbolic\s+tangent|tangens\s+hyperbolicus|tangente\s+hyperbolique"
    r"|tangente\s+iperbolica|гиперболическ\w+\s+тангенс\w*|双曲正切",
    "sigma": r"\blogistic\b(?!\s+(?:regression|loss|model|class))|\bsigmoid\b|sigmo[iï]de"
    r"|logistique|logistische[nr]?\s+Funktion|сигмоид\w*|логистическ\w+\s+функци\w*|logistica"
    r"|S\s*型函数|逻辑函数",
    "relu": r"\bReLU\b|\brelu\b|rectified\s+linear|rectifier",
    "identity": r"linear\s+(?:case|network|activation|recurrence)|identity\s+activation"
    r"|linearen\s+Fall|cas\s+linéaire|caso\s+lineare|линейн\w+\s+случа\w*|线性(?:情形|情况)",
}
_NAMES = {
    r"\tanh": "tanh",
    r"\mathrm{tanh}": "tanh",
    r"\operatorname{tanh}": "tanh",
    r"\sigma": "sigma",
    r"\operatorname{sigmoid}": "sigma",
    r"\mathrm{sigmoid}": "sigma",
    r"\operatorname{relu}": "relu",
    r"\operatorname{ReLU}": "relu",
    r"\mathrm{ReLU}": "relu",
    r"\operatorname{id}": "identity",
    r"\mathrm{id}": "identity",
}
_CALLS = {
    "tanh": r"\\tanh\s*\(?\s*{0}\s*\)?",
    "identity": r"{0}",
    "relu": r"\\max\s*(?:\\left\s*)?\\?[({{]\s*(?:0\s*,\s*{0}|{0}\s*,\s*0)\s*"
    r"(?:\\right\s*)?\\?[)}}]|\\operatorname\{{relu\}}\s*\(\s*{0}\s*\)",
    "sigma": r"\\[dt]?frac\s*\{{?\s*1\s*\}}?\s*\{{\s*1\s*\+\s*(?:e\s*\^\s*\{{\s*-\s*{0}\s*\}}"
    r"|\\exp\s*\(\s*-\s*{0}\s*\))\s*\}}"
    r"|1\s*/\s*\(\s*1\s*\+\s*(?:e\s*\^\s*\{{\s*-\s*{0}\s*\}}|\\exp\s*\(\s*-\s*{0}\s*\))\s*\)",
}
_MATH = re.compile(
    r"\$\$.+?\$\$|\$.+?\$|\\\(.+?\\\)|\\\[.+?\\\]"
    r"|\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath|math)\*?)\}.+?\\end\{\1\}",
    re.DOTALL,
)
_SAID = {
    "tanh": "tanh",
    "sigma": "the logistic function",
    "relu": "relu",
    "identity": "the identity",
}
_LETTERS = frozenset({r"\phi", r"\varphi", r"\psi", r"\sigma", "f", "g", "F", "G", r"\rho"})


@dataclass(frozen=True)
class _Event:
    """From a place of the text on a function is this one; "" for all functions left open."""

    at: int
    name: str
    key: str
    #: as a premise, "if φ(t) = t", which says nothing of what stands before it
    premise: bool = False


_IF = re.compile(
    r"\b(?:if|when|suppos\w+|assum\w+|wenn|falls|angenommen|si|supposons|если|при)\b"
    r"|若|如果|假设|\blinear\w* (?:net|case|fall)|(?-i:\bIst\b)",
    re.IGNORECASE,
)


def _supposed(before: str) -> bool:
    """Whether the sentence that ends there begins with a premise."""
    sentence = re.split(r"[.;:。；]\s|\n\s*\n", before[-300:])[-1]
    return _IF.search(sentence) is not None


def _named(claim: Claim) -> tuple[str, str] | None:
    """The function that a line says a name is, with the name."""
    if claim.relation != "=":
        return None
    name = bare_name(claim.left)
    if name is not None and not name[1] and name[0] in _LETTERS:
        key = _NAMES.get(normal(claim.right.strip()))
        return (name[0], key) if key else None
    called = DEFINED.match(claim.left)
    if called is None or "," in called[2] or normal(called[1]) not in _LETTERS:
        return None
    argument = re.escape(called[2].strip())
    for key, pattern in _CALLS.items():
        if re.fullmatch(pattern.format(argument), claim.right.strip()):
            return normal(called[1]), key
    return None


def _as_definition(claim: Claim) -> bool:
    """Whether a line that names a function supposes it, as it defines nothing else."""
    return claim.role in ("definition", "fresh", "assumption")


def with_activations(submission: Submission) -> Submission:
    """The submission without definitions of functions that are other functions: φ = tanh."""
    said = {c.number for c in submission.claims if _named(c) is not None and _as_definition(c)}
    if not said:
        return submission
    claims = tuple(
        replace(
            c,
            role="assumption" if c.number in said else c.role,
            under=tuple(n for n in c.under if n not in said),
        )
        for c in submission.claims
    )
    return replace(submission, claims=claims)


class Activations:
    """The functions of a submission, place by place."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    @cached_property
    def _open(self) -> frozenset[str]:
        """Names that are applied, and of which no declaration says what function they are."""
        claims, context = self.submission.claims, self.submission.context
        uses = uses_of([side for c in claims for side in (c.left, c.right)])
        known = {normal(k) for k, v in context.functions.items() if v != "unknown"}
        called = {key for key, use in uses.items() if use.called and key in _LETTERS}
        own = {
            normal(m[1])
            for c in claims
            if c.relation == "=" and (m := DEFINED.match(c.left)) is not None and not _named(c)
        }
        return frozenset(called - known - own - {r"\sigma"})

    @cached_property
    def _events(self) -> list[_Event]:
        text = self.submission.text
        found = [
            _Event(c.formula[0], *named, _supposed(text[: c.formula[0]]))
            for c in self.submission.claims
            if (named := _named(c)) is not None and _as_definition(c)
        ]
        if self._open:
            text = _MATH.sub(lambda m: " " * len(m[0]), self.submission.text)
            for key, words in _WORDS.items():
                found += [
                    _Event(m.start(), "", key, key == "identity")  # in the linear case
                    for m in re.finditer(words, text, re.I)
                ]
        return sorted(found, key=lambda event: event.at)

    def among(
        self, claim: Claim, scopes: Iterable[Scope], uses: Callable[[Claim, Scope], Container[str]]
    ) -> Iterator[tuple[Scope, str]]:
        """What :meth:`meant` finds for each scope; ``uses`` tells the names that are needed."""
        for scope in scopes:
            yield from self.meant(claim, scope, uses(claim, scope))

    def meant(
        self, claim: Claim, scope: Scope, names: Container[str]
    ) -> Iterator[tuple[Scope, str]]:
        """The scopes of a claim: with the functions that are meant; then with others that are
        named elsewhere, and why nothing is proved there.

        ``names`` are those that the claim needs."""
        spoken = [name for name in self._spoken(scope) if name in names]
        if not spoken:
            yield scope, ""
            return
        before = [e for e in self._events if e.at <= claim.formula[0]]
        now = {name: key for name in spoken if (key := self._last(before, name))}
        if now:
            yield _with(scope, now), ""
        else:
            yield scope, ""
        last = max((e.at for e in before if e.name in ("", *spoken)), default=0)
        if now and not re.search(r"\n\s*\n", self.submission.text[last : claim.formula[0]]):
            return  # it is named in the same paragraph
        told = (e for e in self._events if e in before or not e.premise)
        others = {e.key for e in told if e.name in ("", *spoken)} - {*now.values()}
        for key in sorted(others):
            why = f"it holds for {_SAID[key]}, which is not what was named last"
            yield _with(scope, dict.fromkeys(spoken, key)), why

    def _spoken(self, scope: Scope) -> list[str]:
        named = {e.name for e in self._events} - {""}
        names = {*named, *self._open} if self._events else set()
        return sorted(n for n in names if not _fixed(scope, n))

    def _last(self, before: list[_Event], name: str) -> str:
        mine = [e for e in before if e.name in ("", name)]
        return mine[-1].key if mine else ""


def _fixed(scope: Scope, name: str) -> bool:
    """Whether a declaration or a model says what function a name is."""
    values = scope.table.get(name, ())
    return any(isinstance(v, Activation) and v.key in _WORDS for v in values)


def _with(scope: Scope, keys: dict[str, str]) -> Scope:
    table = {**scope.table, **{n: (Activation(key, n),) for n, key in keys.items()}}
    said = ", ".join(f"{name} as {_SAID[key]}" for name, key in keys.items())
    return replace(scope, table=table, said=", ".join(filter(None, (scope.said, said))))
