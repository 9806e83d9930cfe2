"""The whole way: a text or a file in, the verdicts on its claims out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from derive.document.files import write_atomically
from derive.errors import DeriveError
from derive.judging.verdicts import Review
from derive.reviewing.telling import summary
from derive.submissions.claims import Context, Submission
from derive.submissions.contexts import context_from_file, context_from_yaml, merged
from derive.submissions.opening import open_submission, submission

__all__ = ["TIMEOUT", "context_of", "review", "reviewed", "summary", "write_atomically"]

#: seconds that one claim may take
TIMEOUT = 10.0


def review(
    text: str | Path,
    context: Context | Mapping[str, Any] | str | Path | None = None,
    worksheet: str = "",
    name: str = "",
    timeout: float = TIMEOUT,
) -> Review:
    r"""Read a text, and judge every claim in it.

    Parameters
    ----------
    text : Markdown, LaTeX, plain text or a notebook; a ``Path`` is a file to be read.
    context : what the symbols mean, beside what the text itself says: a mapping such as
        ``{"shapes": {"W": ["n", "d"]}, "scalars": ["eta"]}``, the same as YAML text, or the
        ``Path`` of a YAML file.
    worksheet : the worksheet whose symbols are meant.
    name : what the text is called in the report; its ending tells the format.
    timeout : seconds for one claim; past it the verdict is unknown.

    Returns the :class:`Review`: one finding for each claim, in order.
    Raises :class:`DeriveError` for a file that cannot be read and for declarations with mistakes.

    >>> import derive
    >>> found = derive.review(r"$(A B)^\top = B^\top A^\top$, and $(A B)^\top = A^\top B^\top$")
    >>> [finding.verdict for finding in found.findings]
    ['proved', 'refuted']
    >>> wrong = found.findings[1]
    >>> str(wrong.claim.spot), wrong.suggestion.latex
    ('line 1, column 36', '(A B)^\\top = B^{\\top} A^{\\top}')
    """
    if isinstance(text, Path):
        read = open_submission(text)
        read = replace(read, name=name) if name else read
    elif isinstance(text, str):
        read = submission(text, name or "<text>")
    else:
        raise DeriveError(f"a text or a Path is reviewed, not {type(text).__name__}")
    return reviewed(read, context_of(context), worksheet, timeout)


def reviewed(read: Submission, context: Context, worksheet: str, timeout: float) -> Review:
    """Judge what was read; its own declarations go before those of ``context``."""
    from derive.judging.judge import judge

    known = merged(read.context, context)
    return replace(judge(read, known, worksheet, timeout), submission=read)


def context_of(said: Context | Mapping[str, Any] | str | Path | None) -> Context:
    """A context from any of the forms in which it may be given.

    Raises :class:`DeriveError` with one line for each mistake.
    """
    import yaml

    if said is None:
        return Context()
    if isinstance(said, Context):
        return said
    if isinstance(said, Path):
        return context_from_file(said)
    if isinstance(said, Mapping):
        try:
            said = yaml.safe_dump(_listed(said), allow_unicode=True, default_flow_style=None)
        except yaml.YAMLError as error:
            raise DeriveError(f"the context is not plain data: {error}") from None
    if not isinstance(said, str):
        raise DeriveError(f"a context is a mapping, YAML or a Path, not {type(said).__name__}")
    return context_from_yaml(said)


def _listed(data: Any) -> Any:
    """The same with tuples as lists, since YAML has no tuples."""
    if isinstance(data, Mapping):
        return {str(key): _listed(value) for key, value in data.items()}
    return [_listed(item) for item in data] if isinstance(data, (list, tuple, set)) else data
