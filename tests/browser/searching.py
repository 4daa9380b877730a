"""The search field of a page, and the list of what it finds."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

ROOTS = {"en": "", "fr": "fr/", "es": "es/", "ar": "ar/"}
"""Language → its folder on the site."""


@dataclass(frozen=True)
class Found:
    """One item of the list of results, as it stands in the page."""

    location: str
    """Relative to the language's root."""
    title: str
    html: str
    marks: tuple[str, ...]


class SearchPage:
    """A page of the site, and what one does with its search field."""

    def __init__(self, page: Page, address: str, root: str) -> None:
        self.page = page
        self.root = root
        self.page.goto(f"{address}{root}index.html")

    def search(self, query: str) -> list[Found]:
        if query.strip() == self.page.locator("[data-md-component=search-query]").input_value().strip():
            return self.shown()  # Material would not ask again
        # Material waits for keyup, which neither setting a value fires nor, in Playwright, typing Arabic.
        self.page.evaluate(
            """query => {
                document.querySelector(".md-search-result__meta").textContent = "asked"
                const field = document.querySelector("[data-md-component=search-query]")
                field.focus()
                field.value = query
                field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
            }""",
            query,
        )
        self.page.wait_for_function(
            "document.querySelector('.md-search-result__meta').textContent !== 'asked'", timeout=10_000
        )
        return self.shown()

    def shown(self) -> list[Found]:
        items = self.page.evaluate(
            """() => [...document.querySelectorAll(".md-search-result__item")].map(item => ({
                location: item.querySelector("a").href,
                title: item.querySelector("h1").textContent,
                html: item.innerHTML,
                marks: [...item.querySelectorAll("mark")].map(mark => mark.textContent),
            }))"""
        )
        base = self.page.url.rpartition("/")[0] + "/"
        for item in items:
            assert item["location"].startswith(base)
        return [
            Found(item["location"].removeprefix(base), item["title"], item["html"], tuple(item["marks"]))
            for item in items
        ]

    def locations(self, query: str) -> list[str]:
        return [found.location.partition("#")[0] for found in self.search(query)]
