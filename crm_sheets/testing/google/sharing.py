"""Who may open which spreadsheet, and who may write it."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from crm_sheets.testing.google.answers import Refusal

Role = Literal["editor", "viewer", "none"]
ANYONE = "anyone"
"""Everybody who is not shared with by address, without a token too."""


class Sharing:
    """Roles by spreadsheet and address. A spreadsheet of which nothing is said is shared with everybody as editor."""

    def __init__(self) -> None:
        self._roles: defaultdict[str, dict[str, Role]] = defaultdict(dict)

    def share(self, spreadsheet_id: str, address: str, role: Role) -> None:
        """From now on only those that are shared with have access."""
        self._roles[spreadsheet_id][address.casefold()] = role

    def role(self, spreadsheet_id: str, address: str) -> Role:
        """The role of this address ("" without a token)."""
        roles = self._roles.get(spreadsheet_id)
        if roles is None:
            return "editor"
        return roles.get(address.casefold()) or roles.get(ANYONE, "none")

    def check(self, spreadsheet_id: str, address: str, *, reads: bool) -> None:
        """Raise Refusal (403) when this address may not do that."""
        if self.role(spreadsheet_id, address) not in (("editor", "viewer") if reads else ("editor",)):
            raise Refusal(403)
