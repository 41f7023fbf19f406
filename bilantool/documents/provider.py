"""The provider as a document reads it: every field of cabinet.yaml is there, and reading is noted.

A field that cabinet.yaml leaves out is empty, at any depth, as the fields of a note are. One
that is there and unfinished must not be printed as if it were whole: what a document read is
held against the fields to mend, and only a document that read one of them has to wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bilantool.bilan import group_of
from bilantool.cabinet.settings import schema
from bilantool.documents import filling, house
from bilantool.documents.watched import Watched
from bilantool.findings import Finding, KeyPath

_MEDIATOR = "mediateur_consommation"
"""The mediator in one line, made of the fields of `mediateur` where they are filled."""


class Provider(Watched):
    """What cabinet.yaml says, with its absent fields empty."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        fields = schema()["properties"]
        super().__init__({name: _field(settings.get(name), part) for name, part in fields.items()})
        super().__setitem__(_MEDIATOR, house.mediator(settings))

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Provider:
        """Those settings, as a document reads them."""
        return settings if isinstance(settings, Provider) else cls(settings)

    def consultant(self, wanted: object) -> dict[str, Any]:
        """The one whose id or name that is; alone in the cabinet, they need not be named.

        Where there is none, a consultant whose fields are all empty.
        """
        nobody: dict[str, Any] = filling.blank(schema(), ["consultants"])
        listed = list(enumerate(dict.__getitem__(self, "consultants")))
        for index, known in listed:
            alone = len(listed) == 1 and not wanted
            if alone or (wanted and wanted in (known.get("id"), known.get("nom"))):
                self.seen.add(("consultants", index))
                return {**nobody, **known}
        return nobody

    def by_id(self) -> dict[str, Any]:
        """The consultants by id, each with all fields, as ids of the notes name them."""
        nobody: dict[str, Any] = filling.blank(schema(), ["consultants"])
        listed = dict.__getitem__(self, "consultants")
        return {
            "par_id": {each["id"]: {**nobody, **each} for each in listed if each.get("id")},
            "vide": nobody,
        }

    def holder(self, leader: str) -> dict[str, Any]:
        """Who led a session (`Bilan.leader`): one that cabinet.yaml no longer lists is told by the
        word of the note."""
        known = self.consultant(leader)
        return known if known["nom"] else {**known, "nom": leader}

    def awaited(self, gaps: Iterable[Finding]) -> tuple[Finding, ...]:
        """Those of the fields to mend that were read."""
        told = {("mediateur",)} if (_MEDIATOR,) in self.seen else set()
        return tuple(gap for gap in gaps if any(_meet(gap.path, path) for path in self.seen | told))


def _meet(path: KeyPath, other: KeyPath) -> bool:
    """Whether one of two places holds the other; the top of the file holds none."""
    shared = min(len(path), len(other))
    return shared > 0 and path[:shared] == other[:shared]


def _field(value: Any, schema: Mapping[str, Any]) -> Any:
    """A field that is there whatever was written; the items of a list keep what they hold."""
    if schema.get("type") == "array":
        return [group_of(each) for each in value] if isinstance(value, list) else []
    return filling.filled(value, schema)
