"""The pack on disk: a document to read, a table to sort."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bilantool import assembly, tables
from bilantool.assembly import Workshop
from bilantool.audit import pack
from bilantool.audit.gathering import Gathered
from bilantool.audit.results import Results
from bilantool.documents import delivery
from bilantool.documents.delivery import Delivered

DOCUMENT = "audit"


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a pack, in order, and what their reader may not expect."""

    files: tuple[Delivered, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(remark for each in self.files for remark in each.remarks)


def make(gathered: Gathered, shop: Workshop, folder: Path, results: Results) -> Made:
    """Write `audit.pdf` and `audit.csv` into `folder`; one changed by hand stays as it is.

    `results` as in `pack.values`. Raises as `assembly.produce` and `delivery.folder_for`.
    """
    document = shop.trame.document(DOCUMENT)
    values = pack.values(gathered, shop.cabinet.settings, results)
    produced = assembly.produce(values, shop, document, document.formats)
    place = delivery.folder_for(shop.cabinet.root, folder)
    written = []
    for suffix, (data, remarks) in produced.items():
        done = delivery.deliver(place, document.name, suffix, data)
        written.append(replace(done, remarks=remarks))
    table = tables.sheet(pack.rows(gathered, shop.cabinet.settings)).encode("utf-8")
    written.append(delivery.deliver(place, document.name, "csv", table))
    return Made(tuple(written))
