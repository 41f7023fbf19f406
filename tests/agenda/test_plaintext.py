"""Readable documents left in `documents/`: said once they have lain there too long."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import pytest

from bilantool.agenda import plaintext
from bilantool.agenda.item import Urgency
from bilantool.cabinet.cabinet import Cabinet
from bilantool.documents.delivery import RECORD

TODAY = date(2026, 11, 23)


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    """A folder with one dossier, 2026-001, and nothing sealed in it."""
    folder = tmp_path / "dossiers" / "2026-001"
    folder.mkdir(parents=True)
    (folder / "dossier.yaml").write_text("", encoding="utf-8")
    (tmp_path / "documents").mkdir()
    return Cabinet(tmp_path, {})


def built(cabinet: Cabinet, name: str, day: date) -> None:
    path = cabinet.root / "documents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = datetime.combine(day, datetime.min.time()).timestamp() + 3600
    os.utime(path, (moment, moment))


@pytest.mark.parametrize(("day", "said"), [(date(2026, 10, 24), False), (date(2026, 10, 23), True)])
def test_after_thirty_days_it_is_said(cabinet: Cabinet, day: date, said: bool) -> None:
    """Late from then on, with the folder and what to do; the record beside them does not count."""
    built(cabinet, "2026-001/synthese.pdf", day)
    built(cabinet, f"2026-001/{RECORD}", date(2020, 1, 1))
    found = [*plaintext.items(cabinet, TODAY)]
    assert bool(found) is said
    for item in found:
        assert (item.urgency, item.reference) == (Urgency.LATE, "2026-001")
        assert "1 document lisible dans documents/2026-001" in item.sentence.replace("\u00a0", " ")
        assert "effacez-les" in item.sentence


def test_a_folder_that_is_no_dossier_is_not_named(cabinet: Cabinet) -> None:
    """Its name may be a person's; what is loose in `documents/` counts with it."""
    built(cabinet, "Nadia Modèle/lettre.docx", date(2026, 1, 5))
    built(cabinet, "copie.pdf", date(2026, 1, 4))
    built(cabinet, "2026-001/ancien/synthese.pdf", date(2026, 1, 6))
    found = {item.reference: item.sentence for item in plaintext.items(cabinet, TODAY)}
    assert set(found) == {"", "2026-001"}
    assert "Modèle" not in found[""]
    assert "2\u00a0documents lisibles dans documents depuis" in found[""]
    assert "04/01/2026" in found[""]


def test_no_folder_and_links_say_nothing(cabinet: Cabinet, tmp_path: Path) -> None:
    """What a link leads to does not lie here."""
    outside = tmp_path.parent / f"{tmp_path.name}-dehors"
    outside.mkdir()
    (cabinet.root / "documents" / "2026-001").symlink_to(outside)
    (outside / "vieux.pdf").write_bytes(b"x")
    os.utime(outside / "vieux.pdf", (0, 0))
    assert not [*plaintext.items(cabinet, TODAY)]
    (cabinet.root / "documents" / "2026-001").unlink()
    (cabinet.root / "documents").rmdir()
    assert not [*plaintext.items(cabinet, TODAY)]


def test_a_folder_of_documents_elsewhere_is_said(cabinet: Cabinet, tmp_path: Path) -> None:
    """Its content is not looked at, and that is not kept quiet."""
    outside = tmp_path.parent / f"{tmp_path.name}-ailleurs"
    outside.mkdir()
    (cabinet.root / "documents").rmdir()
    (cabinet.root / "documents").symlink_to(outside)
    (item,) = plaintext.items(cabinet, TODAY)
    assert item.urgency is Urgency.LATE
    assert "ne se lit pas" in item.sentence
