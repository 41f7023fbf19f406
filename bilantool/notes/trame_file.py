"""Reading `trame.yaml` entry by entry, each mistake told with its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilantool.errors import DataFault
from bilantool.findings import KeyPath, Position
from bilantool.notes.decoding import YamlFault
from bilantool.notes.overlay import Source
from bilantool.notes.reading import Reading, decode, read

_MEND = (
    "corrigez ce fichier, puis lancez « bilantool templates accept » ; "
    "s’il est celui de l’outil, réinstallez bilantool"
)


def fault(name: str, message: str, *, position: Position | None, hint: str = _MEND) -> DataFault:
    """A fault of one file of the trame, its line in the sentence."""
    line = f", ligne {position.line}" if position else ""
    return DataFault(f"« templates/{name} »{line} : {message}", hint=hint, position=position)


def source_reading(source: Source) -> Reading:
    """A YAML file of the trame; DataFault names it and its line."""
    try:
        return read(decode(source.data))
    except YamlFault as error:
        raise fault(source.name, error.message, position=error.position, hint=error.hint) from None


def table(source: Source) -> Table:
    """The whole file."""
    return Table(source.name, source_reading(source), ())


@dataclass(frozen=True, slots=True)
class Table:
    """One mapping of the file, at `path`; a missing or ill-typed entry is a located DataFault."""

    name: str
    reading: Reading
    path: KeyPath

    def fault(self, message: str, *path: str | int) -> DataFault:
        """A fault at an entry below this one."""
        position = self.reading.locate((*self.path, *path))
        return fault(self.name, message, position=position)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values().get(key, default)
        if not isinstance(value, str):
            raise self.fault(f"un texte est attendu pour « {key} »", key)
        return value

    def count(self, key: str) -> int:
        value = self._values().get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fault(f"un nombre entier est attendu pour « {key} »", key)
        return value

    def has(self, key: str) -> bool:
        return key in self._values()

    def listed(self, key: str) -> bool:
        """Whether a list stands there."""
        return isinstance(self._values().get(key), list)

    def flag(self, key: str) -> bool:
        value = self._values().get(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"« {key} » vaut true ou false", key)
        return value

    def day(self, key: str) -> date | None:
        text = self.text(key, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise self.fault(f"une date AAAA-MM-JJ est attendue pour « {key} »", key) from None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values().get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(f"une liste de noms est attendue pour « {key} »", key)
        return tuple(value)

    def words(self, key: str) -> dict[str, str]:
        """A mapping of names to texts."""
        value = self._values().get(key)
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.fault(f"des textes, chacun sous son nom, sont attendus sous « {key} »", key)
        return {str(name): text for name, text in value.items()}

    def entries(self, key: str) -> Iterator[tuple[str, Table]]:
        """The named entries of a mapping, in order."""
        value = self._values().get(key)
        if not isinstance(value, dict) or not value:
            raise self.fault(f"des entrées nommées sont attendues sous « {key} »", key)
        for name in value:
            yield name, Table(self.name, self.reading, (*self.path, key, name))

    def items(self, key: str) -> Iterator[Table]:
        """The entries of a list, in order."""
        value = self._values().get(key)
        if not isinstance(value, list):
            raise self.fault(f"une liste est attendue sous « {key} »", key)
        for index in range(len(value)):
            yield Table(self.name, self.reading, (*self.path, key, index))

    def _values(self) -> dict[str, Any]:
        value: Any = self.reading.values
        for key in self.path:
            value = value[key]
        if not isinstance(value, dict):
            raise self.fault("des champs, un par ligne, sont attendus ici")
        return value
