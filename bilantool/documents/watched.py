"""A group of fields that remembers which of them were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilantool.findings import KeyPath


class Watched(dict[str, Any]):
    """`seen`: the fields that were read, each by the beginning of its path.

    A dictionary, since it goes to a template, which may be rendered in another process.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(fields)
        self.seen: set[KeyPath] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add((key,))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As of any mapping."""
        self.seen.add((key,))
        return super().get(key, default)
