"""From .bib files to the bibliography: every fault of every entry is reported, and no entry stops another."""

from __future__ import annotations

from collections.abc import Iterable

from handbook.core.bibliography.check import check_entry
from handbook.core.bibliography.faults import shown
from handbook.core.bibliography.syntax import parse_entries
from handbook.core.bibliography.works import Bibliography, Work
from handbook.core.diagnostics import Diagnostic, sort_diagnostics


def load_bibliography(
    files: Iterable[tuple[str, str]],
) -> tuple[Bibliography, tuple[Diagnostic, ...]]:
    """Load .bib files, each given as its path from the handbook's root and its text.

    A work with a fault stays in the bibliography as far as it could be read, so that its citations are not
    reported as unknown on top. Of entries with one key, the first counts.

    Returns:
        The bibliography, and all faults, sorted by place. The codes are those of `syntax.parse_entries`,
        `check.check_entry`, and `duplicate-key`.
    """
    works: dict[str, Work] = {}
    diagnostics: list[Diagnostic] = []
    for path, text in files:
        entries, faults = parse_entries(path, text)
        diagnostics.extend(faults)
        for entry in entries:
            work, faults = check_entry(path, entry)
            diagnostics.extend(faults)
            # Keys that differ in capitals only would be one file name on some disks, and one key to BibTeX.
            first = works.setdefault(work.key.lower(), work)
            if first is not work:
                message = f"the key '{shown(work.key)}' stands already in {first.path}:{first.line}"
                if first.key != work.key:
                    message += f" as '{shown(first.key)}' (keys must differ in more than capitals)"
                diagnostics.append(Diagnostic(path, work.line, "duplicate-key", message))
    return Bibliography(tuple(works.values())), sort_diagnostics(diagnostics)
