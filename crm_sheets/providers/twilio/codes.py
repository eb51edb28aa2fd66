"""What Twilio's error codes mean for us: data, with "unknown" for every code that is not in the table.

Twilio's own list is at https://www.twilio.com/docs/api/errors; it grows, and Twilio asks nobody to rely on its being
complete.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from crm_sheets.model import Closure, Text


class Kind(StrEnum):
    """What to do about a message that was refused or not delivered."""

    LATER = "later"
    BAD_ADDRESS = "bad_address"
    OPTED_OUT = "opted_out"
    NEEDS_TEMPLATE = "needs_template"
    BAD_MESSAGE = "bad_message"
    STOP_PROGRAM = "stop_program"
    ACCOUNT = "account"
    UNKNOWN = "unknown"

    @property
    def retry(self) -> bool:
        """True when the same message may go out another time; always after somebody has put our side right."""
        return self in (Kind.LATER, Kind.STOP_PROGRAM, Kind.ACCOUNT, Kind.UNKNOWN)

    @property
    def closes(self) -> Closure | None:
        """Why nothing more may go to this address by the same medium, if so."""
        return CLOSURES.get(self)


CLOSURES = {Kind.OPTED_OUT: Closure.OPTED_OUT, Kind.BAD_ADDRESS: Closure.UNREACHABLE}


class Meaning(NamedTuple):
    """What one code means: what to do, and what to tell people."""

    kind: Kind
    text: Text


UNKNOWN = Meaning(Kind.UNKNOWN, Text("Twilio menolak pesan ini", "Twilio refused the message"))
LOGIN = Meaning(Kind.ACCOUNT, Text("Twilio menolak akun atau kuncinya", "Twilio refuses the account or its key"))
TOO_MANY = Meaning(Kind.LATER, Text("terlalu banyak permintaan sekaligus", "too many requests at a time"))
NEEDS_TEMPLATE = Meaning(
    Kind.NEEDS_TEMPLATE,
    Text(
        "pelanggan tidak menulis dalam 24 jam terakhir, jadi perlu templat WhatsApp yang disetujui",
        "the customer has not written within 24 hours, so an approved WhatsApp template is needed",
    ),
)

_NO_PHONE = Meaning(Kind.BAD_ADDRESS, Text("bukan nomor yang berlaku", "not a valid number"))
_NO_MOBILE = Meaning(Kind.BAD_ADDRESS, Text("nomor ini tidak bisa menerima SMS", "this number cannot receive SMS"))
_NO_WHATSAPP = Meaning(
    Kind.BAD_ADDRESS, Text("nomor ini tidak bisa dicapai di WhatsApp", "this number cannot be reached on WhatsApp")
)
_SAID_STOP = Meaning(
    Kind.OPTED_OUT, Text("penerima tidak mau menerima pesan lagi", "the recipient wants no more messages")
)
_PHONE_OFF = Meaning(Kind.LATER, Text("ponsel tidak bisa dicapai untuk sementara", "the phone cannot be reached now"))
_TROUBLE = Meaning(
    Kind.LATER, Text("gangguan sementara di Twilio atau operator", "trouble for now at Twilio or the carrier")
)
_LIMIT = Meaning(Kind.LATER, Text("batas jumlah pesan tercapai", "the limit on messages is reached"))
_COUNTRY = Meaning(
    Kind.LATER,
    Text(
        "SMS ke negara ini belum diizinkan di konsol Twilio", "SMS to this country are not allowed in Twilio's console"
    ),
)
_SENDER = Meaning(
    Kind.ACCOUNT, Text("nomor pengirim tidak bisa dipakai di akun ini", "the sender cannot be used with this account")
)
_INACTIVE = Meaning(Kind.ACCOUNT, Text("akun Twilio tidak aktif", "the Twilio account is not active"))
_NO_ROUTE = Meaning(
    Kind.LATER, Text("pengirim ini tidak bisa mencapai nomor itu", "this sender cannot reach that number")
)
_TRIAL = Meaning(
    Kind.LATER, Text("akun percobaan: nomor belum diverifikasi", "a trial account: the number is not verified")
)
_UNREGISTERED = Meaning(
    Kind.ACCOUNT, Text("pengirim belum terdaftar di operator", "the sender is not registered with the carriers")
)
_FILTERED = Meaning(
    Kind.STOP_PROGRAM, Text("disaring sebagai spam oleh operator", "filtered as spam by the carrier or Twilio")
)
_TEMPLATE = Meaning(
    Kind.STOP_PROGRAM, Text("templat WhatsApp ini tidak bisa dipakai", "this WhatsApp template cannot be used")
)
_TEMPLATE_VALUES = Meaning(
    Kind.BAD_MESSAGE, Text("isi templat WhatsApp tidak cocok", "the values do not fit the WhatsApp template")
)
_CONTENT = Meaning(Kind.BAD_MESSAGE, Text("isi pesan tidak diterima", "the text is not accepted"))
_NO_TEXT = Meaning(Kind.BAD_MESSAGE, Text("pesannya kosong", "the message is empty"))
_TOO_LONG = Meaning(Kind.BAD_MESSAGE, Text("pesannya terlalu panjang", "the message is too long"))
_BLOCKED = Meaning(Kind.BAD_MESSAGE, Text("diblokir oleh operator", "blocked by the carrier"))
_NOT_DELIVERED = Meaning(
    Kind.BAD_MESSAGE, Text("WhatsApp memilih tidak mengantar pesan ini", "WhatsApp chose not to deliver this message")
)

CODES: dict[int, Meaning] = {
    14107: TOO_MANY,
    20003: LOGIN,
    20004: LOGIN,
    20005: _INACTIVE,
    20404: Meaning(Kind.ACCOUNT, Text("akun Twilio ini tidak ada", "there is no such Twilio account")),
    20429: TOO_MANY,
    20500: _TROUBLE,
    20503: _TROUBLE,
    21211: _NO_PHONE,
    21212: _SENDER,
    21217: _NO_PHONE,
    21265: _NO_MOBILE,
    21266: _NO_PHONE,
    21401: _NO_PHONE,
    21408: _COUNTRY,
    21601: _SENDER,
    21602: _NO_TEXT,
    21603: _SENDER,
    21604: _NO_PHONE,
    21605: _TOO_LONG,
    21606: _SENDER,
    21608: _TRIAL,
    21610: _SAID_STOP,
    21611: _LIMIT,
    21612: _NO_ROUTE,
    21614: _NO_MOBILE,
    21617: _TOO_LONG,
    21619: _NO_TEXT,
    21635: _NO_MOBILE,
    21655: _TEMPLATE,
    21656: _TEMPLATE_VALUES,
    21659: _SENDER,
    21660: _SENDER,
    21661: _SENDER,
    21701: _SENDER,
    21703: _SENDER,
    21704: _SENDER,
    21705: _SENDER,
    21910: _SENDER,
    30001: _LIMIT,
    30002: _INACTIVE,
    30003: _PHONE_OFF,
    30004: _BLOCKED,
    30005: _NO_PHONE,
    30006: _NO_MOBILE,
    30007: _FILTERED,
    30008: _TROUBLE,
    30009: _TROUBLE,
    30010: Meaning(Kind.LATER, Text("harga melebihi batas", "it would cost more than allowed")),
    30017: _TROUBLE,
    30022: _LIMIT,
    30023: _LIMIT,
    30027: _LIMIT,
    30032: _UNREGISTERED,
    30034: _UNREGISTERED,
    30035: _UNREGISTERED,
    30410: _TROUBLE,
    30500: _TROUBLE,
    63001: LOGIN,
    63002: _SENDER,
    63003: _NO_WHATSAPP,
    63005: _CONTENT,
    63007: _SENDER,
    63008: _SENDER,
    63009: _TROUBLE,
    63010: _TROUBLE,
    63012: _TROUBLE,
    63013: _CONTENT,
    63014: _SAID_STOP,
    63015: Meaning(
        Kind.LATER,
        Text("penerima belum bergabung dengan sandbox WhatsApp", "the recipient has not joined the WhatsApp sandbox"),
    ),
    63016: NEEDS_TEMPLATE,
    63018: _LIMIT,
    63020: _SENDER,
    63021: _CONTENT,
    63022: _SENDER,
    63023: _TROUBLE,
    63024: _NO_WHATSAPP,
    63027: _TEMPLATE,
    63028: _TEMPLATE_VALUES,
    63029: _TROUBLE,
    63030: _CONTENT,
    63031: _NO_WHATSAPP,
    63032: _NOT_DELIVERED,
    63033: _NOT_DELIVERED,
    63038: _LIMIT,
    63040: _TEMPLATE,
    63041: _TEMPLATE,
    63042: _TEMPLATE,
    63049: _NOT_DELIVERED,
    63051: _INACTIVE,
}


def meaning_of(code: int, status: int = 0) -> Meaning:
    """What an error code of Twilio's means; by the HTTP `status` where there is no code, or one that is not known."""
    known = CODES.get(code)
    if known is not None:
        return known
    if status in (401, 403, 404):
        return LOGIN
    return TOO_MANY if status == 429 else UNKNOWN


def detail_of(code: int, status: int = 0) -> str:
    """One line for the ledger: the code (or HTTP status) and what it means; never an address."""
    number = str(code) if code else f"HTTP {status}" if status else ""
    text = meaning_of(code, status).text.en
    return f"{number}: {text}" if number else text
