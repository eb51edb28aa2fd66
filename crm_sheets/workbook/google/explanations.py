"""What stops a request for good, as one paragraph that says what it is and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.errors import (
    ConfigurationError,
    CrmSheetsError,
    WorkbookDenied,
    WorkbookError,
    WorkbookNotFound,
    WorkbookUnavailable,
    WorkbookUnreadable,
)
from crm_sheets.workbook.google.failures import RequestRefused
from crm_sheets.workbook.google.refusals import Refusal, short

API_PAGE = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
ORDINARY = ("The caller does not have permission", "Requested entity was not found.")
NO_SPACE = "A service account owns no space of its own in Google Drive: a person makes the spreadsheet and shares it."
LOGIN = (
    'As a person, run: crm-sheets login. With account = "default": gcloud auth application-default login '
    "--scopes=https://www.googleapis.com/auth/spreadsheets,https://www.googleapis.com/auth/cloud-platform"
)
WRONG_CLOCK = (
    "Google does not accept the sign-in because this machine's clock is wrong. Set it (on Linux: timedatectl set-ntp "
    "true) and start again."
)


class Asker:
    """Who asks Google for which spreadsheet: what the explanations name. `address` and `place` (a link) may be ""."""

    def __init__(self, address: str, place: str) -> None:
        self.address, self.place = address, place

    @property
    def is_service(self) -> bool:
        """A service account: a machine's, with a key file."""
        return self.address.endswith(".gserviceaccount.com")

    @property
    def who(self) -> str:
        """The account's address, or words in its place."""
        return self.address or "the account that crm-sheets acts as"

    @property
    def spreadsheet(self) -> str:
        """The spreadsheet with its link."""
        return f"The spreadsheet {self.place}" if self.place else "The spreadsheet"

    def share(self) -> str:
        """How a person shares the spreadsheet."""
        asked = f"paste {self.address}" if self.address else "enter the account's address"
        hint = f" ({NO_SPACE})" if self.is_service else ""
        return f"Open the spreadsheet in a browser, press Share, {asked}, choose Editor, and press Send.{hint}"


def explain_refusal(refusal: Refusal, asker: Asker, *, writes: bool) -> CrmSheetsError | RequestRefused:
    """What Google's answer means and what to do. `writes` when it was asked to change or make a spreadsheet."""
    if refusal.status == 400:
        return _bad_request(refusal, asker)
    if refusal.status == 403:
        return _forbidden(refusal, asker, writes=writes)
    if refusal.status < 400:
        return WorkbookUnavailable(
            f"Something between this machine and Google answered in its place ({refusal.status}): a proxy or a "
            "network's login page. Sign in to the network, or set HTTPS_PROXY, and start again."
        )
    explain = _BY_STATUS.get(refusal.status)
    return explain(refusal, asker) if explain else WorkbookDenied(f"Google refused the request{_said(refusal)}")


def _not_signed_in(refusal: Refusal, asker: Asker) -> WorkbookDenied:
    return WorkbookDenied(f"Google does not accept the sign-in of {asker.who} (401). {sign_in_again(asker)}")


def _not_there(refusal: Refusal, asker: Asker) -> WorkbookNotFound:
    return WorkbookNotFound(
        f"{asker.spreadsheet} does not exist (any more). Copy its address again from the browser that shows it, and "
        "write it into crm.toml as workbook; if it was deleted, its owner finds it in the bin of Google Drive."
        f"{_said(refusal)}"
    )


def _too_large(refusal: Refusal, asker: Asker) -> WorkbookError:
    return WorkbookError(
        "A request was too large for Google, or for a proxy on the way. Raise what the proxy (HTTPS_PROXY) lets "
        "through, 10 MB is enough; without a proxy, look for the longest cells of the workbook, notes and templates "
        f"for example, and shorten them.{_said(refusal)}"
    )


def _address_too_long(refusal: Refusal, asker: Asker) -> WorkbookError:
    return WorkbookError(
        f"{asker.spreadsheet} has more tabs, or tabs with longer titles, than Google or a proxy on the way accepts in "
        "one request. Shorten the titles of the tabs, delete or move the tabs that nobody needs, or raise the length "
        f"of addresses that the proxy (HTTPS_PROXY) lets through.{_said(refusal)}"
    )


_BY_STATUS = {
    401: _not_signed_in,
    404: _not_there,
    410: _not_there,
    413: _too_large,
    414: _address_too_long,
    431: _address_too_long,
}


def _bad_request(refusal: Refusal, asker: Asker) -> CrmSheetsError | RequestRefused:
    if "not supported for this document" in refusal.message:
        return WorkbookUnreadable(
            f"{asker.spreadsheet} is an Excel file that lies in Google Drive, not a Google spreadsheet. Open it in the "
            "browser, choose File > Save as Google Sheets, and use the address of the new spreadsheet."
        )
    if refusal.is_protected:
        return _protected(refusal, asker)
    if "number of cells" in refusal.message and "limit" in refusal.message:
        return WorkbookError(
            f"{asker.spreadsheet} has reached the 10 million cells that Google allows. Delete tabs, rows and columns "
            f"that nobody needs, or move old rows to a spreadsheet of their own.{_said(refusal)}"
        )
    return RequestRefused(refusal.message or "no reason was given (400)")


def _forbidden(refusal: Refusal, asker: Asker, *, writes: bool) -> CrmSheetsError:
    if refusal.is_not_enabled:
        return ConfigurationError(
            f"The Google Sheets API is switched off in the Google Cloud project of {asker.who}. Open "
            f"{refusal.console or API_PAGE} , press Enable, wait a few minutes and start again."
        )
    if refusal.lacks_scope:
        return ConfigurationError(
            f"The sign-in of {asker.who} does not include the permission to use Google Sheets. {LOGIN}"
        )
    if refusal.is_protected:
        return _protected(refusal, asker)
    return _not_allowed(refusal, asker, writes=writes)


def _protected(refusal: Refusal, asker: Asker) -> WorkbookDenied:
    return WorkbookDenied(
        f"{asker.spreadsheet} has protected cells where {asker.who} must write. Choose Data > Protect sheets and "
        f"ranges, open the protection of that tab, and add the account to those who may edit it.{_said(refusal)}"
    )


def _not_allowed(refusal: Refusal, asker: Asker, *, writes: bool) -> WorkbookDenied:
    if not writes:
        return WorkbookDenied(f"{asker.spreadsheet} is not shared with {asker.who}. {asker.share()}{_said(refusal)}")
    if asker.place:
        return WorkbookDenied(
            f"{asker.spreadsheet} is shared with {asker.who} for reading only. {asker.share()}{_said(refusal)}"
        )
    return WorkbookDenied(
        f"A new spreadsheet cannot be made by {asker.who}. {NO_SPACE} Make an empty one in the browser, share it with "
        f"{asker.who} as Editor, and write its address into crm.toml as workbook.{_said(refusal)}"
    )


def _said(refusal: Refusal) -> str:
    """Google's own words, when they say more than ours."""
    words = refusal.message if refusal.message not in ORDINARY else ""
    return f' Google says: "{words}" ({refusal.status})' if words else f" (Google's answer: {refusal.status})"


def sign_in_again(asker: Asker) -> str:
    """What to do when Google no longer accepts the account's key or token."""
    if asker.is_service:
        return (
            "Its key was deleted or replaced, or the account itself was. Make a new key in the Google Cloud console "
            "(IAM & Admin > Service Accounts > Keys > Add key > JSON) and put it in place of the old key file."
        )
    return f"The permission was withdrawn or has run out. {LOGIN}"


def explain_sign_in(code: str, description: str, asker: Asker) -> CrmSheetsError:
    """Why Google gave no token: `code` and `description` are those of OAuth, "" when there are none."""
    said = f' Google says: "{short(f"{code}: {description}".strip(": "))}"' if code else ""
    if "short-lived token" in description or "iat and exp" in description:
        return ConfigurationError(WRONG_CLOCK + said)
    if code in ("invalid_client", "deleted_client", "unauthorized_client"):
        return WorkbookDenied(
            "Google does not know the OAuth client (or account) that was used to sign in: it was deleted or may not do "
            "this. Make a new one in the Google Cloud console, put its file where key under [google] in crm.toml "
            f"says, and sign in again. {sign_in_again(asker)}{said}"
        )
    testing = "" if asker.is_service else _TESTING
    return WorkbookDenied(f"Google does not accept the sign-in of {asker.who}. {sign_in_again(asker)}{testing}{said}")


_TESTING = ' While the OAuth app is in "Testing", Google withdraws it after 7 days; publish the app to keep it.'


def oauth_words(arguments: tuple[Any, ...]) -> tuple[str, str]:
    """The OAuth code and description among a refresh error's arguments; "" where Google's answer has another form."""
    answer = arguments[1] if len(arguments) > 1 else None
    if not isinstance(answer, Mapping):
        return "", ""
    code, description = answer.get("error"), answer.get("error_description")
    return (code if isinstance(code, str) else "", description if isinstance(description, str) else "")
