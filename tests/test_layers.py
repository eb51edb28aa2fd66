"""Data goes one way: vocabulary <- values <- core <- composition -> shell (the design's direction of imports)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "crm_sheets"

VOCABULARY = {"model", "errors", "tables", "content", "exit_codes", "schema", "reasons", "periods"}
VALUES = {"values"}
CORE = {
    "validate",
    "problems",
    "team_settings",
    "facts",
    "enrich",
    "programs",
    "segments",
    "plan",
    "sms",
    "render",
    "preview",
    "reports",
    "work",
    "day",
    "approval",
    "identity",
    "outgoing",
    "mapping",
    "timing",
    "desk",
    "sending_hours",
    "budget",
    "derive",
    "proofreading",
    "own_columns",
    "team_calendar",
    "unusual",
    "comparison",
    "queue",
    "agenda",
    "backtest",
    "scaffold",
    "handlers",
}
SHELL = {
    "workbook",
    "channels",
    "ledger",
    "inbox",
    "private_files",
    "providers",
    "settings",
    "server_settings",
    "shipped",
    "template_files",
    "dictionaries",
}
COMPOSITION = {
    "workspace",
    "dispatch",
    "pipeline",
    "jobs",
    "commands",
    "cli",
    "summary",
    "progress",
    "reading",
    "session",
    "status",
    "write_up",
    "doctor",
    "running",
    "upkeep",
    "carriers",
    "closed",
    "collecting",
    "incoming",
    "delivery_news",
    "picking_up",
    "doubts",
    "desk_work",
    "making",
    "sending",
    "spending",
    "live_status",
    "comparing",
    "program_names",
    "rehearsal",
    "new_program",
    "linting",
    "__init__",
    "__main__",
}
APART = {"sample", "testing"}

MAY_IMPORT = {
    "vocabulary": VOCABULARY,
    "values": VOCABULARY | VALUES,
    "core": VOCABULARY | VALUES | CORE,
    "shell": VOCABULARY | VALUES | SHELL,
    "composition": VOCABULARY | VALUES | CORE | SHELL | COMPOSITION | {"sample"},
    "apart": VOCABULARY | VALUES | CORE | APART | {"workbook", "channels", "shipped"},
}
LAYERS = {
    "vocabulary": VOCABULARY,
    "values": VALUES,
    "core": CORE,
    "shell": SHELL,
    "composition": COMPOSITION,
    "apart": APART,
}
STAGES = {"validate", "enrich", "programs", "plan", "render", "reports"}
STAGE_MAY_IMPORT = {"plan": {"programs"}, "reports": {"enrich"}}
ADAPTER_FOLDERS = ("workbook", "channels", "inbox", "ledger")
FORBIDDEN_IN_CORE = re.compile(
    r"(os|socket|subprocess|urllib\.request|sqlalchemy|requests|pathlib\.Path|shutil|tempfile|time\.time)(\.|$)"
)


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)


def area(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer(name: str) -> str:
    return next(key for key, names in LAYERS.items() if name in names)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imported_areas(path: Path) -> set[str]:
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("crm_sheets.")}
    return {name for name in ours if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_imports_only_what_its_layer_may(path: Path) -> None:
    allowed = MAY_IMPORT[layer(area(path))]
    assert imported_areas(path) <= allowed, f"{path.relative_to(PACKAGE)} looks the wrong way"


@pytest.mark.parametrize("path", [p for p in modules() if area(p) in STAGES], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_stages_never_import_one_another(path: Path) -> None:
    own = area(path)
    assert (imported_areas(path) & STAGES) - {own} <= STAGE_MAY_IMPORT.get(own, set())


@pytest.mark.parametrize(
    "path", [p for p in modules() if area(p) in CORE | VALUES], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_core_reads_no_file_network_or_environment(path: Path) -> None:
    assert not [name for name in imported(path) if FORBIDDEN_IN_CORE.match(name)]
    source = path.read_text(encoding="utf-8")
    assert "date.today(" not in source
    assert "datetime.now(" not in source


@pytest.mark.parametrize("folder", ADAPTER_FOLDERS)
def test_adapters_never_import_one_another(folder: str) -> None:
    for path in (PACKAGE / folder).rglob("*.py"):
        assert not (imported_areas(path) & set(ADAPTER_FOLDERS)) - {folder}, path
