"""The mail server: as far as the sender, and never a recipient; and the key that signs mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_sheets.carriers import mail_password
from crm_sheets.doctor.contents import some
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, failed, ok
from crm_sheets.doctor.secret_files import file_fault, secret_fault
from crm_sheets.model import Text
from crm_sheets.private_files import read_private

if TYPE_CHECKING:
    from crm_sheets.channels.smtp.opening import NotOpened
    from crm_sheets.channels.smtp.probe import Probed
    from crm_sheets.server_settings import MailSettings

VARIABLE = "CRM_SHEETS_MAIL__PASSWORD"
SHOWN = ("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8")
"""The offers of a mail server that change how mails go out."""
LONGEST = 20
"""Characters of what a server says about one offer."""

TROUBLES = {
    "connection": "Server e-mail tidak terjangkau",
    "greeting": "Server e-mail tidak mau melayani",
    "certificate": "Sertifikat server e-mail tidak berlaku",
    "STARTTLS": "Tidak ada enkripsi dengan server e-mail",
    "login": "Server e-mail menolak loginnya",
}
"""In Indonesian, by the step at which it ended; the error itself says it in English."""
REMEDIES = {
    "connection": Text(
        "Periksa host, port dan jaringan; port 465 untuk tls, 587 untuk starttls.",
        "Check host, port and the network; 465 is the port for tls, 587 for starttls.",
    ),
    "greeting": Text(
        "Coba lagi nanti; kalau tetap, tanyakan kepada penyedianya.", "Try again later; if it stays, ask its provider."
    ),
    "certificate": Text(
        "Tulis host seperti di sertifikatnya. Server sendiri: perbarui sertifikatnya, atau sebutkan otoritasnya dengan "
        "SSL_CERT_FILE.",
        "Write host as its certificate names it. A server of your own: renew the certificate, or name its authority "
        "with SSL_CERT_FILE.",
    ),
    "STARTTLS": Text(
        'Cocokkan security dan port: "tls" dengan 465, "starttls" dengan 587.',
        'Make security and port fit: "tls" with 465, "starttls" with 587.',
    ),
    "login": Text(
        f"Periksa user dan kata sandinya ({VARIABLE} atau password_file); banyak penyedia meminta kata sandi aplikasi.",
        f"Check user and password ({VARIABLE} or password_file); many providers want a password made for this app.",
    ),
}
"""What to do, by the same step."""


def is_set_up(examination: Examination) -> bool:
    """True when there is a mail server."""
    return bool(examination.workspace.settings.mail.host)


def signs(examination: Examination) -> bool:
    """True when mails are to be signed here."""
    return examination.workspace.settings.mail.dkim_key is not None


def server(examination: Examination) -> Finding:
    """The mail server can be reached and takes login and sender; nothing goes out."""
    settings = examination.workspace.settings.mail
    fault = secret_fault(settings.password, settings.password_file, VARIABLE) if settings.user else None
    if fault:
        return fault
    if not settings.sender:
        return failed(
            Text("[mail] tidak punya sender, jadi tidak ada e-mail.", "[mail] names no sender, so there is no e-mail."),
            Text("Isi sender di crm.toml.", "Fill in sender in crm.toml."),
        )
    return _tried(settings, mail_password(examination.workspace))


def _tried(settings: MailSettings, password: str) -> Finding:
    from crm_sheets.channels.smtp.opening import NotOpened
    from crm_sheets.channels.smtp.probe import probe

    try:
        found = probe(settings, password)
    except NotOpened as error:
        return _not_opened(settings, error)
    if found.refusal:
        return failed(
            Text(f"Server menolak pengirimnya ({found.refusal}).", f"The server refuses the sender: {found.refusal}."),
            Text(
                "Pakai sender yang boleh dipakai akun itu, biasanya alamatnya sendiri.",
                "Use a sender that this account may use, mostly its own address.",
            ),
        )
    return _well(settings, found)


def _not_opened(settings: MailSettings, error: NotOpened) -> Finding:
    place, said = f"{settings.host}:{settings.usual_port}", str(error)
    detail = said.partition(": ")[2] or said
    return failed(Text(f"{TROUBLES[error.step]} ({place}): {detail}.", f"{place}: {said}."), REMEDIES[error.step.value])


def _well(settings: MailSettings, found: Probed) -> Finding:
    offers = some(f"{name} {found.features[name][:LONGEST]}".strip() for name in SHOWN if name in found.features) or "-"
    place = f"{settings.host}:{settings.usual_port}" + (", TLS" if found.is_encrypted else "")
    login = Text("login dan pengirim diterima", "login and sender are accepted")
    sender = Text("pengirim diterima (tanpa login)", "the sender is accepted (no login)")
    taken = login if settings.user else sender
    return ok(f"{place}: {taken.id}; menawarkan {offers}", f"{place}: {taken.en}; it offers {offers}")


def signature(examination: Examination) -> Finding:
    """The key that signs mails is closed and can sign; what to publish for it."""
    from crm_sheets.channels.smtp.channel import sender_of
    from crm_sheets.channels.smtp.dkim import published

    settings = examination.workspace.settings.mail
    assert settings.dkim_key is not None  # noqa: S101 - asked only when it signs
    fault = file_fault(settings.dkim_key)
    if fault:
        return fault
    pem = read_private(settings.dkim_key, "DKIM key").encode()
    name, value = published(pem, settings.dkim_selector, sender_of(settings).domain)
    return ok(f'Di DNS harus ada TXT {name} berisi "{value}"', f'DNS is to have a TXT {name} that says "{value}"')
