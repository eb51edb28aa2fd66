"""E-mail addresses: a pattern for the plain ones, email-validator for the rest."""

from __future__ import annotations

import re

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.values.readings import Parsed, Reading, read_column

_PLAIN = r"(?i)^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$"
_RESERVED = r"(?i)\.(?:arpa|invalid|local|localhost|onion|test)$|@.*--"
_PLAIN_LENGTH = 64
"""Addresses of at most so many characters that match _PLAIN and not _RESERVED are valid by email-validator's rules."""

_SLIPS = {
    "gmail.com": "gmail.con gmail.cm gmail.om gmail.comm gmail.co.id gmial.com gmai.com gmal.com gamil.com gnail.com "
    "gmail.co gmail.c gmaill.com gmail.vom gmailcom.com",
    "yahoo.com": "yahoo.con yahoo.cm yaho.com yahooo.com yhoo.com yahoo.comm ymail.con",
    "yahoo.co.id": "yahoo.co.od yahoo.co.ld yaho.co.id yahoo.coid yahoo.co.i yahooo.co.id",
    "hotmail.com": "hotmail.con hotmai.com hotmal.com hotmial.com hotmil.com",
    "outlook.com": "outlook.con outlok.com outloook.com",
    "icloud.com": "icloud.con iclod.com icoud.com",
}
_MEANT = {slip: domain for domain, slips in _SLIPS.items() for slip in slips.split()}
"""Mistyped domains of large providers. Nobody's customers are there, but strangers who collect mail may be."""

_WRAPPED = re.compile(r"^(?:mailto:)?(?:[^<>@]*<)?([^<>\s]+@[^<>\s]+?)>?$", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[;,/|]\s*|\s+(?:atau|dan|or|and)\s+|\s+(?=\S+@)")


def parse_emails(texts: pl.Series) -> Parsed:
    """Addresses with the domain in lower case; whether the mailbox exists is not asked.

    "mailto:" and "Name <address>" are understood. A mistyped domain of a large provider is an error with the right
    one as hint. Of several addresses in one cell the first good one is taken, with a warning.
    """
    return read_column(texts, read_email, _plain)


def read_email(text: str) -> Reading:
    """One cell: the address, or BAD_EMAIL with the address that was probably meant as hint."""
    wrapped = _WRAPPED.match(text)
    address = _valid(wrapped.group(1) if wrapped else text)
    if address is None:
        return _read_doubtful(text)
    local, _, domain = address.rpartition("@")
    if domain in _MEANT:
        return Reading(None, ProblemCode.BAD_EMAIL, f"{local}@{_MEANT[domain]}")
    return Reading(address)


def _plain(texts: pl.Series) -> pl.Series:
    text, domain = pl.col("text"), pl.col("text").str.extract(r"@(.*)$").str.to_lowercase()
    short = text.str.len_bytes() <= _PLAIN_LENGTH
    sure = short & text.str.contains(_PLAIN) & ~text.str.contains(_RESERVED) & ~domain.is_in(list(_MEANT))
    address = text.str.extract(r"^(.*@)") + domain
    return texts.to_frame("text").select(pl.when(sure).then(address)).to_series()


def _valid(text: str) -> str | None:
    """The normalised address, None when email-validator refuses it."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        return None


def _read_doubtful(text: str) -> Reading:
    several = [address for part in _SEVERAL.split(text) if "@" in part and (address := _valid(part))]
    if several and text.count("@") > 1:
        return Reading(several[0], ProblemCode.BAD_EMAIL, several[0], Severity.WARNING)
    return Reading(None, ProblemCode.BAD_EMAIL, _suggest(text))


def _suggest(text: str) -> str:
    """The address that was meant when one usual slip explains it, else ""."""
    repaired = re.sub(r"\s*[\[(]\s*at\s*[\])]\s*|\s+at\s+", "@", text, flags=re.IGNORECASE)
    repaired = re.sub(r"\s+", "", repaired).replace(",", ".").replace("@@", "@").strip(".;:<>()")
    repaired = re.sub(r"\.{2,}", ".", repaired).replace("@.", "@").replace(".@", "@")
    address = _valid(repaired)
    if address is None:
        return ""
    local, _, domain = address.rpartition("@")
    return f"{local}@{_MEANT.get(domain, domain)}"
