"""The values that travel through a run: small, frozen, about a few things. What is about everybody is a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Text(NamedTuple):
    """One text in both languages of the product."""

    id: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("id" or "en")."""
        return self.id if language == "id" else self.en


class Purpose(StrEnum):
    """Why a program contacts people (catalogue C1)."""

    GREETING = "greeting"
    UNDERSTANDING = "understanding"
    RELATIONSHIP = "relationship"
    SELLING = "selling"
    SERVICE = "service"


class Repeat(StrEnum):
    """How an occasion comes back.

    `DUE` and `EACH_DATE`: at the date in the cell, which the team moves on; done once a month (a premium), or once for
    each date (a promised call). `CALENDAR`: on a day that is the same for everybody (the 25th, Lebaran).
    """

    YEARLY = "yearly"
    MONTHLY = "monthly"
    ONCE = "once"
    DUE = "due"
    EACH_DATE = "each_date"
    CADENCE = "cadence"
    CALENDAR = "calendar"


class HandledBy(StrEnum):
    """Which member of staff gets the work of a program: the customer's owner, that owner's leader, or an adviser.

    An adviser is the owner where authorised to give advice, else whoever of the branch is.
    """

    OWNER = "owner"
    LEADER = "leader"
    ADVISER = "adviser"


class Medium(StrEnum):
    """How a contact is made: the first three are messages, the others are work for people."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    CALL = "call"
    VISIT = "visit"
    GIFT = "gift"
    LETTER = "letter"
    SOCIAL = "social"

    @property
    def is_message(self) -> bool:
        """True for what a machine sends, False for what a person does."""
        return self in (Medium.SMS, Medium.WHATSAPP, Medium.EMAIL)


class Decision(StrEnum):
    """What the plan decided about one due contact."""

    KEPT = "kept"
    DEFERRED = "deferred"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why a due contact is not made (law 4, catalogue C13)."""

    NO_CONSENT = "no_consent"
    OPTED_OUT = "opted_out"
    DECEASED = "deceased"
    DO_NOT_CONTACT = "do_not_contact"
    DO_NOT_CONGRATULATE = "do_not_congratulate"
    NO_ADDRESS = "no_address"
    QUIET_HOURS = "quiet_hours"
    FREQUENCY_CAP = "frequency_cap"
    ALREADY_DONE = "already_done"
    UNCERTAIN = "uncertain"
    SAME_ADDRESS = "same_address"
    TOO_LATE = "too_late"
    IN_COMPLAINT = "in_complaint"
    AWAITING_APPROVAL = "awaiting_approval"
    DECLINED = "declined"
    BUDGET_SPENT = "budget_spent"
    PROGRAM_REST = "program_rest"
    DAILY_LIMIT = "daily_limit"
    TOO_MUCH_SELLING = "too_much_selling"
    SENSITIVE_DATA = "sensitive_data"
    UNCONFIRMED_DATE = "unconfirmed_date"
    NOT_IN_PILOT = "not_in_pilot"
    HELD_OUT = "held_out"
    UNUSUAL_NUMBER = "unusual_number"
    MISSING_VALUE = "missing_value"
    TEMPLATE_PROBLEM = "template_problem"
    NO_CHANNEL = "no_channel"
    REFUSED = "refused"
    FAILED = "failed"


class ContactState(StrEnum):
    """Where the ledger stands with one contact (law 2)."""

    CLAIMED = "claimed"
    FENCED = "fenced"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Delivery(StrEnum):
    """What a provider or a mail server said after it had accepted a message."""

    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"


class Closure(StrEnum):
    """Why nothing more goes to an address: its owner said stop, or it does not work."""

    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"


class ProblemCode(StrEnum):
    """The kinds of problem a workbook can have."""

    MISSING_TAB = "missing_tab"
    MISSING_COLUMN = "missing_column"
    DOUBLED_HEADER = "doubled_header"
    MERGED_HEADER = "merged_header"
    MISSING_VALUE = "missing_value"
    BAD_PHONE = "bad_phone"
    TWO_NUMBERS = "two_numbers"
    LOST_DIGITS = "lost_digits"
    BAD_EMAIL = "bad_email"
    DEAD_ADDRESS = "dead_address"
    BAD_DATE = "bad_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    FUTURE_DATE = "future_date"
    DATE_ORDER = "date_order"
    BAD_NUMBER = "bad_number"
    BAD_MONEY = "bad_money"
    BAD_PERCENT = "bad_percent"
    OUT_OF_RANGE = "out_of_range"
    BAD_CHOICE = "bad_choice"
    BAD_YES_NO = "bad_yes_no"
    BAD_ZONE = "bad_zone"
    DUPLICATE_VALUE = "duplicate_value"
    UNKNOWN_REFERENCE = "unknown_reference"
    FORMULA_ERROR = "formula_error"
    STRAY_ROW = "stray_row"
    BAD_SETTING = "bad_setting"
    MISSING_SETTING = "missing_setting"
    BAD_PROGRAM = "bad_program"
    UNCONFIRMED_DATE = "unconfirmed_date"
    WHOSE_HOLIDAY = "whose_holiday"
    BAD_CONDITION = "bad_condition"
    BAD_TEMPLATE = "bad_template"
    NO_ADVISER = "no_adviser"


class Severity(StrEnum):
    """An error makes the value unusable; a warning is used as understood, and a person should look."""

    ERROR = "error"
    WARNING = "warning"


ACKNOWLEDGEMENT_ID = "_acknowledgement"
"""The program of the notes that a message has come: they answer somebody, nobody plans them."""

CALL_REQUEST_ID = "_call"
"""The program of the calls that people asked for (the Call requests tab)."""

AGENDA_ID = "_agenda"
"""The program of the mails that tell the team what is to be done today: no contact with a customer."""

OWN_NOTES = (ACKNOWLEDGEMENT_ID, AGENDA_ID)
"""Messages that no program plans, and that count nowhere as contacts."""


ASKED_FOR = ("call_requests.", "deals.follow_up_date", "queue.follow_up")
"""Occasions that customers made: requests to be called, and days that were agreed with them."""


@dataclass(frozen=True, slots=True)
class Program:
    """One row of the Programs tab, checked (catalogue C1).

    `occasion` is "tab.column" of a date column by canonical names ("customers.birth_date"), or with `CALENDAR` the
    calendar day: of each month ("25"), of each year ("12-25"), one day ("2026-12-25") or a name ("Idul Fitri").
    `offset_days` is negative for "before", and counts working days where `in_working_days` says so. `condition` is the
    text typed in the cell; "" is always true. `lateness_days` is how many days after its due date a contact may still
    go out.

    `rest_days` is the least number of days from one contact of this program to a customer to the next, `most_per_day`
    how many contacts of it a day may have; 0 is no limit. `pilot` is the share of the customers that take part, and
    `hold_out` the share that does not although it would, so that one can compare (0 to 1). The program runs from
    `starts_on` to `ends_on`, both included. `asks` is the kind of survey ("nps", "csat") that a bare number answers.
    """

    program_id: str
    name: str
    purpose: Purpose
    occasion: str
    repeat: Repeat
    offset_days: int
    condition: str
    media: tuple[Medium, ...]
    template: str
    owner: str
    needs_approval: bool
    priority: int
    lateness_days: int
    cadence_days: int = 0
    row: int = 0
    in_working_days: bool = False
    rest_days: int = 0
    most_per_day: int = 0
    pilot: float = 1.0
    hold_out: float = 0.0
    starts_on: date | None = None
    ends_on: date | None = None
    handled_by: HandledBy = HandledBy.OWNER
    asks: str = ""

    @property
    def tab(self) -> str:
        """The tab whose rows cause the contacts, by canonical name: on a calendar day it is the customers'."""
        return "customers" if self.repeat is Repeat.CALENDAR else self.occasion.partition(".")[0]

    @property
    def is_asked_for(self) -> bool:
        """True for what a customer asked for or agreed on: it comes on its day, whatever else there was."""
        return self.occasion.startswith(ASKED_FOR)


@dataclass(frozen=True, slots=True)
class Contact:
    """A planned touch: one customer, for one reason, by one medium.

    `subject` is the id of the row that causes it (a policy, a child, the customer); `period` is the occasion's period
    ("2026" for a birthday, "2026-11" for a monthly premium). `address` is E.164 or an e-mail address, "" for work
    without one. `facts` holds what a template may use: `customer`, `profile` and `subject` (the row), each a mapping of
    canonical column names to typed values; and where they are known `gift` (`budget`; `ideas`, each with `name`,
    `price`, `reason`) and `funds` (each with `name`, `type`, `nav`, `nav_date`, `month_change`, `value`).
    """

    program: Program
    subject: str
    customer_id: str
    customer_name: str
    occasion_date: date
    period: str
    due_date: date
    medium: Medium
    address: str
    language: str
    owner: str
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def key(self) -> str:
        """Program, subject and period: what may happen at most once (law 2)."""
        return f"{self.program.program_id}|{self.subject}|{self.period}"


LARGEST_ATTACHMENT = 5 * 1024 * 1024
"""Bytes of one file that travels with an e-mail; mailboxes refuse much more than this in all."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with an e-mail; `media_type` as in "application/pdf"."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContentTemplate:
    """A WhatsApp template that the provider has approved ("HX..."), with the values of its variables 1, 2, ..."""

    content_id: str
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered contact. `segments` counts SMS parts.

    `subject_line`, `html` and `attachments` are for e-mail only, `content` for WhatsApp: what goes out when the
    customer has not written within a day; `text` is what people will read in either case. `language` is the one that
    the text is in, "" for one that no template gave.
    """

    contact: Contact
    text: str
    subject_line: str = ""
    html: str = ""
    segments: int = 0
    attachments: tuple[Attachment, ...] = ()
    content: ContentTemplate | None = None
    language: str = ""


class Receipt(NamedTuple):
    """What a channel says after trying to deliver one message; never to which address.

    `retry` says that another try may work; `closes` why nothing more may go to its address by this medium.
    """

    key: str
    state: ContactState
    provider_id: str = ""
    detail: str = ""
    retry: bool = False
    closes: Closure | None = None


class Trace(NamedTuple):
    """What can be asked about a message whose outcome was lost.

    `address` is "" once the ledger has dropped it; `fingerprint` is the keyed digest of recipient, subject, text and
    HTML; `since` is when it was about to be sent (aware).
    """

    key: str
    medium: Medium
    address: str
    fingerprint: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One contact as the ledger knows it; `settled_at` is None while the outcome is open.

    An uncertain entry with `settled_at` was left as it is by a person. `address` is there only while the outcome is
    open. `price` is what the provider charged, in `price_unit` ("USD"); None until it says so. `delivery` is a Delivery
    or "".
    """

    key: str
    program_id: str
    subject: str
    period: str
    customer_id: str
    medium: Medium
    state: ContactState
    run_id: str
    claimed_at: datetime
    settled_at: datetime | None
    provider_id: str
    detail: str
    segments: int = 0
    fenced_at: datetime | None = None
    address: str = field(default="", repr=False)
    fingerprint: str = ""
    retry: bool = False
    delivery: str = ""
    price: float | None = None
    price_unit: str = ""

    @property
    def trace(self) -> Trace:
        """What a channel needs to look for it."""
        return Trace(self.key, self.medium, self.address, self.fingerprint, self.fenced_at or self.claimed_at)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message that came in: from outside, so nothing in it can be trusted, its sender included.

    `provider_id` is the provider's id ("SM...") or the Message-ID without its brackets. `sender` is E.164 or an e-mail
    address in lower case, `sender_name` what they call themselves. `at` is aware. `text` is plain, without what it
    quotes. `answers` are ids of messages that it answers, the nearest first. `is_automatic` marks what no person wrote:
    absence notes, lists, other robots. `unsubscribes` holds the Message-ID that a one-tap unsubscription names.
    `is_doubtful` says that the sender's address may be forged.
    """

    source: str
    provider_id: str
    medium: Medium
    sender: str
    at: datetime
    text: str
    subject_line: str = ""
    sender_name: str = ""
    answers: tuple[str, ...] = ()
    is_automatic: bool = False
    attachments: int = 0
    unsubscribes: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message that was accepted, by the provider's id or Message-ID of it.

    `state` is None when only the price is news. `code` is the provider's ("30005") or the mail status ("5.1.1").
    `retry` says that another try may work; `closes` that its address does not work at all. `address` is whom the report
    names, "" when it names nobody; it counts only where the ledger knows that the message went there.
    """

    provider_id: str
    state: Delivery | None
    at: datetime
    code: str = ""
    detail: str = ""
    retry: bool = False
    closes: Closure | None = None
    address: str = ""
    segments: int = 0
    price: float | None = None
    price_unit: str = ""
