"""The PDF: every engine that is here compiles the document, and the log has no complaint."""

import pytest
from samples import worksheet

from derive.document.pdf import ADVICE, compile_pdf, find_engine, problems
from derive.document.render import render
from derive.errors import DeriveError

ENGINES = ["pdflatex", "lualatex"] + ["tectonic"] * (find_engine("tectonic") is not None)
MINIMAL = r"\documentclass{article}\begin{document}%s\end{document}"


def needs(engine):
    return pytest.mark.skipif(find_engine(engine) is None, reason=f"{engine} is not installed")


any_engine = pytest.mark.skipif(find_engine() is None, reason="no TeX engine is installed")


@pytest.mark.parametrize("engine", [pytest.param(e, marks=needs(e)) for e in ENGINES])
def test_the_document_compiles_without_complaint(engine, tmp_path):
    path, log = tmp_path / "a.pdf", tmp_path / "a.log"
    assert compile_pdf(render(worksheet), path, engine, log) is None
    assert path.read_bytes().startswith(b"%PDF")
    text = log.read_text()
    assert problems(text) == []
    assert "Output written" in text or engine == "tectonic"


@any_engine
def test_the_log_of_a_careless_document_has_complaints(tmp_path):
    careless = MINIMAL % r"\hbox to 1cm{\rule{3cm}{1pt}} See \ref{nowhere}."
    compile_pdf(careless, tmp_path / "a.pdf", log=tmp_path / "a.log")
    found = " ".join(problems((tmp_path / "a.log").read_text()))
    assert "Overfull" in found
    assert "nowhere" in found


@any_engine
def test_equal_tex_gives_equal_bytes(tmp_path):
    tex = render(worksheet)
    compile_pdf(tex, tmp_path / "a.pdf")
    compile_pdf(tex, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@any_engine
def test_a_tex_error_is_one_clear_line_and_leaves_the_old_pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    with pytest.raises(DeriveError, match=r"Undefined control sequence") as caught:
        compile_pdf(MINIMAL % "\n\\nosuchcommand\n", path)
    assert "\n" not in str(caught.value)
    assert "nosuchcommand" in str(caught.value)
    assert path.read_bytes() == b"old"


@any_engine
def test_tex_cannot_run_programs(tmp_path):
    tex = MINIMAL % rf"\immediate\write18{{touch {tmp_path}/ran}}x"
    compile_pdf(tex, tmp_path / "a.pdf")
    assert not (tmp_path / "ran").exists()


def test_without_an_engine_there_is_one_line_of_advice(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert compile_pdf("", tmp_path / "a.pdf") == ADVICE
    assert "\n" not in ADVICE
    assert "apt-get install" in ADVICE
    assert not (tmp_path / "a.pdf").exists()
