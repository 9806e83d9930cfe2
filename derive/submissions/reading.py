"""From a text to its claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from derive.submissions.before import Before
from derive.submissions.carried import carried
from derive.submissions.chains import (
    VALUE,
    Chain,
    Link,
    bounds,
    chains_of,
    counts_over,
    is_range,
    links_of,
)
from derive.submissions.claims import Role
from derive.submissions.cleaning import RELATIONS, cleaned
from derive.submissions.declared import Declared, interval, shape_of, size_of
from derive.submissions.drafts import Draft
from derive.submissions.finding import Defined, Found, Unread
from derive.submissions.listing import all_of, row_of, sized
from derive.submissions.macros import PACKAGES, Budget, Macro, MacroError, expanded
from derive.submissions.names import base_of, name_of, names_in
from derive.submissions.places import Placed
from derive.submissions.properties import properties_of_order, said_of, said_within, taken_back
from derive.submissions.prose import (
    SECTION,
    SENTENCE,
    concludes,
    lead_of,
    only_links,
    says_shape,
    values_said,
    vector_said,
)
from derive.submissions.rows import behind_matrix, skeleton
from derive.submissions.spaces import Sentences, is_value
from derive.submissions.tokens import Token, joined, stripped, tokens_of, words
from derive.submissions.values import in_passing, is_length, looked_at
from derive.submissions.written_for import defined_by_words

__all__ = ["Draft", "Reading"]


@dataclass
class Reading:
    """Reads the formulas of one text in order."""

    text: Placed
    budget: Budget
    drafts: list[Draft] = field(default_factory=list)
    passed: list[tuple[int, int, str]] = field(default_factory=list)
    declared: Declared = field(default_factory=Declared)
    macros: dict[str, Macro] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    #: what is said to be in a set only where something is claimed of it
    late: list[tuple[str, str]] = field(default_factory=list)
    group: int = -1
    assumed: list[int] = field(default_factory=list)
    passing: int = -1  # the assumption that holds to the end of its sentence only
    before: Before = field(default_factory=Before)
    sentences: Sentences = field(default_factory=Sentences)

    def cell(self, text: Placed) -> None:
        """Go on with another cell of a notebook."""
        self.text = text
        self.before = replace(self.before, end=0, lead="")

    def take(self, piece: Found | Defined | Unread, inner: Placed | None = None) -> None:
        """The next piece of the text; of a formula, its mended inside."""
        if isinstance(piece, Defined):
            macro = piece.macro
            if macro and not (macro.weak and macro.name in self.macros):
                self.macros[macro.name] = macro
        elif isinstance(piece, Unread):
            self.pass_by(piece.start, piece.end, piece.reason)
        elif inner is not None:
            self._formula(piece, inner)

    def close(self) -> None:
        """The text is at its end."""
        for names, space in self.late:
            if shape_of(space):  # "σ(x) > 0 for all x ∈ ℝ" does not make every x a scalar
                self.declared.member(names, space)
        if self.before.open:
            self.passed.append((self.before.open.at, self.before.open.at, _DANGLES))

    def pass_by(self, start: int, end: int, reason: str) -> None:
        """Note that something between two offsets of the text is not judged."""
        self.passed.append((self.text.place(start), self.text.place(max(end - 1, start)), reason))

    def _formula(self, found: Found, inner: Placed) -> None:
        gap = self.text.text[self.before.end : found.start]
        if SECTION.search(gap):
            self.assumed = []
        if SENTENCE.search(gap) or not self.before.inline:
            self.assumed = [number for number in self.assumed if number != self.passing]
        self.sentences.gap(self.text.text, self.before.end, found.start)
        lead = lead_of(gap)
        if not lead and self.before.inline and not found.display and only_links(gap):
            lead = carried(self.before.lead, gap, self.text.text, self.before.end, found.end)
        try:
            tokens = cleaned(expanded(tokens_of(inner), PACKAGES | self.macros, self.budget))
        except MacroError as error:
            self.pass_by(found.start, found.end, str(error))
            self.before = Before(found.end)
            return
        _Formula(self, found, gap, lead).read(tokens)


class _Formula:
    """One formula on its way to claims."""

    def __init__(self, reading: Reading, found: Found, gap: str, lead: str) -> None:
        self.reading, self.found, self.gap, self.lead = reading, found, gap, lead
        self.before = reading.before
        self.now = Before(found.end, lead, not found.display, len(reading.drafts))
        place = reading.text.place
        self.span = (place(found.start), place(found.end - 1) + 1)

    def read(self, tokens: list[Token]) -> None:
        """All its chains."""
        reading = self.reading
        chains = chains_of(tokens, self.found.environment)
        if self.before.open and chains and not chains[0].goes_on and only_links(self.gap):
            self._finish(chains[0])
        elif self.before.open:
            self._dangling(self.before.open)
        self.before.open = None
        goes_on = bool(chains) and chains[0].goes_on
        if not (goes_on and self._can_go_on()):
            reading.group += 1
        if not chains:
            self._pass("only words" if any(map(words, tokens)) else "nothing stands in it")
        if self._conditions(chains):
            self.now = replace(self.before, end=self.found.end)
            reading.before = self.now
            return
        inherited = self.lead
        for i, chain in enumerate(chains):
            self._chain(chain, chain.lead or inherited, first=i == 0)
        said = said_within(tokens)
        for draft in reading.drafts[self.now.first :] if said else ():
            draft.given += said
        reading.before = self.now

    def _conditions(self, chains: Sequence[Chain]) -> bool:
        """Conditions behind the formula that they belong to: "a = b for t > k"."""
        drafts = self.reading.drafts[self.before.first :]
        apart = SENTENCE.search(self.gap) or self.reading.sentences.begins
        behind = drafts and self.lead in ("for", "if") and not apart
        if (
            concludes(self.gap)
            or not behind
            or self.found.display
            or not all(bounds(chain) for chain in chains)
        ):
            return False
        for chain in chains:
            for link in links_of(chain.tokens):
                if link.relation == "in":
                    self.reading.late.append((joined(link.left), joined(link.right)))
        for draft in drafts:
            draft.given = (*draft.given, *(joined(chain.tokens) for chain in chains))
        return True

    def _can_go_on(self) -> bool:
        inline = self.before.inline and not self.found.display
        near = len(self.gap) < 400 and (len(self.gap.split()) <= _LINKING or not inline)
        return near and not SECTION.search(self.gap) and bool(self.before.side)

    def _pass(self, reason: str) -> None:
        self.reading.pass_by(self.found.start, self.found.end, reason)

    def _dangling(self, link: Link) -> None:
        self.reading.passed.append((link.at, link.at, _DANGLES))

    def _finish(self, chain: Chain) -> None:
        """The formula before ended with a relation: this one's first side is its right side."""
        link = self.before.open
        assert link is not None
        sign = next(sign for sign, kind in RELATIONS.items() if kind == link.relation)
        chain.tokens = [*link.left, Token(sign, link.at), *chain.tokens]

    def _chain(self, chain: Chain, lead: str, first: bool) -> None:
        before: Sequence[Token] = ()
        after: int | None = None
        if chain.goes_on and first and self._can_go_on():
            before, after = self.before.side, self.before.number
        links = links_of(chain.tokens, before)
        if not links:
            self._expression(chain)
            return
        for i, link in enumerate(links):
            if not link.left:
                self._pass("it begins with a relation, and no left side stands before it")
                after = None
            elif not link.right:
                if i == len(links) - 1:
                    self.now.open = link
                continue
            else:
                after = self._link(link, chain, lead, after, first and i == 0)
            self.now.side, self.now.number, self.now.related = link.right, after, True

    def _expression(self, chain: Chain) -> None:
        """No relation: perhaps a shape, or names that a shape follows."""
        text = joined(chain.tokens)
        self.now.side, self.now.number, self.now.related = stripped(chain.tokens), None, False
        goes_on = self.before.told and only_links(self.gap)
        self.now.text, self.now.words = text, self.before.words if goes_on else self.gap
        told = defined_by_words(self.before.words, self.before.text, self.gap, text)
        if told is not None and name_of(told[0]) and not self.before.told:
            link = Link((), "=", (), self.now.side[0].at, True)
            self._add(told[0], "=", told[1], "definition", link, chain, None)
            self.now.words, self.now.told = self.before.words, True
            return
        shape = size_of(text) if r"\times" in text else None
        behind = self.reading.text.text[self.found.end : self.found.end + 48]
        shape = shape or (vector_said(self.gap, text) if base_of(text) else None)
        if shape and self.before.names and says_shape(self.gap, behind[:12]):
            for name in sized(self.before.row, self.before.names, self.gap, behind):
                self.reading.declared.shaped(name, shape)
        elif counts_over(self.before.names, self.gap, text):
            self.reading.declared.member(self.before.names, rf"\{{{text}\}}")  # j over 1, …, n
        elif self._values(chain, text):
            return
        elif all(base_of(name.strip()) for name in text.split(",")):
            self.now.names, self.now.said = text, self.gap
            self.now.row = row_of(self.before.row, self.gap, text)
            self._property(text, chain)
        self._pass("no relation in it")

    def _values(self, chain: Chain, text: str) -> bool:
        """An interval that words say a name lies in, or takes all values of: then it is a claim."""
        names, before = self.before.names, self.before.said
        said = values_said(before, self.gap) if names and interval(text) else ""
        link = Link((), said, (), stripped(chain.tokens)[0].at, True)
        if said == "in":
            self._member(names, text, link, chain, self.lead)
        for name in names.split(",") if said == "=" else ():
            of = rf"\operatorname{{range}}({name.strip()})"
            self._add(of, "=", text, "claim", link, chain, None)
        return bool(said)

    def _property(self, names: str, chain: Chain | None = None) -> None:
        """Note what the words around names say of them; "for symmetric A", where nothing declares
        A, holds from there on, or in the formula before."""
        behind = self.reading.text.text[self.found.end : self.found.end + 80]
        passing = chain is not None and self.lead not in ("let", "where")
        gone, drafts = taken_back(names, self.gap), self.reading.drafts
        self.reading.assumed = [n for n in self.reading.assumed if drafts[n].left not in gone]
        known, equations = said_of(names, behind, self.gap, passing, chain is not None)
        since = len(drafts) if SENTENCE.search(self.gap) else self.before.first
        self.reading.declared.have(all_of(self.now.row, names, behind), known, since)
        if chain is not None:
            for equation in equations:
                self._holds(equation, chain)

    def _holds(self, equation: tuple[str, str], chain: Chain) -> None:
        left, right = equation
        drafts = self.reading.drafts[self.before.first :]
        back = drafts and self.lead in ("for", "if") and not SENTENCE.search(self.gap)
        if back and not concludes(self.gap):
            for draft in drafts:
                draft.given = (*draft.given, f"{left} = {right}")
        else:
            link = Link((), "=", (), stripped(chain.tokens)[0].at, True)
            self._add(left, "=", right, "assumption", link, chain, None)

    def _link(
        self, link: Link, chain: Chain, lead: str, after: int | None, first: bool
    ) -> int | None:
        """One relation: a declaration, or a claim, whose number is returned."""
        left, right, relation = joined(link.left), joined(link.right), link.relation
        reading = self.reading
        if any(words(t) is not None for t in (*link.left, *link.right)):
            self._pass("words stand in it")
            return None
        if relation == "in":
            if after is not None and not interval(right) and is_value(left):
                left = reading.drafts[after].left  # y = σ(Wx) ∈ ℝⁿ speaks of y
            return self._member(left, right, link, chain, lead)
        if relation == "->" and _MAPPING.search(left):
            reading.declared.mapping(left.split(":")[0])
            self._pass("it declares a function")
            return None
        if relation in ("psd", "nsd") and not reading.sentences.bounds(left, right, lead):
            relation = "other"
        if relation == "other" or (relation == "=" and is_range(right) and base_of(left)):
            formula = self.reading.text.text[self.found.start : self.found.end]
            reading.declared.have(left, properties_of_order(formula, right))
            self._pass("a relation that is not judged")
            return None
        if relation == "fed":
            left, right = right, left
        role = self._role(left, right, relation, lead, link.first, first)
        relation = "=" if relation in ("def", "fed") else relation
        number = self._add(left, relation, right, role, link, chain, after)
        self._two_lines(link, number)
        return number

    def _two_lines(self, link: Link, number: int) -> None:
        """A = [matrix] B = C may be two statements that stand side by side."""
        drafts = self.reading.drafts
        before, now = drafts[number - 1], drafts[number]
        if now.after is None or now.after != number - 1 or link.first:
            return
        cut = behind_matrix(link.left)
        if cut is None or before.right != now.left:
            return
        tail = joined(link.left[cut:])
        if skeleton(tail) == skeleton(before.left):
            before.alternatives = ((before.left, joined(link.left[:cut])),)
            now.alternatives = ((tail, now.right),)

    def _member(self, left: str, right: str, link: Link, chain: Chain, lead: str) -> int | None:
        reading = self.reading
        if not interval(right) and not reading.sentences.claims(
            left, right, lead, {*reading.declared.shapes, *reading.declared.families}
        ):
            known = reading.declared.member(left, right)
            self._pass("it declares a symbol" if known else "a set that is not known")
            if known:
                listed = self.before.members if only_links(self.gap) else ""
                self.now.members = f"{listed},{left}".strip(",")
                self._property(self.now.members)
            return None
        role: Role = "assumption" if lead in ("if", "let", "for") else "claim"
        number = None
        for name in left.split(",") if "(" not in left else [left]:
            number = self._add(name.strip(), "in", right, role, link, chain, None)
        return number

    def _role(
        self, left: str, right: str, relation: str, lead: str, opens: bool, first: bool
    ) -> Role:
        """What a relation is there for."""
        if relation in ("def", "fed"):
            return "definition"
        name = name_of(left)
        if relation == "=" and opens and name:
            sizes = self.reading.declared.measured() if lead != "let" else ()
            drafts, values = self.reading.drafts, (left, right)
            if looked_at(drafts, *values, self.gap) or in_passing(drafts, *values, sizes, lead):
                self.reading.passing = len(self.reading.drafts)
                return "assumption"
            if lead == "where" and self.reading.sentences.again(left, name, self.gap):
                return "claim"
            if lead in ("let", "where"):
                return "definition"
            if lead == "if" or (lead == "for" and VALUE.fullmatch(right)):
                return "assumption"
            if name in self.reading.seen and _NOW.search(self.gap) and _TURNED.fullmatch(right):
                return "assumption"
            again = name in names_in(right) and not re.search(r"[_^]", left)
            return "claim" if name in self.reading.seen or again else "fresh"
        if lead == "if" or (lead == "let" and (first or not self.found.display)):
            return "assumption"
        told = name or (lead == lead_of(self.gap) and is_length(left, relation))
        return "assumption" if lead == "for" and told and VALUE.fullmatch(right) else "claim"

    def _add(
        self,
        left: str,
        relation: str,
        right: str,
        role: Role,
        link: Link,
        chain: Chain,
        after: int | None,
    ) -> int:
        reading = self.reading
        number = len(reading.drafts)
        where = (max(reading.group, 0), tuple(chain.given), tuple(reading.assumed), self.span)
        draft = Draft(link.at, max(link.at, link.sign), left, relation, right, role, after, *where)
        reading.drafts.append(draft)
        reading.seen |= names_in(left) | names_in(right)
        if relation == "=":
            reading.sentences.define(left)
        if role == "assumption":
            reading.assumed = [*reading.assumed, number]
        return number


#: the most words between two formulas in a sentence that are sides of one relation
_LINKING = 5
_DANGLES = "nothing stands after its last relation"
#: what holds from here on, of names that were others before: "now V = Wᵀ"
_NOW = re.compile(
    r"\b(?:now|jetzt|nun|maintenant|ahora|adesso|ora|agora)\s*$|теперь\s*$|现在\s*$", re.I
)
_TURNED = re.compile(r"\\?[A-Za-z]+(?:_\w|_\{\w+\})?\s*\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?")
_MAPPING = re.compile(r"^[^:]*:\s*\S")
