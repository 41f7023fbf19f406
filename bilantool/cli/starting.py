"""`init`, `new`, `demo`: a cabinet, a dossier, a look around."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import sheet
from bilantool.cli.opening import Opening
from bilantool.cli.options import Json, NoCommit
from bilantool.errors import EnvironmentFault, KeyFault, UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.console import Console
    from bilantool.demo.life import Lived
    from bilantool.keys.identity import Identity
    from bilantool.keys.trousseau import Trousseau
    from bilantool.notes.trame import Trame


def init(
    ctx: typer.Context,
    folder: Annotated[
        str, typer.Argument(metavar="[DOSSIER]", help="Où créer le cabinet ; sans rien, ici.")
    ] = ".",
    raison_sociale: Annotated[
        str,
        typer.Option(metavar="NOM", help="Le nom du cabinet, tel que les documents le portent."),
    ] = "",
    consultant: Annotated[
        str, typer.Option(metavar="NOM", help="Votre nom, tel que les documents le portent.")
    ] = "",
    qualite: Annotated[
        str,
        typer.Option(metavar="TITRE", help="Le vôtre ; à défaut, conseil en bilan de compétences."),
    ] = "",
    siret: Annotated[str, typer.Option(metavar="SIRET", help="Quatorze chiffres.")] = "",
    nda: Annotated[
        str, typer.Option(metavar="NUMERO", help="Le numéro de déclaration d'activité.")
    ] = "",
    courriel: Annotated[str, typer.Option(metavar="ADRESSE", help="L'adresse du cabinet.")] = "",
    fiche: Annotated[
        str,
        typer.Option(
            metavar="FICHIER.pdf",
            help="Où écrire la fiche de secours à imprimer (hors du cabinet).",
        ),
    ] = "",
    no_commit: NoCommit = False,
) -> None:
    """Créer un cabinet et vos clés. Des clés que vous avez déjà servent aussi à ce cabinet."""
    import uuid

    from bilantool.cabinet import acceptance, creation, pending, resuming
    from bilantool.cabinet.pending import SETTINGS_TASK, Task
    from bilantool.cli import filling_cabinet
    from bilantool.storage import files, shell

    opening = Opening(ctx)
    console = opening.console
    root = opening.path(folder).resolve()
    # Before a question is asked for nothing.
    creation.require_room(root)
    given = {"siret": siret, "nda": nda, "courriel": courriel}
    stated = {key: _stated(key, text, opening.around.today) for key, text in given.items() if text}
    raison_sociale = raison_sociale or console.ask("Nom du cabinet", option="--raison-sociale")
    consultant = consultant or console.ask("Votre nom", option="--consultant")
    if not (raison_sociale.strip() and consultant.strip()):
        raise UsageFault(
            "il faut le nom du cabinet et le vôtre",
            hint='par exemple : bilantool init mon-cabinet --raison-sociale "Cap Demain" '
            '--consultant "Anne Martin"',
        )
    trousseau = opening.trousseau(own=True)
    if files.lies_in(trousseau.folder, root):
        raise KeyFault(
            "le trousseau serait rangé dans le cabinet : les clés partiraient avec les notes",
            hint="choisissez un autre endroit avec --trousseau",
        )
    if trousseau.public:
        raise KeyFault(
            "le trousseau de démonstration est public : il ne protège pas un vrai cabinet",
            hint="ôtez --trousseau pour créer le vôtre",
        )
    _tell_service(console, root, trousseau.folder)
    if any((place / ".git").exists() for place in (trousseau.folder, *trousseau.folder.parents)):
        console.warn(
            "le trousseau est dans un dossier que git suit : ses clés ne doivent jamais y être "
            "enregistrées ; rangez-le ailleurs avec --trousseau"
        )
    created = not trousseau.exists()
    identity = _first_identity(opening, trousseau) if created else None
    settings = {
        "raison_sociale": raison_sociale,
        "consultant": consultant,
        "qualite": qualite,
        **stated,
        "uuid": str(uuid.uuid4()),
    }
    history = _history(opening, root)
    task = Task(SETTINGS_TASK, settings["uuid"], history=history and not no_commit)
    pending.begin(trousseau, settings["uuid"], task)
    cabinet = creation.create_cabinet(root, settings)
    trousseau.remember_cabinet(cabinet.root, cabinet.uuid)
    acceptance.accept(cabinet, trousseau)
    if opening.commit(cabinet, resuming.settings_files(cabinet), resuming.CREATED, task.history):
        pending.end(trousseau, cabinet.uuid, task)
    console.say(f"Cabinet créé dans {files.quoted(root)}")
    if identity is not None:
        console.say(f"Trousseau de clés créé dans {files.quoted(trousseau.folder)}")
        opening.stay_open(identity, trousseau)
        sheet.offer(opening, identity, raison_sociale, fiche, root)
    elif fiche:
        sheet.offer(opening, opening.identity(trousseau), raison_sociale, fiche, root)
    first = f"{filling_cabinet.COMMAND}, "
    try:
        if _asked_now(opening, cabinet, trousseau, identity, history=not no_commit):
            first = ""
    finally:
        console.say(f"Ensuite : cd {shell.word(folder)}, {first}puis bilantool new")


def _stated(key: str, text: str, today: date) -> str:
    """An option of `init` as the question of that field would take it; raises UsageFault."""
    from bilantool.cabinet.settings import schema
    from bilantool.notes import typed
    from bilantool.notes.formats import FORMATS
    from bilantool.notes.mistyped import Mistyped, stated

    part = schema()["properties"][key]
    with stated(f"--{key}"):
        value = str(typed.value(part, text, today))
        if not FORMATS.get(part.get("format", ""), bool)(value):
            raise Mistyped("ce n'est pas une adresse électronique", typed.example(part))
    return value


def _asked_now(
    opening: Opening,
    cabinet: Cabinet,
    trousseau: Trousseau,
    identity: Identity | None,
    *,
    history: bool,
) -> bool:
    """Whether the questions of the cabinet were put at once, all of them."""
    from bilantool.cabinet.vault import Vault
    from bilantool.cli import filling, filling_cabinet

    console = opening.console
    if not console.interactive:
        return False
    console.say()
    if not console.confirm("Dire maintenant adresse, SIRET, consultants… (sinon, plus tard) ?"):
        return False
    vault = Vault(cabinet, trousseau, identity or opening.identity(trousseau))
    asker = filling.way_to_ask(opening, plain=False)
    # What stands there already was guessed or typed in a hurry, and is shown again.
    return filling_cabinet.ask(
        opening, vault, opening.trame(vault), asker, every=True, history=history
    )


def _tell_service(console: Console, root: Path, keys: Path) -> None:
    """Say what a synchronised folder does to a cabinet, before anything lies there."""
    from bilantool.storage import hosting

    name = hosting.service(root)
    if name:
        console.warn(
            f"{name} copie ce dossier chez lui et sur vos autres ordinateurs. Les notes y restent "
            "chiffrées, mais deux ordinateurs qui écrivent en même temps y font des copies en "
            "conflit, et l'historique peut s'y abîmer : un dossier que rien ne synchronise est "
            "plus sûr"
        )
    name = hosting.service(keys)
    if name:
        console.warn(
            f"{name} copie aussi l'endroit du trousseau : vos clés seraient chez lui, et ce qui "
            "est détruit ici pourrait y rester ; choisissez un autre endroit avec --trousseau"
        )


def _history(opening: Opening, root: Path) -> bool:
    """Begin the repository, before the cabinet itself: a cabinet without one would stay so."""
    from bilantool.cabinet.cabinet import DOSSIERS
    from bilantool.storage import files, git

    if not git.installed():
        opening.console.note("git n'est pas installé : l'historique des notes ne sera pas gardé")
        return False
    files.private_folder(root / DOSSIERS)
    try:
        git.init(root)
    except EnvironmentFault as fault:
        opening.console.warn(f"l'historique git n'a pas pu être commencé : {fault.message}")
        return False
    return True


def _first_identity(opening: Opening, trousseau: Trousseau) -> Identity:
    from bilantool.cli.passphrase import choose
    from bilantool.keys.identity import Identity

    passphrase = choose(opening.console, opening.given_passphrase())
    identity = Identity.new()
    trousseau.create(identity, passphrase, opening.cost())
    return identity


def new(
    ctx: typer.Context,
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="[REFERENCE]", help="Le numéro du dossier ; sans rien, le suivant de l'année."
        ),
    ] = None,
    fiche_rangee: Annotated[
        bool,
        typer.Option(
            "--fiche-rangee", help="Confirmer que la fiche de secours est imprimée et rangée."
        ),
    ] = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Ouvrir un dossier et ses dix-huit notes. Elles sont vides, et déjà chiffrées."""
    from bilantool.cabinet import acceptance, creation
    from bilantool.storage import files

    opening = Opening(ctx)
    vault = opening.vault()
    trame = opening.trame(vault)
    finished = opening.resume(vault, trame)
    if finished and (reference is None or reference in finished):
        # The command that was interrupted was this one: a second dossier is not what is wanted.
        _opened(opening, trame, reference or finished[-1], json=json)
        return
    if reference is not None:
        creation.free_place(vault, reference)  # before a question is asked for nothing
        if not _numbered(opening, reference, vault.cabinet.references):
            return
    first = not vault.cabinet.references
    files.private_folder(vault.cabinet.lock.parent)
    with files.lock(vault.cabinet.lock):
        # Only here: another terminal may take the number at any moment before.
        wanted = reference or creation.next_reference(vault, opening.around.today)
        today = opening.around.today
        creation.create_dossier(vault, wanted, trame, today, history=not no_commit)
    acceptance.accept(
        vault.cabinet, vault.trousseau, [vault.cabinet.dossier(wanted)], settings=False
    )
    opening.conclude(vault, trame)
    _opened(opening, trame, wanted, json=json)
    sheet.recall(opening, vault, first=first, confirmed=fiche_rangee, asks=not json)


def _numbered(opening: Opening, reference: str, known: Collection[str]) -> bool:
    """Whether the reference is wanted although its letters may be those of a person."""
    from bilantool.cabinet import naming

    letters = naming.initials(reference, known)
    if not letters:
        return True
    opening.console.warn(
        f"« {letters} » ressemble à des initiales, et une référence se lit sans clé (dossiers, "
        "git, calendrier)"
    )
    if opening.console.confirm(f"Ouvrir quand même le dossier {reference} ?", default=False):
        return True
    if not opening.console.interactive:
        return True
    opening.console.say("Rien n'a été ouvert. Le numéro suivant, sans rien choisir : bilantool new")
    return False


def _opened(opening: Opening, trame: Trame, reference: str, *, json: bool) -> None:
    console = opening.console
    if json:
        console.object({"ok": True, "reference": reference, "notes": list(trame.notes)})
        return
    console.say(f"Dossier {reference} ouvert : {counted(len(trame.notes), 'note')} à remplir.")
    console.say(f"Commencez par : bilantool fill {reference}")


def demo(
    ctx: typer.Context,
    folder: Annotated[
        str,
        typer.Argument(metavar="[DOSSIER]", help="Où la poser ; sans rien, ./demo-bilans."),
    ] = "demo-bilans",
) -> None:
    """Poser ici un cabinet fictif et ses documents. Vos propres clés ne sont pas touchées.

    Un quatrième dossier est mené sous vos yeux jusqu'à la preuve de sa destruction : la synthèse
    est remise, le bilan clos, ce que l'accord nomme gardé, le reste détruit et certifié.
    """
    from bilantool.cli import showing
    from bilantool.demo import installing

    opening = Opening(ctx)
    console = opening.console
    target = opening.path(folder)
    with console.progress("préparation de la démonstration et de ses documents"):
        made = installing.install(target, today=opening.around.today, epoch=opening.around.epoch)
    console.say("Un cabinet fictif et son trousseau de démonstration sont prêts :")
    console.say(f"  {made.cabinet}  ({counted(made.dossiers, 'dossier')}, rien de vrai)")
    console.say(f"  {made.trousseau}  (clés publiques ; le vôtre n'est pas touché)")
    console.say(f"\nSes documents, dans {_shown(made.documents[0].parent, opening)} :")
    for stem, suffixes in showing.by_stem(made.documents).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    _lived(opening, made.lived)
    console.say(
        "\nÀ essayer maintenant, dans ce cabinet : son trousseau est à côté, il se trouve seul."
    )
    console.raw(f"  cd {_shown(made.cabinet, opening)}")
    program = _from(made.cabinet, opening)
    certificate = made.lived.certificate.relative_to(made.cabinet).as_posix()
    for command in (
        "",
        "status",
        "agenda",
        f"check {made.middle}",
        f"show {made.complete} synthese",
        f"build {made.complete}",
        f"show {made.lived.reference} demande",
        f"audit {made.lived.reference}",
        f"verify {certificate} --key {made.fingerprint}",
    ):
        console.raw(f"  {program} {command}".rstrip())


def _from(folder: Path, opening: Opening) -> str:
    """How bilantool is called from another folder, as it was called here."""
    import os

    from bilantool.storage import shell

    program = opening.around.program
    if not Path(program).parent.name or Path(program).is_absolute():
        return program
    return shell.word(os.path.relpath(opening.around.cwd / program, folder))


def _lived(opening: Opening, lived: Lived) -> None:
    """What became of the bilan that was taken to its end."""
    from bilantool.cli import showing

    console = opening.console
    tried = counted(lived.tried, "texte chiffré essayé", "textes chiffrés essayés")
    console.say(
        f"\nLe dossier {lived.reference} vient d'être mené à son terme : synthèse remise et figée, "
        f"bilan clos, {counted(len(lived.kept), 'note gardée', 'notes gardées')} pour le suivi "
        f"selon l'accord, documents de travail détruits ({tried}, aucun ne s'ouvre) :"
    )
    for stem, suffixes in showing.by_stem(lived.documents).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    console.say(f"  la copie remise : {_shown(lived.copy, opening)}")
    console.say(f"    son mot de passe, public comme le reste : {lived.password}")
    console.say(f"  le certificat signé : {_shown(lived.certificate, opening)}")


def _shown(path: Path, opening: Opening) -> str:
    """A path as one would type it from here."""
    from bilantool.storage import shell

    try:
        text = str(path.relative_to(opening.around.cwd))
    except ValueError:
        text = str(path)
    return shell.word(text)
