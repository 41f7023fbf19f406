"""Making a cabinet and its dossiers: each appears whole, or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bilantool import numbered
from bilantool.cabinet import cabinet as cabinets
from bilantool.cabinet import naming, pending
from bilantool.cabinet.cabinet import DOSSIER_FILE, DOSSIERS, Cabinet
from bilantool.cabinet.pending import Task
from bilantool.cabinet.settings import KIND, SETTINGS, schema
from bilantool.cabinet.vault import Vault
from bilantool.errors import UsageFault
from bilantool.keys.ring import DossierKeys
from bilantool.notes.identifiers import slug
from bilantool.sealing import envelope
from bilantool.storage import files, shell

if TYPE_CHECKING:
    from bilantool.notes.trame import Trame

HEAD = """\
# Le prestataire, tel que les documents le nomment. Ce fichier se lit sans clé :
# n'y écrivez rien sur les personnes que vous accompagnez.
# Pour le remplir ou le corriger par des questions : bilantool fill cabinet
"""

GITIGNORE = """\
# Les documents produits sont lisibles : ils ne vont jamais dans git.
/documents/
/.bilantool/
*.tmp
"""

GITATTRIBUTES = """\
# Les notes sont scellées au caractère près : git n'y touche pas et ne les compare pas.
dossiers/** -text -diff -merge
registre/** -text
templates/** -text
"""


def create_cabinet(root: Path, settings: Mapping[str, str]) -> Cabinet:
    """A new cabinet in `root`, which must be absent or empty (git's own folder aside).

    `settings` holds `raison_sociale`, `consultant`, `qualite` and, if known, `siret`, `nda`,
    `courriel`, `telephone`, `contact_rgpd`; `uuid` where the caller drew it. The settings file
    is written last: a folder without it is no cabinet, and the same command finishes the work.
    """
    require_room(root)
    files.private_folder(root / DOSSIERS)
    files.sweep_leftovers(root, older_than=0.0)
    write_git_files(root)
    files.write_atomically(root / SETTINGS, settings_text(settings).encode(), mode=0o644)
    return Cabinet.at(root)


def require_room(root: Path) -> None:
    """Raises UsageFault where a cabinet cannot be made; what an interrupted one left is no
    obstacle."""
    if (root / SETTINGS).exists():
        raise UsageFault(
            "il y a déjà un cabinet dans ce dossier",
            hint=f"pour y aller : cd {shell.word(root)}, puis bilantool",
        )
    ours = {".git", DOSSIERS, ".gitignore", ".gitattributes", ".bilantool"}
    if not root.is_dir():
        return
    found = {path.name for path in root.iterdir() if not files.is_leftover(path)}
    if found - ours:
        raise UsageFault(
            "ce dossier contient déjà autre chose",
            hint="choisissez un dossier neuf : bilantool init mon-cabinet",
        )


def write_git_files(root: Path) -> None:
    """Tell git what it never takes, and what it never touches."""
    files.write_atomically(root / ".gitignore", GITIGNORE.encode(), mode=0o644)
    files.write_atomically(root / ".gitattributes", GITATTRIBUTES.encode(), mode=0o644)


def settings_text(settings: Mapping[str, str]) -> str:
    """The `cabinet.yaml` of a new cabinet: what is known, in the order of its form.

    What is not known has no line: `fill cabinet` asks it, and puts it in its place.
    """
    from bilantool.notes import amending

    form = schema()
    consultant = {
        "id": slug(settings["consultant"]) or "consultant-1",
        "nom": settings["consultant"],
        "qualite": settings.get("qualite") or usual_title(),
    }
    text = f"{HEAD}format: {numbered.name(KIND)}\n"
    text += f"uuid: {settings.get('uuid') or uuid.uuid4()}  # ne pas changer\n"
    known = {**{key: settings.get(key) for key in form["properties"]}, "consultants": [consultant]}
    for key, value in known.items():
        if value and key != "uuid":
            text = amending.amended(text, (key,), value, form)
    return text


def usual_title() -> str:
    """The title of a consultant who gives none: it fits whoever bears it."""
    fields = schema()["properties"]["consultants"]["items"]["properties"]
    return str(fields["qualite"]["default"])


def next_reference(vault: Vault, today: date) -> str:
    """The first free `AAAA-NNN` of the year, as the folder is now, that was never given."""
    cabinet = vault.cabinet
    numbers = [
        int(ref[5:])
        for ref in {*_names(cabinet), *vault.given()}
        if ref[:5] == f"{today.year}-" and ref[5:].isdecimal()
    ]
    return f"{today.year}-{max(numbers, default=0) + 1:03d}"


def _names(cabinet: Cabinet) -> list[str]:
    """What lies among the dossiers, be it one or not: its name is taken."""
    folder = files.inside(cabinet.root, DOSSIERS)
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def free_place(vault: Vault, reference: str) -> Path:
    """Where the dossier of that reference will be; UsageFault when it cannot be, or is already.

    A reference serves once: were it given again after its folder went, whoever can push could
    exchange the two folders, and the pins would agree with either.
    """
    naming.checked_new(reference, vault.cabinet.references)
    place = files.inside(vault.cabinet.root, DOSSIERS, reference)
    if os.path.lexists(place):
        if not (place / DOSSIER_FILE).is_file():
            raise UsageFault(
                f"{files.quoted(place)} n'est pas un dossier de bilantool, et occupe la place",
                hint="rangez-le ailleurs, ou prenez une autre référence",
            )
        raise UsageFault(
            f"le dossier {reference} existe déjà",
            hint=f"remplissez-le : bilantool fill {reference}",
        )
    given = vault.given()
    twin = next(
        (each for each in {*vault.cabinet.references, *given} if _alike(each, reference)), ""
    )
    if twin:
        raise UsageFault(
            f"la référence {reference} ne diffère de {twin} que par des majuscules",
            hint="Windows et macOS les confondent : prenez un autre numéro",
        )
    if reference in given:
        raise UsageFault(
            f"la référence {reference} a déjà servi à un autre dossier",
            hint="une référence ne sert qu'une fois : bilantool new, sans référence, propose la "
            "suivante ; si le dossier a disparu, reprenez-le de git ou d'une sauvegarde",
        )
    return place


def _alike(known: str, reference: str) -> bool:
    """Whether two references would be one folder where systems do not look at capitals."""
    return known != reference and known.casefold() == reference.casefold()


def create_dossier(
    vault: Vault, reference: str, trame: Trame, today: date, *, history: bool
) -> None:
    """A new dossier with its eighteen notes, sealed and empty.

    It is listed in `pending` first, then its keys are saved, then the finished folder takes its
    place in one rename: a crash in between leaves keys without a dossier, never a dossier
    without keys, and `resuming.finish` brings the folder. That also commits it, if `history`.
    """
    final = free_place(vault, reference)
    pins = {name: spec.classe for name, spec in trame.notes.items()}
    keys = DossierKeys.create(str(uuid.uuid4()), vault.cabinet.uuid, reference, pins)
    temporary = files.temporary_folder(_swept(final.parent))
    try:
        write_dossier(temporary, keys, trame, today, texts={})
        task = Task(reference, keys.uuid, history=history)
        pending.begin(vault.trousseau, vault.cabinet.uuid, task)
        vault.trousseau.save(keys, vault.identity)
        files.publish_folder(temporary, final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def publish_dossier(final: Path, keys: DossierKeys, trame: Trame, today: date) -> None:
    """Make the folder of a new dossier whose keys are saved already, its notes empty."""
    temporary = files.temporary_folder(_swept(final.parent))
    try:
        write_dossier(temporary, keys, trame, today, texts={})
        files.publish_folder(temporary, final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _swept(dossiers: Path) -> Path:
    """The folder of dossiers, without what killed commands left: its lock is held here."""
    files.private_folder(dossiers)
    files.sweep_leftovers(dossiers, older_than=0.0)
    return dossiers


def write_dossier(
    folder: Path, keys: DossierKeys, trame: Trame, today: date, texts: Mapping[str, str]
) -> None:
    """Write `dossier.yaml` and every note into an existing `folder`; absent texts are empty."""
    for name, classe in keys.notes.items():
        generation, key = keys.current(classe)
        header = envelope.NoteHeader(keys.uuid, name, classe, generation, 1)
        sealed = envelope.seal_note(header, texts.get(name, "").encode("utf-8"), key)
        path = folder / f"{name}.yaml"
        files.private_folder(path.parent)
        files.write_atomically(path, sealed)
    head = (
        "# Ce fichier se lit sans clé ; il ne nomme personne.\n"
        f"format: {numbered.name(cabinets.KIND)}\n"
        f"uuid: {keys.uuid}\ntrame: {trame.name}\nversion: {trame.version}\n"
        f"cree_le: {today.isoformat()}\n"
    )
    files.write_atomically(folder / DOSSIER_FILE, head.encode(), mode=0o644)
