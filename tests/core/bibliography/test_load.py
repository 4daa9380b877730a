"""Loading: what a good file gives, and each fault with its text and its line."""

from __future__ import annotations

import pickle
import time

import pytest

from handbook.core.bibliography import Bibliography, Name, Names, Work, load_bibliography
from handbook.core.bibliography.entry_types import ENTRY_TYPES, KNOWN_FIELDS
from handbook.core.bibliography.syntax import MAX_ENTRY, MAX_FILE
from handbook.core.diagnostics import Diagnostic, Severity


def load(text: str) -> tuple[Bibliography, list[str]]:
    bibliography, diagnostics = load_bibliography([("b.bib", text)])
    return bibliography, [str(diagnostic) for diagnostic in diagnostics]


def only(text: str) -> Work:
    bibliography, faults = load(text)
    assert faults == []
    (work,) = bibliography.works
    return work


# -- what a good file gives --


def test_a_work_knows_all_that_pages_need() -> None:
    work = only(
        """A note between entries; mail to me@example.org.

@TechReport{ilobrief2025,
  author      = {{International Labour Organization} and van Dijk, Jan and others},
  shortauthor = {{ILO}},
  title       = {{Social Dialogue --- ``Why?''}},
  subtitle    = {50\\% more},
  institution = {ILO},
  date        = {2025-02},
  doi         = {10.54394/GMYI2601},
  url         = {https://example.org/a%20b?x=1&y=2},
  langid      = {english},
  keywords    = {source-document, press},
}
"""
    )
    assert work == Work(
        key="ilobrief2025",
        type="techreport",
        path="b.bib",
        line=3,
        authors=Names((Name("International Labour Organization", is_body=True), Name("Dijk", "Jan", "van")), True),
        editors=Names(),
        short_author="ILO",
        title="Social Dialogue — “Why?”: 50% more",
        year="2025",
        date="2025-02",
        language="en",
        url="https://example.org/a%20b?x=1&y=2",
        doi="10.54394/GMYI2601",
        keywords=("source-document", "press"),
        fields=work.fields,
        original=work.original,
    )
    assert dict(work.original)["subtitle"] == r"50\% more"
    assert dict(work.original)["author"].startswith("{International Labour Organization} and ")
    assert work.field("institution") == "ILO"
    assert work.field("publisher") == ""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (r"{\'E}tude sur l'{\oe}uvre", "Étude sur l'œuvre"),
        (r"\v{S}umichrast \& \"{U}", "Šumichrast & Ü"),
        (r"100\% \$5 a\_b \#1 \{x\}", "100% $5 a_b #1 {x}"),
        ("1--64 and 1---2", "1–64 and 1—2"),
        ("``quoted''", "“quoted”"),
        ("No.~87", "No.\u00a087"),
        ("{ILO} and {{UN}}", "ILO and UN"),
        ("العمل اللائق", "العمل اللائق"),
        ("a < b & c > d", "a < b & c > d"),
    ],
)
def test_titles_are_decoded(typed: str, printed: str) -> None:
    assert only(f"@misc{{a, title = {{{typed}}}}}").title == printed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hayter, Susan", Name("Hayter", "Susan")),
        ("Susan Jane Hayter", Name("Hayter", "Susan Jane")),
        ("Ludwig van Beethoven", Name("Beethoven", "Ludwig", "van")),
        ("de la Cruz, Jr, Ana", Name("Cruz", "Ana", "de la", "Jr")),
        (r"Marti{\v{s}}kov{\'a}, Monika", Name("Martišková", "Monika")),
        ("محمد علي حسن", Name("حسن", "محمد علي")),
        ("حسن، محمد", Name("محمد", "حسن،")),  # an Arabic comma is none to BibTeX: write "حسن, محمد"
        ("حسن, محمد", Name("حسن", "محمد")),
        (
            "{Ministry of Labour and Social Policies}",
            Name("Ministry of Labour and Social Policies", is_body=True),
        ),
        ("{Jordan, Workshops and {Garments}}", Name("Jordan, Workshops and Garments", is_body=True)),
        ("{A, {B}, C, D, E} Family, Given", Name("A, B, C, D, E Family", "Given")),
        ("Reuters", Name("Reuters")),
        ("{منظمة العمل الدولية}", Name("منظمة العمل الدولية", is_body=True)),
        ("Union, Ann", Name("Union", "Ann")),
    ],
)
def test_names_are_split(typed: str, name: Name) -> None:
    assert only(f"@misc{{a, title = {{T}}, author = {{{typed}}}}}").authors == Names((name,))


@pytest.mark.parametrize(
    ("fields", "date", "year"),
    [
        ("", None, None),
        ("year = 2020,", "2020", "2020"),
        ("date = {2020-05-31},", "2020-05-31", "2020"),
        ("year = {2020}, date = {2020-05},", "2020-05", "2020"),
        ("year = 2020, month = feb,", "2020-02", "2020"),
        ("year = 2020, month = {11},", "2020-11", "2020"),
        ("date = {2023-10-26/2024-10-26},", "2023-10-26/2024-10-26", "2023"),
    ],
)
def test_dates_and_years_agree(fields: str, date: str | None, year: str | None) -> None:
    work = only(f"@misc{{a, title = {{T}}, {fields}}}")
    assert (work.date, work.year) == (date, year)


@pytest.mark.parametrize(
    ("langid", "tag"),
    [
        ("english", "en"),
        ("Arabic", "ar"),
        ("brazilian", "pt-BR"),
        ("fr", "fr"),
        ("pt-br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
    ],
)
def test_languages_become_tags(langid: str, tag: str) -> None:
    assert only(f"@misc{{a, title = {{T}}, langid = {{{langid}}}}}").language == tag


def test_biblatex_names_of_fields_are_understood() -> None:
    work = only("@article{a, author = {A, B}, title = {T}, journaltitle = {J}, location = {Geneva}, date = {2020}}")
    assert (work.field("journal"), work.field("address")) == ("J", "Geneva")
    assert dict(work.original)["journaltitle"] == "J"


def test_strings_are_filled_in_within_their_file() -> None:
    bibliography, faults = load('@string{ilo = "ILO"}\n@misc{a, title = ilo # " and " # {UN}}')
    assert faults == []
    assert bibliography["a"].title == "ILO and UN"
    assert load('@string{none = ""}\n@misc{a, title = none # {UN}}')[0]["a"].title == "UN"
    assert load_bibliography([("a.bib", "@string{x = {X}}"), ("b.bib", "@misc{a, title = x}")])[1]


def test_comments_preambles_and_entries_on_one_line_are_read() -> None:
    bibliography, faults = load('@comment{no}\n@preamble{"x"}\n@misc{a, title = {A}} @misc(b, title = {B})')
    assert faults == []
    assert list(bibliography) == ["a", "b"]


def test_a_bom_and_windows_line_ends_are_no_fault() -> None:
    bibliography, faults = load("\ufeffText\r\n@misc{a,\r\n  title = {A},\r\n}\r\n")
    assert faults == []
    assert bibliography["a"].line == 2


def test_every_type_loads_with_its_required_fields() -> None:
    values = {"year": "2020", "author": "A, B", "editor": "A, B", "number": "1"}
    entries = []
    for entry_type in ENTRY_TYPES.values():
        fields = "".join(f"{group[0]} = {{{values.get(group[0], 'X')}}}, " for group in entry_type.required)
        entries.append(f"@{entry_type.name}{{{entry_type.name}, {fields}}}")
    bibliography, faults = load("\n".join(entries))
    assert faults == []
    assert list(bibliography) == list(ENTRY_TYPES)


def test_a_bibliography_is_a_mapping_that_can_be_kept() -> None:
    bibliography, _ = load("@misc{a, title = {A}}\n@misc{b, title = {B}}")
    assert bibliography.get("b") is bibliography.works[1]
    assert bibliography.get("A") is None
    assert "a" in bibliography
    assert len(bibliography) == 2
    again = pickle.loads(pickle.dumps(bibliography))
    assert again == bibliography
    assert again["a"].title == "A"


# -- faults --

GOOD = "@misc{ok, title = {Still here}}\n"

FAULTS = [
    (
        "a comma is missing",
        "@misc{a,\n  title = {T}\n  year = {2020},\n}\n",
        "b.bib:3: error[bib-syntax]: '}' expected, found 'year = {2020},'; "
        "a field is `name = {value}` and ends with a comma",
    ),
    (
        "a brace is never closed",
        "@misc{a,\n  title = {{T},\n  year = {2020},\n}\n",
        "b.bib:2: error[bib-syntax]: a brace or quotation mark that opens here is never closed",
    ),
    (
        "an entry is never closed",
        "@misc{a,\n  title = {T},\n\n",
        "b.bib:1: error[bib-syntax]: this entry is never closed; end it with '}'",
    ),
    (
        "a comment inside an entry",
        "@misc{a,\n  % why\n  title = {T},\n}\n",
        "b.bib:2: error[bib-syntax]: '}' expected: comments inside an entry are not allowed; "
        "move it between two entries",
    ),
    (
        "no brace after the type",
        "@misc a, title = {T}\n",
        "b.bib:1: error[bib-syntax]: '(' or '{' expected, found 'a, title = {T}'; "
        "a field is `name = {value}` and ends with a comma",
    ),
    (
        "no key",
        "@misc{, title = {T}}\n",
        "b.bib:1: error[bib-syntax]: entry key expected, found ', title = {T}}'; "
        "a field is `name = {value}` and ends with a comma",
    ),
    (
        "an unknown @string",
        "@string{ilo = {ILO}}\n@misc{a,\n  title = il,\n}\n",
        "b.bib:3: error[unknown-string]: no @string 'il'; did you mean 'ilo'?",
    ),
    (
        "a key that is no part of an address",
        "@misc{a/b, title = {T}}\n",
        "b.bib:1: error[bad-key]: the key 'a/b' becomes part of an address; use at most 100 of a-z, A-Z, 0-9, "
        "'-', '_', '.', beginning and ending with a letter or digit",
    ),
    (
        "a reserved key",
        "@misc{editors, title = {T}}\n",
        "b.bib:1: error[bad-key]: the key 'editors' is reserved: [@editors] marks the handbook's own words",
    ),
    (
        "an unknown type",
        "@reprt{a, title = {T}}\n",
        "b.bib:1: error[unknown-type]: unknown type '@reprt'; did you mean 'report'? (allowed: "
        + ", ".join(sorted(ENTRY_TYPES))
        + ")",
    ),
    (
        "a field twice",
        "@misc{a,\n  title = {T},\n  title = {U},\n}\n",
        "b.bib:3: error[duplicate-field]: the field 'title' stands already in line 2",
    ),
    (
        "a field twice, under two names",
        "@article{a, author = {A, B}, year = 2020, title = {T},\n  journal = {J},\n  journaltitle = {J},\n}\n",
        "b.bib:3: error[duplicate-field]: the field 'journaltitle' stands already in line 2 "
        "(as 'journal', its other name)",
    ),
    (
        "an unknown field",
        "@misc{a,\n  title = {T},\n  howpublishd = {X},\n}\n",
        "b.bib:3: warning[unknown-field]: unknown field 'howpublishd', which nothing prints; "
        "did you mean 'howpublished'?",
    ),
    (
        "a missing field",
        "@book{a, title = {T}, year = 2020, author = {A, B}}\n",
        "b.bib:1: error[missing-field]: @book{a} needs the field 'publisher' or 'organization' or 'institution'",
    ),
    (
        "a missing year",
        "@article{a, title = {T}, journal = {J}, author = {A, B}}\n",
        "b.bib:1: error[missing-field]: @article{a} needs the field 'year' or 'date'; "
        "an undated work is an @online, @misc or @unpublished",
    ),
    (
        "an empty field is missing",
        "@misc{a, title = {}}\n",
        "b.bib:1: error[missing-field]: @misc{a} needs the field 'title'",
    ),
    (
        "a script in the address",
        "@misc{a, title = {T},\n  url = {javascript:alert(1)}}\n",
        "b.bib:2: error[bad-url]: the address 'javascript:alert(1)' must begin with https:// or http://",
    ),
    (
        "a quotation mark in the address",
        '@misc{a, title = {T},\n  url = {https://x.org/?a="onclick=b}}\n',
        "b.bib:2: error[bad-url]: the address 'https://x.org/?a=\"onclick=b' holds '\"'; "
        "write it percent-encoded (%20, %22, %27, %5C …)",
    ),
    (
        "LaTeX in the address",
        "@misc{a, title = {T},\n  url = {https://x.org/a\\_b}}\n",
        "b.bib:2: error[bad-url]: the address 'https://x.org/a\\_b' holds '\\'; "
        "write it percent-encoded (%20, %22, %27, %5C …)",
    ),
    (
        "a user in the address",
        "@misc{a, title = {T},\n  url = {https://ilo.org@evil.example/}}\n",
        "b.bib:2: error[bad-url]: the address 'https://ilo.org@evil.example/' names a user, "
        "which can pass one site off as another; leave out what stands before '@'",
    ),
    (
        "no host in the address",
        "@misc{a, title = {T},\n  url = {https:///x}}\n",
        "b.bib:2: error[bad-url]: the address 'https:///x' names no host",
    ),
    (
        "an address that cannot be read",
        "@misc{a, title = {T},\n  url = {https://[::1/}}\n",
        "b.bib:2: error[bad-url]: the address 'https://[::1/' cannot be read",
    ),
    (
        "a DOI as an address",
        "@misc{a, title = {T},\n  doi = {https://doi.org/10.54394/GMYI2601}}\n",
        "b.bib:2: error[bad-doi]: write the DOI bare: doi = {10.54394/GMYI2601}",
    ),
    (
        "no DOI",
        '@misc{a, title = {T},\n  doi = {10.1/"x}}\n',
        "b.bib:2: error[bad-doi]: '10.1/\"x' is no DOI; one looks like 10.54394/GMYI2601, with no quotation marks",
    ),
    (
        "a bare percent sign",
        "@misc{a,\n  title = {50% of workers}}\n",
        "b.bib:2: error[bad-percent]: in 'title': a bare '%' begins a comment in LaTeX and cuts the text; write '\\%'",
    ),
    (
        "a bare percent sign in a name",
        "@misc{a, title = {T},\n  author = {{50% Plus}}}\n",
        "b.bib:2: error[bad-percent]: in 'author': a bare '%' begins a comment in LaTeX and cuts the text; write '\\%'",
    ),
    (
        "an unknown LaTeX command",
        "@misc{a,\n  title = {\\emph{Stress} it}}\n",
        "b.bib:2: error[bad-latex]: in 'title': the LaTeX command '\\emph' is not known here; "
        "write the text itself, in UTF-8",
    ),
    (
        "no date",
        "@misc{a, title = {T},\n  date = {31 May 2020}}\n",
        "b.bib:2: error[bad-date]: '31 May 2020' is no date; write YYYY, YYYY-MM, YYYY-MM-DD, "
        "or two of them with '/' between",
    ),
    (
        "a day that the calendar lacks",
        "@misc{a, title = {T},\n  urldate = {2023-02-30}}\n",
        "b.bib:2: error[bad-date]: '2023-02-30' is no date; write YYYY, YYYY-MM, YYYY-MM-DD, "
        "or two of them with '/' between",
    ),
    (
        "no year",
        "@misc{a, title = {T},\n  year = {in press}}\n",
        "b.bib:2: error[bad-date]: the year 'in press' is not four digits; leave it out where the work bears none",
    ),
    (
        "no month",
        "@misc{a, title = {T}, year = 2020,\n  month = {Spring}}\n",
        "b.bib:2: error[bad-date]: 'Spring' is no month; better write date = {2020-MM}",
    ),
    (
        "year and date disagree",
        "@misc{a, title = {T}, date = {2020-05},\n  year = 2021}\n",
        "b.bib:2: error[bad-date]: year says 2021, but date says 2020-05; keep what is right",
    ),
    (
        "an unknown language",
        "@misc{a, title = {T},\n  langid = {englsh}}\n",
        "b.bib:2: error[unknown-language]: unknown language 'englsh'; did you mean 'english'? "
        "(write its English name, such as english, or its BCP 47 tag, such as en)",
    ),
    (
        "a cross-reference",
        "@misc{a, title = {T},\n  crossref = {b}}\n",
        "b.bib:2: error[cross-reference]: 'crossref' is not supported, so that each entry stands by itself; "
        "repeat the fields here",
    ),
    (
        "a bidi override",
        "@misc{a,\n  title = {safe \u202egpj.exe}}\n",
        "b.bib:2: error[forbidden-character]: in 'title': the character U+202E (RIGHT-TO-LEFT OVERRIDE) "
        "is not allowed; delete it",
    ),
    (
        "a control character",
        "@misc{a, title = {T},\n  note = {x\x07y}}\n",
        "b.bib:2: error[forbidden-character]: in 'note': the character U+0007 (control character) "
        "is not allowed; delete it",
    ),
    (
        "a field that is too long",
        "@misc{a, title = {T},\n  note = {" + "x" * 5001 + "}}\n",
        "b.bib:2: error[too-large]: in 'note': 5001 characters; a field has at most 5000: shorten it",
    ),
    (
        "a body without braces, split at and",
        "@misc{a, title = {T},\n  author = {Ministry of Labour and Pensions, Ann}}\n",
        "b.bib:2: error[bad-names]: in 'author': 'Ministry of Labour' would be split like a person's name; "
        "put a body's name in braces of its own, {{Ministry of Labour}}, also where it holds 'and' or a comma; "
        "write a person as 'Last, First'",
    ),
    (
        "an Arabic body without braces",
        "@misc{a, title = {T},\n  author = {منظمة العمل الدولية}}\n",
        "b.bib:2: error[bad-names]: in 'author': 'منظمة العمل الدولية' would be split like a person's name; "
        "put a body's name in braces of its own, {{منظمة العمل الدولية}}, also where it holds 'and' or a comma; "
        "write a person as 'Last, First'",
    ),
    (
        "too many commas in a name",
        "@misc{a, title = {T},\n  editor = {A, B, C, D}}\n",
        "b.bib:2: error[bad-names]: in 'editor': 'A, B, C, D' would be split like a person's name; "
        "put a body's name in braces of its own, {{A, B, C, D}}, also where it holds 'and' or a comma; "
        "write a person as 'Last, First'",
    ),
    (
        "a name that is missing",
        "@misc{a, title = {T},\n  author = {A, B and and C, D}}\n",
        "b.bib:2: error[bad-names]: in 'author': 'and C, D' ends or begins with 'and'; a name is missing",
    ),
    (
        "a name with no last name",
        "@misc{a, title = {T},\n  author = {A, B and {}}}\n",
        "b.bib:2: error[bad-names]: in 'author': '{}' holds no last name",
    ),
    (
        "a string that grows",
        '@string{x = "' + "x" * 3000 + '"}\n@misc{a,\n  title = x # x # x # x # x # x # x}\n',
        "b.bib:3: error[too-large]: @string names grow to more than 20000 characters here",
    ),
    (
        "too many strings",
        "\n".join(f"@string{{s{number} = {{x}}}}" for number in range(102)) + "\n",
        "b.bib:101: error[too-many-strings]: more than 100 @string definitions; write the values out",
    ),
    (
        "an entry that is too long",
        "@misc{a, title = {T}," + "x" * MAX_ENTRY + "}\n",
        "b.bib:1: error[too-large]: an entry has at most 64000 characters and 2000 braces; shorten its fields",
    ),
]


@pytest.mark.parametrize(("text", "fault"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_has_its_text_and_its_line(text: str, fault: str) -> None:
    bibliography, faults = load(text + GOOD)
    assert faults == [fault]
    assert bibliography["ok"].title == "Still here"


def test_every_code_is_tested() -> None:
    codes = {fault.split("[")[1].split("]")[0] for *_, fault in FAULTS} | {"duplicate-key"}
    assert codes == {
        "bad-date", "bad-doi", "bad-key", "bad-latex", "bad-names", "bad-percent", "bad-url", "bib-syntax",
        "cross-reference", "duplicate-field", "duplicate-key", "forbidden-character", "missing-field", "too-large",
        "too-many-strings", "unknown-field", "unknown-language", "unknown-string", "unknown-type",
    }  # fmt: skip


def test_a_key_that_stands_twice_names_its_first_place() -> None:
    bibliography, diagnostics = load_bibliography(
        [
            ("bibliography/a.bib", "@misc{ilo2020, title = {First}}"),
            ("bibliography/b.bib", "\n\n@misc{ilo2020, title = {Second}}\n@misc{ILO2020, title = {Third}}"),
        ]
    )
    assert diagnostics == (
        Diagnostic(
            "bibliography/b.bib",
            3,
            "duplicate-key",
            "the key 'ilo2020' stands already in bibliography/a.bib:1",
        ),
        Diagnostic(
            "bibliography/b.bib",
            4,
            "duplicate-key",
            "the key 'ILO2020' stands already in bibliography/a.bib:1 as 'ilo2020' "
            "(keys must differ in more than capitals)",
        ),
    )
    assert [work.title for work in bibliography.works] == ["First"]


def test_all_faults_of_all_entries_come_at_once_sorted() -> None:
    _, faults = load(
        "@book{a,\n  title = {50% off},\n  url = {ftp://x.org},\n  doi = {doi:10.1234/x},\n}\n"
        "@misc{b,\n  title = {T}\n  year = 1}\n@nothing{c, title = {T}}\n"
    )
    assert [fault.split(": error")[0] + fault.split("error")[1].split(":")[0] for fault in faults] == [
        "b.bib:1[missing-field]",
        "b.bib:1[missing-field]",
        "b.bib:1[missing-field]",
        "b.bib:2[bad-percent]",
        "b.bib:3[bad-url]",
        "b.bib:4[bad-doi]",
        "b.bib:8[bib-syntax]",
        "b.bib:9[unknown-type]",
    ]


def test_a_faulty_work_stays_so_that_its_citations_are_not_unknown_too() -> None:
    bibliography, _ = load("@misc{a,\n  title = {T}\n  year = 1}\n@nothing{b, url = {javascript:x}}\n")
    assert [(work.key, work.type, work.url, work.field("url")) for work in bibliography.works] == [
        ("a", "misc", None, ""),
        ("b", "misc", None, ""),
    ]


def test_unknown_fields_are_warnings() -> None:
    _, (diagnostic,) = load_bibliography([("b.bib", "@misc{a, title = {T}, bogus = {x}}")])
    assert diagnostic.severity is Severity.WARNING


def test_a_message_shows_invisible_characters_by_name() -> None:
    _, faults = load("@misc{a, title = {T}, url = {https://x.org/\x1b[31m}}")
    assert all("\x1b" not in fault for fault in faults)


def test_a_file_that_is_too_large_is_not_read() -> None:
    bibliography, faults = load("x" * (MAX_FILE + 1))
    assert not bibliography
    assert faults == ["b.bib: error[too-large]: 2000001 characters; a .bib file has at most 2000000: split it"]


HOSTILE = {
    "nested strings": '@string{a = "'
    + "x" * 900
    + '"}\n'
    + "".join(f"@string{{a = {' # '.join(['a'] * 9)}}}\n" for _ in range(60))
    + "@misc{k, title = a # a # a}",
    "a cycle of cross-references": "@misc{a, title = {T}, crossref = {b}}\n@misc{b, title = {T}, crossref = {a}}",
    "deep braces": "@misc{a, title = " + "{" * 1900 + "}" * 1900 + "}",
    "many quotes": '@misc{a, title = "' + "{}" * 1900 + '"}',
    "open quotes": "\n".join(f'@misc{{a{number}, title = "' + "{}" * 900 for number in range(50)),
    "many at signs": "@" * 60_000,
    "many entries": "\n@a{b}" * 5_000,
    "many fields": "@misc{a," + "x={}," * 900 + "}",
    "many names": "@misc{a, title = {T}, author = {" + "A and " * 800 + "}}",
    "many percent signs": "@misc{a, title = {" + "%" * 4000 + "}}",
    "many backslashes": "@misc{a, title = {" + "\\" * 4000 + "}}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_costs_little_time(text: str) -> None:
    start = time.perf_counter()
    load(text)
    assert time.perf_counter() - start < 10


def test_fields_of_templates_are_known() -> None:
    for entry_type in ENTRY_TYPES.values():
        assert all(set(group) <= KNOWN_FIELDS for group in entry_type.required)
