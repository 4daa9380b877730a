"""Languages of works: from the names that .bib files use to BCP 47 tags, and the direction of a tag."""

from __future__ import annotations

import re
from types import MappingProxyType

# Names as in the field `langid` of BibLaTeX (babel's and polyglossia's names), lower-case.
LANGUAGE_NAMES = MappingProxyType(
    {
        "albanian": "sq", "american": "en-US", "amharic": "am", "arabic": "ar", "armenian": "hy",
        "australian": "en-AU", "bahasa": "id", "basque": "eu", "bengali": "bn", "brazil": "pt-BR",
        "brazilian": "pt-BR", "breton": "br", "british": "en-GB", "bulgarian": "bg", "canadian": "en-CA",
        "canadien": "fr-CA", "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs",
        "danish": "da", "dutch": "nl", "english": "en", "esperanto": "eo", "estonian": "et", "farsi": "fa",
        "finnish": "fi", "francais": "fr", "french": "fr", "galician": "gl", "georgian": "ka",
        "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "icelandic": "is",
        "indonesian": "id", "irish": "ga", "italian": "it", "japanese": "ja", "khmer": "km", "korean": "ko",
        "kurdish": "ku", "lao": "lo", "latin": "la", "latvian": "lv", "lithuanian": "lt",
        "macedonian": "mk", "malay": "ms", "marathi": "mr", "mexican": "es-MX", "mongolian": "mn",
        "nepali": "ne", "ngerman": "de", "norsk": "nb", "norwegian": "no", "nynorsk": "nn", "persian": "fa",
        "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "sanskrit": "sa",
        "serbian": "sr", "slovak": "sk", "slovene": "sl", "slovenian": "sl", "somali": "so",
        "spanish": "es", "swahili": "sw", "swedish": "sv", "tamil": "ta", "telugu": "te", "thai": "th",
        "tibetan": "bo", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
        "welsh": "cy",
    }
)  # fmt: skip
"""Name of a language, lower-case → BCP 47 tag."""

UNDETERMINED = "und"
"""BCP 47's tag for "not known"."""

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?", re.IGNORECASE)
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
_RTL_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})


def language_tag(name: str) -> str | None:
    """Return the BCP 47 tag of a language's name or tag (`english`, `pt-br`); None where it is unknown."""
    known = LANGUAGE_NAMES.get(name.lower())
    if known is not None:
        return known
    if not _TAG.fullmatch(name):
        return None
    first, *rest = name.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def direction_of(tag: str) -> str:
    """Return `rtl` or `ltr`, by the script that the tag names, else by its language."""
    first, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4), None)
    if script is not None:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if first in _RTL_LANGUAGES else "ltr"


def same_language(one: str, other: str) -> bool:
    """Whether two tags name the same language, whatever its region (`fr`, `fr-CA`)."""
    return one.split("-")[0].lower() == other.split("-")[0].lower()
