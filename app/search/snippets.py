"""The words of a hit in a stretch of its text: cut at blanks, escaped, marked."""

import re
import unicodedata
from collections.abc import Sequence

from markupsafe import Markup, escape

BEFORE, LENGTH = 90, 320
ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "y", "e")
SHORTEST = 3

_WORD = re.compile(r"[^\W_]+")


def terms_of(phrases: Sequence[str]) -> list[str]:
    """What to look for in a text: the phrases' words, small and without their endings."""
    return [stem(word) for phrase in phrases for word in phrase.split()]


def stem(word: str) -> str:
    """The part of a word that its forms share: near enough to find the place of a hit, which the index has found."""
    plain = folded(word)
    ending = next((each for each in ENDINGS if plain.endswith(each) and len(plain) - len(each) >= SHORTEST), "")
    return plain.removesuffix(ending)


def folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def marked(text: str, phrases: Sequence[str]) -> Markup:
    """The text, escaped, every form of a word that was looked for in <mark>."""
    wanted = {stem(word) for phrase in phrases for word in phrase.split()}
    parts, end = [], 0
    for found in _WORD.finditer(text):
        if stem(found[0]) in wanted:
            parts += [escape(text[end : found.start()]), Markup("<mark>%s</mark>") % found[0]]
            end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def snippet(cut: str, phrases: Sequence[str], *, is_start: bool) -> Markup:
    """A stretch that SQL cut out of a text, without the halves of words at its ends."""
    words = cut if is_start else cut.partition(" ")[2] or cut
    if len(cut) >= LENGTH:
        words = words.rpartition(" ")[0] or words
    told = marked(" ".join(words.split()), phrases)
    return Markup("%s%s%s") % ("" if is_start else "… ", told, " …" if len(cut) >= LENGTH else "")
