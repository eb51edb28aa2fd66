"""A channel that sends nothing and remembers everything."""

from __future__ import annotations

from collections.abc import Sequence

from crm_sheets.channels.protocol import Evidence
from crm_sheets.model import ContactState, Message, Receipt, Trace


class RecordingChannel:
    """A channel that keeps what it was given in `sent`; keys in `refuse` fail for certain."""

    name = "recording"

    def __init__(self, *, batch_size: int = 100, refuse: Sequence[str] = ()) -> None:
        self.batch_size = batch_size
        self.sent: dict[str, Message] = {}
        self._refuse = frozenset(refuse)

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Keep each message unless its key is to be refused."""
        return [self._keep(key, message) for key, message in messages]

    def evidence(self, trace: Trace) -> Evidence:
        """SENT for what is in `sent`, else NOT_SENT."""
        return Evidence.SENT if trace.key in self.sent else Evidence.NOT_SENT

    def _keep(self, key: str, message: Message) -> Receipt:
        if key in self._refuse:
            return Receipt(key, ContactState.FAILED, detail="refused by the test")
        self.sent[key] = message
        return Receipt(key, ContactState.SENT)
