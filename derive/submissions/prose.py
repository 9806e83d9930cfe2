"""What the words around a formula announce, in several languages."""

from __future__ import annotations

import re

__all__ = [
    "PROSE",
    "SECTION",
    "SENTENCE",
    "concludes",
    "lead_of",
    "names_words",
    "only_links",
    "restates",
    "values_said",
    "vector_said",
]

#: the words that may stand before a formula, and what they make of it:
#: let: what names something is a definition, anything else an assumption;
#: where: what names something is a definition, anything else a claim;
#: if: an assumption;
#: for: an assumption where a single name has a value or a bound, anything else a claim;
#: then: a claim, so that "if … then" and "set … and get" are not taken for the former
_WORDS = {
    "let": (
        "let|set|setting|put|sei|seien|setze|setzen|soit|soient|posons|on pose|pose|sea|sean"
        "|sia|siano|poniamo|seja|sejam|пусть|положим|niech|stel|laat"
    ),
    "where": (
        "where|define[sd]?|defining|denotes?|denoted by|denoting|(?<!also )writes?|writing"
        "|introduce|introducing|abbreviate|call|with|recall|given by|defined as|defined by|namely"
        "|model|wobei|definiere[nt]?|bezeichne[nt]?|mit|definiert|(?<!auch )schreibe[n]?|où|définit"
        "|définissons|notons|on note|avec|donde|definimos|definamos|con|dove|definiamo|onde|где"
        "|обозначим|определим|введём|введем|обозначает|gdzie|waarbij"
    ),
    "if": (
        "if|when|whenever|assume[sd]?|assuming|suppose[sd]?|supposing|provided|unless|in case"
        "|(?:(?:in|for) (?:the|a)|im|in einem|für ein) linear(?:en|es)? (?:net[a-z]*|case|fall)"
        "|wenn|falls|angenommen|(?-i:Ist|Sind|Gilt)|im fall|si|supposons|lorsque|quand"
        "|dans le cas|supongamos|cuando|se|supponiamo|quando|если|предположим|при|когда|допустим"
        "|jeśli|als"
    ),
    "for": "for|case|für|gilt für|pour|para|per|для|voor|dla",
    "then": (
        "then|get|gets|have|has|obtain|obtains|gives?|yields?|follows?|hence|thus|therefore|so"
        "|consequently|becomes?|show[sn]?|prove[sn]?|conclude|claim|result|find|derive|equals?"
        "|is|dann|folgt|also|daher|somit|erhalten|ergibt|gilt|haben|ist|alors|donc|obtient|on a"
        "|ainsi|entonces|obtenemos|luego|tenemos|quindi|allora|abbiamo|então|portanto|тогда"
        "|получаем|следовательно|значит|имеем|итак|отсюда|wtedy|zatem|dus|dan"
    ),
}
#: the same in scripts that leave no space between words
_TOGETHER = {
    "let": "设|設|令|とおく|とする",
    "where": "记|記|定义|定義|其中|ただし|여기서",
    "if": "若|如果|当(?![前中])|當(?![前中])|假设|假設|假定|もし|のとき|만약",
    "for": "对于|對於|由|因为|因為",
    "then": "则|則|所以|得|因此|于是|從而|从而|故|有|推出|よって|ゆえに|したがって|따라서",
}


def _pattern(words: str, together: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])|{together}", re.IGNORECASE)


_KINDS = {kind: _pattern(_WORDS[kind], _TOGETHER[kind]) for kind in _WORDS}
#: what ends the sentence, or the clause, before a formula
_ENDS = re.compile(r"[.!?;](?=\s|$)|[。！？；]|\n[ \t]*#|(?<=[a-z])\)\s")
#: a heading that is at its end: it announces nothing of the formulas below it
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t][^\n]*\n|\\(?:sub)*section\*?\s*\{[^{}]*\}", re.MULTILINE)
_LINKS = re.compile(
    r"[\s,;:、，*_>-]*(?:and|und|et|y|e|и|a|or|with|sowie|as well as|also|[和与及且])?"
    r"[\s,;:、，*_>-]*(?:all|alle|every|each|both|tous les|toutes les|все|todos los|tutti i)?\s*",
    re.IGNORECASE,
)


def lead_of(before: str) -> str:
    """What the words before a formula announce: the last that counts in its sentence.

    >>> lead_of("It is easy. Let us now define"), lead_of("if this holds, then"), lead_of("令 ")
    ('where', 'then', 'let')
    >>> lead_of("If T = 3:"), lead_of("Let:")
    ('', 'let')
    >>> lead_of("Let us see.\\n\\n## One for the road\\n\\n"), lead_of("## The case")
    ('', 'for')
    """
    clause = _HEADING.sub(". ", before[-300:])
    ends = list(_ENDS.finditer(clause.rstrip()))
    if ends and ends[-1].end() < len(clause.rstrip()):
        clause = clause[ends[-1].end() :]
    elif ends:
        clause = ""
    found, where = "", -1
    for kind, pattern in _KINDS.items():
        for m in pattern.finditer(clause):
            if m.end() > where and not (m[0] == "se" and _REFLEXIVE.match(clause, m.end())):
                found, where = kind, m.end()
    # "when T = 3:" says something else than what it stands before
    return "" if _APART.search(clause[max(where, 0) :].rstrip(": \n\t*_：")) else found


#: what stands behind the French pronoun "se", which is no Italian "if"
_REFLEXIVE = re.compile(
    r"\s+[^\W\d_]+(?:e|ent|a|it|ont|era)\s+(?:par|comme|en|avec|alors|donc|ainsi)\b"
)
_APART = re.compile("[,:;=<>≤≥，：、]")


_RESTATES = re.compile(
    r"(?:\b(?:can|may|could|might|often|also|sometimes|authors|people|some|others)\s+(?:also\s+|be\s+)*"
    r"(?:re)?writ(?:e|es|ten)\b|\b(?:kann|können)\b.{0,30}\b(?:schreib|geschrieben)\w*"
    r"|\bs'écrit\b|\bpeut (?:aussi )?(?:s')?écrire\b|\bse puede (?:escribir|reescribir)\b"
    r"|\bpuede escribirse\b|\bsi può scrivere\b|можно (?:за|пере)писать|可以?写(?:成|为))"
    r"[^.;:。]{0,60}:?\s*$",
    re.IGNORECASE,
)


def restates(between: str) -> bool:
    """Whether words say that something known may be written so.

    >>> restates("with the softplus we can write"), restates("We write")
    (True, False)
    """
    return _RESTATES.search(between) is not None


def concludes(between: str) -> bool:
    """Whether words say that something follows: what comes next belongs to that.

    >>> concludes("所以由 "), concludes(" for all ")
    (True, False)
    """
    return _KINDS["then"].search(between) is not None


def only_links(between: str) -> bool:
    """Whether what stands between two formulas only joins them.

    >>> only_links(" and "), only_links(", und "), only_links(" gives ")
    (True, True, False)
    """
    return len(between) < 60 and _LINKS.fullmatch(between) is not None


#: words that stand in formulas, bare or in \text: they are no names
PROSE = frozenset(
    word
    for row in (
        *_WORDS.values(),
        "and|or|und|et|y|otherwise|sonst|sinon|else|all|any|each|every|some|because|the|that|this"
        "|these|such|note|as|of|are|be|we|chain rule|product rule|i.e.|e.g.|respectively|also"
        "|likewise|similarly|there|here|moreover|furthermore|finally|next|first|second|using|use"
        "|calculate|compute|def|to|in|const",
    )
    for word in row.split("|")
)


def names_words(text: str) -> bool:
    r"""Whether the words of a ``\text`` are a name, as in ``\text{softmax}(z)``.

    >>> names_words("softmax"), names_words("where "), names_words("train loss")
    (True, False, False)
    """
    word = text.strip()
    one = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)?", word) is not None
    return one and word.lower() not in PROSE


#: what is said of a name and an interval: before the name that its range is told, and between the
#: two that the name takes all values of it, or that it lies in it
_RANGE_OF = re.compile(
    r"\b(?:range|image|Wertebereich|Bild|image)\s+(?:of|von|de)\s*$|值域\s*$", re.I
)
_TAKES_ALL = re.compile(
    r"\b(?:takes?|attains?|assumes?) (?:on )?(?:all|every|any|each)(?: the)? values?\b"
    r"|\b(?:has|have|with) (?:the )?(?:range|image)\b|\bonto\b|的?(?:值域|取值范围)",
    re.I,
)
_LIES_IN = re.compile(
    r"\b(?:lies?|lying|is|are|stays?|remains?)(?: always| all| both)? (?:in|within|inside)\b"
    r"|\btakes? (?:on |only )?values? (?:in|from|within)\b|\bbelongs? to\b|\blieg(?:t|en?) in\b"
    r"|\bappartien(?:t|nent) à\b|\b(?:est|sont) dans\b|\best[áa]n? en\b|\bpertenecen? a\b"
    r"|属于|取值于",
    re.I,
)


def values_said(before: str, between: str) -> str:
    """What words say of a name and an interval behind it: in, = (all its values), or nothing.

    >>> values_said("the range of ", " is "), values_said("", " takes values in ")
    ('=', 'in')
    >>> values_said("", " takes all values in "), values_said("", ". It is in ")
    ('=', '')
    """
    if len(between) > 60 or re.search(r"[.;。；](?:\s|$)", between):
        return ""
    if _RANGE_OF.search(before) or _TAKES_ALL.search(between):
        return "="
    return "in" if _LIES_IN.search(between) else ""


_SIZED = re.compile(
    r"\b(?:matri|vector|vektor|vecteur|матриц|dimension|size|shape|is|of|×)|矩阵|维"
)


def says_shape(between: str, behind: str) -> bool:
    """Whether the words between a name and n × d, or behind both, make a shape of it."""
    short = len(between) < 60 and not re.search(r"[.;。]", between)
    return short and _SIZED.search(f"{between} {behind}".lower()) is not None


_VECTOR = re.compile(
    r"\s*(?:is|are|be|denotes|ist|sei|est|soit|es|sea|è|sia|—|-)?\s*(?:an?|the|eine?|der|une?|una?)?\s*"
    r"(?:(?P<row>row|Zeilen|ligne|fila|riga|вектор-строка|行)|(?:column|Spalten|colonne|столбец|列)"
    r"|(?P<plain>))[\s-]*(?:vectors?|vektor\w*|vecteurs?|vector|vettor\w*|向量)?\s*(?:ligne|fila|riga)?\s*"
    r"(?:of|with|der|von|mit|de|di|с)\s+(?:length|size|dimension|Länge|longueur|taille|longitud"
    r"|lunghezza|dimensión|dimensione|длины)?\s*",
    re.IGNORECASE,
)


def vector_said(between: str, size: str) -> tuple[str, str] | None:
    """The shape that words between a name and a size make of it, "a row vector of length"; or None.

    >>> vector_said(" is a row vector of length ", "H"), vector_said(" is a number of size ", "H")
    (('1', 'H'), None)
    """
    found = _VECTOR.fullmatch(between)
    if found is None or not re.search(r"ve[ckt]t|向量|вектор", between, re.IGNORECASE):
        return None
    row = found["row"] or re.search(r"ligne|fila|riga", between, re.IGNORECASE)
    return ("1", size) if row else (size, "1")


#: what begins a new section, in which earlier assumptions are not meant any more
SECTION = re.compile(
    r"^[ \t]*(?:#{1,6}\s|\\(?:part|chapter|section|subsection|subsubsection|paragraph)\b"
    r"|\\begin\{(?:problem|exercise|question|solution|theorem|lemma|proof)\}|\\item\b"
    r"|\*\*[^*\n]{1,80}(?:\*\*|\Z)"
    r"|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s*(?:$|(?=\D))|[-=~]{4,}[ \t]*$)",
    re.MULTILINE,
)
#: what a condition does not reach back over: the end of a sentence, or a "therefore"
SENTENCE = re.compile(
    r"[.!?;](?:\s|$)|[。！？；]|\n\s*(?:\n|(?-i:[A-ZÀ-ÞА-Я]))|.{60}"
    r"|所以|因此|从而|從而|\b(?:hence|thus|therefore|donc|daher)\b",
    re.DOTALL | re.IGNORECASE,
)
