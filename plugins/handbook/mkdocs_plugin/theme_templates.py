"""The theme's templates: ours put over Material's, and all compiled once for all languages."""

from __future__ import annotations

import os
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, FileSystemLoader, TemplateNotFound, meta
from jinja2.bccache import Bucket
from mkdocs.theme import Theme

THEME = Path(__file__).parent / "theme"
"""Templates and files that lie over Material's, and under the handbook's own."""


def put_over(theme: Theme) -> None:
    """Put our templates over the theme's, if they are not there yet."""
    if str(THEME) not in theme.dirs:
        # Under the handbook's own overrides, which come first, and over everything else.
        own = theme.custom_dir
        theme.dirs.insert(theme.dirs.index(own) + 1 if own else 0, str(THEME))


class _Loader(FileSystemLoader):
    """Lists no hidden folders: Material's holds 14,000 icons, which MkDocs would look at one by one, and drop."""

    def list_templates(self) -> list[str]:
        """Return the names of all files that are not hidden."""
        found: set[str] = set()
        for folder in self.searchpath:
            for place, folders, files in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".")]
                inside = os.path.relpath(place, folder).replace(os.sep, "/")
                found.update(name if inside == "." else f"{inside}/{name}" for name in files)
        return sorted(found)


class _Compiled(BytecodeCache):
    """Compiled templates of this process, and of those forked from it."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if its template was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a bucket holds."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


def share(theme: Theme, *, editable: bool = False) -> None:
    """Let the environments that a theme makes from now on share what is compiled.

    Args:
        theme: the theme.
        editable: whether somebody may edit a template meanwhile.
    """
    make = theme.get_env

    def get_env() -> Environment:
        environment = _prepared(make(), theme)
        environment.auto_reload = editable
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]  # MkDocs leaves no other way to it


def _prepared(environment: Environment, theme: Theme) -> Environment:
    environment.loader = _Loader(theme.dirs)
    environment.bytecode_cache = _compiled
    return environment


def compile_templates(theme: Theme) -> None:
    """Compile what every page uses, so that processes forked from this one need not."""
    environment = _prepared(theme.get_env(), theme)
    assert environment.loader is not None
    waiting: list[str | None] = ["main.html"]
    seen: set[str | None] = {None}  # a name that is known only when a page is drawn
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        assert name is not None
        try:
            source, _, _ = environment.loader.get_source(environment, name)
        except TemplateNotFound:  # `ignore missing`, or a condition that never holds
            continue
        environment.get_template(name)
        waiting += meta.find_referenced_templates(environment.parse(source))
