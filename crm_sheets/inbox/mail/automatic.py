"""Whether a person wrote a mail, or a robot: an absence note, a list, a mail server.

Only headers decide. A subject such as "Out of office" never does by itself: people write such subjects too, and a
robot that gives no sign at all is answered once at most.
"""

from __future__ import annotations

import re

from crm_sheets.inbox.mail.headers import raw_header, raw_headers
from crm_sheets.inbox.mail.parsing import Mail

_ROBOT_PRECEDENCE = {"bulk", "list", "junk", "auto_reply"}
_ROBOT_HEADERS = (
    "List-Id",
    "List-Unsubscribe",
    "X-Auto-Response-Suppress",
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "X-Autoreply-From",
    "X-Mail-Autoreply",
    "X-Failed-Recipients",
    "Feedback-ID",
)
_ROBOT_NAMES = re.compile(
    r"(?:mailer-?daemon|postmaster|(?:do-?)?no-?t?-?reply|donotreply|noreply|no_reply|bounces?|auto-?reply|autoresponder)"
    r"(?:[+._=-].{0,200})?$"
)


def is_automatic(mail: Mail, sender: str) -> bool:
    """True when its headers say that no person wrote it (RFC 3834 and older habits)."""
    submitted = raw_header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or raw_header(mail, "Precedence").strip().lower() in _ROBOT_PRECEDENCE
        or any(mail.get(name) is not None for name in _ROBOT_HEADERS)
        or any(value == "<>" for value in raw_headers(mail, "Return-Path"))
        or is_robot_address(sender)
    )


def is_robot_address(address: str) -> bool:
    """True for the names of mail servers and of senders that nobody reads."""
    return bool(_ROBOT_NAMES.match(address.partition("@")[0]))
