"""A kind of another handbook, as one would add it: one class."""

from __future__ import annotations

from typing import ClassVar

from handbook.core.kinds import Facts
from handbook.core.kinds.base import PartialDate


class Law(Facts):
    """A law of a country."""

    kind: ClassVar[str] = "law"
    folder: ClassVar[str] = "laws"
    label: ClassVar[tuple[str, str]] = ("Law", "Laws")

    passed: PartialDate | None = None
