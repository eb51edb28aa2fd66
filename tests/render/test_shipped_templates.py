"""The templates that come with the product say the right thing for every program of the sample, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import browse
from docs_scripts import docs_script
from message_samples import SETTINGS
from small_books import book_of

from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat, SkipReason
from crm_sheets.render import Renderer, RenderProblem, check_templates
from crm_sheets.sample.programs import PROGRAMS
from crm_sheets.schema import TABS
from crm_sheets.sms import measure
from crm_sheets.template_files import template_loader

FOLDER = Path(__file__).resolve().parents[2] / "templates"
TODAY = date(2026, 11, 20)
LANGUAGES = ("id", "en")


def _programs() -> tuple[Program, ...]:
    return tuple(map(docs_script("make_whatsapp").program_of, PROGRAMS))


SAMPLE = _programs()
BY_ID = {program.program_id: program for program in SAMPLE}
FULL = {
    "customers": {
        "customer_id": "P-0012",
        "name": "Drs. Budi Santoso",
        "salutation": "Bapak",
        "birth_date": date(1980, 11, 20),
        "customer_since": date(2021, 11, 20),
        "hobbies": "memancing",
        "likes": "kopi Gayo",
        "dislikes": "durian",
        "occupation": "guru",
        "address": "Jl. Melati 5",
        "city": "Bandung",
    },
    "family": {"family_id": "K-1", "name": "Rani Santoso", "relation": "child", "birth_date": date(2015, 11, 20)},
    "policies": {
        "policy_id": "POL-2021-0012",
        "premium": 1_250_000.0,
        "next_due": date(2026, 11, 23),
        "due_on": date(2026, 11, 23),
        "days_overdue": 12,
        "grace_ends": date(2027, 1, 7),
        "debit_failed": date(2026, 11, 20),
        "reinstated_on": date(2026, 11, 19),
        "hospital_cover_from": date(2026, 12, 19),
        "illness_cover_from": date(2027, 11, 19),
        "issue_date": date(2026, 10, 21),
        "product_name": "Sehat Keluarga",
        "fund_name": "Sentosa Saham Dinamis",
        "nav": 1612.3456,
        "nav_date": date(2026, 11, 18),
        "nav_fall": 0.1288,
        "nav_alarm_on": date(2026, 11, 18),
        "fund_value": 62_000_000.0,
        "payment_frequency": "quarterly",
        "payment_method": "credit_card",
        "card_expiry": date(2026, 12, 31),
    },
    "transactions": {"transaction_id": "T-1", "date": date(2026, 11, 17), "amount": 250_000.0},
    "profiles": {"last_purchase": date(2025, 11, 20)},
    "deals": {"deal_id": "D-1", "name": "Dana pendidikan", "stage": "proposal", "value": 12e6, "notes": "tunggu bonus"},
    "complaints": {
        "complaint_id": "A-3",
        "category": "delivery",
        "opened_date": date(2026, 11, 10),
        "resolved_date": date(2026, 11, 18),
        "description": "Datang terlambat",
    },
    "attendance": {
        "attendance_id": "E-1~P-0012",
        "event_name": "Seminar gula darah",
        "event_date": date(2026, 12, 4),
        "event_place": "Kantor Bandung",
    },
    "surveys": {"survey_id": "N-1", "date": date(2026, 11, 17), "score": 4, "answer": "Terlalu lama menunggu"},
    "referrals": {"referral_id": "Y-1", "date": date(2026, 11, 19), "referred_name": "Lestari Puspa"},
    "improvements": {
        "improvement_id": "M-1",
        "applied_date": date(2026, 11, 13),
        "feedback": "Ucapan terasa kaku",
        "new_method": "Gaya akrab bagi yang memilihnya",
    },
    "queue": {
        "key": "premium_call|POL-1|2026-11",
        "reason": "Telepon jatuh tempo premi",
        "outcome": "not_reached",
        "outcome_date": date(2026, 11, 18),
        "notes": "Minta ditelepon sore",
        "script": "Tujuan: mengingatkan dengan ramah.",
    },
}
GIFT = {"budget": 240_000.0, "ideas": [{"name": "Kotak umpan", "price": 175_000.0, "reason": "memancing"}]}
FUNDS = [
    {
        "name": "Sentosa Saham Dinamis",
        "type": "equity",
        "nav": 1612.3456,
        "nav_date": date(2026, 11, 18),
        "month_change": -0.1123,
        "value": 62_000_000.0,
    },
    {
        "name": "Sentosa Pasar Uang",
        "type": "money_market",
        "nav": 1220.5,
        "nav_date": date(2026, 11, 18),
        "month_change": 0.0031,
        "value": 4_000_000.0,
    },
]
NEEDED = {
    "customers": ("customer_id", "name", "customer_since", "birth_date"),
    "family": ("family_id", "name", "birth_date"),
    "policies": (
        "policy_id",
        "premium",
        "due_on",
        "grace_ends",
        "card_expiry",
        "debit_failed",
        "reinstated_on",
        "hospital_cover_from",
        "illness_cover_from",
        "issue_date",
    ),
    "deals": ("deal_id", "name"),
    "complaints": ("complaint_id", "opened_date", "resolved_date"),
    "attendance": ("attendance_id", "event_name", "event_date"),
    "surveys": ("survey_id", "date"),
    "referrals": ("referral_id", "date"),
    "queue": ("key",),
}
"""What must be there for a message to make sense; everything else may be blank."""
PROFILE = {
    "tier": "Platinum",
    "policies_inforce": 2,
    "premium_yearly": 26e6,
    "last_purchase": date(2026, 9, 1),
}
CASES = [
    (program.program_id, medium, language) for program in SAMPLE for medium in program.media for language in LANGUAGES
]


def facts(program: Program, *, sparse: bool, **customer: Any) -> dict[str, Any]:
    tab = program.occasion.split(".")[0] if program.repeat is not Repeat.CALENDAR else "customers"

    def row(name: str) -> dict[str, Any]:
        wanted = NEEDED.get(name, tuple(FULL[name])) if sparse else tuple(FULL[name])
        blanks = dict.fromkeys(TABS[name].by_name) if name in TABS else {}
        return {**blanks, **{column: FULL[name][column] for column in wanted}}

    profile = dict.fromkeys(PROFILES) if sparse else {**dict.fromkeys(PROFILES), **PROFILE}
    person = {**row("customers"), **customer}
    subject = person if tab == "customers" else row(tab)
    one = {**dict.fromkeys(FUNDS[1]), "name": FUNDS[1]["name"], "nav": FUNDS[1]["nav"]}
    money = {"gift": {"budget": None, "ideas": []}, "funds": [one]} if sparse else {"gift": GIFT, "funds": FUNDS}
    return {"customer": person, "profile": profile, "subject": subject, **money}


RENDERER = Renderer(template_loader([FOLDER]), SETTINGS)
APPROVED = Renderer(
    template_loader([FOLDER]),
    SETTINGS,
    contents={f"{program.program_id}.{language}": "HX" + "0" * 32 for program in SAMPLE for language in LANGUAGES},
)
"""As for a team whose WhatsApp texts are all registered."""


def write(
    program_id: str,
    medium: Medium,
    language: str,
    *,
    sparse: bool = False,
    late: int = 0,
    renderer: Renderer = RENDERER,
    **customer: Any,
) -> Message:
    program = BY_ID[program_id]
    contact = Contact(
        program=program,
        subject="X",
        customer_id="P-0012",
        customer_name="Drs. Budi Santoso",
        occasion_date=TODAY - timedelta(days=late),
        period="2026",
        due_date=TODAY,
        medium=medium,
        address="budi@example.com" if medium is Medium.EMAIL else "+6281200000012",
        language=language,
        owner="" if sparse else "Rina",
        facts=facts(program, sparse=sparse, **customer),
    )
    return renderer.render(contact, TODAY)


def test_no_program_of_the_sample_has_a_template_problem() -> None:
    loader = template_loader([FOLDER])
    assert check_templates(loader, SAMPLE, book_of(programs=[]), profile_fields=PROFILES.names()) == []


def test_every_template_of_every_medium_is_there_in_both_languages() -> None:
    there = {path.name for path in FOLDER.glob("*.*.*.txt") if ".familiar." not in path.name}
    of_the_desk = {
        f"{note}.{medium}.{language}.txt"
        for note in ("acknowledgement", "survey_thanks")
        for medium in ("email", "whatsapp")
        for language in LANGUAGES
    }
    of_programs = {f"{program}.{medium.value}.{language}.txt" for program, medium, language in CASES}
    of_the_desk |= {f"call_request.call.{language}.txt" for language in LANGUAGES}
    assert there == of_programs | of_the_desk


@pytest.mark.parametrize(("program_id", "medium", "language"), CASES)
@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
@pytest.mark.parametrize("register", [None, "familiar"], ids=["formal", "familiar"])
def test_every_message_reads_well_with_full_and_with_sparse_facts(
    program_id: str, medium: Medium, language: str, sparse: bool, register: str | None
) -> None:
    message = write(program_id, medium, language, sparse=sparse, register=register)
    for text in (message.text, message.subject_line):
        assert not re.search(r"\{\{|\}\}|\{%|%\}|None|  | ,| \.(?!\.)|\(\)|,,|\.\.$|\n\n\n", text), text
    assert "Budi" in message.text
    assert "Drs" not in message.text or medium is Medium.GIFT
    assert "—" not in message.text
    assert bool(message.html) == bool(message.subject_line) == (medium is Medium.EMAIL)


def test_a_text_for_friends_stands_beside_one_for_everybody() -> None:
    friends = list(FOLDER.glob("*.familiar.txt"))
    assert len(friends) > 10
    assert all((FOLDER / path.name.replace(".familiar", "")).exists() for path in friends)


@pytest.mark.parametrize(("program_id", "medium", "language"), [case for case in CASES if case[1] is Medium.SMS])
@pytest.mark.parametrize("register", [None, "familiar"], ids=["formal", "familiar"])
def test_an_sms_is_one_segment_of_the_cheap_alphabet_with_ordinary_names(
    program_id: str, medium: Medium, language: str, register: str | None
) -> None:
    size = measure(write(program_id, medium, language, register=register, salutation="Bapak").text)
    assert (size.encoding, size.segments) == ("gsm7", 1)


@pytest.mark.parametrize(("program_id", "medium", "language"), [case for case in CASES if case[1] is Medium.SMS])
def test_an_sms_is_two_segments_at_most_with_long_names(program_id: str, medium: Medium, language: str) -> None:
    assert measure(write(program_id, medium, language, name="Klinik Pratama Sumber Sehat Sejahtera").text).segments <= 2


@pytest.mark.parametrize(("program_id", "medium", "language"), [case for case in CASES if case[1].is_message])
def test_messages_that_are_no_service_carry_a_way_out(program_id: str, medium: Medium, language: str) -> None:
    text = write(program_id, medium, language).text
    word = {"id": "BERHENTI", "en": "STOP"}[language]
    way_out = "0811-0000-9000" if medium is Medium.SMS else word
    if BY_ID[program_id].purpose is not Purpose.SERVICE:
        assert way_out in text.split("\n")[-1]
    elif medium is not Medium.SMS:
        assert word not in text


@pytest.mark.parametrize(("program_id", "medium", "language"), [case for case in CASES if case[1] is Medium.SMS])
def test_a_shipped_sms_needs_no_way_out_added(program_id: str, medium: Medium, language: str) -> None:
    live = Renderer(template_loader([FOLDER]), SETTINGS, needs_way_out=True)
    assert write(program_id, medium, language, renderer=live) == write(program_id, medium, language)


def registered(message: Message) -> str:
    """The text as it would be registered."""
    assert message.content is not None
    return docs_script("make_whatsapp").registered_text(message.text, message.content.variables)


@pytest.mark.parametrize(
    ("program_id", "language"),
    [(program, language) for program, medium, language in CASES if medium is Medium.WHATSAPP],
)
def test_a_whatsapp_text_that_is_registered_is_the_same_for_everybody(program_id: str, language: str) -> None:
    """What people read in the Outbox is then, word for word, what the provider sends."""
    texts = {
        registered(
            write(
                program_id,
                Medium.WHATSAPP,
                language,
                renderer=APPROVED,
                register=tone,
                late=late,
                sparse=sparse,
                **more,
            )
        )
        for tone in (None, "familiar")
        for late in (0, 2)
        for sparse in (False, True)
        for more in ({}, {"customer_since": date(2025, 11, 20)}, {"customer_since": TODAY}, {"name": "PT Maju"})
    }
    (text,) = texts
    assert not re.search(r"^\{\{|\}\}\W*$|\}\}\s*\{\{", text), (
        "a provider refuses variables at the ends or side by side"
    )
    assert len(text) < 1024
    assert "Budi" not in text


def test_an_approved_text_differs_from_the_usual_one_only_in_its_variants() -> None:
    for program_id in ("winback", "birthday_family"):
        usual, approved = (
            write(program_id, Medium.WHATSAPP, "id", renderer=renderer, sparse=True)
            for renderer in (RENDERER, APPROVED)
        )
        assert (usual.text, usual.content) == (approved.text, None)


def test_an_sms_greeting_without_a_way_out_does_not_go() -> None:
    renderer = Renderer(template_loader([FOLDER]), replace(SETTINGS, reply_phone=""))
    program = BY_ID["birthday_customer"]
    contact = Contact(
        program, "X", "P1", "Budi", TODAY, "2026", TODAY, Medium.SMS, "+62812", "id", "", facts(program, sparse=False)
    )
    with pytest.raises(RenderProblem) as caught:
        renderer.render(contact, TODAY)
    assert (caught.value.reason, caught.value.detail) == (SkipReason.MISSING_VALUE, "settings.reply_phone")
    service = replace(contact, program=BY_ID["premium_monthly"], facts=facts(BY_ID["premium_monthly"], sparse=False))
    assert renderer.render(service, TODAY).text.endswith("Mitra Sehat Sentosa")


def test_what_matters_is_in_the_message() -> None:
    sms = write("premium_monthly", Medium.SMS, "id").text
    assert all(part in sms for part in ("Bapak Budi", "POL-2021-0012", "Rp1.250.000", "23 November 2026"))
    call = write("premium_call", Medium.CALL, "en").text
    assert all(part in call for part in ("Mr Budi", "IDR 1,250,000 (quarterly)", "Monday, 23 November 2026", "Rina"))
    card = write("card_expiry", Medium.EMAIL, "id")
    assert "Desember 2026" in card.text
    assert "jangan mengirim nomor kartu" in card.text
    years = write("relationship_anniversary", Medium.EMAIL, "en").text
    assert "5 years ago, on 20 November 2021" in years
    gift = write("birthday_gift", Medium.GIFT, "id").text
    assert all(part in gift for part in ("memancing", "kopi Gayo", "Hindari: durian", "Jl. Melati 5, Bandung"))


def test_a_greeting_is_true_on_the_day_of_its_tick_and_on_the_day_it_goes_out() -> None:
    for late, day in ((0, "20 November"), (1, "19 November")):
        said = write("birthday_family", Medium.WHATSAPP, "id", late=late).text
        assert f"{day} adalah hari ulang tahun Rani." in said
        assert f"{day} is Rani's birthday." in write("birthday_family", Medium.EMAIL, "en", late=late).text
    for medium, language, apology in ((Medium.WHATSAPP, "id", "terlambat"), (Medium.EMAIL, "en", "late")):
        assert apology not in write("birthday_customer", medium, language).text
        assert apology in write("birthday_customer", medium, language, late=1).text


def test_the_register_changes_the_tone() -> None:
    assert write("birthday_customer", Medium.EMAIL, "id").text.startswith("Yth. Bapak Budi")
    assert write("birthday_customer", Medium.EMAIL, "id", register="familiar").text.startswith("Halo Pak Budi")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "background", "action")]
        if tag not in ("meta", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def emails() -> Iterator[tuple[str, str]]:
    for program_id, medium, language in CASES:
        if medium is Medium.EMAIL:
            yield program_id, language


@pytest.mark.parametrize(("program_id", "language"), list(emails()))
def test_the_html_of_an_email_says_the_same_and_asks_nobody_for_anything(program_id: str, language: str) -> None:
    message = write(program_id, Medium.EMAIL, language, name="Budi <b>& co")
    tags = Tags()
    tags.feed(message.html)
    assert tags.open == []
    assert tags.addresses == []
    assert "<script" not in message.html
    assert "url(" not in message.html
    words = re.sub(r"&#?\w+;|<[^>]*>|\s", "", message.html.split("</h1>")[1])
    expected = re.sub(r"[<>&'\"]|\s", "", message.text.replace("--\n", ""))
    assert expected in re.sub(r"[<>&'\"]", "", words)


FRAMES = """
<body>{frames}<script>
addEventListener('load', () => {{
  const pages = [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument.documentElement);
  document.body.dataset.result = pages.map((page) => page.scrollWidth - page.clientWidth).join(' ');
}});
</script></body>
"""


def test_a_browser_shows_an_email_within_a_phone_and_a_window(tmp_path: Path) -> None:
    """Nothing has to be scrolled sideways, not even for a word without end."""
    long = write("winback", Medium.EMAIL, "id", name="W" * 150)
    pages = [write("birthday_customer", Medium.EMAIL, "id").html, long.html]
    frames = "".join(
        f'<iframe style="width:{width}px" srcdoc="{escape(html)}"></iframe>'
        for width in (300, 360, 600)
        for html in pages
    )
    dumped = browse(FRAMES.format(frames=frames), tmp_path, "--dump-dom")
    result = re.search(r'data-result="([^"]*)"', dumped)
    assert result is not None
    assert result[1].split() == ["0"] * 6
