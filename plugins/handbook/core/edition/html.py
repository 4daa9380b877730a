"""Small pieces of HTML that are safe to print, and words that know their language."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


class Html(str):
    """Text that is finished HTML: a template prints it as it is (the `__html__` protocol)."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return itself."""
        return self


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a language, to be printed on a page that may be in another."""

    text: str
    language: str
    """BCP 47."""
    direction: str
    foreign: bool
    """True where the page around it is in another language."""

    @property
    def attributes(self) -> Html:
        """` lang="…" dir="…"` for the block that holds these words alone, where their language is not the page's."""
        return Html(f' lang="{self.language}" dir="{self.direction}"' if self.foreign else "")

    @property
    def words(self) -> Html:
        """What stands inside such a block."""
        return Html(escape(self.text))

    def __str__(self) -> str:
        """The words alone."""
        return self.text

    def __html__(self) -> Html:
        """The words, isolated and marked where their language is not the page's."""
        # What `Markup.format` gets from here it escapes again, unless it says of itself that it is HTML.
        if not self.foreign:
            return Html(escape(self.text))
        return Html(f'<bdi lang="{self.language}" dir="{self.direction}">{escape(self.text)}</bdi>')


@dataclass(frozen=True, slots=True)
class Name(Phrase):
    """Words of several languages, such as an author with the year; they mark themselves."""

    html: Html

    @property
    def words(self) -> Html:
        """The words, each marked where its language is not the page's."""
        return self.html

    def __html__(self) -> Html:
        """The same."""
        return self.html


def shelf_mark(code: str) -> Html:
    """Return a convention's code, which reads left to right in every language."""
    return Html(f'<bdi class="shelfmark" dir="ltr">{escape(code)}</bdi>')
