r"""Why a claim that is false as it was read is not called wrong: it may say something else.

A bound by a number of which nothing is said may be a condition (‖W‖ < γ), an equation may say what
a name is (φ(t) = t) or be one that is to be solved (h = W h + u), a name that stands for a number
here may be a function, or a letter in bold, elsewhere; and words before a formula may say that it
is not so, or that it holds of something else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

import sympy as sp

from derive import algebra as al
from derive.audit import evaluate
from derive.errors import DeriveError
from derive.judging.arguments import DEFINED
from derive.judging.constants import CONSTANTS
from derive.judging.definite import of_all_columns
from derive.judging.occurrences import bare_name, names_in
from derive.judging.oracles import as_statement, fails, ruled
from derive.judging.points import At
from derive.judging.reading import Reading
from derive.judging.scopes import STRUCTURES
from derive.judging.sentence import said_before
from derive.judging.shorthands import either
from derive.judging.slots import defined_name, is_value
from derive.reader.names import normal
from derive.submissions.claims import Claim, Submission

__all__ = ["caution", "impossible", "presumed"]

#: bounds, and what holds where they do not
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}
_LENGTH = re.compile(r"\\\||[lr]?[Vv]ert|‖|\||\\det(?![A-Za-z])")
_DIFFERENT = re.compile(r"\\ne(?:q)?(?![A-Za-z])|≠")
_KNOWN = (r"\tanh", r"\sigma", r"\exp", r"\log", r"\ln", r"\max", r"\min", r"\det")
_SENTENCE = re.compile(r"[.;。；](?=\s|$)|\n\s*\n")
_IN_BOLD = re.compile(r"\\(?:boldsymbol|mathbf|bm)\s*\{(\w)\}")
#: words right before a formula of what is not so
_NOT_SO = re.compile(
    r"(?:(?<![^\W\d_])(?:not|never|cannot|nicht|kein\w*|pas|не|nunca|mai)|n't|不是|并非)"
    r"(?:\s+[^\W\d_]+){0,2}[\s:,]*$",
    re.IGNORECASE,
)
#: what is said in a sentence before a formula, and why the formula may hold then
_SAID = {
    re.compile(
        r"in the limit|limiting case|special case|grenzfall|cas limite|à la limite|caso límite"
        r"|en el límite|в пределе|предельн|极限|特例",
        re.IGNORECASE,
    ): "it may hold in a limiting case",
    re.compile(
        # a mask that has a name is read
        r"replac|mask(?!\w*\s*(?:\$|\\\())|lineari[sz]|ersetz|remplac|reemplaz|sustitu|sostitu|замен|линеари|替换|代替",
        re.IGNORECASE,
    ): "something may have been replaced before it",
    re.compile(
        r"(?:\b(?:roots?|zeros|solutions?)\s+(?:of|to)|\bsolv(?:es?|ing)|\bnullstellen?\s+von|\blös\w+(?:\s+von)?"
        r"|\bracines?\s+de|\bsolutions?\s+de|\bra[ií]ces\s+de|\bкорни|\bрешени\w+)"
        r"(?:\s+(?:the|die|l'|la|der)?\s*(?:equation|gleichung|équation|ecuación|уравнения))?[\s:$\\(\[]*$",
        re.IGNORECASE,
    ): "it may be an equation that is to be solved",
}
#: that derivatives are taken with something held fixed
_FIXED = re.compile(
    r"constants?\b|held fixed|hold\w* \S+ fixed|frozen|konstant|festgehalten|constantes?\b|fixés?\b"
    r"|постоянн|фиксир|常数|固定",
    re.IGNORECASE,
)
_EQUIVALENT = re.compile(
    r"if and only if|\biff\b|exactly (?:if|when|where)|precisely (?:if|when|where)|equivalent"
    r"|genau dann|gleichbedeutend|si et seulement si|équivalent|si y solo si|equivale"
    r"|тогда и только тогда|равносильн|当且仅当|等价",
    re.IGNORECASE,
)
_IMPLIES = re.compile(
    r"[\s$\\)\]]*(?:implies|would\s+imply|would\s+mean|impliziert|hieße|entraîne|implique|implica\b|влечёт"
    r"|влечет|蕴含|意味着)",
    re.IGNORECASE,
)
#: who gives a name to a derivative in words alone
_KIND = (
    r"(?:jacobi\w*|hess[ei]\w*|jacobien\w*|якобиан\w*|матриц\w+\s+якоби|гессиан\w*|матриц\w+\s+гессе"
    r"|雅可比矩阵?|黑塞矩阵?)"
)
_CALLED = re.compile(
    rf"{_KIND}\s+(?:\w+\s+){{0,2}}?\$(?P<name>[^$=<>]{{1,24}})\$"
    rf"|\$(?P<other>[^$=<>]{{1,24}})\$\s+(?:\w+\s+){{0,3}}?{_KIND}",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"softmax|cross[-\s]?entrop|kreuzentropie|entropie\s+croisée|entropía\s+cruzada|кросс-?энтроп|交叉熵"
    r"|logistische[nr]?\s+Ausg|logistic\s+outputs?",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?<![^\W\d_])(?:with|for|and|mit|für|und|avec|pour|et|con|para|y|при|с|и)\s*[$\\(]*$",
    re.IGNORECASE,
)
#: a clause that supposes something: "with logistic units and ‖W‖ = 2, the bound is …"
_CLAUSE = re.compile(
    r"(?<![^\W\d_])(?:with|for|mit|für|avec|pour|con|para|per|при|для|с)(?![^\W\d_])[^,;:]*$",
    re.IGNORECASE,
)
_RANK = re.compile(r"\\(?:operatorname|mathrm)\s*\{\s*(?:rank|rk|rang|rg)\s*\}")
#: a difference of indices
_APART = re.compile(r"\s*[A-Za-z]\s*-\s*[A-Za-z]\s*")
_PARAGRAPH = re.compile(r"\n\s*\n")
_MATH = re.compile(r"[$\\\[(\s]+$")
_STARRED = re.compile(
    r"^\\?[A-Za-z]+\s*[_^]\s*\{?\s*(?:\*|\\ast|\\star|\\infty)|^\\(?:bar|hat|overline)\b"
)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
#: a derivative that is a matrix of numbers, or a number but 0 and 1
_MEASURED = re.compile(
    r"(?:[^=]*=[^=]*\\begin|(?:[^=]*partial|\\nabla|\\d?frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d)[^=]*="
    r"\s*[-+−]?\s*(?![01]\s*$)\d+\s*$)"
)
_DERIVATIVE = re.compile(r"partial|nabla|∂|∇|\\d?frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d")


def caution(
    submission: Submission, claim: Claim, reading: Reading, table: Mapping[str, tuple[Any, ...]]
) -> str:
    """Why a claim that a reading makes false is not refuted, or ""."""
    name = bare_name(claim.left)
    before = said_before(submission, claim.formula[0])
    if words := _words(submission, claim, before):
        return words
    open_numbers = _open(reading, {value for values in table.values() for value in values})
    if claim.relation in ("<", ">") and _degenerate(claim, reading):
        return "it fails only where a size is 1"
    spoken = {s.name for s in sp.sympify(reading.statement.lhs).free_symbols}
    beyond = [number for number in open_numbers if number not in spoken]
    if claim.relation in _OPPOSITE and beyond and _LENGTH.search(claim.left):
        return f"nothing says what {', '.join(beyond)} may be"
    if claim.relation != "=":
        return ""
    new = name is not None and name[0] not in {*table, *CONSTANTS, r"\delta"}
    if new and claim.role == "fresh":
        return f"it may say what {claim.left} is"
    if new and claim.left in claim.right:
        return "it may be an equation that is to be solved"
    applied = DEFINED.match(claim.left)
    if applied and applied[1] in _KNOWN:
        applied = None
    if applied and not any(
        c.role == "definition" and c.left == claim.left and c.number != claim.number
        for c in submission.claims
    ):
        return f"it may say what {applied[1]} is"
    if valued := _valued(submission, reading):
        return f"{valued} has a value elsewhere"
    if _measured(claim) and not _closed(reading):
        return "it may be meant at values that are not given here"
    if _NUMBER.fullmatch(claim.right) and _LENGTH.match(claim.left) and _WITH.search(before):
        return "it may be what is supposed"
    if said := _members(submission, reading):
        return said
    if either(submission, claim.left):
        return f"{claim.left} may be a name for a gradient"
    if claim.left.strip() == "0":
        return "it may follow from what is supposed before it"
    if _APART.fullmatch(claim.left) and claim.right.isdigit():
        return "it may be what is supposed of its indices"
    if worded := _worded(submission, claim):
        return f"words say what {worded} is, and no formula that was proved"
    if _OTHERWISE.search(before) and not _has_losses(reading):
        return "another loss or activation is spoken of before it"
    if fixed := _fixed_before(submission, claim, reading):
        return f"it may be meant where {fixed}"
    if solved := _to_solve(submission, claim):
        return f"what is said of {solved} is an equation that is to be solved"
    if claim.right.strip() == "0" and _DIFFERENT.search(before):
        return "a condition before it is not understood"
    return _another(submission, claim, open_numbers, table)


def _members(submission: Submission, reading: Reading) -> str:
    """What is said of each member of a family, and was not used: P_t is symmetric."""
    families = {m.family.name for e in _expressions(reading) for m in e.atoms(al.Member)}
    for key, kinds in submission.context.assume.items():
        structure = next((kind for kind in kinds if kind in STRUCTURES), "")
        if structure and normal(key) in families:
            return f"that each {key} is {structure} was not used"
    return ""


def _measured(claim: Claim) -> bool:
    """Whether a name, or a derivative, is said to be numbers."""
    if not is_value(claim) or any(isinstance(given, At) for given in claim.given):
        return False
    return bool(defined_name(claim.left) or _MEASURED.match(f"{claim.left}={claim.right}"))


def _worded(submission: Submission, claim: Claim) -> str:
    """A name in a claim that words call a derivative, and no equation."""
    spoken = {*names_in(claim.left), *names_in(claim.right)}
    told = " ".join(submission.context.definitions)
    for found in _CALLED.finditer(submission.text):
        name = bare_name(found["name"] or found["other"])
        if name is None or name[0] not in spoken or name[0] == (bare_name(claim.left) or ("",))[0]:
            continue
        known = any(
            _DERIVATIVE.search(c.right) and (bare_name(c.left) or ("",))[0] == name[0]
            for c in submission.claims
        )
        if not known and not re.search(rf"(?<![A-Za-z\\]){re.escape(name[0])}\s*=", told):
            return name[0]
    return ""


def _has_losses(reading: Reading) -> bool:
    """Whether there are logarithms or softmaxes in what a claim says or needs."""
    return any(
        e.has(sp.log, al.Softmax, al.LogSumExp)
        or any(node.function.key == "log" for node in e.atoms(al.Applied, al.Elementwise))
        for e in _expressions(reading)
    )


def _closed(reading: Reading) -> bool:
    """Whether the left side of a statement is numbers whatever the values of its names."""
    try:
        evaluate(reading.statement.lhs, system=reading.statement.system)
    except DeriveError:
        return False
    return True


def presumed(submission: Submission, claim: Claim) -> bool:
    """Whether a norm or a rank has its value in a clause that supposes something."""
    if claim.relation != "=" or not (_LENGTH.match(claim.left) or _RANK.match(claim.left)):
        return False
    value = _NUMBER.fullmatch(claim.right) or claim.right.strip() in submission.context.sizes
    return bool(value) and _CLAUSE.search(said_before(submission, claim.formula[0])) is not None


def _expressions(reading: Reading) -> list[Any]:
    """Both sides of a statement, and what its definitions say."""
    statement = reading.statement
    bodies = (d.body for d in statement.system.definitions)
    return [sp.sympify(e) for e in (statement.lhs, statement.rhs, *bodies)]


def _open(reading: Reading, declared: set[Any]) -> list[str]:
    """Numbers in a statement, or in what it needs, that nothing declares or defines."""
    system = reading.statement.system
    heads = {d.head for d in system.definitions}
    heads |= {getattr(o.target, "family", o.target) for o in system.opaque}
    free = set().union(*(e.free_symbols for e in _expressions(reading)))
    return sorted(
        s.name for s in free if s.is_Symbol and not s.is_integer and s not in declared | heads
    )


def _another(
    submission: Submission, claim: Claim, numbers: list[str], table: Container[str]
) -> str:
    """Whether a number is applied like a function somewhere, or a letter stands in bold too."""
    sides = " ".join(side for c in submission.claims for side in (c.left, c.right))
    for number in numbers:
        written = number if len(number) == 1 or number.startswith("\\") else rf"\{number}"
        if re.search(rf"(?<![A-Za-z\\]){re.escape(written)}\s*(?:\\left\s*)?\([a-z]", sides):
            return f"{written} may be a function"
    for key in {*_IN_BOLD.findall(sides)}:
        if key not in table and key in names_in(f"{claim.left} {claim.right}"):
            return f"{key} may be the letter in bold"
    return ""


def _words(submission: Submission, claim: Claim, before: str) -> str:
    """What the words of its sentence say against refuting a claim, or ""."""
    if _NOT_SO.search(_MATH.sub(" ", before[-40:])):
        return "it may be said not to hold"
    for words, why in _SAID.items():
        if words.search(before):
            return why
    if _DERIVATIVE.search(claim.left) and _FIXED.search(before):
        return "what is held fixed is not said in full"
    behind = submission.text[claim.formula[1] : claim.formula[1] + 80]
    if _IMPLIES.match(behind):
        return "it is said what would follow from it"
    end = _SENTENCE.search(behind)
    bound = claim.relation in _OPPOSITE
    if bound and _EQUIVALENT.search(before + " … " + behind[: end.start() if end else None]):
        return "it may be one of two conditions that are equivalent"
    return ""


def _fixed_before(submission: Submission, claim: Claim, reading: Reading) -> str:
    """A value that its paragraph gives to all members of what has an equation: f = 1 of f_t."""
    families = {
        d.head.name for d in reading.statement.system.definitions if isinstance(d.head, al.Family)
    }
    for other in reversed(submission.claims[: claim.number]):
        between = submission.text[other.formula[1] : claim.formula[0]]
        if _PARAGRAPH.search(between):
            break
        name = bare_name(other.left)
        if name is not None and not name[1] and is_value(other) and name[0].strip("\\") in families:
            return f"{other.left} = {other.right}"
    return ""


def _degenerate(claim: Claim, reading: Reading) -> bool:
    """Whether a strict bound holds where no size is 1."""
    weak = as_statement(reading.statement, f"{claim.relation}=")
    if ruled(weak, ()).verdict == "refuted":
        return False
    sizes = {s for m in _matrices(reading) for s in m.shape if sp.sympify(s).is_Symbol}
    larger = (*reading.statement.given, *(sp.Ge(s, 2, evaluate=False) for s in sizes))
    statement = replace(reading.statement, given=larger)
    return bool(sizes) and fails(as_statement(statement, claim.relation)).verdict == "agrees"


def _matrices(reading: Reading) -> set[Any]:
    return {m for e in _expressions(reading) for m in e.atoms(sp.MatrixSymbol, al.Member)}


#: at how many points a bound has to fail to hold nowhere
_MANY = 24


def impossible(claim: Claim, reading: Reading) -> bool:
    """Whether a bound holds nowhere, so that nobody supposes it: r < 0 of r = xᵀx."""
    if claim.relation not in _OPPOSITE:
        return False
    relation = _OPPOSITE[claim.relation]
    if of_all_columns(claim):  # A ⪯ 0 of an A ⪰ 0 says that it is 0
        relation += "="
    opposite = as_statement(reading.statement, relation)
    return fails(opposite, _MANY).verdict == "agrees"


def _valued(submission: Submission, reading: Reading) -> str:
    """A letter that is free in a statement, though the text gives it a number: the target t = 1."""
    statement = reading.statement
    sides = sp.Tuple(statement.lhs, statement.rhs).free_symbols
    free = {s for s in sides if s.is_Symbol}
    for definition in statement.system.definitions:
        inside = sp.sympify(definition.body).free_symbols
        free |= {s for s in inside if s.is_Symbol and not definition.target.has(s)}
    names = {s.name for s in free} - {*submission.context.sizes}
    counted = {s.name for s in free if s.is_integer}
    for claim in submission.claims:
        number = _NUMBER.fullmatch(claim.right)
        if number and claim.role == "definition" and claim.left in names & counted:
            return claim.left
        for given in claim.given if is_value(claim) else ():  # x = (1, 2), t = 1
            left, _, right = str(given).partition("=")
            if left.strip() in names and _NUMBER.fullmatch(right.strip()):
                return left.strip()
    return ""


def _to_solve(submission: Submission, claim: Claim) -> str:
    """A name in a claim that is a fixed point: it stands on both sides in h^* = W h^* + u."""
    for other in submission.claims:
        name = other.left
        fixed = other.relation == "=" and name in other.right and _STARRED.search(name)
        if fixed and other.number != claim.number and name in claim.left + " " + claim.right:
            return name
    return ""
