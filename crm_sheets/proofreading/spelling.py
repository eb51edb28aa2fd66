"""Words that no dictionary knows, and usual mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crm_sheets.model import Text
from crm_sheets.proofreading.finding import Kind, Remark
from crm_sheets.proofreading.lexicon import Lexicon
from crm_sheets.proofreading.passages import Passage
from crm_sheets.proofreading.words import Word, words_of

LONGEST_ACRONYM = 5
LANGUAGES = {"id": Text("bahasa Indonesia", "Indonesian"), "en": Text("bahasa Inggris", "English")}
WORD_LIST = Text(
    "Bila kata ini benar, tulis di templates/words.txt.", "If the word is right, write it into templates/words.txt."
)


def misspellings(passage: Passage, language: str, lexicon: Lexicon) -> Iterator[Remark]:
    """What a passage in this language has that is no word of it; without a dictionary only usual mistakes."""
    mistakes = list(_usual_mistakes(passage, language, lexicon))
    if not lexicon.can_spell(language):
        yield from mistakes
        return
    if language == "id":
        mistakes += _parted_verbs(passage, lexicon, {mistake.offset for mistake in mistakes})
    yield from mistakes
    told = {place for mistake in mistakes for place in range(mistake.offset, mistake.offset + len(mistake.value))}
    titled = _titled_lines(passage.text)
    unknown = [
        word
        for word in words_of(passage.text)
        if word.offset not in told
        and not _is_exempt(word, titled, passage.text)
        and not lexicon.knows(word.text, language)
    ]
    foreign = _foreign(unknown, passage.text, "en" if language == "id" else "id", lexicon)
    yield from (_unknown(word, language, lexicon) for word in unknown if word.offset not in foreign)


def _foreign(unknown: Sequence[Word], text: str, language: str, lexicon: Lexicon) -> set[int]:
    """Where words are of a phrase in the other language: two or more side by side, as in "lahir dan batin"."""
    if not lexicon.can_spell(language):
        return set()
    found = set()
    for word, following in pairwise(unknown):
        between = text[word.offset + len(word.text) : following.offset]
        if not between.strip(" ") and all(lexicon.knows(one.text, language) for one in (word, following)):
            found |= {word.offset, following.offset}
    return found


def _usual_mistakes(passage: Passage, language: str, lexicon: Lexicon) -> Iterator[Remark]:
    instead = lexicon.instead(language)
    if not instead:
        return
    alternatives = "|".join(re.escape(wrong) for wrong in sorted(instead, key=len, reverse=True))
    for found in re.finditer(rf"(?<![\w-])(?:{alternatives})(?![\w-])", passage.text, re.IGNORECASE):
        right = instead[found[0].casefold()]
        right = right[:1].upper() + right[1:] if found[0][:1].isupper() else right
        what = Text(f'"{found[0]}" bukan ejaan yang baku', f'"{found[0]}" is a usual mistake')
        yield Remark(found.start(), Kind.SPELLING, found[0], what, _write((right,)))


def _parted_verbs(passage: Passage, lexicon: Lexicon, told: set[int]) -> Iterator[Remark]:
    for place, verb in pairwise(words_of(passage.text)):
        between = passage.text[place.offset + len(place.text) : verb.offset]
        is_parted = not between.strip(" ") and verb.text.islower() and lexicon.is_parted(place.text.lower(), verb.text)
        if is_parted and place.offset not in told:
            value = f"{place.text}{between}{verb.text}"
            what = Text(f'"{value}" ditulis terpisah', f'"{value}" is one word')
            yield Remark(place.offset, Kind.SPELLING, value, what, _write((place.text + verb.text,)))


def _is_exempt(word: Word, titled: set[int], text: str) -> bool:
    """Parts of words, single letters, acronyms, and names: capitals within a sentence."""
    if word.is_glued or len(word.text) < 2:
        return True
    if word.text.isupper():
        return len(word.text) <= LONGEST_ACRONYM
    is_name = word.text[0].isupper() and not word.begins
    return is_name and text.count("\n", 0, word.offset) not in titled


def _titled_lines(text: str) -> set[int]:
    """The lines in which most words have a capital, so that one says nothing: "Selamat Ulang Tahun"."""
    found = set()
    for number, line in enumerate(text.split("\n")):
        words = [word.text for word in words_of(line) if len(word.text) > 2 and not word.begins]
        capitals = sum(word[0].isupper() and not word.isupper() for word in words)
        if len(words) > 1 and capitals * 3 >= len(words) * 2:
            found.add(number)
    return found


def _unknown(word: Word, language: str, lexicon: Lexicon) -> Remark:
    name = LANGUAGES[language]
    what = Text(f'"{word.text}" tidak ada dalam kamus {name.id}', f'"{word.text}" is not in the {name.en} dictionary')
    suggestions = tuple(lexicon.suggest(word.text, language))
    remedy = _write(suggestions) if suggestions else Text("Periksa ejaannya.", "Look at its spelling.")
    both = Text(f"{remedy.id} {WORD_LIST.id}", f"{remedy.en} {WORD_LIST.en}")
    return Remark(word.offset, Kind.SPELLING, word.text, what, both)


def _write(words: tuple[str, ...]) -> Text:
    quoted = [f'"{word}"' for word in words]
    *others, last = quoted
    if not others:
        return Text(f"Tulis {last}.", f"Write {last}.")
    return Text(f"Tulis {', '.join(others)} atau {last}.", f"Write {', '.join(others)} or {last}.")
