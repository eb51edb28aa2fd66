"""The peer's reading of single cells: a function for each kind of column, on what openpyxl gives."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

FORMULA_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"}
MONTH_NAMES = (
    "jan januari january",
    "feb februari february peb pebruari",
    "mar maret march mrt",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agt agu ags agts agst agust agustus aug august",
    "sep sept september",
    "okt oktober oct october",
    "nov november nop nopember",
    "des desember dec december",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
YES = {"ya", "y", "yes", "iya", "true", "t", "benar", "betul", "1", "x", "v", "ok", "sudah", "✓", "✔", "☑"}
NO = {"tidak", "tdk", "no", "n", "false", "f", "salah", "0", "belum", "bukan", "✗", "✘", "☐"}
SCALE_WORDS = {
    1e3: "rb ribu k thousand",
    1e6: "jt juta jutaan million mio mln",
    1e9: "miliar milyar miliard mlyr milliar billion bn",
    1e12: "t triliun trilyun trilion trillion",
}
SCALES = {word: scale for scale, words in SCALE_WORDS.items() for word in words.split()}
MISTYPED = (
    "gmail.con gmail.cm gmail.co gmial.com gmai.com gmal.com gamil.com yahoo.con yaho.com yahooo.com yahoo.coid "
    "hotmail.con hotmai.com outlook.con outlok.com icloud.con"
)
MISTYPED_DOMAINS = frozenset(MISTYPED.split())
EPOCH = date(1899, 12, 30)
SEPARATOR = r"[\s\-/.,]*"
YEAR_FIRST = re.compile(r"(\d{4})[\s\-/.,]+(\d{1,2})[\s\-/.,]+(\d{1,2})")
DAY_FIRST = re.compile(rf"(\d{{1,2}}){SEPARATOR}(\d{{1,2}}|[a-z]+){SEPARATOR}'?(\d{{4}}|\d{{2}})")
MONTH_YEAR = re.compile(rf"(\d{{1,2}}|[a-z]+){SEPARATOR}'?(\d{{4}}|(?<=\D)\d{{2}})")


class BadCell(Exception):
    """A cell that cannot be used, or (with a value) one to look at."""

    def __init__(self, code: str, value: Any = None) -> None:
        super().__init__(code)
        self.code, self.value = code, value


def read_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def read_name(cell: Any) -> str:
    return " ".join(read_text(cell).split())


# --- telephone and e-mail


def read_phone(cell: Any) -> tuple[str, str]:
    """The number as E.164 and its kind."""
    text = read_text(cell)
    if re.fullmatch(r"\+?\d(?:[.,]\d+)?\s*e\s*\+?\d{1,2}", text, re.IGNORECASE):
        raise BadCell("lost_digits")
    text = re.sub(r"\b(?:hp|no|wa|whatsapp|telp?|telepon|kantor|rumah)\b[.:\s]*", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:atau|dan|or|and)\b", "/", text, flags=re.IGNORECASE)
    if re.search(r"[^\W\d_]", text):
        raise BadCell("bad_phone")
    parts = [part for part in re.split(r"[/;,|&]", text) if any(map(str.isdigit, part))]
    numbers = [number for part in parts if (number := parse_phone(part))]
    if not numbers:
        raise BadCell("bad_phone")
    first_mobile = next((number for number in numbers if number[1] == "mobile"), numbers[0])
    if len(parts) > 1:
        raise BadCell("two_numbers", first_mobile)
    return numbers[0]


def parse_phone(text: str) -> tuple[str, str] | None:
    text = text.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    elif text.startswith("62"):
        text = f"+{text}"
    try:
        number = phonenumbers.parse(text, "ID")
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.number_type(number)
    kinds = {PhoneNumberType.FIXED_LINE: "landline", PhoneNumberType.MOBILE: "mobile"}
    kinds[PhoneNumberType.FIXED_LINE_OR_MOBILE] = "mobile"
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), kinds.get(kind, "other")


def read_email(cell: Any) -> str:
    text = read_text(cell).removeprefix("mailto:")
    in_brackets = re.search(r"<([^<>]+@[^<>]+)>", text)
    try:
        address = validate_email(in_brackets[1] if in_brackets else text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise BadCell("bad_email") from None
    if address.rpartition("@")[2] in MISTYPED_DOMAINS:
        raise BadCell("bad_email")
    return address


def read_zone(cell: Any) -> str:
    text = read_text(cell)
    if text not in available_timezones():
        raise BadCell("bad_zone")
    return text


# --- dates


def read_date(cell: Any, as_of: date, *, past: bool, birth: bool) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 10_000 <= cell < 100_000:
        return EPOCH + timedelta(days=int(cell))
    year, month, day, digits = split_date(read_text(cell))
    if digits == 4:
        return calendar_day(year, month, day)
    newest = century(year, as_of, past=past or birth)
    found = calendar_day(newest, month, day)
    if birth and found > as_of:
        found = calendar_day(newest - 100, month, day)
    if birth and as_of.year - (found.year - 100) <= 110:
        raise BadCell("ambiguous_date", found)
    return found


@lru_cache(maxsize=100_000)
def split_date(text: str) -> tuple[int, int, int, int]:
    """Year, month, day, and the digits of the year as typed."""
    text = re.sub(r"[\sT]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?$", "", text).casefold()
    if match := YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3]), 4
    if match := DAY_FIRST.fullmatch(text):
        month = int(match[2]) if match[2].isdigit() else MONTHS.get(match[2], 0)
        return int(match[3]), month, int(match[1]), len(match[3])
    raise BadCell("bad_date")


def century(year: int, as_of: date, *, past: bool) -> int:
    latest = as_of.year + (0 if past else 30)
    return latest - (latest - year) % 100


def calendar_day(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2199:
        raise BadCell("bad_date")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell("bad_date") from None


def read_month(cell: Any, as_of: date, *, past: bool) -> date:
    """The last day of the month."""
    match = MONTH_YEAR.fullmatch(read_text(cell).casefold()) if isinstance(cell, str) else None
    if match is None:
        found = read_date(cell, as_of, past=past, birth=False)
    else:
        month = int(match[1]) if match[1].isdigit() else MONTHS.get(match[1], 0)
        year = int(match[2]) if len(match[2]) == 4 else century(int(match[2]), as_of, past=past)
        found = calendar_day(year, month, 1)
    return found.replace(day=monthrange(found.year, found.month)[1])


def read_datetime(cell: Any, as_of: date) -> datetime:
    if isinstance(cell, datetime):
        return cell
    day = read_date(cell, as_of, past=False, birth=False)
    return datetime(day.year, day.month, day.day)


# --- numbers


def read_amount(cell: Any, code: str, *, money: bool) -> float:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    value = parse_amount(read_text(cell), money=money)
    if value is None:
        raise BadCell(code)
    return value


@lru_cache(maxsize=100_000)
def parse_amount(text: str, *, money: bool) -> float | None:
    text = re.sub(r"^(?:rp|idr|rupiah)\.?\s*(?=[\d-])|(?<=\d)\s*[,.]\s*[-=]{1,2}$", "", text.casefold().strip())
    text = re.sub(r"^(?:rp|idr|rupiah)\.?\s*(?=[\d-])", "", text)
    sign = -1 if text.startswith(("-", "(")) else 1
    text = text.strip("()- ").removeprefix("+")
    scaled = re.fullmatch(r"(.*\d)\s*([a-z]+)\.?", text)
    if scaled:
        scale, text, money = SCALES.get(scaled[2]), scaled[1], False
    else:
        scale = 1.0
    number = parse_number(text, money=money)
    return None if scale is None or number is None else round(sign * number * scale, 4)


def parse_number(text: str, *, money: bool) -> float | None:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text) and money:
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", "."))
    return None


def read_integer(cell: Any) -> int:
    value = read_amount(cell, "bad_number", money=True)
    if value != round(value):
        raise BadCell("bad_number")
    return int(value)


def read_percent(cell: Any) -> float:
    if isinstance(cell, str):
        bare = re.sub(r"\s*(?:%|persen|percent)$", "", cell.casefold().strip())
        value = read_amount(bare, "bad_percent", money=False)
        return value / 100 if bare != cell.casefold().strip() or abs(value) > 1 else value
    value = read_amount(cell, "bad_percent", money=False)
    return value / 100 if abs(value) > 1 else value


# --- choices


def read_yes_no(cell: Any) -> bool:
    text = read_text(cell).casefold().strip(" .!")
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadCell("bad_yes_no")


@lru_cache(maxsize=10_000)
def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def read_choice(cell: Any, spellings: dict[str, str]) -> str:
    value = spellings.get(letters(read_text(cell)))
    if value is None:
        raise BadCell("bad_choice")
    return value


def read_choices(cell: Any, spellings: dict[str, str]) -> str:
    parts = [part for part in re.split(r"[,;/&+\n]|\bdan\b|\band\b", read_text(cell)) if part.strip()]
    return ", ".join(dict.fromkeys(read_choice(part, spellings) for part in parts))


def reader(column: dict[str, Any], as_of: date) -> Callable[[Any], Any]:
    """The function for the cells of a column."""
    past, spellings = column["past"], column["choices"]
    readers = {
        "name": read_name,
        "phone": read_phone,
        "email": read_email,
        "zone": read_zone,
        "date": partial(read_date, as_of=as_of, past=past, birth=column["name"] == "birth_date"),
        "month": partial(read_month, as_of=as_of, past=past),
        "datetime": partial(read_datetime, as_of=as_of),
        "money": partial(read_amount, code="bad_money", money=True),
        "number": partial(read_amount, code="bad_number", money=False),
        "integer": read_integer,
        "percent": read_percent,
        "yes_no": read_yes_no,
        "choice": partial(read_choices if column["many"] else read_choice, spellings=spellings),
    }
    return readers.get(column["kind"], read_text)
