"""The lexicon of the shipped words and this machine's dictionaries."""

from __future__ import annotations

import pytest

from crm_sheets.dictionaries import find_dictionaries, read_word_lists
from crm_sheets.proofreading import Lexicon, read_vocabulary
from crm_sheets.shipped import shipped


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    spellers = find_dictionaries(None, seconds=600)
    if len(spellers) < 2:
        pytest.skip("hunspell-id and hunspell-en-us are not installed")
    (words,) = read_word_lists([shipped("templates")])
    return Lexicon(spellers, read_vocabulary(words))
