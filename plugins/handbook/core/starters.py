"""The first form of a new entry, and the JSON Schema of its front matter: both made from the kind's model."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from handbook.core.diagnostics import HandbookError
from handbook.core.kinds import Kind
from handbook.core.kinds.base import ID_PATTERN
from handbook.core.settings import Settings
from handbook.core.words import as_message


def new_entry(kind: Kind, entry_id: str, settings: Settings) -> tuple[str, str]:
    """Return path (from the root) and text of the file of a new entry.

    What an author must fill in is there to be found by `check`; what may be left out stands in comments.

    Raises:
        HandbookError: the id is none.
    """
    if not re.fullmatch(ID_PATTERN, entry_id):
        raise HandbookError(f"'{entry_id}' is no id; use a-z, 0-9 and '-', beginning with a letter or digit")
    lines = ["---", f"kind: {kind.name}", "title: ", "summary: "]
    lines += [f"{name}: " for name, info in kind.model.model_fields.items() if info.is_required()]
    lines += [f"# {name}: " for name, info in kind.model.model_fields.items() if not info.is_required()]
    lines += ["---", ""]
    for section in kind.model.sections:
        lines += [f"## {as_message(section)} {{#{section}}}", ""]
    return f"{settings.docs}/{settings.source_language}/{kind.folder}/{entry_id}.md", "\n".join(lines)


class _Schema(GenerateJsonSchema):
    """JSON Schema of what an author types: a place in a source is a text."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\S+(, .+)?$"}


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the front matter of an entry of a kind."""
    model: type[BaseModel] = kind.model
    schema = model.model_json_schema(schema_generator=_Schema)
    words = {
        "kind": {"const": kind.name},
        "title": {"type": "string", "maxLength": 200},
        "summary": {"type": "string", "maxLength": 400},
        "voice": {"const": "editors"},
    }
    schema["properties"] = {**words, **schema["properties"]}
    schema["required"] = ["kind", "title", "summary", *schema.get("required", [])]
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema
