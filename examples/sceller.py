"""Seal the plaintext examples (`en-clair/`) into the fictional cabinet and its trousseau.

Run from a clone: `python examples/sceller.py`. Keys are kept from one run to the next, and a
note whose text did not change is not sealed again, so that a run after no change changes
nothing. The passphrase and every key here are public: see `trousseau/demonstration`.
"""

from __future__ import annotations

import shutil
import sys
import uuid
from datetime import date
from pathlib import Path

from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.creation import write_dossier
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import BilantoolError
from bilantool.keys.identity import Identity, KdfCost
from bilantool.keys.ring import DossierKeys
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading, trame
from bilantool.notes.trame import Trame
from bilantool.storage import files

HERE = Path(__file__).resolve().parent
PASSPHRASE = "phrase publique de la démonstration"
CHEAP = KdfCost(memory_kib=8, iterations=1, lanes=1)
"""A passphrase that everybody knows needs no stretching, and the demonstration starts at once."""

CREATED = {
    "2026-007": date(2026, 2, 16),
    "2026-014": date(2026, 9, 7),
    "2026-019": date(2026, 11, 12),
}


def seal(here: Path = HERE) -> list[str]:
    """Bring `cabinet/` and `trousseau/` in line with `en-clair/`; returns the notes sealed."""
    root, folder = here / "cabinet", here / "trousseau"
    root.mkdir(exist_ok=True)
    shutil.copyfile(here / "en-clair" / "cabinet.yaml", root / "cabinet.yaml")
    trousseau = Trousseau(folder)
    if not trousseau.exists():
        trousseau.create(Identity.new(), PASSPHRASE, CHEAP, demonstration=True)
    cabinet = Cabinet.at(root)
    overrides = cabinet.overlay({}).overrides()
    trousseau.accept(cabinet.uuid, overrides)
    vault = Vault(cabinet, trousseau, trousseau.open(PASSPHRASE))
    loaded = trame.load(cabinet.overlay(overrides))
    sealed = []
    for plain in sorted(path for path in (here / "en-clair").iterdir() if path.is_dir()):
        if plain.name not in cabinet.references:
            _create(vault, plain.name, loaded)
            cabinet = Cabinet.at(root)
            vault = Vault(cabinet, trousseau, vault.identity)
        opened = vault.open(plain.name)
        sealed += [f"{plain.name}/{name}" for name in loaded.notes if _reseal(opened, plain, name)]
    # What a machine keeps for itself is not part of the demonstration.
    for name in ("revisions", "etat", "anterieurs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / ".verrou").unlink(missing_ok=True)
    return sealed


def _create(vault: Vault, reference: str, loaded: Trame) -> None:
    pins = {name: spec.classe for name, spec in loaded.notes.items()}
    keys = DossierKeys.create(str(uuid.uuid4()), vault.cabinet.uuid, reference, pins)
    final = vault.cabinet.root / "dossiers" / reference
    files.private_folder(final.parent)
    temporary = files.temporary_folder(final.parent)
    write_dossier(temporary, keys, loaded, CREATED[reference], texts={})
    vault.trousseau.save(keys, vault.identity)
    files.publish_folder(temporary, final)


def _reseal(opened: OpenDossier, plain: Path, name: str) -> bool:
    text = (plain / f"{name}.yaml").read_text(encoding="utf-8")
    try:
        reading.read(text)
    except BilantoolError as fault:
        raise SystemExit(f"{plain.name}/{name} : {fault.message}") from fault
    note = opened.read(name)
    if note.text == text:
        return False
    opened.seal(name, text, base=note)
    return True


if __name__ == "__main__":
    for done in seal():
        sys.stdout.write(f"scellé : {done}\n")
