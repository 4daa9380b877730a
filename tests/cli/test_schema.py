"""`handbook schema`: an editor that holds to it accepts our own text, and refuses what `check` refuses."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from handbook.cli import main
from handbook.core.kinds import BUILT_IN
from handbook.core.located_yaml import load_yaml
from tests.cli.json_schema import _ANNOTATIONS, _KEYWORDS, faults
from tests.running import ROOT

KINDS = tuple(model.kind for model in BUILT_IN)


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    result = CliRunner().invoke(main, ["-f", str(ROOT / "mkdocs.yml"), "schema"], catch_exceptions=False)
    return dict(json.loads(result.output))


def own_entries() -> list[tuple[str, str, dict[str, Any]]]:
    """Return place, kind and front matter of every entry of our own."""
    found = []
    for path in sorted((ROOT / "docs/en").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        _, head, body = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
        front = load_yaml(path.name, head)[0].value
        if "kind" in front:
            found.append((path.name, front["kind"], front))
        elif "entries" in front:
            for heading, block in re.findall(
                r"^## (.*?) \{#.*?\}\n\n```yaml\n(.*?)^```", body, re.MULTILINE | re.DOTALL
            ):
                words = {"kind": front["entries"], "title": heading, "summary": "the first paragraph"}
                found.append((f"{path.name}: {heading}", front["entries"], {**words, **load_yaml("", block)[0].value}))
    return found


def test_there_is_one_for_each_kind_alone_and_all_together(schemas: dict[str, dict[str, Any]]):
    assert tuple(schemas) == KINDS
    for kind in KINDS:
        result = CliRunner().invoke(main, ["-f", str(ROOT / "mkdocs.yml"), "schema", kind], catch_exceptions=False)
        assert json.loads(result.output) == schemas[kind]


def test_they_are_json_schemas(schemas: dict[str, dict[str, Any]]):
    def walk(schema: Any, root: dict[str, Any]) -> None:
        assert isinstance(schema, (dict, bool))
        if isinstance(schema, bool):
            return
        assert set(schema) <= set(_KEYWORDS) | _ANNOTATIONS
        if "$ref" in schema:
            assert schema["$ref"].removeprefix("#/$defs/") in root["$defs"]
        if "pattern" in schema:
            re.compile(schema["pattern"])
        for name in ("properties", "$defs", "patternProperties"):
            for inner in schema.get(name, {}).values():
                walk(inner, root)
        for inner in [
            *schema.get("anyOf", []),
            *[schema[name] for name in ("items", "additionalProperties") if name in schema],
        ]:
            walk(inner, root)
        assert set(schema.get("required", [])) <= set(schema.get("properties", {}))

    for schema in schemas.values():
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["type"] == "object"
        assert schema["additionalProperties"] is False
        walk(schema, schema)


def test_they_accept_our_own_text(schemas: dict[str, dict[str, Any]]):
    entries = own_entries()
    assert {kind for _, kind, _ in entries} == set(KINDS)
    assert sum(Counter(kind for _, kind, _ in entries).values()) > 150
    found = [f"{place}{fault}" for place, kind, front in entries for fault in faults(schemas[kind], front)]
    assert found == []


VALID: dict[str, dict[str, Any]] = {
    "practice": {"kind": "practice", "title": "T", "summary": "S", "region": "africa", "types": ["network"]},
    "demand": {"kind": "demand", "title": "T", "summary": "S", "number": "1.2", "status": "current"},
    "milestone": {"kind": "milestone", "title": "T", "summary": "S", "date": "1990-12-18"},
}


@pytest.mark.parametrize("kind", VALID)
def test_they_accept_the_least_that_there_must_be(schemas: dict[str, dict[str, Any]], kind: str):
    assert list(faults(schemas[kind], VALID[kind])) == []
    for name in VALID[kind]:
        without = {key: value for key, value in VALID[kind].items() if key != name}
        assert list(faults(schemas[kind], without)) == [f": no {name}"]


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("practice", {"typs": ["network"]}),
        ("practice", {"types": ["netwrk"]}),
        ("practice", {"types": []}),
        ("practice", {"region": "Africa!"}),
        ("practice", {"countries": ["Kenya"]}),
        ("practice", {"kind": "demand"}),
        ("practice", {"title": "x" * 500}),
        ("practice", {"sources": [{"key": "a"}]}),
        ("practice", {"uses": [{"to": "c087"}]}),
        ("practice", {"uses": ["c087"]}),
        ("demand", {"number": "one"}),
        ("demand", {"status": "done"}),
        ("demand", {"draft_view": {"view": "hidden"}}),
        ("demand", {"draft_view": {"vew": "missing"}}),
        ("demand", {"backed_by": [{"to": "c087", "basis": "editors", "note": "x"}]}),
    ],
)
def test_they_refuse_what_check_refuses(schemas: dict[str, dict[str, Any]], kind: str, changed: dict[str, Any]):
    assert list(faults(schemas[kind], {**VALID[kind], **changed})) != []


def test_what_they_say_is_said_in_words_that_an_editor_shows(schemas: dict[str, dict[str, Any]]):
    """A schema is read by people too, while they type."""
    described = [
        name for name, rule in schemas["instrument"]["properties"].items() if "description" in rule or "title" in rule
    ]
    assert len(described) >= 5


def test_the_file_is_small_enough_to_read(schemas: dict[str, dict[str, Any]], tmp_path: Path):
    assert all(len(json.dumps(schema)) < 20_000 for schema in schemas.values())
