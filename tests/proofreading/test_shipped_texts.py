"""What ships is in order: no text has an error or a warning, so that a team sees only its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_sheets.linting import lint
from crm_sheets.proofreading import Weight
from crm_sheets.settings import load_settings
from crm_sheets.workspace import Workspace

PLANTED = "birthday_custmer"
"""A mistake that the sample has on purpose."""


@pytest.mark.usefixtures("lexicon")
def test_every_shipped_template_and_answer_is_in_order(sample_copy: Path) -> None:
    workspace = Workspace(load_settings(workbook=str(sample_copy)), dry_run=True)
    proofs = lint(workspace, everything=True)
    told = [one for one in proofs.findings if one.weight is not Weight.NOTE and one.file != PLANTED]
    assert [(one.place, one.what.en) for one in told] == []
    assert proofs.unspelled == ()
