"""A person's permission, kept in a file between runs."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials

from crm_sheets.private_files import write_private


class PersonCredentials(Credentials):
    """Google's credentials of a person; a token that was renewed goes back into the file, for the next run."""

    file: Path | None = None

    @classmethod
    def from_file_content(cls, token: Mapping[str, Any], file: Path) -> PersonCredentials:
        """The credentials in a token file. Raises ValueError when something is missing or malformed."""
        credentials: PersonCredentials = cls.from_authorized_user_info(dict(token))  # type: ignore[no-untyped-call]
        credentials.file = file
        return credentials

    def refresh(self, request: Any) -> None:
        """Get a new token from Google. Raises google.auth's RefreshError."""
        super().refresh(request)  # type: ignore[no-untyped-call]
        if self.file is not None:
            with contextlib.suppress(OSError):  # this run has its token all the same
                save_token(self, self.file)


def save_token(credentials: Credentials, file: Path) -> None:
    """Put the credentials into the file, readable by its owner only. Raises OSError."""
    text: str = credentials.to_json()  # type: ignore[no-untyped-call]
    write_private(file, text + "\n")
