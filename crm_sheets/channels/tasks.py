"""Work for people: collected here, and done as soon as its rows stand in the Queue tab."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm_sheets.channels.protocol import Evidence
from crm_sheets.model import ContactState, Message, Receipt, Trace


class TasksChannel:
    """Collects calls, visits and gifts for the `Queue` tab (or messages for any tab whose rows carry their key).

    The receipts hold only once the workbook was written: give them to the ledger after that, not before. `in_tab` are
    the keys that the tab holds as just read, which is the evidence after a crash.
    """

    name = "tasks"
    batch_size = 1000

    def __init__(self, in_tab: Collection[str] = ()) -> None:
        self._in_tab = frozenset(in_tab)
        self.collected: list[Message] = []

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Collect the messages, to be written into the tab by the caller; what stands there already is done."""
        self.collected += [message for key, message in messages if key not in self._in_tab]
        return [Receipt(key, ContactState.SENT) for key, _ in messages]

    def evidence(self, trace: Trace) -> Evidence:
        """A row in the tab proves it, no row disproves it."""
        return Evidence.SENT if trace.key in self._in_tab else Evidence.NOT_SENT
