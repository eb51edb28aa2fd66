"""What a mail server answers (RFC 5321, 4.2), and what an answer means for one mail (law 2)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from crm_sheets.model import Closure, ContactState

STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
"""An enhanced status code (RFC 3463), with which each line of an answer may begin (RFC 2034)."""
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
TOO_LARGE = frozenset({"5.2.3", "5.3.4"})
OUR_FAULT = frozenset({503, 530})
"""Answers to RCPT that are about the session: a command out of order, a login that is missing."""
POLICY = re.compile(
    r"spam|relay|block|polic|reject|denied|black|reput|authent|listed|quota|limit|full|size", re.IGNORECASE
)
"""Words of a 550 without status that is about the sender, or about the mailbox's state, not about the address."""
TEXT_LENGTH = 120
ADDRESS_LIKE = re.compile(r"\S*@\S*")
NUMBER_LIKE = re.compile(r"\+?\d(?:[ ().-]?\d){7,20}")
WORD = re.compile(r"[^\W_]{3,64}")


class Stage(StrEnum):
    """Which part of a mail's delivery an answer is about."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    START = "start of content"
    CONTENT = "content"


class Reply(NamedTuple):
    """A code, the enhanced status or "", and the lines as they came, without the code."""

    code: int
    status: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the server said besides, on one line."""
        bare = (line.removeprefix(self.status).strip() for line in self.lines)
        return " ".join(text for text in bare if text)

    def __str__(self) -> str:
        """The numbers alone: text may quote addresses."""
        return f"{self.code} {self.status}".rstrip()


class Verdict(NamedTuple):
    """What became of a mail. `is_general` marks a refusal that the next mails may well meet too."""

    state: ContactState
    detail: str = ""
    retry: bool = False
    closes: Closure | None = None
    is_general: bool = False


def reply_of(code: int, lines: list[str]) -> Reply:
    """The reply that these lines make; a status of another class than the code is not believed."""
    found = STATUS.match(lines[0])
    status = found[1] if found and found[1][0] == str(code)[0] else ""
    return Reply(code, status, tuple(lines))


def said(reply: Reply, address: str = "") -> str:
    """The answer for people to read: bounded, printable, without addresses, numbers and parts of this address."""
    text = "".join(character if character.isprintable() else " " for character in reply.text[: 4 * TEXT_LENGTH])
    text = NUMBER_LIKE.sub("[number]", ADDRESS_LIKE.sub("[address]", text))
    parts = {part.casefold() for part in WORD.findall(address)}
    text = WORD.sub(lambda word: "[...]" if word[0].casefold() in parts else word[0], text)
    return f"{reply}: {text[:TEXT_LENGTH]}" if text.strip() else str(reply)


def refusal(stage: Stage, reply: Reply, address: str) -> Verdict:
    """What a 4xx or 5xx means: the mail was certainly not taken.

    A recipient refused for good fails for good, and is closed only when the answer says that there is no such address.
    Other lasting refusals are about us or about our text: the recipient is not at fault, so another try is allowed.
    """
    detail = f"{stage} refused, {said(reply, address)}"
    failed = Verdict(ContactState.FAILED, detail)
    if reply.code >= 500 and _is_unknown_address(stage, reply):
        return failed._replace(closes=Closure.UNREACHABLE)
    if reply.status in TOO_LARGE:
        return failed
    if stage is Stage.RECIPIENT and reply.code not in OUR_FAULT:
        return failed._replace(retry=reply.code < 500)
    return failed._replace(retry=True, is_general=True)


def _is_unknown_address(stage: Stage, reply: Reply) -> bool:
    if stage not in (Stage.RECIPIENT, Stage.CONTENT):
        return False
    if reply.status:
        return reply.status in NO_SUCH_ADDRESS
    return stage is Stage.RECIPIENT and reply.code in (550, 553) and not POLICY.search(reply.text)
