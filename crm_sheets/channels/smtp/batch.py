"""The mails of one batch, shared by several connections: each is taken by one, and gets exactly one verdict."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from crm_sheets.channels.addresses import BadAddress, needs_utf8
from crm_sheets.channels.smtp.replies import Verdict
from crm_sheets.model import ContactState, Message

PAUSE_SECONDS = 60.0
"""A process that was paused this long since it got the batch sends no more of it: others may have judged it dead."""
STRIKES = 5
"""So many general refusals in a row, with nothing accepted between them, and the rest of the batch is left alone."""
CHANCES = 2
"""How often a mail's delivery may be begun when connections break before any of its content went out."""
PIECE = 262_144
"""Content is written in pieces, so that a break before the last one is known to have come before the end."""


@dataclass
class Mail:
    """One mail on its way: `content` with dots doubled and the final dot, `size` as counted without them."""

    position: int
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)
    size: int
    chances: int = CHANCES
    is_complete: bool = False
    """True as soon as the final dot may have reached the server."""

    def commands(self, sender: str, features: dict[str, str]) -> tuple[bytes, bytes, bytes]:
        """MAIL, RCPT and DATA for a server with these features."""
        options = f" SIZE={self.size}" if "SIZE" in features else ""
        if needs_utf8(self.recipient):
            options += " SMTPUTF8 BODY=8BITMIME"
        start, to = f"MAIL FROM:<{sender}>{options}\r\n", f"RCPT TO:<{self.recipient}>\r\n"
        return start.encode(), to.encode(), b"DATA\r\n"

    def obstacle(self, features: dict[str, str]) -> str:
        """Why a server with these features will never take it, or ""."""
        if needs_utf8(self.recipient) and not features.keys() >= {"SMTPUTF8", "8BITMIME"}:
            return "the mail server takes only addresses in ASCII"
        limit = features.get("SIZE", "")
        if limit.isascii() and limit.isdigit() and len(limit) < 20 and 0 < int(limit) < self.size:
            return "larger than the mail server takes"
        return ""


Write = Callable[[str, Message], tuple[str, bytes]]
"""Makes of a key and a message the recipient's wire address and the mail. Raises BadAddress."""


class Batch:
    """Hands out mails and collects verdicts; safe for several threads.

    `seconds` is a clock that also counts while the machine sleeps.
    """

    def __init__(self, messages: Sequence[tuple[str, Message]], write: Write, seconds: Callable[[], float]) -> None:
        self._messages = messages
        self._write = write
        self._seconds = seconds
        self._began = seconds()
        self._waiting = deque(range(len(messages)))
        self._returned: deque[Mail] = deque()
        self._verdicts: dict[int, Verdict] = {}
        self._lock = Lock()
        self._strikes = 0
        self._stopped = ""

    def is_over(self) -> bool:
        """True when there is nothing left to take."""
        return bool(self._stopped) or not (self._waiting or self._returned)

    def is_too_late(self) -> bool:
        """True when the process was paused: nothing more may go out, and the batch is stopped."""
        if self._seconds() - self._began <= PAUSE_SECONDS:
            return False
        self.stop("not tried: it took too long until its turn")
        return True

    def take(self, features: dict[str, str]) -> Mail | None:
        """The next mail that this server can take, None when there is nothing left."""
        while not (self.is_over() or self.is_too_late()):
            try:
                mail = self._returned.popleft() if self._returned else self._made(self._waiting.popleft())
            except IndexError:  # another thread was faster
                continue
            obstacle = mail.obstacle(features) if mail else ""
            if mail and not obstacle:
                return mail
            if mail:
                self.settle(mail, Verdict(ContactState.FAILED, obstacle))
        return None

    def settle(self, mail: Mail, verdict: Verdict) -> None:
        """Keep what became of a mail."""
        self._verdicts[mail.position] = verdict
        if verdict.is_general:
            self.strike(verdict.detail)
        elif verdict.state is ContactState.SENT:
            self._strikes = 0

    def give_back(self, mail: Mail, why: str) -> None:
        """Its connection broke before its end could have arrived: another try, or a failure that may be repeated."""
        mail.chances -= 1
        if mail.chances > 0:
            self._returned.append(mail)
        else:
            self.settle(mail, Verdict(ContactState.FAILED, f"not sent, the connection broke: {why}", retry=True))

    def strike(self, why: str) -> None:
        """Count what lets us expect that the next mails fail too; too many in a row stop the batch."""
        with self._lock:
            self._strikes += 1
            if self._strikes >= STRIKES:
                self.stop(f"not tried after others failed: {why}")

    def stop(self, why: str) -> None:
        """Hand out nothing more."""
        self._stopped = self._stopped or why

    def verdicts(self) -> list[Verdict]:
        """One for each message, in order; what nobody took was certainly not sent."""
        rest = Verdict(ContactState.FAILED, self._stopped or "not tried: no connection was left", retry=True)
        return [self._verdicts.get(position, rest) for position in range(len(self._messages))]

    def _made(self, position: int) -> Mail | None:
        """The mail for a message, or its verdict when it cannot be written."""
        try:
            recipient, mail = self._write(*self._messages[position])
        except BadAddress as error:
            self._verdicts[position] = Verdict(ContactState.FAILED, str(error))
        except Exception as error:  # one message that cannot be written stops no other
            said = f"cannot be written as a mail ({type(error).__name__})"
            self._verdicts[position] = Verdict(ContactState.FAILED, said)
        else:
            return Mail(position, recipient, dotted(mail), len(mail))
        return None


def dotted(mail: bytes) -> bytes:
    """A mail as it travels: dots that begin a line doubled, and the dot that ends it (RFC 5321, 4.5.2)."""
    if not mail.endswith(b"\r\n"):
        mail += b"\r\n"
    return (b"\r\n" + mail).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
