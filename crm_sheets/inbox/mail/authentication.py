"""What the server that received a mail says about its sender (RFC 8601): whether the address may be forged."""

from __future__ import annotations

import re

from crm_sheets.inbox.mail.headers import raw_header
from crm_sheets.inbox.mail.parsing import Mail

MOST_CHARACTERS = 2_000
DEEPEST_COMMENT = 5
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"')
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"\s*dmarc\s*(?:/\s*\d{1,3}\s*)?=\s*([a-z]{1,20})(?![\w-])", re.IGNORECASE)


def may_be_forged(mail: Mail) -> bool:
    """True when the mail failed the check that the owner of its sender's domain publishes (DMARC, RFC 7489).

    Only the first header counts: ours wrote it last, on top of whatever the sender had put there. Without one, or when
    it says two things, nothing is known against the sender.
    """
    value = _QUOTED.sub(" ", raw_header(mail, "Authentication-Results")[:MOST_CHARACTERS])
    for _ in range(DEEPEST_COMMENT):
        value = _COMMENT.sub(" ", value)
    verdicts = {match[1].lower() for part in value.split(";") if (match := _DMARC.match(part))}
    return verdicts == {"fail"}
