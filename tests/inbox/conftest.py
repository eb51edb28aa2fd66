"""What tests of inboxes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dovecot import Dovecot, Mailbox, running_dovecot


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One mail server for all tests of this process; a test that kills it starts it again."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A new, empty mailbox."""
    return dovecot.mailbox()
