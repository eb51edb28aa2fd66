"""What the profiles are called in conditions is what stands on screen."""

from __future__ import annotations

from crm_sheets.enrich.frequency import FREQUENCY_BINS
from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.enrich.tier import TIERS
from crm_sheets.reports.labels import LIFECYCLES, PHONE_KINDS, frequency_label
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_CHOICES, PROFILE_LABELS


def test_every_column_has_a_name_on_screen() -> None:
    assert set(PROFILES) == set(PROFILE_LABELS) | (set(PROFILES) & set(TABS["customers"].by_name))


def test_the_values_that_may_be_asked_for_are_those_that_occur_as_they_are_shown() -> None:
    values = {name: [choice.value for choice in choices] for name, choices in PROFILE_CHOICES.items()}
    assert values["tier"] == values["tier_lifetime"] == list(TIERS)
    assert values["frequency_bin"] == list(FREQUENCY_BINS)
    labels = {name: {choice.value: choice.label for choice in choices} for name, choices in PROFILE_CHOICES.items()}
    assert labels["lifecycle"] == LIFECYCLES
    assert labels["phone_kind"] == PHONE_KINDS
    for value, label in labels["frequency_bin"].items():
        assert tuple(label) == (frequency_label(value, "id"), frequency_label(value, "en"))
