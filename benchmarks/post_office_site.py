"""A Django site with django-post_office and nothing else, on SQLite, as its README sets it up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mail_samples import SENDER, SENDER_NAME, Mail

TUNED = {"THREADS_PER_PROCESS": 32, "BATCH_SIZE": 1000, "LOG_LEVEL": 0}
TUNED_PROCESSES = 4
"""The quickest that we found on two cores: more threads or processes, or smaller batches, were slower."""
WRITE_AHEAD = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"


def prepare(folder: Path, port: int, *, is_tuned: bool) -> None:
    """Settings, and the database's tables unless they are there."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    database: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "queue.sqlite"}
    if is_tuned:
        database["OPTIONS"] = {"init_command": WRITE_AHEAD}
    settings.configure(
        INSTALLED_APPS=["post_office"],
        DATABASES={"default": database},
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
        POST_OFFICE=TUNED if is_tuned else {},
        LOGGING={"version": 1, "disable_existing_loggers": False, "loggers": {"post_office": {"level": "ERROR"}}},
    )
    django.setup()
    call_command("migrate", verbosity=0)


def put_in_queue(mails: Sequence[Mail]) -> None:
    """All mails at once, the way that its README gives for many."""
    from post_office import mail as post_office

    sender = f"{SENDER_NAME} <{SENDER}>"
    post_office.send_many(
        [
            {
                "recipients": [f"{mail.name} <{mail.address}>"],
                "sender": sender,
                "subject": mail.subject,
                "message": mail.text,
                "html_message": mail.html,
            }
            for mail in mails
        ]
    )


def send_queue(folder: Path, processes: int) -> None:
    """What its cron line does, until the queue is empty."""
    from django.core.management import call_command

    call_command("send_queued_mail", lockfile=str(folder / "post_office"), processes=processes)
