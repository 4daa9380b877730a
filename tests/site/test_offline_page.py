"""What an offline copy changes in a page, and what it leaves as it is."""

from __future__ import annotations

import pytest

from handbook.core.diagnostics import HandbookError
from handbook.mkdocs_plugin.offline_page import Reference, offline_page, offline_stylesheet


def resolve(reference: Reference) -> str | None:
    """Mark each address with its line and with what asks for it; take away what says so."""
    if reference.address == "gone":
        return None
    return f"{'link' if reference.is_link else 'file'}-{reference.line}:{reference.address}"


def page(html: str, *, is_public: bool = False) -> str:
    return offline_page(html, "../", resolve, is_public=is_public).html


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a class="x" href="a.html">الأجور</a>', '<a class="x" href="link-1:a.html">الأجور</a>'),
        ('\n\n<img alt="" src="a.png">', '\n\n<img alt="" src="file-3:a.png">'),
        ('<link rel="stylesheet" href="a.css">', '<link rel="stylesheet" href="file-1:a.css">'),
        ('<a href="a.html?b=1&amp;c=2">', '<a href="link-1:a.html?b=1&amp;c=2">'),
        ('<a href="gone" hreflang="fr">x</a>', '<a hreflang="fr">x</a>'),
        ('<a title="2 > 1" href="a">', '<a title="2 > 1" href="link-1:a">'),
        # Words, other attributes, scripts and comments stay what they are.
        ('<p>&lt;a href="a"&gt; data-online href="b"</p>', '<p>&lt;a href="a"&gt; data-online href="b"</p>'),
        ('<button data-copy="<a href=x>" data-href="y">', '<button data-copy="<a href=x>" data-href="y">'),
        ("<script>if (a<b) c = '<a href=\"d\">'</script>", "<script>if (a<b) c = '<a href=\"d\">'</script>"),
        # What only a website has.
        ('<p>a</p>\n  <p data-online>b</p>\n<p>c</p>', "<p>a</p>\n<p>c</p>"),
        ('<ul><li data-online>b <ul><li>c</li></ul></li><li>d</li></ul>', "<ul><li>d</li></ul>"),
        ('<div title="data-online" data-online id="x">a</div>b', "b"),
        ('<p title=" data-online ">a</p>', '<p title=" data-online ">a</p>'),
        ('<p data-online>\n\n</p>\n<a href="a">', '\n<a href="link-4:a">'),
        # What only an offline copy has.
        ('<p class="notice" data-offline hidden>a</p>', '<p class="notice">a</p>'),
        ("<p>data-offline hidden</p>", "<p>data-offline hidden</p>"),
        # The head, and the script of the search.
        ('<link rel="alternate " hreflang="fr" href="https://a.org/fr/">', ""),
        ('<link rel="canonical" href="https://a.example/">', ""),
        (
            '<script>__md_scope=new URL("../..",location),b=1</script>',
            '<script>__md_scope=new URL("../",location),b=1</script>',
        ),
        (
            '<script src="../../assets/javascripts/bundle.0a.min.js"></script>',
            '<script src="../assets/javascripts/offline-search.js"></script>\n      '
            '<script src="file-1:../../assets/javascripts/bundle.0a.min.js"></script>',
        ),
    ],
)  # fmt: skip
def test_pages(before: str, after: str):
    assert page(before) == after


def test_a_page_of_a_site_that_can_be_reached_says_where_it_stands():
    html = '<link rel="canonical" href="https://a.org/x.html">'
    assert page(html, is_public=True) == '<link rel="canonical" href="link-1:https://a.org/x.html">'


def test_ids():
    html = '<h2 id="a">x</h2><p data-online id="b"></p><i data-id="c" id="&amp;d">id="e"</i>'
    assert offline_page(html, "", resolve, is_public=False).ids == {"a", "&d"}


def test_the_root_itself():
    html = '<script>__md_scope=new URL("..",location)</script>'
    assert offline_page(html, "", resolve, is_public=False).html == '<script>__md_scope=new URL(".",location)</script>'


def test_an_element_that_does_not_end():
    with pytest.raises(HandbookError, match="<div data-online> is not closed"):
        page("<div data-online><p></p>")


def test_stylesheets():
    css = """a { src: url("../a.woff2") format("woff2"), url(b.png); }
@import "c.css"; .d { mask: url("data:image/svg+xml,%3Csvg xmlns='http://x'%3E") } .e { fill: url(#f) }"""
    assert offline_stylesheet(css, resolve) == (
        """a { src: url("file-1:../a.woff2") format("woff2"), url(file-1:b.png); }
@import "file-2:c.css"; .d { mask: url("data:image/svg+xml,%3Csvg xmlns='http://x'%3E") } .e { fill: url(#f) }"""
    )
