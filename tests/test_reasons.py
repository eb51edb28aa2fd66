"""Every decision and skip reason has words in both languages."""

from __future__ import annotations

import pytest

from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.reasons import (
    DECISION_TEXTS,
    SKIP_REASON_REMEDIES,
    SKIP_REASON_TEXTS,
    decision_labels,
    reason_labels,
    reason_remedies,
)


def is_complete(text: Text) -> bool:
    return bool(text.id.strip()) and bool(text.en.strip()) and text.id != text.en


@pytest.mark.parametrize("reason", SkipReason)
def test_every_skip_reason_says_in_both_languages_what_it_is_and_what_would_have_to_change(reason: SkipReason) -> None:
    label = SKIP_REASON_TEXTS[reason]
    assert is_complete(label)
    assert is_complete(SKIP_REASON_REMEDIES[reason])
    assert max(len(label.id), len(label.en)) <= 30


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_has_a_name_in_both_languages(decision: Decision) -> None:
    assert is_complete(DECISION_TEXTS[decision])


@pytest.mark.parametrize("language", ["id", "en"])
def test_two_reasons_never_read_the_same(language: str) -> None:
    assert len(set(reason_labels(language).values())) == len(SkipReason)
    assert len(set(decision_labels(language).values())) == len(Decision)
    assert set(reason_remedies(language)) == {reason.value for reason in SkipReason}
