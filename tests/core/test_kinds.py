"""The kinds: what each may say, what it may not, and what it makes of its facts."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from handbook.core.diagnostics import HandbookError
from handbook.core.kinds import BUILT_IN, Facts, choose_kinds, relations_of
from handbook.core.kinds.base import CountryCode, Key, SourcePlace, by_language
from handbook.core.kinds.demand import Demand
from handbook.core.kinds.instrument import PROVISION, Instrument
from handbook.core.kinds.practice import Practice
from handbook.core.kinds.small import Figure, Lesson, Milestone, Organisation, Term, Topic
from handbook.core.kinds.statement import Statement
from handbook.core.settings import Settings
from handbook.core.starters import new_entry, schema_of
from handbook.core.words import as_message
from tests.core.conftest import TODAY, Tiny
from tests.core.law import Law

LEAST: dict[type[Facts], dict[str, Any]] = {
    Demand: {"number": "1", "status": "current"},
    Instrument: {"type": "convention"},
    Practice: {"region": "africa", "types": ["campaign"]},
    Statement: {"type": "pledge", "document": "gu2012", "place": "i.1", "voice": "gu"},
    Figure: {"value": 1, "unit": "people", "as_of": "unknown"},
    Milestone: {"date": "1990"},
    Organisation: {"type": "union"},
    Term: {},
    Lesson: {"minutes": 60, "teaches": ["voice"]},
    Topic: {"type": "region"},
}


@pytest.mark.parametrize("model", BUILT_IN, ids=lambda model: model.kind)
class TestEachKind:
    def test_the_least_is_enough(self, model: type[Facts]) -> None:
        facts = model.model_validate(LEAST[model])
        given = (facts.sources, facts.topics, facts.see_also, facts.unverified)
        assert given == ((), (), (), ())

    def test_less_is_not(self, model: type[Facts]) -> None:
        for name in LEAST[model]:
            less = {key: value for key, value in LEAST[model].items() if key != name}
            with pytest.raises(ValidationError, match="Field required"):
                model.model_validate(less)

    def test_unknown_keys_are_refused(self, model: type[Facts]) -> None:
        with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
            model.model_validate({**LEAST[model], "colour": "red"})

    def test_facts_do_not_change(self, model: type[Facts]) -> None:
        facts = model.model_validate(LEAST[model])
        with pytest.raises(ValidationError, match="frozen"):
            facts.topics = ("a",)  # type: ignore[misc]  # the point of the test

    def test_facts_can_be_sent_to_another_process(self, model: type[Facts]) -> None:
        facts = model.model_validate({**LEAST[model], "sources": ["gu2012, §i.1"], "topics": "africa"})
        again = pickle.loads(pickle.dumps(facts))
        assert again == facts
        assert again.sources == (SourcePlace("gu2012", "§i.1"),)

    def test_each_relation_says_how_it_reads_from_both_ends(self, model: type[Facts]) -> None:
        for name, relates in relations_of(model).items():
            assert relates.forward, name
            assert relates.inverse, name
            assert set(relates.to) <= {kind.kind for kind in BUILT_IN}

    def test_its_schema_asks_for_the_same(self, model: type[Facts]) -> None:
        kind = choose_kinds()[model.kind]
        schema = schema_of(kind)
        assert set(schema["properties"]) == {"kind", "title", "summary", "voice", *model.model_fields}
        assert set(schema["required"]) == {"kind", "title", "summary", *LEAST[model]}
        assert schema["additionalProperties"] is False
        assert schema["properties"]["kind"] == {"const": model.kind}

    def test_its_first_form_lacks_what_an_author_must_fill_in_and_nothing_else(
        self, model: type[Facts], tiny: Tiny
    ) -> None:
        settings = tiny.settings()
        path, text = new_entry(settings.kinds[model.kind], "new-entry", settings)
        assert path == f"docs/en/{model.folder}/new-entry.md"
        tiny.write({path: text})
        faults = [fault for fault in tiny.faults() if path in fault]
        assert {fault.split("`")[1].split(".")[0].rstrip(":") for fault in faults if "`" in fault} >= {
            "title",
            "summary",
            *LEAST[model],
        }
        assert not any("unknown-key" in fault or "heading" in fault for fault in faults)


@pytest.mark.parametrize("entry_id", ["", "A", "a b", "-a", "../a", "a/b", "حق", "a_b"])
def test_no_first_form_without_an_id(entry_id: str) -> None:
    settings = Settings(root=TODAY, languages=("en",), source_language="en", today=TODAY)  # type: ignore[arg-type]
    with pytest.raises(HandbookError, match=r"use a-z, 0-9 and '-'"):
        new_entry(settings.kinds["term"], entry_id, settings)


# -- values --


@pytest.mark.parametrize(
    "text",
    [
        "1990",
        "1990-12",
        "1990-12-18",
        "2024-02-29",
        "2023-10-26/2024-10-26",
        "2023/2023",
        "2023-10/2024",
        "2024-05/2024",
    ],
)
def test_dates(text: str) -> None:
    assert Milestone.model_validate({"date": text}).date == text


def test_a_year_may_be_a_number() -> None:
    assert Milestone.model_validate({"date": 1990}).date == "1990"


@pytest.mark.parametrize(
    "text",
    ["", "90", "1990-13", "1990-00", "1990-12-32", "2023-02-29", "1990/", "/1990", "1990/1991/1992", "1990-12-18T00:00",
     " 1990", "1990 ", "0000", "٢٠٢٦", "２０２６", "2024/2023", "2024-05/2024-04", True, 1990.5, None, ["1990"],
     "unknown"],
)  # fmt: skip
def test_no_dates(text: object) -> None:
    with pytest.raises(ValidationError):
        Milestone.model_validate({"date": text})


@pytest.mark.parametrize("text", ["unknown", "2026", "2026-05-31"])
def test_days_of_facts_may_be_unknown(text: str) -> None:
    assert Figure.model_validate({**LEAST[Figure], "as_of": text}).as_of == text


@pytest.mark.parametrize("text", ["", "Unknown", "soon", None, "٢٠٢٦"])
def test_days_of_facts_are_nothing_else(text: str | None) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({**LEAST[Figure], "as_of": text})


def test_a_review_has_an_exact_day() -> None:
    assert Figure.model_validate({**LEAST[Figure], "review_by": "2026-05-31"}).review_by == date(2026, 5, 31)
    for text in ("2026", "2026-05", "31 May 2026", "2026-02-30", "unknown"):
        with pytest.raises(ValidationError, match="write a day as 2026-05-31"):
            Figure.model_validate({**LEAST[Figure], "review_by": text})


@pytest.mark.parametrize("code", ["KE", "NO", "SO", "HK", "PS", "XK", "EH", "TW"])
def test_countries(code: str) -> None:
    [country] = Topic.model_validate({"type": "region", "countries": [code]}).countries
    assert country == code
    assert isinstance(country, CountryCode)


@pytest.mark.parametrize(
    "code", ["UK", "EU", "UN", "ZZ", "XA", "XB", "QO", "ke", "KEN", "K", "", "12", "كي", False, None]
)
def test_no_countries(code: object) -> None:
    with pytest.raises(ValidationError, match="two letters of ISO 3166"):
        Topic.model_validate({"type": "region", "countries": [code]})


@pytest.mark.parametrize("value", ["inf", "nan", "-Infinity", float("-inf"), "many", None, "x"])
def test_no_numbers(value: object) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({**LEAST[Figure], "value": value})


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("gu2012, §i.1", SourcePlace("gu2012", "§i.1")),
        ("gu2012", SourcePlace("gu2012", "")),
        (" @gu2012 ,  art. 6,  7 ", SourcePlace("gu2012", "art. 6, 7")),
    ],
)
def test_places_in_sources(typed: str, place: SourcePlace) -> None:
    assert Term.model_validate({"sources": [typed]}).sources == (place,)
    assert str(place).startswith("gu2012")


def test_one_id_or_a_list() -> None:
    assert Term.model_validate({"see_also": "a"}).see_also == ("a",)
    assert Term.model_validate({"see_also": ["a", "b"]}).see_also == ("a", "b")
    for wrong in ("A", "a b", "", "a_b", "حق", "a" * 81, ["a", ""], 1):
        with pytest.raises(ValidationError):
            Term.model_validate({"see_also": wrong})


def test_a_basis_is_a_place_or_ourselves() -> None:
    def basis(text: object) -> object:
        [relation] = Demand.model_validate({**LEAST[Demand], "backed_by": [{"to": "c087", "basis": text}]}).backed_by
        return relation.basis

    assert basis("editors") == "editors"
    assert basis("gu2012, §i.1") == SourcePlace("gu2012", "§i.1")
    for wrong in ("", "  ", None, 1, ["gu2012"]):
        with pytest.raises(ValidationError):
            basis(wrong)


def test_keys_of_works_can_be_told_from_other_text() -> None:
    assert isinstance(Demand.model_validate({**LEAST[Demand], "answers": "draft"}).answers, Key)
    assert all(isinstance(key, Key) for key in Organisation.model_validate({"type": "union", "signed": ["a"]}).signed)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//example.org", "ftp://example.org", "https://", "https://a b", 'https://a"b', "https://a<b",
     "https://a'b", " https://a", "https://a\n", "HTTPS://a", "https://" + "a" * 500],
)  # fmt: skip
def test_no_addresses(address: str) -> None:
    with pytest.raises(ValidationError):
        Organisation.model_validate({"type": "union", "url": address})


# -- what a kind makes of its facts --


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"code": "C087"}, "C87"),
        ({"code": "P029"}, "P29"),
        ({"code": "C190", "abbreviation": {"ar": "اتفاقية"}}, "C190"),
        ({"abbreviation": {"ar": "الاتفاق", "en": "GCM"}}, "الاتفاق"),
        ({"abbreviation": {"en": "GCM"}}, "العنوان"),
        ({}, "العنوان"),
    ],
)
def test_the_short_name_of_an_instrument(facts: dict[str, Any], name: str) -> None:
    assert Instrument.model_validate({"type": "compact", **facts}).short_name("ar", "العنوان") == name


def test_names_by_language() -> None:
    assert by_language({"pt": "um", "pt-BR": "dois"}, "pt-BR") == "dois"
    assert by_language({"pt": "um"}, "pt-BR") == "um"
    assert by_language({"pt-BR": "dois"}, "pt") == ""


@pytest.mark.parametrize(
    "name", ["art-6", "principle-2", "para-4", "guideline-4.1", "part-ii", "annex-i", "target-8.8"]
)
def test_sections_that_are_provisions(name: str) -> None:
    assert PROVISION.fullmatch(name)


def test_what_goes_stale() -> None:
    figure = Figure.model_validate({**LEAST[Figure], "as_of": "2024", "review_by": "2026-01-01"})
    assert figure.dated_facts() == (("value", "2024", date(2026, 1, 1)),)
    assert Figure.model_validate({**LEAST[Figure], "superseded_by": "b"}).dated_facts() == ()
    count = {"count": 1, "as_of": "2024", "source": "ilo"}
    assert Instrument.model_validate({"type": "convention", "ratifications": count}).dated_facts() == (
        ("ratifications", "2024", None),
    )
    view = {"view": "missing", "review_by": "2026-01-01"}
    assert Demand.model_validate({**LEAST[Demand], "draft_view": view}).dated_facts() == (
        ("draft_view", "unknown", date(2026, 1, 1)),
    )


def test_what_stands_on_the_timeline() -> None:
    assert Instrument.model_validate({"type": "convention", "adopted": 1948, "in_force": "1950-07-04"}).dates() == (
        ("adopted", "1948"),
        ("in_force", "1950-07-04"),
    )
    assert Practice.model_validate({**LEAST[Practice], "since": 2015, "until": 2020}).dates() == (("since", "2015"),)
    assert Milestone.model_validate({"date": "1990"}).dates() == (("date", "1990"),)


def test_sections_that_must_be_there() -> None:
    hub = Demand.model_validate(LEAST[Demand])
    single = Demand.model_validate({**LEAST[Demand], "part_of": "hub"})
    assert hub.missing_sections(frozenset()) == ()
    assert single.missing_sections(frozenset({"why"})) == ("asks",)
    assert single.missing_sections(frozenset({"asks"})) == ()
    assert Lesson.model_validate(LEAST[Lesson]).missing_sections(frozenset({"steps"})) == ("objective",)


def test_messages_come_in_two_lengths() -> None:
    hub = Demand.model_validate(LEAST[Demand])
    assert hub.missing_sections(frozenset({"messages"})) == ("message-30", "message-60")
    assert hub.missing_sections(frozenset({"messages", "message-60"})) == ("message-30",)
    assert hub.missing_sections(frozenset({"messages", "message-30", "message-60"})) == ()
    assert "messages" in Demand.sections


def test_the_steps_of_a_lesson_add_up() -> None:
    lesson = Lesson.model_validate({**LEAST[Lesson], "step_minutes": [20, 40]})
    assert lesson.step_minutes == (20, 40)
    with pytest.raises(ValidationError, match="the steps take 55 minutes together, and `minutes` says 60"):
        Lesson.model_validate({**LEAST[Lesson], "step_minutes": [20, 35]})
    for wrong in ([0, 60], [-5, 65], ["half", 60], 60):
        with pytest.raises(ValidationError):
            Lesson.model_validate({**LEAST[Lesson], "step_minutes": wrong})


def test_every_step_is_timed_and_every_time_has_a_step() -> None:
    present = frozenset({"objective", "steps", "step-1"})
    lesson = Lesson.model_validate({**LEAST[Lesson], "step_minutes": [20, 40]})
    assert lesson.missing_sections(present) == ("step-2",)
    assert lesson.missing_facts(present | {"step-2"}) == ()
    assert lesson.missing_facts(present | {"step-2", "step-3", "step-back"}) == (("step_minutes", "step-3"),)
    # Nobody has to time the steps.
    assert Lesson.model_validate(LEAST[Lesson]).missing_facts(present) == ()


# -- choosing kinds --


def test_kinds_can_be_left_out_relabelled_and_added() -> None:
    kinds = choose_kinds(
        leave_out=["practice", "lesson"],
        labels={"demand": {"de": ("Forderung", "Forderungen")}},
        extra=["tests.core.law:Law"],
    )
    assert list(kinds) == [model.kind for model in BUILT_IN if model.kind not in ("practice", "lesson")] + ["law"]
    assert kinds["law"].model is Law
    assert kinds["demand"].labels["de"] == ("Forderung", "Forderungen")
    assert kinds["demand"].label == ("Demand", "Demands")
    assert kinds["law"].relations.keys() == {"topics", "see_also"}


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nowhere.at_all:Law", "cannot be imported"),
        ("tests.core.law:Act", "cannot be imported"),
        ("tests.core.law", "cannot be imported"),
        ("", "cannot be imported"),
        ("tests.core.law:PartialDate", "is not a subclass"),
        ("datetime:date", "is not a subclass"),
    ],
)
def test_kinds_that_are_none(place: str, message: str) -> None:
    with pytest.raises(HandbookError, match=message):
        choose_kinds(extra=[place])


def test_names_as_messages() -> None:
    assert as_message("in_force") == "In force"
    assert as_message("union-service") == "Union service"
    assert as_message("") == ""
