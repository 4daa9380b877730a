"""Draws pages and views with templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateNotFound

from handbook.core.edition import Edition, EntryPage, Html, Page, PageAddress, Resolver, check_view, gather, open_page
from handbook.core.languages import Language, load_language
from handbook.core.markdown.fragments import View
from handbook.core.translation.diff import Difference, meaning_of
from handbook.core.translation.placeholders import runs
from handbook.core.translation.status import PageTranslation
from handbook.core.words import as_message

TEMPLATES = Path(__file__).parent / "templates"
"""Templates that come with the package; a handbook's own go before them."""


class Articles:
    """The templates of one handbook. Holds compiled templates, no state of pages."""

    def __init__(self, own_templates: Iterable[Path] = ()) -> None:
        """Prepare the templates.

        Args:
            own_templates: folders whose files go before the package's own.
        """
        self._own_templates = tuple(own_templates)
        folders = [str(folder) for folder in (*self._own_templates, TEMPLATES)]
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(message=as_message)

    def __reduce__(self) -> tuple[type[Articles], tuple[tuple[Path, ...]]]:
        """Let another process make its own: compiled templates cannot be sent."""
        return Articles, (self._own_templates,)

    def compile(self) -> None:
        """Compile every template, so that processes forked from this one need not."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def open(self, edition: Edition, address: PageAddress) -> Page:
        """Open a page whose views these templates draw."""
        return open_page(edition, address, self.draw)

    def render(self, page: Page) -> Html:
        """Return the page's article."""
        otherwise = "entry.html" if isinstance(page, EntryPage) else "text.html"
        return Html(self._template(page.template, otherwise).render(self._context(page.edition, page=page)))

    def render_differences(
        self, page: PageTranslation, title: str, found: Sequence[Difference], source: Language, target: Language
    ) -> Html:
        """Return a page of its own that shows what has changed since a page was translated.

        Args:
            page: the page in the language of the translation.
            title: its title in the source language.
            found: what a translator has to look at.
            source: the language that is translated from.
            target: the language of the translation.
        """
        return Html(
            self._template("translation/diff.html").render(
                page=page,
                title=title,
                differences=found,
                source=source,
                target=target,
                source_name=load_language("en").name_of(source.tag),
                target_name=load_language("en").name_of(target.tag),
                meaning=meaning_of,
                runs=runs,
            )
        )

    def draw(self, view: View, resolver: Resolver) -> str:
        """Return the HTML of a view, as it stands in the text of a page."""
        if check_view(view, "", resolver.edition.settings):
            return ""  # the preview shows pages that have faults; `check` has told this one
        data = gather(view, resolver.edition)
        template = self._template(f"views/{data.template}.html")
        html = template.render(self._context(resolver.edition, data=data, page=resolver))
        language = resolver.edition.language
        if resolver.language.tag == language.tag:
            return html
        # Text that nobody has translated says so on its section; what a view lists is in the reader's language.
        return f'<div lang="{language.tag}" dir="{language.direction}">{html}</div>'

    def _template(self, *names: str) -> Template:
        for name in names[:-1]:
            try:
                return self._environment.get_template(name)
            except TemplateNotFound:
                continue
        return self._environment.get_template(names[-1])

    @staticmethod
    def _context(edition: Edition, **values: Any) -> dict[str, Any]:  # noqa: ANN401 (what templates read)
        language = edition.language
        return {
            "edition": edition,
            "handbook": edition.handbook,
            "language": language,
            "_": language.gettext,
            "ngettext": language.ngettext,
            "pgettext": language.pgettext,
            **values,
        }
