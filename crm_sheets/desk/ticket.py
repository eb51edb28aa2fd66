"""One message that came in, with all that was found out about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from crm_sheets.desk.intent import Intent
from crm_sheets.desk.suggest import Suggestion
from crm_sheets.desk.survey import Score
from crm_sheets.model import Inbound

REPORTED = "report"
"""The source of what a provider told us of somebody who did not write."""


class InboundKind(StrEnum):
    """What came in; as in the Inbox tab."""

    REPLY = "reply"
    MESSAGE = "message"
    SURVEY = "survey"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"


@dataclass(frozen=True)
class Ticket:
    """A message that came in: from whom, what it wants, who answers it, how and by when.

    `customer_id` and `customer_name` are "" for somebody unknown. `contact` and `program` are the key of our contact
    that it answers and that program's name, "" for none. `answer_by` is aware, None where no answer is needed or
    nobody is ever there to give it. `turns` counts the sender's messages of seven days, this one among them. `note`
    says, in the team's language, what was done or is to be done. `serves` says that the customer has something that
    service notices are about. `score` is the answer to a survey of ours. `customer` and `profile` are rows by canonical
    column names, {} for somebody unknown.
    """

    inbound: Inbound = field(repr=False)
    key: str
    kind: InboundKind
    intent: Intent
    customer_id: str = ""
    customer_name: str = field(default="", repr=False)
    owner: str = ""
    language: str = "id"
    contact: str = ""
    program: str = ""
    needs_answer: bool = False
    call_instead: bool = False
    answer_by: datetime | None = None
    suggestion: Suggestion | None = None
    note: str = field(default="", repr=False)
    acknowledge: bool = False
    serves: bool = False
    turns: int = 1
    score: Score | None = None
    customer: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    profile: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def wrote(self) -> bool:
        """False when no message came: a provider told us of somebody's wish."""
        return self.inbound.source != REPORTED

    @property
    def is_doubtful(self) -> bool:
        """True when somebody else may have written it: nothing shows that they ever had a message of ours."""
        return self.inbound.is_doubtful and not self.contact


def ticket_key(inbound: Inbound) -> str:
    """What tells a message from all others; not long, whatever its sender chose as its id."""
    named = f"{inbound.source}|{inbound.provider_id}".encode(errors="surrogatepass")
    return blake2b(named, digest_size=16).hexdigest()
