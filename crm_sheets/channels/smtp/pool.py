"""Several connections to one mail server, a thread each while a batch is sent, kept open from batch to batch."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread

from crm_sheets.channels.smtp.batch import Batch
from crm_sheets.channels.smtp.connection import Connection, Lost
from crm_sheets.channels.smtp.delivery import Delivery
from crm_sheets.channels.smtp.opening import NotOpened, Server

MAILS_EACH = 4
"""A further connection costs about as many round trips as this many mails."""
IDLE_SECONDS = 30.0
"""A connection that was idle for longer is replaced: servers hang up on idlers, routers forget them."""
REST_SECONDS = 30.0
"""After a server could not be reached, it is left alone for so long."""


class Pool:
    """At most `server.settings.at_once` connections.

    The first is opened alone, so a refused login is tried once. After a lasting refusal nothing is tried again; after
    any other the server gets a rest. A server that allows fewer connections than we want keeps the ones it allows.
    """

    def __init__(self, server: Server, sender: str, seconds: Callable[[], float]) -> None:
        self._server = server
        self._sender = sender
        self._seconds = seconds
        self._limit = server.settings.at_once
        self._idle: list[tuple[Connection, float]] = []
        self._in_use = 0
        self._refused = ""
        self._rest_until = float("-inf")
        self._lock = Lock()

    def send(self, batch: Batch, mails: int) -> None:
        """Carry a batch of so many mails until it is over or no connection is left."""
        if self._refused or self._seconds() < self._rest_until:
            batch.stop(self._refused or "not tried: the mail server could not be reached shortly before")
            return
        first = self._lease(batch)
        if first is None:
            return
        further = min(self._limit, -(-mails // MAILS_EACH)) - 1
        threads = [Thread(target=self._work, args=(batch,), daemon=True) for _ in range(further)]
        try:
            for thread in threads:
                thread.start()
            self._work(batch, first)
        except BaseException:
            batch.stop("not tried: the program was stopped")
            raise
        finally:
            for thread in threads:
                if thread.ident is not None:
                    thread.join()

    def close(self) -> None:
        """Take leave of the server."""
        while self._idle:
            self._idle.pop()[0].close(politely=True)

    def _work(self, batch: Batch, connection: Connection | None = None) -> None:
        """Carry mails over one connection, and over a new one when it breaks."""
        while not batch.is_over():
            connection = connection or self._lease(batch)
            if connection is None:
                return
            if self._carry(connection, batch):
                return
            connection = None
        if connection is not None:
            self._give_back(connection, is_sound=True)

    def _carry(self, connection: Connection, batch: Batch) -> bool:
        """True when the batch is over and the connection stands."""
        is_sound = False
        try:
            Delivery(connection, batch, self._sender).run()
            is_sound = True
        except Lost as lost:
            if not connection.accepted:
                batch.strike(f"the connection broke: {lost}")
        finally:
            self._give_back(connection, is_sound)
        return is_sound

    def _give_back(self, connection: Connection, is_sound: bool) -> None:
        with self._lock:
            self._in_use -= 1
            if is_sound:
                self._idle.append((connection, self._seconds()))
        if not is_sound:
            connection.close()

    def _lease(self, batch: Batch) -> Connection | None:
        """A connection to use; without one the batch goes on over those that others have, or is stopped."""
        with self._lock:
            self._in_use += 1
        try:
            return self._rested() or self._server.open()
        except NotOpened as error:
            self._note(error, batch)
        except BaseException as error:
            self._note(NotOpened(f"no connection to the mail server: {type(error).__name__}"), batch)
            raise
        return None

    def _rested(self) -> Connection | None:
        """A connection from an earlier batch that still stands."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection, since = self._idle.pop()
            is_fresh = self._seconds() - since <= IDLE_SECONDS
            if is_fresh and connection.is_quiet():
                return connection
            connection.close(politely=is_fresh)

    def _note(self, error: NotOpened, batch: Batch) -> None:
        with self._lock:
            self._in_use -= 1
            self._limit = max(1, self._in_use + len(self._idle))
            if self._in_use or self._idle:  # others are logged in, so the server only wants no more of us
                return
            self._rest_until = self._seconds() + REST_SECONDS
            self._refused = str(error) if error.is_lasting else ""
        batch.stop(f"not sent: {error}")
