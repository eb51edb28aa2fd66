"""A fault of ours, for whoever repairs it: what failed where, without what the workbook holds.

An operator is asked to pass the report on. Frames and kinds are the program's own, but messages can quote a cell, an
address or a secret: of a message, quoted words stay only where the code that failed mentions them itself.
"""

from __future__ import annotations

import builtins
import re
import traceback
from collections.abc import Iterator

from crm_sheets.values.redaction import without_addresses

LONGEST_MESSAGE = 300
LOOK_AT = 2_000
MOST_ERRORS = 20
"""An error and its causes; a chain can be endless."""
_WORD = re.compile(r"(?P<quote>[\"'`])(?P<word>\w{1,60})(?P=quote)")
_REST = re.compile(r"[\"'`].*[\"'`]", re.DOTALL)
_OURS = "\x00"
BUILT_IN = frozenset({*dir(builtins), "NoneType"})


def crash_report(error: BaseException) -> str:
    """The error with its causes, the first of them on top, as a traceback shows them but with guarded messages."""
    blocks = [_block(one) for one in _chain(error)]
    return "\nWhich led to:\n\n".join(reversed(blocks))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what caused it or was being handled, and so on."""
    for _ in range(MOST_ERRORS):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _block(error: BaseException) -> str:
    kind = type(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{frames}{kind.__module__}.{kind.__qualname__}: {_guarded(str(error), _named_in(error))}\n"


def _named_in(error: BaseException) -> frozenset[str]:
    """The names and words that the code mentions through which the error went."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    words = (word for code in codes for word in (*code.co_names, *code.co_varnames, *code.co_consts))
    return BUILT_IN | {word for word in words if isinstance(word, str)}


def _guarded(message: str, known: frozenset[str]) -> str:
    """The message without addresses, and without what it quotes unless that is known."""

    def kept(quoted: re.Match[str]) -> str:
        return f"{_OURS}{quoted['word']}{_OURS}" if quoted["word"] in known else quoted[0]

    marked = _WORD.sub(kept, message[:LOOK_AT].replace(_OURS, ""))
    return without_addresses(_REST.sub('"[...]"', marked)).replace(_OURS, "'")[:LONGEST_MESSAGE]
