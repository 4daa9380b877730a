"""What this package needs of a language: its words, its dates, its order. It knows no catalogue by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Words(Protocol):
    """A language of the handbook, as far as citations need it (`handbook.core.languages.Language` is one)."""

    @property
    def tag(self) -> str:
        """BCP 47 tag of the page's language."""

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""

    def gettext(self, message: str, /) -> str:
        """Return the translation of an English message."""

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """Return the translation in the plural form that `number` takes."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the translation of a message in the sense that `context` gives it."""

    def format_list(self, items: Sequence[str], /) -> str:
        """Return "A, B and C" in this language."""

    def format_date(self, partial: str, /) -> str:
        """Return `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or an interval of two with `/` in words."""

    def sort_key(self, text: str, /) -> tuple[int, ...]:
        """Return the key by which this language sorts `text`."""
