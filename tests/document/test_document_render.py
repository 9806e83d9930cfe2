"""The document: what templates may hold, what they print, and that it is whole."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace as Namespace

import pytest
import samples
from hypothesis import given, strategies as st
from samples import derivation, h, t, worksheet
from sympy import ImmutableMatrix, Symbol, sin

from derive.document.environment import environment, fixed, templates
from derive.document.escape import Tex, escape
from derive.document.files import write_atomically
from derive.document.render import render
from derive.document.view import Document
from derive.errors import DeriveError

TEX = render(worksheet)
HOSTILE = r"\input{/etc/passwd} & % $ # _ ^ ~ { } \\ ^^5cinput \end{document} 中"


def changed(**fields):
    return Namespace(**(vars(worksheet) | fields))


def replaced(id, **fields):
    """The worksheet with some fields of one question changed."""
    return changed(
        questions=tuple(
            Namespace(**(vars(q) | fields)) if q.id == id else q for q in worksheet.questions
        )
    )


def with_power(derivation, **fields):
    """The worksheet with another theorem in place of the power of 2b."""
    (theorems,) = (q.theorems for q in worksheet.questions if q.id == "2b")
    return replaced("2b", theorems={**theorems, "power": derivation}, **fields)


# escaping


def test_escape_leaves_nothing_that_tex_would_act_on():
    tex = escape(HOSTILE)
    assert tex.isascii()
    harmless = re.sub(
        r"\\(textbackslash|textasciicircum|textasciitilde|texttt)\{|\\[{}$&#%_]", "", tex
    )
    assert not re.search(r"[\\$&#%_^~]", harmless)


@given(st.text())
def test_escaped_text_is_ascii_one_paragraph_and_balanced(text):
    tex = escape(text)
    assert tex.isascii()
    assert "\n" not in tex
    bare = re.sub(r"\\[{}]", "", tex)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"(?<!\\)[%#&$]", tex)


def test_escape_speaks_mathematics_and_accents():
    assert escape("σ′ ≤ ¼") == (
        r"\ensuremath{\sigma}\ensuremath{'} \ensuremath{\le} \ensuremath{\tfrac14}"
    )
    assert escape("Čebyšëv") == r"\v{C}eby\v{s}\"{e}v"
    assert escape("字") == r"\texttt{U+5B57}"
    assert escape(Tex(r"\x")) == r"\x"


def test_strings_from_outside_are_escaped_wherever_they_enter():
    odd = derivation("odd-power", HOSTILE, Symbol("x"), Symbol("y"), HOSTILE, "so")
    odd.status, odd.reason, odd.axioms, odd.rules = "unknown", HOSTILE, (HOSTILE,), (HOSTILE,)
    hostile = with_power(odd, title=HOSTILE)
    hostile.title = HOSTILE
    claim = Namespace(
        said=HOSTILE, verdict="refuted", by=HOSTILE, witness={HOSTILE: HOSTILE}, label=HOSTILE
    )
    hostile.errata = (Namespace(id=HOSTILE, where=HOSTILE, true=HOSTILE, claims=(claim,)),)
    tex = render(hostile)
    assert tex.count(escape(HOSTILE)) >= 13
    assert r"\input" not in tex
    assert "中" not in tex
    assert tex.count(r"\end{document}") == 1


# templates


def template_files():
    return sorted(templates().rglob("*.j2"))


def stripped(path):
    """A template without Jinja's tags and comments."""
    text = re.sub(r"\(\(=.*?=\)\)|\(\(\*.*?\*\)\)", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"\(\((?!\().*?\)\)", "", text, flags=re.DOTALL)
    return re.sub(r"(?<!\\)%.*", "", text)


MATHS = re.compile(
    r"\\(?:[td]?frac|sum|prod|partial|nabla|odot|otimes|top|sigma|tanh|lambda|operatorname|diag|le"
    r"|ge|lim|infty|times|cdot|mathbf|mathbb|sqrt|lVert)(?![A-Za-z])"
    r"|[=+<>^_-]|\d\s*[-+*/^=<>]\s*\d"
)


def formulas(text):
    yield from re.findall(r"(?<!\\)\$(.*?)(?<!\\)\$", text, re.DOTALL)
    yield from re.findall(r"\\\[(.*?)\\\]", text, re.DOTALL)
    yield from re.findall(
        r"\\begin\{(?:equation|align|gather|multline)\*?\}(.*?)\\end", text, re.DOTALL
    )


@pytest.mark.parametrize("path", template_files(), ids=lambda p: p.name)
def test_no_template_holds_mathematics(path):
    text = stripped(path)
    assert [f for f in formulas(text) if MATHS.search(f)] == []
    if path.parent.name == "rnn_lstm":  # prose: not even outside of formulas
        prose = re.sub(
            r"\\(begin|end|item|color|ref|label|cref|setlength)\b.*|\{@.*|p\{.*", "", text
        )
        assert not re.search(r"[∂σ⊙⊗Σ∏≤≥−×]|\w\s*=\s*\w|\d\s*[-+*/^]\s*\d", prose)


@pytest.mark.parametrize(
    "text", ["$a = b$", r"\[ \frac{a}{b} \]", "$x_1$", r"\begin{equation*} 1 + 1 \end{equation*}"]
)
def test_mathematics_would_be_found(text):
    assert any(MATHS.search(f) for f in formulas(text))


def test_a_name_that_is_missing_is_an_error_that_says_where():
    theorems = {k: v for k, v in worksheet.questions[2].theorems.items() if k != "gradient"}
    with pytest.raises(DeriveError, match=r"question 1b has no 'gradient', only recurrence"):
        render(replaced("1b", theorems=theorems))
    with pytest.raises(DeriveError, match="symbols of question 2b has no 'M'"):
        render(replaced("2b", symbols={}))
    with pytest.raises(DeriveError, match="worksheet rnn_lstm has no 'paths'"):
        render(changed(figures={}))


def test_undefined_names_unknown_formats_and_templates(tmp_path):
    for number, source in enumerate(("(( nothing ))", "(( worksheet.nothing ))")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "rnn_lstm.tex.j2").write_text("one\n" + source)
        with pytest.raises(DeriveError, match=r"rnn_lstm.tex.j2:2: .*nothing"):
            render(worksheet, folder=folder)
    with pytest.raises(DeriveError, match=r"no template absent\.tex\.j2$"):
        render(changed(name="absent"))
    with pytest.raises(DeriveError, match="cannot write 'docx'"):
        render(worksheet, "docx")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "rnn_lstm.tex.j2").write_text("((* if *))")
    with pytest.raises(DeriveError, match=r"rnn_lstm.tex.j2:1: "):
        render(worksheet, folder=broken)


def test_a_template_prints_terms_and_text_and_nothing_else():
    env = environment()
    show = env.from_string("(( v ))").render
    assert show(v=h[t]) == "$h_{t}$"
    assert show(v="a_b") == r"a\_b"
    assert show(v=7) == "7"
    assert show(v=Tex(r"\x")) == r"\x"
    for value in (object(), 0.5, [1], None):
        with pytest.raises(DeriveError, match="no text and no term"):
            show(v=value)


def test_a_macro_escapes_once():
    text = "((* macro m(x) *))[(( x ))]((* endmacro *))(( m(v) ))"
    assert environment().from_string(text).render(v="a_b & c") == r"[a\_b \& c]"


def test_fixed_never_prints_minus_zero():
    assert [fixed(v, 2) for v in (0.125, -0.001, -1.5)] == ["0.12", "0.00", "-1.50"]


# the document


def test_every_derivation_is_printed_once_and_every_reference_has_its_label():
    labels = re.findall(r"\\label\{(res:[^}]*)\}", TEX)
    assert len(labels) == len(set(labels)) == Document(worksheet).count
    referred = {r for refs in re.findall(r"\\cref\{(res:[^}]*)\}", TEX) for r in refs.split(",")}
    assert referred
    assert referred <= set(labels)


def test_what_is_used_but_not_asked_for_is_printed_as_a_lemma():
    lemma = derivation("deep-lemma", "a lemma", Symbol("a"), Symbol("b"), "so it is")
    above = derivation("lemma", "another", Symbol("b"), Symbol("a"), "so it is", uses=(lemma,))
    power = derivation("odd-power", "powers", Symbol("x"), Symbol("y"), "so it is", uses=(above,))
    tex = render(with_power(power))
    after = tex[tex.index(r"\subsection*{Lemmas}") :]
    assert after.count(r"\label{res:deep-lemma}") == after.count(r"\label{res:lemma}") == 1


def test_a_mark_stands_at_every_statement():
    displays = re.findall(r"\\begin\{equation\*\}\n(.*?)\\end\{equation\*\}", TEX, re.DOTALL)
    marked = [d for d in displays if r"\tag*{\statusmark{" in d]
    again = r"\\begin\{(answer|description)\}.*?\\end\{\1\}"  # where a result is shown once more
    answers = sum(box[0].count(r"\tag") for box in re.finditer(again, TEX, re.DOTALL))
    assert len(marked) == Document(worksheet).count + answers
    refuted = derivation("odd-power", "powers", Symbol("x"), Symbol("y"), "so", status="refuted")
    tex = render(with_power(refuted))
    tex = tex[tex.index(r"\label{res:odd-power}") :]
    assert tex.index(r"\statusmark{refuted}") < tex.index(r"\statusmark{proved}")


def test_an_unknown_status_and_a_double_name_are_errors():
    odd = derivation("odd-power", "powers", Symbol("x"), Symbol("y"), "so", status="sure")
    with pytest.raises(DeriveError, match="no mark for the status 'sure'"):
        render(with_power(odd))
    twin = derivation("bptt-W-gradient", "powers", Symbol("x"), Symbol("y"), "so")
    with pytest.raises(DeriveError, match="two derivations are called bptt-W-gradient"):
        render(with_power(twin))


def test_a_term_that_the_printer_does_not_know_stops_the_document():
    from sympy import asin

    odd = derivation("odd-power", "powers", sin(Symbol("x")), asin(Symbol("x")), "so")
    with pytest.raises(DeriveError, match="no row for asin"):
        render(with_power(odd))


def steps(*rows):
    fields = ({"level": l, "relation": r, "before": Symbol("s"), "after": Symbol(a), "says": a}
              for l, r, a in rows)  # fmt: skip
    return Namespace(steps=tuple(Namespace(**f) for f in fields))


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        ([("main", "=", "a"), ("main", "<=", "b")], [("=", "a", "a"), (r"\le", "b", "b")]),
        ([("main", "=", "a"), ("detail", "=", "b"), ("detail", "<=", "c")], [(r"\le", "c", "a")]),
        ([("detail", "<", "a"), ("main", "<=", "b"), ("main", "=", "c")],
         [("<", "b", "b"), ("=", "c", "c")]),
        ([("detail", "=", "a"), ("detail", "=", "b")], [("=", "b", "a")]),
        ([("main", "->", "a")], [(r"\to", "a", "a")]),
        ([], []),
    ],
)  # fmt: skip
def test_details_are_folded_into_the_main_step(rows, printed):
    found = Document(worksheet).rows(steps(*rows))
    assert [(row.relation, row.formula, row.reason) for row in found] == printed


def test_an_induction_shows_base_hypothesis_and_step():
    part = TEX[TEX.index(r"\label{res:power-eigendecomposition}") :]
    base, hypothesis, step = (
        part.index(s)
        for s in (r"\dvpart{Base case,} $n = 0$", r"M^{n - 1} = Q", r"\dvrow{=}{M^{n - 1} M}")
    )
    assert base < hypothesis < step


def test_equal_input_gives_equal_bytes_in_another_process():
    code = (
        "import sys, samples; from derive.document.render import render;"
        "sys.stdout.buffer.write(render(samples.worksheet).encode())"
    )
    here = Path(samples.__file__).parent
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=here, capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(here.parent.parent)},
        )  # fmt: skip
        assert done.stdout.decode() == TEX, done.stderr.decode()


def test_a_witness_says_equal_values_once():
    zero = ImmutableMatrix([[0]])
    witness = {t: 2, Symbol("W"): zero, h[0]: zero, "with": "v1**2", "left side": zero + zero}
    show = Document(worksheet).show
    assert show(witness) == "$t = 2$; $W = h_{0} = 0$; with: v1**2; left side: $0$"
    assert show([[1, 2]]) == r"$\begin{bmatrix} 1 & 2 \end{bmatrix}$"
    assert show((t, "a_b")) == r"$t$, a\_b"


# compiled templates


def test_compiled_templates_are_kept_and_a_damaged_or_stale_one_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    source = tmp_path / "base.tex.j2"

    def show():
        from derive.document import environment as module

        module._environment.cache_clear()
        return environment(tmp_path).get_template(source.name).render(v=1)

    source.write_text("(( v ))")
    assert show() == "1"
    (kept,) = (tmp_path / "__pycache__").iterdir()
    whole = kept.read_bytes()
    assert show() == "1"
    assert kept.read_bytes() == whole
    kept.write_bytes(whole[: len(whole) // 2])
    assert show() == "1"
    source.write_text("(( v + 1 ))")
    assert show() == "2"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.unlink()
    assert show() == "2"
    assert not kept.exists()


# files


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = write_atomically(tmp_path / "new" / "a.tex", "old")
    assert path.read_text() == "old"
    assert path.stat().st_mode & 0o111 == 0
    assert path.stat().st_mode & 0o400

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(DeriveError, match=r"cannot write .*a.tex: No space left on device"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in path.parent.iterdir()] == ["a.tex"]


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeriveError, match="cannot write"):
        write_atomically(tmp_path / "file" / "a.tex", b"")
