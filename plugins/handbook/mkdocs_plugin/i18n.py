"""All that touches mkdocs-static-i18n: it is frozen upstream, so one module knows it and nothing of it is patched.

It configures the site's languages, and while one language is built it says which. The pages themselves are ours.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs_static_i18n.plugin import I18n

from handbook.core.diagnostics import HandbookError


def _plugin(config: MkDocsConfig) -> I18n:
    plugin = config.plugins.get("i18n")
    if not isinstance(plugin, I18n):
        raise HandbookError("mkdocs.yml has no `i18n` plugin; it lists the languages, even if there is one only")
    if plugin.config.docs_structure != "folder":
        raise HandbookError("`i18n: docs_structure:` must be `folder`: one folder a language")
    return plugin


def languages(config: MkDocsConfig) -> tuple[str, ...]:
    """Return the tags of the languages that are built, in the order of mkdocs.yml."""
    return tuple(_plugin(config).build_languages)


def source_language(config: MkDocsConfig) -> str:
    """Return the language in which facts stand: the default one."""
    tag = _plugin(config).default_language
    if not tag:
        raise HandbookError("no language under `i18n: languages:` has `default: true`; the source language needs it")
    return str(tag)


def current_language(config: MkDocsConfig) -> str:
    """Return the language of the build that is going on."""
    return str(_plugin(config).current_language or source_language(config))


def select(config: MkDocsConfig, language: str) -> None:
    """Make the next build one of this language alone, without the builds of the others that follow the default's."""
    plugin = _plugin(config)
    plugin.building = True
    plugin.current_language = language


def keep(config: MkDocsConfig, tags: Collection[str]) -> None:
    """Go on as if mkdocs.yml listed these languages alone."""
    plugin = _plugin(config)
    plugin.config.languages = [language for language in plugin.config.languages if language.locale in tags]


def names(config: MkDocsConfig) -> Mapping[str, str]:
    """Return language → name of the handbook in it."""
    plugin = _plugin(config)
    return {
        language.locale: language.site_name or config.site_name
        for language in plugin.config.languages
        if language.locale in plugin.build_languages
    }


def label(file: File, language: str) -> None:
    """Give a file that we made the marks that static-i18n expects on every file."""
    file.locale = language  # type: ignore[attr-defined]
    file.locale_alternate_of = language  # type: ignore[attr-defined]
    file.localization = language  # type: ignore[attr-defined]
    file.norm_src_uri = file.src_uri  # type: ignore[attr-defined]
    file.alternates = {language: file}  # type: ignore[attr-defined]
