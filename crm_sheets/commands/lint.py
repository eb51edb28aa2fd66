"""`crm-sheets lint`: proofread the templates and the approved answers before anybody receives them."""

from __future__ import annotations

from collections import Counter
from textwrap import indent
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    from crm_sheets.linting import Proofs
    from crm_sheets.proofreading import Finding

CLEAN = Text("Tidak ada yang perlu diperbaiki dalam {what}.", "Nothing to correct in {what}.")
HEADLINE = Text("{counts} dalam {what}:", "{counts} in {what}:")
TEMPLATES = Noun("templat", "template", "templates")
ANSWERS = Noun("jawaban baku", "approved answer", "approved answers")
AND = Text(" dan ", " and ")
WEIGHTS = {
    "error": ("✗", Noun("kesalahan", "error", "errors")),
    "warning": ("!", Noun("peringatan", "warning", "warnings")),
    "note": ("·", Noun("catatan", "note", "notes")),
}
KINDS = {
    "field": Text("isian", "field"),
    "spelling": Text("ejaan", "spelling"),
    "tone": Text("gaya bahasa", "tone"),
    "slip": Text("salah ketik", "slip"),
    "shouting": Text("berteriak", "shouting"),
    "format": Text("penulisan", "format"),
    "length": Text("panjang", "length"),
    "way_out": Text("cara berhenti", "way out"),
}
NOT_SPELLED = Text(
    "! EJAAN {language} TIDAK DIPERIKSA: kamusnya tidak ada. Pasang (Debian, Ubuntu: apt install {package}), atau "
    "sebutkan foldernya sebagai dictionaries dalam crm.toml.",
    "! {language} SPELLING WAS NOT CHECKED: there is no dictionary. Install one (Debian, Ubuntu: apt install "
    "{package}), or name its folder as dictionaries in crm.toml.",
)
LANGUAGES = {"id": Text("BAHASA INDONESIA", "INDONESIAN"), "en": Text("BAHASA INGGRIS", "ENGLISH")}


@click.command("lint")
@click.argument("templates", nargs=-1, metavar="[TEMPLATE]...")
@click.option("--all", "everything", is_flag=True, help="Every shipped template, also of programs that are not active.")
@common_options
def command(request: Request, templates: tuple[str, ...], everything: bool) -> int:
    """Proofread templates and approved answers: fields, spelling, tone, length, the way out; exit code 1 if needed."""
    from crm_sheets.linting import lint

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    proofs = lint(workspace, templates, everything=everything, language=language)
    request.say(as_text(proofs, language), _as_json(proofs, language))
    serious = any(finding.weight.value != "note" for finding in proofs.findings)
    return ExitCode.PROBLEMS if serious else ExitCode.OK


def as_text(proofs: Proofs, language: str) -> str:
    """The findings as the terminal shows them, most serious counts first."""
    looked_at = [TEMPLATES.counted(proofs.templates, language)]
    looked_at += [ANSWERS.counted(proofs.paragraphs, language)] if proofs.paragraphs else []
    what = AND.in_language(language).join(looked_at)
    lines = [_not_spelled(one, language) for one in proofs.unspelled]
    if not proofs.findings:
        return "\n".join([*lines, CLEAN.in_language(language).format(what=what)])
    found = Counter(finding.weight.value for finding in proofs.findings)
    counts = ", ".join(noun.counted(found[name], language) for name, (_, noun) in WEIGHTS.items() if found[name])
    lines.append(HEADLINE.in_language(language).format(counts=counts, what=what))
    return "\n".join([*lines, *(_shown(finding, language) for finding in proofs.findings)])


def _not_spelled(missing: str, language: str) -> str:
    from crm_sheets.dictionaries import PACKAGES

    name = LANGUAGES[missing].in_language(language)
    return NOT_SPELLED.in_language(language).format(language=name, package=PACKAGES[missing])


def _shown(finding: Finding, language: str) -> str:
    mark, _ = WEIGHTS[finding.weight.value]
    kind = KINDS[finding.kind.value].in_language(language)
    remedy = indent(finding.remedy.in_language(language), " " * 6)
    return f"  {mark} {finding.place}: {kind}: {finding.what.in_language(language)}\n{remedy}"


def _as_json(proofs: Proofs, language: str) -> dict[str, object]:
    return {
        "templates": proofs.templates,
        "paragraphs": proofs.paragraphs,
        "spelling_not_checked": list(proofs.unspelled),
        "findings": [finding.as_json(language) for finding in proofs.findings],
    }
