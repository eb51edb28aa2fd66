"""Mails over one connection: with PIPELINING (RFC 2920) one round trip each, else four.

The end of a mail travels together with MAIL, RCPT and DATA of the next one; content goes out only after 354. Answers
come in the order of the commands, so each belongs to a known mail and stage; any answer that does not fit its stage
ends the connection before more content goes out. What a broken connection means follows from one question: may the
final dot have reached the server without its answer reaching us? Then nobody knows; otherwise it was not taken.
"""

from __future__ import annotations

from crm_sheets.channels.smtp.batch import PIECE, Batch, Mail
from crm_sheets.channels.smtp.connection import Connection, Lost
from crm_sheets.channels.smtp.replies import Reply, Stage, Verdict, refusal
from crm_sheets.model import ContactState

CLOSING = 421
GO_AHEAD = 354
DONE = range(250, 260)
OUT_OF_STEP = "answers out of step"
ENVELOPE = (Stage.SENDER, Stage.RECIPIENT, Stage.START)


class Delivery:
    """The mails that one connection carries, until the batch is over or the connection breaks."""

    def __init__(self, connection: Connection, batch: Batch, sender: str) -> None:
        self._connection = connection
        self._batch = batch
        self._sender = sender
        self._pipelining = "PIPELINING" in connection.features
        self._mail: Mail | None = None
        """Whose answers come next, as long as it has no verdict."""
        self._following: Mail | None = None
        """Whose commands are under way behind it."""

    def run(self) -> None:
        """Carry mails. Raises Lost, when the connection broke; every mail then has its verdict or was given back."""
        try:
            self._following = self._batch.take(self._connection.features)
            self._connection.write(self._commands_ahead())
            while self._following is not None:
                self._mail, self._following = self._following, None
                self._carry(self._mail)
        except Lost as lost:
            self._clear(str(lost))
            raise
        except BaseException as error:
            self._clear(type(error).__name__)
            raise

    def _carry(self, mail: Mail) -> None:
        """Everything after the commands of a mail, and the commands of the next one."""
        waits_for_content = self._announce(mail)
        if self._mail is not None:
            self._write_content(mail)
            self._conclude(mail, self._connection.read())
            return
        self._following = self._batch.take(self._connection.features)
        self._connection.write((b".\r\n" if waits_for_content else b"RSET\r\n") + self._commands_ahead())
        self._read()

    def _announce(self, mail: Mail) -> bool:
        """Read the answers to MAIL, RCPT and DATA (without PIPELINING: send each first); True after 354."""
        refused_at, reply = None, None
        for stage, command in zip(ENVELOPE, mail.commands(self._sender, self._connection.features), strict=True):
            if refused_at and not self._pipelining:
                return False
            if not self._pipelining:
                self._connection.write(command)
            reply = self._read()
            if self._is_refused(stage, reply) and refused_at is None:
                refused_at = stage
                self._settle(refusal(stage, reply, mail.recipient))
        waits_for_content = reply is not None and reply.code == GO_AHEAD
        if waits_for_content and refused_at is Stage.SENDER:
            raise Lost(OUT_OF_STEP)  # the recipient may have been taken, so a lone dot may send an empty mail
        return waits_for_content

    def _is_refused(self, stage: Stage, reply: Reply) -> bool:
        if reply.code < 400 and (reply.code != GO_AHEAD if stage is Stage.START else reply.code not in DONE):
            raise Lost(OUT_OF_STEP)
        return reply.code >= 400

    def _write_content(self, mail: Mail) -> None:
        """The content; its last piece goes together with the commands of the next mail."""
        if self._connection.has_unread:
            raise Lost(OUT_OF_STEP)
        content, last = memoryview(mail.content), max(0, len(mail.content) - PIECE)
        for start in range(0, last, PIECE):
            self._connection.write(content[start : min(start + PIECE, last)])
        self._following = self._batch.take(self._connection.features)
        if self._batch.is_too_late():
            raise Lost("too late")
        mail.is_complete = True
        self._connection.write(bytes(content[last:]) + self._commands_ahead())

    def _commands_ahead(self) -> bytes:
        """The commands of the next mail, if they may go out before the answers about this one."""
        if self._following is None or not self._pipelining:
            return b""
        return b"".join(self._following.commands(self._sender, self._connection.features))

    def _conclude(self, mail: Mail, reply: Reply) -> None:
        """The answer to the final dot."""
        if reply.code in DONE:
            self._connection.accepted += 1
            self._settle(Verdict(ContactState.SENT))
        elif reply.code >= 400:
            self._settle(refusal(Stage.CONTENT, reply, mail.recipient))
        if reply.code not in DONE and (reply.code < 400 or reply.code == CLOSING):
            raise Lost(str(reply))

    def _read(self) -> Reply:
        """The next answer. Raises Lost, also when the server takes its leave."""
        reply = self._connection.read()
        if reply.code == CLOSING:
            raise Lost(str(reply))
        return reply

    def _settle(self, verdict: Verdict) -> None:
        if self._mail is not None:
            self._batch.settle(self._mail, verdict)
        self._mail = None

    def _clear(self, why: str) -> None:
        """After the connection broke: one mail may be in doubt, the others were certainly not taken."""
        if self._mail is not None and self._mail.is_complete:
            self._settle(Verdict(ContactState.UNCERTAIN, f"the answer to the whole mail was lost: {why}"))
        for mail in (self._mail, self._following):
            if mail is not None:
                self._batch.give_back(mail, why)
        self._mail = self._following = None
