"""Twilio: the login, the account, and whether the senders are its own. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crm_sheets.carriers import twilio_token
from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, State, failed, ok, together, warning
from crm_sheets.doctor.secret_files import secret_fault
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.providers.twilio.account import AccountSeen, SenderSeen
    from crm_sheets.providers.twilio.client import Answer, TwilioClient
    from crm_sheets.server_settings import TwilioSettings

VARIABLE = "CRM_SHEETS_TWILIO__TOKEN"
CHECK_LOGIN = Text(
    f"Periksa account, api_key dan tokennya ({VARIABLE} atau token_file) di konsol Twilio; dengan api_key tokennya "
    "adalah rahasia kunci itu.",
    f"Compare account, api_key and token ({VARIABLE} or token_file) with Twilio's console; with api_key the token is "
    "that key's secret.",
)
CHECK_NETWORK = Text(
    "Periksa jaringan mesin ini (dan HTTPS_PROXY), lalu coba lagi.",
    "Check this machine's network (and HTTPS_PROXY), then try again.",
)
TRY_LATER = Text("Coba lagi nanti.", "Try again later.")
IN_CONSOLE = Text("Periksa nomor dan akunnya di konsol Twilio.", "Compare number and account with Twilio's console.")
NO_SENDER = Text(
    "Login diterima, tetapi tidak ada pengirim di [twilio].", "The login is accepted, but [twilio] names no sender."
)
NAME_SENDER = Text(
    "Isi sms_from, messaging_service atau whatsapp_from.", "Fill in sms_from, messaging_service or whatsapp_from."
)


def is_set_up(examination: Examination) -> bool:
    """True when there is an account to ask about."""
    return bool(examination.workspace.settings.twilio.account)


def account(examination: Examination) -> Finding:
    """The secret is closed, the login works, the account is active, and the senders are its own."""
    settings = examination.workspace.settings.twilio
    fault = secret_fault(settings.token, settings.token_file, VARIABLE)
    return fault or _asked(settings, twilio_token(examination.workspace))


def _asked(settings: TwilioSettings, token: str) -> Finding:
    from crm_sheets.providers.twilio.account import look_at_account
    from crm_sheets.providers.twilio.client import TwilioClient

    client = TwilioClient(settings, token)
    try:
        seen = look_at_account(client, by_key=bool(settings.api_key))
        if not seen.is_logged_in:
            return _no_login(seen.answer)
        first = _state(seen)
        return first if first.state is State.FAILED else together([first, *_senders(client, settings)])
    finally:
        client.close()


def _no_login(answer: Answer) -> Finding:
    """Why there is no login, in plain words."""
    if answer.status in (401, 403, 404):
        return failed(
            Text(
                f"Twilio menolak loginnya (HTTP {answer.status}).", f"Twilio refuses the login (HTTP {answer.status})."
            ),
            CHECK_LOGIN,
        )
    if answer.status:
        said = f"HTTP {answer.status}"
        return failed(
            Text(f"Twilio tidak bisa menjawab sekarang ({said}).", f"Twilio cannot answer now ({said})."), TRY_LATER
        )
    return failed(
        Text(f"Twilio tidak terjangkau ({answer.problem}).", f"Twilio cannot be reached: {answer.problem}."),
        CHECK_NETWORK,
    )


def _state(seen: AccountSeen) -> Finding:
    if seen.is_trial:
        return warning(
            Text(
                "Akun percobaan: hanya mengirim ke nomor yang sudah diverifikasi.",
                "A trial account: it sends to verified numbers only.",
            ),
            Text("Tingkatkan akunnya di konsol Twilio sebelum mulai.", "Upgrade it in Twilio's console to begin."),
        )
    if seen.status in ("active", ""):
        hidden = Text(" (API key tidak boleh melihat keadaan akun)", " (an API key may not see the account's state)")
        is_hidden = not seen.status
        return ok(
            f"Login diterima{hidden.id if is_hidden else ', akun aktif'}",
            f"The login is accepted{hidden.en if is_hidden else ', the account is active'}",
        )
    return failed(
        Text(f'Akunnya tidak aktif: "{seen.status}".', f'The account is not active: "{seen.status}".'),
        Text("Lihat alasannya di konsol Twilio.", "See the reason in Twilio's console."),
    )


def _senders(client: TwilioClient, settings: TwilioSettings) -> Iterator[Finding]:
    """Each sender, asked for once; SMS goes by the Messaging Service where there is one."""
    from crm_sheets.providers.twilio.account import look_at_number, look_at_service, look_at_whatsapp

    if settings.messaging_service:
        service = Text("Messaging Service", "the Messaging Service")
        yield _sender("messaging_service", service, look_at_service(client, settings.messaging_service))
    elif settings.sms_from:
        number = Text("nomor SMS", "the number for SMS")
        yield _sender("sms_from", number, look_at_number(client, settings.sms_from))
    if settings.whatsapp_from:
        number = Text("nomor WhatsApp", "the number for WhatsApp")
        yield _sender("whatsapp_from", number, look_at_whatsapp(client, settings.whatsapp_from))
    if not (settings.sends_sms or settings.sends_whatsapp):
        yield warning(NO_SENDER, NAME_SENDER)


def _sender(setting: str, name: Text, seen: SenderSeen) -> Finding:
    if seen.is_ours is None:
        said = f"HTTP {seen.answer.status}" if seen.answer.status else seen.answer.problem
        return ok(f"{name.id} tidak bisa ditanyakan ({said})", f"{name.en} could not be asked for ({said})")
    if not seen.is_ours:
        return _foreign(setting, name)
    if not seen.is_ready:
        status = seen.status or "SMS: no"
        return failed(
            Text(f"{name.id} belum bisa mengirim ({status}).", f"{name.en} cannot send ({status})."),
            IN_CONSOLE,
        )
    return ok(f"{name.id} milik akun ini", f"{name.en} belongs to it")


def _foreign(setting: str, name: Text) -> Finding:
    text = Text(
        f"{name.id} ({setting}) bukan milik akun ini.", f"{name.en} ({setting}) does not belong to this account."
    )
    if setting == "whatsapp_from":  # Twilio's sandbox is nobody's
        sandbox = Text(
            "Nomor sandbox hanya untuk mencoba; daftarkan nomor Anda di Messaging > Senders.",
            "A sandbox number is for trying only; register a number of yours under Messaging > Senders.",
        )
        return warning(text, sandbox)
    return failed(text, IN_CONSOLE)
