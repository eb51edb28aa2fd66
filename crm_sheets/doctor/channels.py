"""What happens to messages: files, or live with which medium by whom; and what the programs lack for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_sheets.carriers import live_media
from crm_sheets.doctor.contents import some
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, ok, together, warning
from crm_sheets.model import Medium, Program, Text
from crm_sheets.schema.choices import CHANNELS

LABELS = {choice.value: choice.label for choice in CHANNELS}
GUIDE = "docs/going-live.md"
FILES = Text(
    "Pesan ditulis ke berkas; tidak ada yang dikirim ke siapa pun",
    "Messages are written to files; nothing is sent to anybody",
)
NO_WAY = Text(
    "live = true, tetapi belum ada saluran: tidak ada pesan yang bisa keluar.",
    "live = true, but no channel is set up: no message can go out.",
)
SET_UP = Text(
    f"Isi pengirim di [twilio] atau [mail] di crm.toml ({GUIDE}).",
    f"Fill in a sender under [twilio] or [mail] in crm.toml ({GUIDE}).",
)
DEAF = Text(
    "Tidak ada [mailbox]: yang menjawab BERHENTI lewat e-mail tidak terdengar.",
    "There is no [mailbox]: who answers STOP by e-mail is not heard.",
)
LISTEN = Text(
    "Isi [mailbox], atau baca kotak surat itu setiap hari sebelum pesan keluar.",
    "Fill in [mailbox], or read that mailbox every day before messages go out.",
)
NO_REPLY_PHONE = Text(
    "SMS keluar, tetapi reply_phone di tab Pengaturan kosong: penerima tidak tahu ke mana minta berhenti.",
    "SMS go out, but reply_phone in the Settings tab is blank: recipients cannot know where to ask us to stop.",
)


def channels(examination: Examination) -> Finding:
    """By which ways messages go out, and what is missing for the programs that are active."""
    workspace = examination.workspace
    if not workspace.settings.live:
        return ok(*FILES)
    media = [medium for medium in live_media(workspace) if medium.is_message]
    if not media:
        return warning(NO_WAY, SET_UP)
    lacking = list(_lacking(examination, media)) if examination.has_read else []
    return together([_carried(examination, media), *_unheard(examination, media), *lacking])


def _carried(examination: Examination, media: Sequence[Medium]) -> Finding:
    """Live, and which medium by whom."""
    phones = [LABELS[medium] for medium in (Medium.SMS, Medium.WHATSAPP) if medium in media]
    ways = []
    if phones:
        ways.append(Text(*(f"{_and(phones, language)} {_by(language)} Twilio" for language in ("id", "en"))))
    if Medium.EMAIL in media:
        host = examination.workspace.settings.mail.host
        ways.append(Text(f"e-mail lewat {host}", f"e-mail by {host}"))
    return ok(
        f"Langsung ke orang: {', '.join(way.id for way in ways)}", f"Live, to people: {', '.join(w.en for w in ways)}"
    )


def _and(labels: Sequence[Text], language: str) -> str:
    return {"id": " dan ", "en": " and "}[language].join(label.in_language(language) for label in labels)


def _by(language: str) -> str:
    return {"id": "lewat", "en": "by"}[language]


def _unheard(examination: Examination, media: Sequence[Medium]) -> Iterator[Finding]:
    if Medium.EMAIL in media and not examination.workspace.settings.mailbox.host:
        yield warning(DEAF, LISTEN)


def _lacking(examination: Examination, media: Sequence[Medium]) -> Iterator[Finding]:
    """What the workbook's programs and settings lack for these media."""
    programs, settings = examination.day.programs, examination.day.settings
    for medium in Medium:
        if medium.is_message and medium not in media:
            yield from _without_channel(medium, programs)
    if Medium.WHATSAPP in media:
        yield from _without_template(examination, programs)
    can_answer = examination.workspace.settings.twilio.sms_replies
    if Medium.SMS in media and not (can_answer or settings.reply_phone.strip()):
        yield warning(NO_REPLY_PHONE, Text("Isi reply_phone.", "Fill in reply_phone."))


def _without_channel(medium: Medium, programs: Sequence[Program]) -> Iterator[Finding]:
    """The programs that would use a medium that is not set up."""
    names = some(program.name for program in programs if medium in program.media)
    label = LABELS[medium]
    if names:
        yield warning(
            Text(
                f"{label.id} belum disiapkan, tetapi dipakai oleh {names}.",
                f"{label.en} is not set up, but used by {names}.",
            ),
            Text(
                f"Isi pengirim {label.id} di crm.toml, atau hapus dari kolom Saluran program itu.",
                f"Fill in the sender for {label.en} in crm.toml, or take it out of these programs' channels.",
            ),
        )


def _without_template(examination: Examination, programs: Sequence[Program]) -> Iterator[Finding]:
    """The WhatsApp texts that can go out only within a day after the customer wrote."""
    from crm_sheets.render.approved import without_approved

    book, team = examination.book, examination.day.settings
    spoken = book.table("customers")["language"].drop_nulls().unique().sort().to_list()
    languages = list(dict.fromkeys([team.language, *spoken]))
    workspace = examination.workspace
    names = without_approved(workspace.templates, programs, languages, workspace.settings.twilio.content)
    if names:
        yield warning(
            Text(
                f"Tanpa templat WhatsApp yang disetujui: {some(names)}. Pesannya hanya bisa keluar dalam 24 jam "
                "sesudah pelanggan menulis.",
                f"Without an approved WhatsApp template: {some(names)}. They can go out only within 24 hours after "
                "the customer wrote.",
            ),
            Text(
                f"Daftarkan teksnya di Twilio, lalu tulis id-nya (HX...) di [twilio.content] ({GUIDE}).",
                f"Register their texts with Twilio, then write the ids (HX...) under [twilio.content] ({GUIDE}).",
            ),
        )
