"""One run with a real channel in a process of its own: recover without evidence, then deliver all messages.

Usage: live_worker.py FOLDER LEDGER RUN_ID MEDIUM WHERE_TO COUNT BATCH_SIZE [SIGNAL MOMENT NUMBER]

WHERE_TO is the mail server's port or Twilio's URL. FOLDER may hold a file "slept": so many seconds more by the clock
that counts sleep. With the last three it signals itself: at the moments of crash_worker.py, before ("write") or after
("written") it writes for the NUMBERth time to the mail server, or NUMBER milliseconds after its first fence ("later").
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Thread
from time import sleep

from crash_worker import Interruption, work
from ledger_samples import Opened, open_bound
from live_channels import mail_to, sms_to, written

from crm_sheets.channels.protocol import Channel
from crm_sheets.channels.smtp.connection import Connection
from crm_sheets.ledger.boot_clock import boot_seconds
from crm_sheets.model import Medium


class LiveInterruption(Interruption):
    """Also strikes a while after the first fence; a run that was faster is struck at its end."""

    later: Thread | None = None

    def at(self, where: str, number: int) -> None:
        super().at(where, number)
        if (where, self.where, number) == ("fence", "later", 1):
            self.begin()

    def begin(self) -> None:
        self.later = Thread(target=self.strike_later, daemon=True)
        self.later.start()

    def strike_later(self) -> None:
        sleep(self.number / 1000)
        self.strike()

    def end(self) -> None:
        if self.where == "later":
            if self.later is None:
                self.begin()
            signal.pause()


def count_sleep(opened: Opened, folder: Path) -> None:
    """Let the ledger's clock go on by what the test says that this machine slept."""
    slept = folder / "slept"
    opened[0].clock = lambda: boot_seconds() + (float(slept.read_text("utf-8")) if slept.exists() else 0.0)


def channel_to(opened: Opened, medium: Medium, where_to: str, batch: int) -> Channel:
    """The channel of this medium, which can prove nothing afterwards."""
    if medium is Medium.EMAIL:
        return mail_to(opened, int(where_to), batch)
    return sms_to(opened, where_to, batch)


def main() -> None:
    folder, place, run_id, medium, where_to, count, batch, *rest = sys.argv[1:]
    interruption, opened = LiveInterruption(*rest), open_bound(place, run_id)
    count_sleep(opened, Path(folder))
    wrote = interruption.after("written", Connection.write)
    Connection.write = interruption.before("write", wrote)  # type: ignore[method-assign]
    channel = channel_to(opened, Medium(medium), where_to, int(batch))
    work(opened, Medium(medium), channel, written(Medium(medium), int(count)), interruption)
    interruption.end()


if __name__ == "__main__":
    main()
