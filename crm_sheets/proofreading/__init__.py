"""Looks at texts before anybody receives them: spelling, tone, length, slips, and what they must never lack."""

from crm_sheets.proofreading.finding import Finding, Kind, Weight
from crm_sheets.proofreading.lexicon import Lexicon, Speller, Vocabulary, read_vocabulary
from crm_sheets.proofreading.proof import Page, proofread, proofread_paragraph, proofread_words

__all__ = [
    "Finding",
    "Kind",
    "Lexicon",
    "Page",
    "Speller",
    "Vocabulary",
    "Weight",
    "proofread",
    "proofread_paragraph",
    "proofread_words",
    "read_vocabulary",
]
