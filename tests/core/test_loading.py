"""From disk to a handbook: what is read again and what is not, whoever reads it."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest

import handbook.core.loading
from handbook.core.check import check
from handbook.core.documents import FileToParse, parse_document, peek
from handbook.core.kinds import choose_kinds
from handbook.core.loading import Library, Loaded
from tests.core.conftest import BIBLIOGRAPHY, SAMPLE, Tiny


def topic(title: str, facts: str = "type: region") -> str:
    return f"---\nkind: topic\ntitle: {title}\nsummary: إقليم.\n{facts}\n---\n\nWords. [@editors]\n"


FILES = {
    "docs/en/index.md": "---\ntitle: Home\nsummary: S.\n---\n\nWords. [@editors]\n",
    "docs/en/topics/africa.md": topic("Africa"),
    "docs/en/topics/mena.md": topic("Middle East"),
    "docs/en/glossary/terms.md": "---\nentries: term\ntitle: T\nsummary: S.\n---\n\n## Union {#union}\n\nWorkers.\n",
    "docs/ar/topics/africa.md": "---\ntitle: أفريقيا\nsummary: إقليم.\nreview: translated\n---\n\nكلام.\n",
}


@pytest.fixture
def written(tiny: Tiny) -> Tiny:
    return tiny.write(FILES)


class Counter:
    """Counts the files that are parsed, in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths: list[str] = []
        whole = parse_document

        def parse(file: FileToParse, text: str, kinds: object) -> object:
            self.paths.append(file.path)
            return whole(file, text, kinds)  # type: ignore[arg-type]

        monkeypatch.setattr(handbook.core.loading, "parse_document", parse)

    def taken(self) -> list[str]:
        """Return what was parsed since the last time."""
        paths, self.paths = sorted(self.paths), []
        return paths


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def library(tiny: Tiny, **more: object) -> Library:
    return Library(tiny.settings(**more), cache=tiny.root / ".cache/parsed", workers=1)


def touch(path: Path, text: str) -> None:
    """Write a file; its time of change is another one, whatever the clock's grain."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


def same(one: Loaded, other: Loaded) -> bool:
    return (
        one.handbook.documents == other.handbook.documents
        and list(one.handbook.documents) == list(other.handbook.documents)
        and one.handbook.entries == other.handbook.entries
        and list(one.handbook.entries) == list(other.handbook.entries)
        and one.handbook.pages == other.handbook.pages
        and one.handbook.bases == other.handbook.bases
        and one.handbook.outgoing == other.handbook.outgoing
        and one.diagnostics == other.diagnostics
        and one.assets == other.assets
        and check(one.handbook, one.assets) == check(other.handbook, other.assets)
    )


# -- what is read again --


def test_a_library_reads_each_file_once(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    first = books.load()
    assert parsed.taken() == sorted(FILES)
    assert same(books.load(), first)
    assert parsed.taken() == []


def test_only_what_has_changed_is_read_again(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    books.load()
    parsed.taken()
    touch(written.root / "docs/en/topics/africa.md", topic("African Union"))
    loaded = books.load()
    assert parsed.taken() == ["docs/en/topics/africa.md"]
    assert loaded.handbook.source_text(loaded.handbook.entries["africa"]).title == "African Union"
    assert loaded.handbook.entries["africa"].words["ar"].document.title == "أفريقيا"


def test_a_file_that_goes_takes_its_entry_along(written: Tiny) -> None:
    books = library(written)
    assert {"africa", "mena"} <= books.load().handbook.entries.keys()
    (written.root / "docs/en/topics/mena.md").unlink()
    assert "mena" not in books.load().handbook.entries
    (written.root / "docs/en/topics/africa.md").unlink()
    loaded = books.load()
    assert "africa" not in loaded.handbook.entries
    assert [str(fault) for fault in loaded.diagnostics] == [
        "docs/ar/topics/africa.md: error[translation-without-source]: no source text: "
        "there is no docs/en/topics/africa.md to translate"
    ]


def test_a_file_that_comes_is_read(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    books.load()
    parsed.taken()
    written.write({"docs/en/topics/asia.md": topic("Asia"), "docs/en/plate.svg": "<svg/>"})
    loaded = books.load()
    assert parsed.taken() == ["docs/en/topics/asia.md"]
    assert "asia" in loaded.handbook.entries
    assert loaded.assets == {"plate.svg"}


def test_a_source_that_changes_its_kind_is_translated_anew(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    books.load()
    parsed.taken()
    touch(written.root / "docs/en/topics/africa.md", "---\ntitle: Africa\nsummary: A page.\n---\n")
    loaded = books.load()
    assert parsed.taken() == ["docs/ar/topics/africa.md", "docs/en/topics/africa.md"]
    assert loaded.handbook.pages["topics/africa"].keys() == {"en", "ar"}


def test_sources_are_read_again_when_they_change(written: Tiny) -> None:
    books = library(written)
    first = books.load().handbook.bibliography
    assert books.load().handbook.bibliography is first
    path = written.root / "bibliography/sources.bib"
    touch(path, path.read_text() + "@misc{new2026, title = {New}, author = {A}, year = {2026}}\n")
    assert "new2026" in books.load().handbook.bibliography
    (written.root / "bibliography/outlines/gu2012.yml").unlink()
    assert books.load().handbook.outlines == {}


TERMS = (
    "---\nentries: term\ntitle: T\nsummary: S.\n---\n\n"
    "## Union {{#union}}\n\n```yaml\n{facts}\n```\n\nWorkers. [@editors]\n"
)

AR_PAGE = "---\ntitle: {title}\nsummary: س.\nreview: translated\n---\n\n{words} [@editors]\n"
AR_TERMS = "---\ntitle: م\nsummary: س.\nreview: translated\n---\n\n## {title} {{#union}}\n\n{words} [@editors]\n"

TRANSLATIONS = {
    "docs/ar/index.md": AR_PAGE.format(title="بيت", words="كلام."),
    "docs/ar/glossary/terms.md": AR_TERMS.format(title="نقابة", words="عمال."),
    "translated-from/ar/index.md": FILES["docs/en/index.md"],
    "translated-from/ar/glossary/terms.md": FILES["docs/en/glossary/terms.md"].replace("entries: term\n", ""),
    "translated-from/ar/topics/africa.md": topic("Africa").replace("type: region\n", "").replace("kind: topic\n", ""),
}

EDITS = {
    "a plain page": ("docs/ar/index.md", AR_PAGE.format(title="بيت", words="كلام 2019.")),
    "a plain page of no words": ("docs/ar/index.md", AR_PAGE.format(title="⟦Home⟧", words="⟦Words.⟧")),
    "shared entries": ("docs/ar/glossary/terms.md", AR_TERMS.format(title="اتحاد", words="عمال 2019.")),
    "shared entries of no words": ("docs/ar/glossary/terms.md", AR_TERMS.format(title="⟦U⟧", words="⟦W.⟧")),
    "the translation": ("docs/ar/topics/africa.md", FILES["docs/ar/topics/africa.md"].replace("كلام", "قول 2019")),
    "the source": ("docs/en/topics/africa.md", topic("Africa").replace("Words", "Words of 2019")),
    "its base": ("translated-from/ar/topics/africa.md", topic("Africa").replace("Words", "Old words")),
    "the glossary": ("docs/en/glossary/terms.md", TERMS.format(facts="discouraged: {ar: [كلام]}")),
}


@pytest.mark.parametrize("first", EDITS)
@pytest.mark.parametrize("second", EDITS)
def test_what_is_wrong_after_an_edit_is_what_is_wrong_afresh(written: Tiny, first: str, second: str) -> None:
    written.write(TRANSLATIONS)
    books = library(written)
    known = [check(books.load().handbook)]
    for edit in (first, second):
        path, text = EDITS[edit]
        touch(written.root / path, text)
        loaded = books.load()
        assert same(loaded, Library(written.settings(), workers=1).load())
        known.append(check(loaded.handbook))
    assert known[0] != known[-1]


def test_words_of_translations_do_not_bring_the_rest_into_motion(
    written: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.write(TRANSLATIONS)
    books = library(written)
    first = books.load().handbook
    monkeypatch.setattr(handbook.core.loading, "assemble", None)
    for name in ("the translation", "a plain page", "shared entries"):
        path, text = EDITS[name]
        touch(written.root / path, text)
        now = books.load().handbook
        assert now is not first
        assert now.outgoing is first.outgoing
    assert now.entries["union"].words["ar"].document.entries[0].title == "اتحاد"


# -- what is kept between runs --


def test_what_is_kept_need_not_be_parsed(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    first = books.load()
    books.save()
    parsed.taken()
    assert same(library(written).load(), first)
    assert parsed.taken() == []


def test_only_a_changed_file_is_parsed_in_the_next_run(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    books.load()
    books.save()
    parsed.taken()
    # The time of change says nothing: the content does.
    os.utime(written.root / "docs/en/topics/mena.md", ns=(1, 1))
    touch(written.root / "docs/en/topics/africa.md", topic("Africa!"))
    books = library(written)
    books.load()
    books.save()
    assert parsed.taken() == ["docs/en/topics/africa.md"]
    touch(written.root / "docs/en/topics/africa.md", topic("Africa"))
    library(written).load()
    assert parsed.taken() == ["docs/en/topics/africa.md"]


def test_faults_are_kept_as_well(written: Tiny, parsed: Counter) -> None:
    written.write({"docs/en/topics/africa.md": topic("<b>Africa</b>")})
    books = library(written)
    first = books.load().diagnostics
    assert [fault.code for fault in first] == ["markup-in-plain-text"]
    books.save()
    assert library(written).load().diagnostics == first
    assert parsed.taken() == sorted(FILES)


@pytest.mark.parametrize(
    "broken",
    [b"", b"broken", b"\x80\x04.", pickle.dumps(1), pickle.dumps(("another program", {})), pickle.dumps((1, 2, 3)),
     b"cos\nsystem_that_is_not_there\n."],
    ids=["empty", "text", "cut short", "number", "other version", "shape", "unknown name"],
)  # fmt: skip
def test_a_broken_cache_is_as_good_as_none(written: Tiny, parsed: Counter, broken: bytes) -> None:
    written.write({".cache/parsed": broken})
    books = library(written)
    loaded = books.load()
    assert parsed.taken() == sorted(FILES)
    assert loaded.diagnostics == ()
    books.save()
    assert same(library(written).load(), loaded)
    assert parsed.taken() == []


def test_what_another_version_of_the_program_kept_is_not_used(written: Tiny, parsed: Counter) -> None:
    books = library(written)
    books.load()
    books.save()
    digest, kept = pickle.loads((written.root / ".cache/parsed").read_bytes())
    parsed.taken()
    written.write({".cache/parsed": pickle.dumps((digest, kept))})
    library(written).load()
    assert parsed.taken() == []
    written.write({".cache/parsed": pickle.dumps((digest[::-1], kept))})
    library(written).load()
    assert parsed.taken() == sorted(FILES)


def test_a_cache_that_cannot_be_written_is_no_failure(written: Tiny) -> None:
    written.write({".cache": b"a file where the folder should be"})
    books = library(written)
    books.load()
    books.save()
    assert (written.root / ".cache").read_bytes().startswith(b"a file")


def test_nothing_is_kept_where_nothing_is_asked(written: Tiny) -> None:
    books = Library(written.settings(), workers=1)
    books.load()
    books.save()
    assert not (written.root / ".cache").exists()


def test_a_cache_is_written_once(written: Tiny) -> None:
    books = library(written)
    books.load()
    books.save()
    os.utime(written.root / ".cache/parsed", ns=(1, 1))
    books.load()
    books.save()
    again = library(written)
    again.load()
    again.save()
    assert (written.root / ".cache/parsed").stat().st_mtime_ns == 1
    assert [path.name for path in (written.root / ".cache").iterdir()] == ["parsed"]


def test_other_kinds_read_the_files_anew(written: Tiny, parsed: Counter) -> None:
    """What a kind may say is part of what a file means: a kept result of other kinds is none."""
    written.write({"docs/en/laws/act.md": "---\nkind: law\ntitle: Act\nsummary: S.\npassed: 1999\n---\n"})
    books = library(written)
    assert [fault.code for fault in books.load().diagnostics] == ["unknown-kind"]
    books.save()
    parsed.taken()
    books = library(written, kinds=choose_kinds(extra=["tests.core.law:Law"]))
    loaded = books.load()
    assert loaded.diagnostics == ()
    assert "act" in loaded.handbook.entries
    assert parsed.taken() == sorted([*FILES, "docs/en/laws/act.md"])
    books.save()
    faults = library(written, kinds=choose_kinds(leave_out=["topic"])).load().diagnostics
    assert [fault.code for fault in faults] == ["unknown-kind"] * 3


def test_another_source_language_reads_the_files_anew(tiny: Tiny) -> None:
    text = "---\ntitle: ا\nsummary: ب.\n{}---\n\nكلام.\n"
    tiny.write({"docs/en/a.md": text.format("voice: editors\n"), "docs/ar/a.md": text.format("review: translated\n")})
    books = library(tiny)
    assert books.load().diagnostics == ()
    books.save()
    faults = library(tiny, source_language="ar").load().diagnostics
    assert [(fault.path, fault.code) for fault in faults] == [
        ("docs/ar/a.md", "unknown-key"),
        ("docs/en/a.md", "missing-key"),
    ]


# -- files as they come --


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("kind: topic", "kind: 'topic'"),
        lambda text: text.replace("kind: topic", "kind:   topic  # why"),
        lambda text: text.replace("type: region", "# " + "x" * 30_000 + "\ntype: region"),
        lambda text: text.replace("kind: topic\n", f"# {'x' * 30_000}\nkind: topic\n"),
    ],
    ids=["bom", "crlf", "cr", "quotes", "comment", "long", "late"],
)  # fmt: skip
def test_an_entry_is_an_entry_however_its_file_is_written(tiny: Tiny, change: object) -> None:
    assert callable(change)
    tiny.write({"docs/en/topics/africa.md": change(topic("Africa"))})
    loaded = tiny.load()
    assert loaded.diagnostics == ()
    assert list(loaded.handbook.entries) == ["africa"]


def test_a_file_that_cannot_be_read_says_why_and_no_more(tiny: Tiny) -> None:
    tiny.write({"docs/en/a.md": b"\xff\xfe", "docs/en/b.md": b"a" * 1_000_001})
    assert tiny.faults() == [
        "docs/en/a.md:1: error[not-utf8]: byte 0xff is not UTF-8; save the file as UTF-8",
        "docs/en/b.md: error[too-large]: 1000001 bytes; a text file has at most 1000000: split it",
    ]


def test_links_out_of_the_bibliography_are_refused(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.yml").write_text("source: secret\nparts: []\n")
    (elsewhere / "secret.bib").write_text("@misc{secret, title = {S}, author = {A}, year = {2026}}\n")
    (tiny.root / "bibliography/secret.bib").symlink_to(elsewhere / "secret.bib")
    (tiny.root / "bibliography/outlines/secret.yml").symlink_to(elsewhere / "secret.yml")
    loaded = tiny.load()
    assert "secret" not in loaded.handbook.bibliography
    assert "secret" not in loaded.handbook.outlines
    assert [f"{fault.path}: {fault.code}" for fault in loaded.diagnostics] == [
        "bibliography/outlines/secret.yml: symlink",
        "bibliography/secret.bib: symlink",
    ]
    for path in (tiny.root / "bibliography/outlines").iterdir():
        path.unlink()
    (tiny.root / "bibliography/outlines").rmdir()
    (tiny.root / "bibliography/outlines").symlink_to(elsewhere)
    assert "secret" not in tiny.load().handbook.outlines


def test_an_empty_handbook_is_one(tmp_path: Path) -> None:
    loaded = Tiny(tmp_path).load()
    assert loaded.diagnostics == ()
    assert loaded.handbook.entries == {}
    assert check(loaded.handbook) == ()


def test_progress_is_told_file_by_file(written: Tiny) -> None:
    told: list[tuple[str, int, int]] = []
    library(written).load(lambda step, done, all_: told.append((step, done, all_)))
    assert told == [("Reading", number, len(FILES)) for number in range(1, len(FILES) + 1)]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("---\nkind: demand\n---\n", ("entry", "demand")),
        ("---\nentries: figure\n---\n", ("shared", "figure")),
        ("---\ntitle: T\n---\nkind: demand\n", ("page", "")),
        ("kind: demand\n", ("page", "")),
        ("---\n  kind: demand\n---\n", ("page", "")),
        ("---\nkinder: demand\n---\n", ("page", "")),
        ("---\nkind: demand\nentries: figure\n---\n", ("shared", "figure")),
        ("", ("page", "")),
    ],
)
def test_what_a_file_holds_shows_at_its_head(text: str, shape: tuple[str, str]) -> None:
    assert peek(text) == shape


# -- whoever parses --


def many(tiny: Tiny) -> Tiny:
    tiny.write(BIBLIOGRAPHY)
    for number in range(90):
        text = topic(f"منطقة {number}") if number % 3 else topic("<b>") + "[@nobody] <i>\n"
        tiny.write({f"docs/en/topics/t{number}.md": text})
    return tiny


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tiny, Loaded]:
    tiny = many(Tiny(tmp_path_factory.mktemp("large")))
    return tiny, Library(tiny.settings(), workers=1).load()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool_gives_the_same(large: tuple[Tiny, Loaded], monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    tiny, alone = large
    monkeypatch.setenv("HANDBOOK_START_METHOD", method)
    told: list[int] = []
    together = Library(tiny.settings(), workers=2).load(lambda _, done, __: told.append(done))
    assert same(together, alone)
    assert told == list(range(1, 91))
    assert len(together.diagnostics) == 60


def test_the_sample_is_read_in_no_time() -> None:
    books = Library(Tiny(SAMPLE, ("en", "ar", "fr", "es")).settings(), workers=1)
    books.load()
    before = time.process_time()
    books.load()
    assert time.process_time() - before < 0.5
