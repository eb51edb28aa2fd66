"""A text to start from for a new program: right as it stands, to be made one's own."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from crm_sheets.model import Medium, Program, Purpose, Repeat, Text
from crm_sheets.programs.names import PROFILES_TAB
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS

WIDTH = 112
USEFUL_OF_CUSTOMER = ("name", "city", "occupation", "hobbies", "customer_since", "register")
USEFUL_OF_PROFILE = ("tier", "last_purchase", "policies_inforce", "age", "days_since_contact")

SENTENCES = {
    Purpose.GREETING: Text(
        "Salam hangat dari kami. Semoga {{ greeting_name }} dan keluarga selalu sehat dan bahagia.",
        "Warm greetings from all of us. We wish you and your family good health and happiness.",
    ),
    Purpose.UNDERSTANDING: Text(
        "Kami ingin lebih memahami kebutuhan {{ greeting_name }}. Apa yang bisa kami bantu?",
        "We would like to understand your needs better. What can we help you with?",
    ),
    Purpose.RELATIONSHIP: Text(
        "Apa kabar? Kami berharap semuanya baik. Adakah yang bisa kami bantu?",
        "How are you? We hope that all is well. Is there anything we can do for you?",
    ),
    Purpose.SELLING: Text(
        "Ada kabar dari kami yang mungkin berguna bagi {{ greeting_name }}. Bila berkenan, kami jelaskan.",
        "We have news that may be useful to you. If you like, we will gladly tell you more.",
    ),
    Purpose.SERVICE: Text(
        "Kami ingin mengingatkan: %(topic)s, %(date)s.",
        "This is a reminder: %(topic)s, %(date)s.",
    ),
}
"""What a message says, by the purpose of its program."""

DATE = "{{ occasion_date|date }}"
SMS = Text(
    "Yth. {{ greeting_name }}, %(said)s Salam, {{ settings.company }}",
    "Dear {{ greeting_name }}, %(said)s {{ settings.company }}",
)
SMS_WAY_OUT = Text(
    ". Tidak ingin SMS lagi? WA {{ settings.reply_phone }}", ". No more SMS? WhatsApp {{ settings.reply_phone }}"
)
CHAT = Text(
    "Yth. {{ greeting_name }},\n\n%(said)s\n\nHormat kami,\n{{ settings.sender }}",
    "Dear {{ greeting_name }},\n\n%(said)s\n\nKind regards,\n{{ settings.sender }}",
)
VARIABLES = {
    False: "1: {{ greeting_name }}\n2: {{ settings.sender }}\n\n",
    True: "1: {{ greeting_name }}\n2: %(date)s\n3: {{ settings.sender }}\n\n",
}
"""What fills the gaps of a text that WhatsApp has approved, without and with the date."""

CHAT_WAY_OUT = Text(
    "\n\n_Bila tidak berkenan menerima pesan seperti ini, balas BERHENTI._",
    "\n\n_If you would rather not receive messages like this one, reply STOP._",
)
MAIL_WAY_OUT = Text(
    "\n\n--\nBila tidak berkenan menerima e-mail seperti ini, balas dengan kata BERHENTI.",
    "\n\n--\nIf you would rather not receive e-mails like this one, reply with the word STOP.",
)
WORK = Text(
    "Tujuan: %(topic)s untuk {{ greeting_name }} (%(date)s).\n\n"
    'Buka: "%(said)s"\n\n'
    "Bicarakan:\n- Kabar dan rencana {{ greeting_name }}.\n- Yang bisa kami bantu sekarang.\n\n"
    "Sesudahnya: catat hasilnya dan satu hal baru tentang {{ greeting_name }}.",
    "Aim: %(topic)s for {{ greeting_name }} (%(date)s).\n\n"
    'Open with: "%(said)s"\n\n'
    "Talk about:\n- How {{ greeting_name }} is, and what is planned.\n- What we can do to help now.\n\n"
    "Afterwards: note the outcome and one new thing about {{ greeting_name }}.",
)
NOTE = Text(
    'Program "%(topic)s". Gantilah kalimatnya dengan kalimat Anda sendiri; catatan ini tidak ikut terkirim. Yang bisa '
    "dipakai: greeting_name, occasion_date, owner, settings.company, settings.sender, %(fields)s.",
    'The program "%(topic)s". Put it into your own words; this note is not sent. What can be used: greeting_name, '
    "occasion_date, owner, settings.company, settings.sender, %(fields)s.",
)


def starting_text(program: Program, medium: Medium, language: str) -> str:
    """The contents of a template file for one medium and language ("id", "en").

    It holds a note with the fields that the program's occasion offers, and for what is no service the way out.
    """
    parts = {"topic": _harmless(program.name), "date": DATE}
    said = SENTENCES[program.purpose].in_language(language) % parts
    if medium is Medium.SMS and not said.startswith("{"):
        said = said[0].lower() + said[1:]
    text = _body(program, medium, language) % {**parts, "said": said}
    return f"{_note(program, medium, language)}\n{text}\n"


def _body(program: Program, medium: Medium, language: str) -> str:
    optional = program.purpose is not Purpose.SERVICE
    if medium is Medium.SMS:
        return SMS.in_language(language) + (SMS_WAY_OUT.in_language(language) if optional else "")
    if medium is Medium.WHATSAPP:
        return (
            VARIABLES[program.purpose is Purpose.SERVICE]
            + CHAT.in_language(language)
            + (CHAT_WAY_OUT.in_language(language) if optional else "")
        )
    if medium is Medium.EMAIL:
        letter = CHAT.in_language(language) + (MAIL_WAY_OUT.in_language(language) if optional else "")
        return f"Subject: %(topic)s\n\n{letter}"
    return WORK.in_language(language)


def _note(program: Program, medium: Medium, language: str) -> str:
    """A comment that no message shows."""
    words = {"topic": _harmless(program.name), "fields": ", ".join(_fields(program, medium, language))}
    return fill("{# " + NOTE.in_language(language) % words + " #}", WIDTH, subsequent_indent="   ")


def _fields(program: Program, medium: Medium, language: str) -> Iterator[str]:
    tab = TABS.get(program.occasion.partition(".")[0]) if program.repeat is not Repeat.CALENDAR else None
    if tab is not None and tab.name != "customers":
        for name, column in tab.by_name.items():
            if not (column.sensitive and medium is Medium.SMS):
                yield f"subject.{name} ({column.label.in_language(language)})"
    customers = TABS["customers"].by_name
    for name in USEFUL_OF_CUSTOMER:
        yield f"customer.{name} ({customers[name].label.in_language(language)})"
    for name in USEFUL_OF_PROFILE:
        yield f"{PROFILES_TAB.removesuffix('s')}.{name} ({PROFILE_LABELS[name].in_language(language)})"


def _harmless(name: str) -> str:
    """The program's name without signs that a template would take for its own."""
    return " ".join("".join(" " if sign in "{}#%" else sign for sign in name).split())
