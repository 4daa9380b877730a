"""The handbook assembled: entries in all languages, relations from both ends, who cites what."""

from __future__ import annotations

import pytest

from handbook.core.handbook import CitedBy
from handbook.core.kinds import BUILT_IN
from handbook.core.kinds.base import SourcePlace
from handbook.core.loading import Loaded
from handbook.core.relations import Relation
from tests.core.conftest import Tiny, page_html


def test_entries_stand_in_the_order_of_kinds_then_files_then_headings(sample: Loaded) -> None:
    kinds = [entry.kind.name for entry in sample.handbook.entries.values()]
    assert kinds == sorted(kinds, key=[model.kind for model in BUILT_IN].index)
    assert [entry.id for entry in sample.handbook.of_kind("demand")] == ["hub", "voice"]
    assert [entry.id for entry in sample.handbook.of_kind("statement")] == ["pledge-1", "point-1"]
    assert [entry.id for entry in sample.handbook.of_kind("term")] == ["bargaining", "union"]
    assert sample.handbook.of_kind("nothing") == ()


@pytest.mark.parametrize(
    ("entry_id", "page", "collection", "path", "line"),
    [
        ("voice", "demands/voice", "", "docs/en/demands/voice.md", 3),
        ("point-1", "statements/point-1", "statements/plan", "docs/en/statements/plan.md", 36),
        ("union", "glossary/union", "glossary/terms", "docs/en/glossary/terms.md", 20),
        # A file at the root of the language: its entries go into the folder of their kind.
        ("day", "milestones/day", "milestones", "docs/en/milestones.md", 7),
    ],
)
def test_where_an_entry_stands(sample: Loaded, entry_id: str, page: str, collection: str, path: str, line: int) -> None:
    entry = sample.handbook.entries[entry_id]
    assert (entry.page, entry.collection, entry.path, entry.line) == (page, collection, path, line)


def test_words_in_every_language_and_facts_once(sample: Loaded) -> None:
    voice = sample.handbook.entries["voice"]
    assert set(voice.words) == {"en", "ar", "fr", "es"}
    assert voice.words["ar"].review == "machine-draft"
    assert voice.words["en"].review is None
    for tag, words in voice.words.items():
        assert words.text is not None
        assert words.path == f"docs/{tag}/demands/voice.md"
        assert (words.text.facts is None) is (tag != "en")
    # A shared file: each entry finds its own words.
    bargaining = sample.handbook.entries["bargaining"].words["ar"].text
    assert bargaining is not None
    assert bargaining.title == "المفاوضة الجماعية"
    assert set(sample.handbook.entries["letter"].words) == {"en"}
    assert sample.handbook.pages["index"].keys() == {"en", "ar"}
    assert "demands/voice" not in sample.handbook.pages


def test_a_relation_is_written_once_and_read_from_both_ends(sample: Loaded) -> None:
    handbook = sample.handbook
    relation = Relation("backed_by", "voice", "c087", ("art-2", "art-11"), SourcePlace("gu2012", "§i.1"))
    assert relation in handbook.outgoing["voice"]
    assert relation in handbook.incoming["c087"]
    assert Relation("part_of", "voice", "hub", (), None) in handbook.incoming["hub"]
    assert Relation("voice", "pledge-1", "gu", (), None) in handbook.incoming["gu"]
    everywhere = [relation for relations in handbook.outgoing.values() for relation in relations]
    assert sorted(map(str, everywhere)) == sorted(
        str(relation) for relations in handbook.incoming.values() for relation in relations
    )


def test_every_relation_shows_on_both_pages(sample: Loaded, drawn: dict[tuple[str, str], str]) -> None:
    html = {entry.id: drawn["en", entry.page] for entry in sample.handbook.entries.values()}
    for relations in sample.handbook.outgoing.values():
        for relation in relations:
            source, target = sample.handbook.entries[relation.source], sample.handbook.entries[relation.target]
            assert f'href="../{target.page}.html' in html[relation.source], relation
            assert f'href="../{source.page}.html' in html[relation.target], relation


def test_who_cites_what_where_each_once(sample: Loaded) -> None:
    cited = sample.handbook.cited_by
    assert CitedBy("gu2012", "§i.1", "demands/voice", "voice") in cited["gu2012"]
    # The place of an instrument's text that nobody has named counts as well, from words and from relations.
    assert CitedBy("ilo1990", "p. 7", "practices/centre", "centre") in cited["ilo1990"]
    assert CitedBy("ilo1990", "arts. 2, 11", "demands/voice", "voice") in cited["ilo1990"]
    for places in cited.values():
        assert len(places) == len(set(places))
    assert all(place.key != "editors" for places in cited.values() for place in places)


def test_who_speaks_of_whom(sample: Loaded) -> None:
    mentioned = sample.handbook.mentioned_by
    assert mentioned["centre"] == ("voice",)
    assert mentioned["c087"] == ("voice", "bargaining")
    assert "voice" not in mentioned.get("voice", ())


DEMAND = "---\nkind: demand\ntitle: T\nsummary: S.\nnumber: '1'\nstatus: current\n{}---\n\n{}\n"


def test_pages_do_without_what_leads_nowhere(tiny: Tiny) -> None:
    """The preview draws pages while they are being written: a fault must not take the page away."""
    tiny.write(
        {
            "docs/en/demands/a.md": DEMAND.format(
                "part_of: nowhere\nanswers: nothing\nsources: [nothing, '@editors, p. 1', 'gu2012, §x']\n"
                "backed_by:\n  - {to: nothing, basis: nothing}\n"
                "  - {to: b, provisions: [gone], basis: 'nothing, p. 1'}\n",
                "[][nothing] [x][nothing#gone] [][b#gone] [@nothing, p. 1; @nothing, p. 2] @nothing [@gu2012, nowhere] "
                "[@editors, p. 1; @editors, p. 2] [x](gone.md) ![x](gone.svg) <b>\n\n## No id\n",
            ),
            "docs/en/demands/b.md": DEMAND.format("part_of: a\ncontinues: [{to: b, basis: editors}]\n", ""),
        }
    )
    assert len(tiny.faults()) > 10
    for tag in ("en", "ar"):
        edition = tiny.edition(tag)
        for path in edition.pages:
            assert page_html(edition, path)


def test_of_two_entries_with_one_id_the_first_stays(tiny: Tiny) -> None:
    tiny.write({"docs/en/demands/a.md": DEMAND.format("", "One."), "docs/en/topics/a.md": DEMAND.format("", "Two.")})
    entries = tiny.load().handbook.entries
    assert [entry.path for entry in entries.values()] == ["docs/en/demands/a.md"]


def test_entries_without_readable_facts_are_left_out(tiny: Tiny) -> None:
    tiny.write(
        {"docs/en/demands/a.md": DEMAND.format("colour: red\n", ""), "docs/en/demands/b.md": DEMAND.format("", "")}
    )
    assert list(tiny.load().handbook.entries) == ["b"]
