"""`crm-sheets map`: what the team's own titles and headers probably mean, as lines for `crm.toml`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.mapping import Merged, Proposal
    from crm_sheets.workspace import Workspace

NOTHING = Text(
    "Tidak ada usulan: semua judul sudah dipahami, atau tidak mirip dengan yang dikenal.",
    "Nothing to propose: every title and header is understood already, or is like nothing we know.",
)
PASTE = Text(
    '# Tempelkan ke {file}, atau jalankan "crm-sheets map --write". Yang diawali # perlu diperiksa dulu.',
    '# Paste into {file}, or run "crm-sheets map --write". Lines that begin with # need a look first.',
)
ADDED = Text("Ditambahkan ke {file}:", "Added to {file}:")
WOULD_ADD = Text("Akan ditambahkan ke {file}:", "Would be added to {file}:")
NOT_ADDED = Text("Tidak ada yang ditambahkan ke {file}.", "Nothing was added to {file}.")
LEFT = Text(
    "Tidak diubah, karena sudah ada isinya: {keys}.",
    "Left as they are, because they have a value already: {keys}.",
)
TO_CHECK = Text(
    "Perlu diperiksa dulu; salin sendiri yang benar:",
    "To look at first; copy what is right by hand:",
)


@click.command("map")
@click.option("--write", is_flag=True, help="Add what is sure to crm.toml; changes nothing that stands there.")
@common_options
def command(request: Request, write: bool) -> int:
    """Propose what the workbook's own titles and headers mean, as lines for crm.toml."""
    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    proposals = propose_for(workspace)
    from crm_sheets.settings import CONFIG_FILE

    file = request.config or Path(CONFIG_FILE)
    merged = add_to_file(file, proposals, dry_run=request.dry_run) if write else None
    text = _as_written(proposals, merged, file, language, dry_run=request.dry_run) if merged else ""
    request.say(text or _as_block(proposals, file, language), _as_json(proposals, merged, language))
    return ExitCode.OK


def propose_for(workspace: Workspace) -> tuple[Proposal, ...]:
    """The proposals for the workspace's workbook, whatever its kind. Raises WorkbookError."""
    from crm_sheets.mapping import propose
    from crm_sheets.progress import Progress
    from crm_sheets.reading import read_book
    from crm_sheets.team_settings import read_team_settings

    snapshot = workspace.workbook.read()
    book = read_book(workspace, snapshot, Progress())
    country = read_team_settings(book)[0].country or workspace.settings.country
    return propose(snapshot.tabs, book, workspace.latest_day, country)


def add_to_file(file: Path, proposals: Sequence[Proposal], *, dry_run: bool = False) -> Merged:
    """Add the sure proposals to the settings file, in one step; what stands there stays. Raises ConfigurationError."""
    from crm_sheets.mapping import merge

    if not file.is_file():
        raise ConfigurationError(
            f'There is no "{file}" to add to. Write one that names the workbook (workbook = "..."), or make one with '
            '"crm-sheets init"; then run this again.'
        )
    try:
        before = file.read_bytes()
        mark, text = ("\ufeff" if before.startswith(b"\xef\xbb\xbf") else ""), before.decode("utf-8-sig")
        merged = merge(text, proposals)
        if merged.added and not dry_run:
            _replace(file.resolve(), (mark + merged.text).encode(), before)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ConfigurationError(f'"{file}" was not changed: {reason}. Correct that and run this again.') from None
    return merged


def _replace(file: Path, content: bytes, before: bytes) -> None:
    """Put a new file in the place of the old one, with its permissions, unless that changed meanwhile."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), file.stat().st_mode & 0o7777)
            os.fsync(stream.fileno())
        _refuse_if_changed(file, before)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _refuse_if_changed(file: Path, before: bytes) -> None:
    if file.read_bytes() != before:
        raise ConfigurationError(f'"{file}" was changed by somebody else just now. Run this again.')


def _as_block(proposals: Sequence[Proposal], file: Path, language: str) -> str:
    from crm_sheets.mapping import toml_block

    if not proposals:
        return NOTHING.in_language(language)
    return f"{PASTE.in_language(language).format(file=file)}\n\n{toml_block(proposals, language)}"


def _as_written(proposals: Sequence[Proposal], merged: Merged, file: Path, language: str, *, dry_run: bool) -> str:
    """What was added, what has a value already, and what a person has to decide; "" when there are no proposals."""
    from crm_sheets.mapping import toml_block, usable_ones

    if not proposals:
        return ""
    headline = (WOULD_ADD if dry_run else ADDED) if merged.added else NOT_ADDED
    paragraphs = [headline.in_language(language).format(file=file), toml_block(merged.added, language)]
    if merged.existing:
        keys = ", ".join(
            f"tabs.{one.tab}.{f'columns.{one.column}' if one.column else 'title'}" for one in merged.existing
        )
        paragraphs.append(LEFT.in_language(language).format(keys=keys))
    usable = usable_ones(proposals)
    unsure = toml_block([one for one in proposals if one not in usable], language)
    paragraphs += [TO_CHECK.in_language(language), unsure] if unsure else []
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _as_json(proposals: Sequence[Proposal], merged: Merged | None, language: str) -> dict[str, object]:
    from crm_sheets.mapping import toml_block

    found: dict[str, object] = {
        "proposals": [one.as_json() for one in proposals],
        "toml": toml_block(proposals, language),
    }
    if merged:
        found["added"] = [one.as_json() for one in merged.added]
        found["existing"] = [one.as_json() for one in merged.existing]
    return found
