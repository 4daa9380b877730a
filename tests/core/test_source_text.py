"""The door: what text and which files are let in, and what is said of the rest."""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.core.source_text import ALLOWED_SUFFIXES, MAX_BYTES, Folder, admit_text, find_files, read_source

PATH = "docs/ar/index.md"
AR = "حرية تكوين الجمعيات"


def admitted(data: bytes) -> tuple[str, list[str]]:
    text, faults = admit_text(PATH, data)
    return text, [str(fault) for fault in faults]


# -- text --


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (AR.encode(), AR),
        (f"\ufeff{AR}".encode(), AR),
        (f"{AR}\r\n{AR}\r{AR}\n".encode(), f"{AR}\n{AR}\n{AR}\n"),
        ("e\u0301tat \u0627\u0653".encode(), "\u00e9tat \u0622"),
        (b"a\tb\n", "a\tb\n"),
        (b"", ""),
        # A BOM inside the text is a character that no one sees; it does no harm.
        ("a\ufeffb".encode(), "a\ufeffb"),
    ],
    ids=["arabic", "bom", "line ends", "normal form", "tab", "empty", "bom inside"],
)
def test_text_is_normalised(data: bytes, text: str) -> None:
    assert admitted(data) == (text, [])


@pytest.mark.parametrize(
    "character",
    [
        "\u200c",
        "\u200d",
        "\u200e",
        "\u200f",
        "\u061c",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\u00ad",
        "\u00a0",
        "\u202f",
    ],
    ids=lambda character: unicodedata.name(character),
)
def test_what_honest_arabic_and_persian_need_is_let_in(character: str) -> None:
    text = f"می{character}خواهم"
    assert admitted(text.encode()) == (text, [])


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000 (control character)"),
        ("\x07", "U+0007 (control character)"),
        ("\x0b", "U+000B (control character)"),
        ("\x0c", "U+000C (control character)"),
        ("\x1b", "U+001B (control character)"),
        ("\x7f", "U+007F (control character)"),
        ("\x85", "U+0085 (control character)"),
        ("\x9b", "U+009B (control character)"),
        ("\u2028", "U+2028 (LINE SEPARATOR)"),
        ("\u2029", "U+2029 (PARAGRAPH SEPARATOR)"),
        ("\u202a", "U+202A (LEFT-TO-RIGHT EMBEDDING)"),
        ("\u202b", "U+202B (RIGHT-TO-LEFT EMBEDDING)"),
        ("\u202c", "U+202C (POP DIRECTIONAL FORMATTING)"),
        ("\u202d", "U+202D (LEFT-TO-RIGHT OVERRIDE)"),
        ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("\ufdd0", "U+FDD0 (control character)"),
        ("\ufffe", "U+FFFE (control character)"),
    ],
)
def test_what_no_text_should_hold_is_refused_and_taken_out(character: str, name: str) -> None:
    assert admitted(f"{AR}\n\nab{character}c\n".encode()) == (
        f"{AR}\n\nabc\n",
        [f"{PATH}:3: error[forbidden-character]: the character {name} is not allowed; delete it"],
    )


def test_each_forbidden_character_is_told_with_its_line() -> None:
    text, faults = admitted("\u202ea\r\nb\r\n\x00\u202dc".encode())
    assert text == "a\nb\nc"
    assert [(fault.split(":")[1], fault.split("(")[1].split(")")[0]) for fault in faults] == [
        ("1", "RIGHT-TO-LEFT OVERRIDE"),
        ("3", "control character"),
        ("3", "LEFT-TO-RIGHT OVERRIDE"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "byte"),
    [
        (b"caf\xe9", 1, "0xe9"),
        (AR.encode("cp1256"), 1, "0xcd"),
        (AR.encode() + b"\n\n\xff\xfe", 3, "0xff"),
        ("a".encode("utf-16"), 1, "0xff"),
        (b"a\r\n\xed\xa0\x80", 2, "0xed"),
        (b"\xc0\xaf", 1, "0xc0"),
        (b"\xd8", 1, "0xd8"),
    ],
    ids=["latin-1", "windows-1256", "line 3", "utf-16", "surrogate", "overlong", "cut short"],
)
def test_other_encodings_are_told_with_their_byte(data: bytes, line: int, byte: str) -> None:
    fault = f"{PATH}:{line}: error[not-utf8]: byte {byte} is not UTF-8; save the file as UTF-8"
    assert admitted(data) == ("", [fault])


def test_the_largest_file() -> None:
    assert admitted(b"a" * MAX_BYTES) == ("a" * MAX_BYTES, [])
    assert admitted(b"a" * (MAX_BYTES + 1)) == (
        "",
        [f"{PATH}: error[too-large]: 1000001 bytes; a text file has at most 1000000: split it"],
    )


def test_a_file_comes_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbfa")
    other = tmp_path / "b.md"
    other.write_bytes(b"a")
    assert read_source("a.md", file)[0] == read_source("b.md", other)[0] == "a"
    assert read_source("a.md", file)[1] != read_source("b.md", other)[1]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_comes_in_is_normal_text(data: bytes) -> None:
    text, faults = admit_text(PATH, data)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\t\n" for character in text)
    assert not set(text) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e")
    # A line is a line to everybody: parser, YAML and editor.
    assert len(text.splitlines()) == len([*text.removesuffix("\n").split("\n")]) or not text
    assert all(1 <= fault.line <= data.count(b"\n") + data.count(b"\r") + 1 for fault in faults)
    again, none = admit_text(PATH, text.encode())
    # Taking one character out may bring two together that make one.
    assert none == ()
    assert again == text.removeprefix("\ufeff")


# -- files --


def found(root: Path) -> tuple[list[str], list[str]]:
    files, faults = find_files(root, root / "docs")
    return [file.path for file in files], [str(fault) for fault in faults]


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_files_are_found_in_order_with_their_size(tmp_path: Path) -> None:
    make(tmp_path, "en/z.md", "en/a/b.md", "ar/a.md", "en/plate.svg", "en/a.md")
    assert found(tmp_path) == (
        ["docs/ar/a.md", "docs/en/a.md", "docs/en/a/b.md", "docs/en/plate.svg", "docs/en/z.md"],
        [],
    )
    files, _ = find_files(tmp_path, tmp_path / "docs")
    assert [file.size for file in files] == [1] * 5


NAMES = st.sampled_from(["a.md", "b.md", "en/a.md", "en/b.md", "en/topics/a.md", "en/Bad.md", "en/a.txt"])
CHANGES = st.lists(
    st.tuples(st.sampled_from(["write", "delete", "link", "move", "delete folder", "nothing"]), NAMES, NAMES),
    max_size=12,
)


def change(docs: Path, what: str, one: Path, other: Path) -> None:
    """Do something to a file, as far as that can be done."""
    if what == "write" and not one.is_symlink():
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_bytes(b"x" * (one.stat().st_size + 1 if one.exists() else 1))
    elif what == "delete":
        one.unlink(missing_ok=True)
    elif what == "link" and not one.exists() and one.parent.is_dir():
        one.symlink_to(docs)
    elif what == "move" and one.exists() and other.parent.is_dir():
        one.replace(other)
    elif what == "delete folder" and one.parent != docs:
        shutil.rmtree(one.parent, ignore_errors=True)


@given(changes=CHANGES, settled=st.booleans())
def test_a_folder_that_is_looked_at_again_is_as_one_that_is_seen_first(
    changes: list[tuple[str, str, str]], settled: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        docs = root / "docs"
        make(root, "a.md", "en/a.md", "en/topics/a.md")
        folder = Folder(root, docs)
        for number, (what, one, other) in enumerate(changes):
            if settled:
                # As if the last change was long ago.
                for place, _, _ in os.walk(docs):
                    os.utime(place, ns=(number, number))
            before = folder.files()
            change(docs, what, docs / one, docs / other)
            now = folder.files()
            assert now == find_files(root, docs)
            assert now is before or now != before


@pytest.mark.parametrize("suffix", sorted(ALLOWED_SUFFIXES))
def test_allowed_types(tmp_path: Path, suffix: str) -> None:
    make(tmp_path, f"en/a{suffix}")
    assert found(tmp_path) == ([f"docs/en/a{suffix}"], [])


@pytest.mark.parametrize("suffix", [".html", ".js", ".py", ".php", ".exe", ".zip", ".yml", ".md~", ".htaccess", ""])
def test_other_types_are_refused(tmp_path: Path, suffix: str) -> None:
    make(tmp_path, f"en/a{suffix}")
    shown = suffix if suffix != ".md~" else ".md~"
    assert found(tmp_path) == (
        [],
        [
            f"docs/en/a{suffix}: error[bad-file-name]: the name 'a.md~' becomes an address; use a-z, 0-9, '.', '-' "
            "and '_' only, beginning with a letter or digit"
            if suffix == ".md~"
            else f"docs/en/a{suffix}: error[file-type]: files of type '{shown}' are not published; "
            "allowed: .jpeg, .jpg, .md, .pdf, .png, .svg, .webp"
        ],
    )


@pytest.mark.parametrize(
    "name",
    [
        "Voice.md",
        "a b.md",
        "-a.md",
        "_a.md",
        "حق.md",
        "a'b.md",
        'a"b.md',
        "a<b>.md",
        "a&b.md",
        "a%2e.md",
        "a\\b.md",
        "~a.md",
        "a;b.md",
        "é.md",
    ],
)
def test_names_that_are_no_addresses_are_refused(tmp_path: Path, name: str) -> None:
    make(tmp_path, f"en/{name}")
    assert found(tmp_path) == (
        [],
        [
            f"docs/en/{name}: error[bad-file-name]: the name '{name}' becomes an address; use a-z, 0-9, '.', '-' "
            "and '_' only, beginning with a letter or digit"
        ],
    )


def test_a_name_cannot_write_into_the_report(tmp_path: Path) -> None:
    """Line ends, escapes of terminals and bytes that are no UTF-8 in a name are shown, not sent."""
    make(tmp_path, "en/a\n::error::b.md", "en/c\x1b[31m.md", "en/d\u202e.md", "en/e\udcff.md")
    _, faults = found(tmp_path)
    assert [fault.partition(": ")[0] for fault in faults] == [
        "docs/en/a ::error::b.md",
        "docs/en/c<U+001B>[31m.md",
        "docs/en/d<U+202E>.md",
        "docs/en/e<U+DCFF>.md",
    ]
    for fault in faults:
        assert fault.isprintable()
        fault.encode()


def test_a_folder_with_a_bad_name_is_refused_whole(tmp_path: Path) -> None:
    make(tmp_path, "en/Bad Folder/a.md", "en/good/a.md")
    paths, faults = found(tmp_path)
    assert paths == ["docs/en/good/a.md"]
    assert [fault.partition(":")[0] for fault in faults] == ["docs/en/Bad Folder"]


def test_what_begins_with_a_dot_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "en/.draft.md", ".git/config", "en/a.md")
    assert found(tmp_path) == (["docs/en/a.md"], [])


def test_symbolic_links_are_refused_wherever_they_lead(tmp_path: Path) -> None:
    make(tmp_path, "en/a.md")
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "b.md").write_text("secret")
    (tmp_path / "docs/en/file.md").symlink_to(secret / "b.md")
    (tmp_path / "docs/en/folder").symlink_to(secret)
    (tmp_path / "docs/en/inside.md").symlink_to(tmp_path / "docs/en/a.md")
    (tmp_path / "docs/en/nowhere.md").symlink_to(tmp_path / "nothing")
    (tmp_path / "docs/en/loop").symlink_to(tmp_path / "docs")
    assert found(tmp_path) == (
        ["docs/en/a.md"],
        [
            f"docs/en/{name}: error[symlink]: a symbolic link; copy the file itself here "
            "(links could publish other files)"
            for name in ("file.md", "folder", "inside.md", "loop", "nowhere.md")
        ],
    )


def test_the_folder_itself_may_not_be_a_link(tmp_path: Path) -> None:
    make(tmp_path, "en/a.md")
    (tmp_path / "docs").rename(tmp_path / "elsewhere")
    (tmp_path / "docs").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path) == (
        [],
        ["docs: error[symlink]: a symbolic link; copy the file itself here (links could publish other files)"],
    )
