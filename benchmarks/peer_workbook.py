"""The peer's writing back: openpyxl loads the workbook whole, gets the new tabs and rows, and saves it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from peer_messages import Message
from peer_plan import Due

Rules = dict[str, Any]
HEADER_FONT = Font(bold=True, color="FFFFFF")
HEADER_FILL = PatternFill("solid", fgColor="2F6B4F")


def load(path: Path) -> Workbook:
    """The whole workbook, with its formulas."""
    return load_workbook(path)


def fill(
    workbook: Workbook, tabs: dict[str, pd.DataFrame], appended: dict[str, tuple[list[str], list[list[Any]]]]
) -> None:
    """Replace the tabs (title -> table), append the rows (title -> headers and rows), keep all else."""
    for title, table in tabs.items():
        if title in workbook.sheetnames:
            del workbook[title]
        _write_table(workbook.create_sheet(title), table)
    for title, (headers, rows) in appended.items():
        sheet = workbook[title] if title in workbook.sheetnames else _new_sheet(workbook, title, headers)
        for row in rows:
            sheet.append(row)


def _new_sheet(workbook: Workbook, title: str, headers: list[str]) -> Worksheet:
    sheet = workbook.create_sheet(title)
    _write_table(sheet, pd.DataFrame(columns=headers))
    return sheet


def _write_table(sheet: Worksheet, table: pd.DataFrame) -> None:
    sheet.append(list(table.columns))
    for cell in sheet[1]:
        cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    values = table.astype(object).where(table.notna(), None)
    for row in values.itertuples(index=False, name=None):
        sheet.append(row)
    for number in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 16
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def problems_table(problems: list[dict[str, Any]], rules: Rules) -> pd.DataFrame:
    """What is wrong and where."""
    titles = {name: tab["title"] for name, tab in rules["tabs"].items()}
    rows = [(f"{titles[one['tab']]}!{one['cell']}", one["value"], one["code"]) for one in problems]
    return pd.DataFrame(rows, columns=["Di mana", "Yang tertulis", "Jenis"])


def profiles_table(profiles: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The profiles under the headers that people know."""
    columns = rules["profile_columns"]
    table = profiles[list(columns)].rename(columns=columns)
    booleans = table.select_dtypes("bool").columns
    return table.assign(**{name: table[name].map({True: "Ya", False: "Tidak"}) for name in booleans})


def plan_table(due: list[Due]) -> pd.DataFrame:
    """Every due contact, and why it is made or not."""
    columns = ["Keputusan", "Alasan", "Pelanggan", "Program", "Saluran", "Peristiwa", "Jatuh waktu", "Kunci"]
    rows = [
        (
            "skipped" if contact.reason else "kept",
            contact.reason,
            contact.facts["customer"]["name"],
            contact.program.name,
            contact.medium,
            contact.occasion,
            contact.due_on,
            contact.key,
        )
        for contact in due
    ]
    return pd.DataFrame(rows, columns=columns).sort_values(["Keputusan", "Alasan", "Program"])


def segments_table(profiles: pd.DataFrame) -> pd.DataFrame:
    """Customers and spend by tier, recency, frequency and stage."""
    parts = []
    for column in ("tier", "recency_bin", "frequency_bin", "lifecycle"):
        group = profiles.groupby(column)["spend_window"].agg(["size", "sum"]).reset_index(names="Kelompok")
        group.insert(0, "Segmen", column)
        group["Bagian"] = group["size"] / len(profiles)
        parts.append(group.rename(columns={"size": "Pelanggan", "sum": "Belanja"}))
    return pd.concat(parts)


def queue_row(message: Message, as_of: Any) -> dict[str, Any]:
    """One task for a person."""
    contact = message.contact
    person, program = contact.facts["customer"], contact.program
    phone = contact.address or (person["phone"] if isinstance(person["phone"], str) else "")
    parts = [person["tier"]]
    if person["policies_inforce"]:
        parts.append(f"{person['policies_inforce']} polis aktif")
    if pd.notna(person["last_purchase"]):
        parts.append(f"terakhir beli {person['last_purchase']:%d/%m/%Y}")
    return {
        "planned_on": as_of,
        "owner": program.owner or (person["owner"] if isinstance(person["owner"], str) else "(belum ada)"),
        "priority": program.priority,
        "customer": person["name"],
        "task": contact.medium,
        "reason": program.name,
        "script": message.text,
        "call": phone or None,
        "chat": f"https://wa.me/{phone[1:]}" if phone and person["phone_kind"] == "mobile" else None,
        "ask": person["next_question"],
        "brief": " · ".join(parts),
        "deadline": max(as_of, contact.due_on + timedelta(days=program.lateness)),
        "customer_id": contact.customer_id,
        "program": program.program_id,
        "key": contact.key,
    }


def outbox_row(message: Message, as_of: Any) -> dict[str, Any]:
    """One message that waits for a tick."""
    contact = message.contact
    return {
        "planned_on": as_of,
        "program_name": contact.program.name,
        "customer": contact.facts["customer"]["name"],
        "channel": contact.medium,
        "address": contact.address,
        "text": f"{message.subject}\n\n{message.text}" if message.subject else message.text,
        "valid_until": contact.due_on + timedelta(days=contact.program.lateness),
        "customer_id": contact.customer_id,
        "program": contact.program.program_id,
        "key": contact.key,
    }


def log_row(message: Message, at: datetime) -> dict[str, Any]:
    """One line of the contact log."""
    contact = message.contact
    return {
        "at": at,
        "customer": contact.facts["customer"]["name"],
        "program_name": contact.program.name,
        "purpose": contact.program.purpose,
        "channel": contact.medium,
        "state": "terkirim",
        "customer_id": contact.customer_id,
        "program": contact.program.program_id,
        "key": contact.key,
    }


def as_rows(tab: Rules, rows: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Headers of a shared tab, and the rows in their order."""
    names = [column["name"] for column in tab["columns"]]
    return [column["header"] for column in tab["columns"]], [[row.get(name) for name in names] for row in rows]
