"""`init`, `new`, `demo`: a cabinet, a dossier, a look around."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli.opening import Opening
from bilantool.cli.options import NoCommit
from bilantool.errors import BilantoolError, EnvironmentFault, KeyFault, UsageFault
from bilantool.french import counted

if TYPE_CHECKING:
    from bilantool.keys.identity import Identity
    from bilantool.keys.trousseau import Trousseau


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
        str, typer.Option(metavar="TITRE", help="Votre titre ; à défaut, consultant en bilan.")
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
    from bilantool.cabinet import creation
    from bilantool.storage import git

    opening = Opening(ctx)
    console = opening.console
    root = opening.path(folder).resolve()
    raison_sociale = raison_sociale or console.ask("Nom du cabinet", option="--raison-sociale")
    consultant = consultant or console.ask("Votre nom", option="--consultant")
    if not (raison_sociale.strip() and consultant.strip()):
        raise UsageFault(
            "il faut le nom du cabinet et le vôtre",
            hint="par exemple : bilantool init mon-cabinet --raison-sociale « Cap Demain » "
            "--consultant « Anne Martin »",
        )
    trousseau = opening.trousseau()
    if trousseau.folder.resolve().is_relative_to(root):
        raise KeyFault(
            "le trousseau serait rangé dans le cabinet : les clés partiraient avec les notes",
            hint="choisissez un autre endroit avec --trousseau",
        )
    if trousseau.public:
        raise KeyFault(
            "le trousseau de démonstration est public : il ne protège pas un vrai cabinet",
            hint="ôtez --trousseau pour créer le vôtre",
        )
    created = not trousseau.exists()
    identity = _first_identity(opening, trousseau) if created else None
    settings = {
        "raison_sociale": raison_sociale,
        "consultant": consultant,
        "qualite": qualite,
        "siret": siret,
        "nda": nda,
        "courriel": courriel,
    }
    cabinet = creation.create_cabinet(root, settings)
    trousseau.remember_cabinet(cabinet.root, cabinet.uuid)
    try:
        if git.installed():
            git.init(cabinet.root)
            paths = [root / name for name in (".gitignore", ".gitattributes", "cabinet.yaml")]
            opening.commit(cabinet, paths, "Cabinet créé", not no_commit)
        else:
            console.note("git n'est pas installé : l'historique des notes ne sera pas gardé")
    except EnvironmentFault as fault:
        console.warn(f"l'historique git n'a pas pu être commencé : {fault.message}")
    console.say(f"Cabinet créé dans {root}")
    if identity is not None:
        console.say(f"Trousseau de clés créé dans {trousseau.folder}")
        _rescue_sheet(opening, identity, raison_sociale, fiche, root)
    elif fiche:
        _rescue_sheet(opening, opening.identity(trousseau), raison_sociale, fiche, root)
    console.say(f"Ensuite : cd {folder}, complétez cabinet.yaml, puis bilantool new")


def _first_identity(opening: Opening, trousseau: Trousseau) -> Identity:
    from bilantool.cli.passphrase import choose
    from bilantool.keys.identity import Identity

    passphrase = opening.given_passphrase() or choose(opening.console)
    identity = Identity.new()
    trousseau.create(identity, passphrase, opening.cost())
    return identity


def _rescue_sheet(opening: Opening, identity: Identity, name: str, target: str, root: Path) -> None:
    """Write the sheet where the person wants it, or say how to get it later."""
    console = opening.console
    if target:
        _write_sheet(opening, identity, name, target, root)
        return
    if console.interactive:
        console.say(
            "\nIl reste à imprimer la fiche de secours : ses 24 mots, avec une sauvegarde, "
            "rouvrent tout si l'ordinateur est perdu ou la phrase de passe oubliée."
        )
    while console.interactive:
        target = console.ask(
            "L'écrire dans quel fichier PDF, hors du cabinet (Entrée : plus tard)",
            option="--fiche",
        )
        if not target:
            break
        try:
            _write_sheet(opening, identity, name, target, root)
        except BilantoolError as fault:
            console.fault(fault)  # the cabinet is made: another path is all that is needed
            continue
        return
    console.say(
        "Fiche de secours à imprimer avant le deuxième dossier : "
        "bilantool backup --fiche FICHIER.pdf"
    )


def _write_sheet(opening: Opening, identity: Identity, name: str, target: str, root: Path) -> None:
    from bilantool import rescue_sheet

    around = opening.around
    path = rescue_sheet.write(
        opening.path(target), identity, name, around.today, around.epoch, root
    )
    opening.console.say(
        f"Fiche de secours écrite dans {path} : imprimez-la, rangez-la, effacez le fichier"
    )


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
) -> None:
    """Ouvrir un dossier et ses dix-huit notes. Elles sont vides, et déjà chiffrées."""
    from bilantool.cabinet import creation
    from bilantool.storage import files

    opening = Opening(ctx)
    console = opening.console
    vault = opening.vault()
    trame = opening.trame(vault)
    wanted = reference or creation.next_reference(vault, opening.around.today)
    creation.free_place(vault, wanted)
    _acknowledge(opening, vault.trousseau, vault.identity, vault.cabinet.references, fiche_rangee)
    files.private_folder(vault.cabinet.lock.parent)
    with files.lock(vault.cabinet.lock):
        if reference is None:  # another terminal may have taken the number meanwhile
            wanted = creation.next_reference(vault, opening.around.today)
        folder = creation.create_dossier(vault, wanted, trame, opening.around.today)
    opening.commit(vault.cabinet, [folder], f"{wanted} : dossier ouvert", not no_commit)
    if vault.cabinet.demonstration:
        console.warn(
            "ce cabinet est une démonstration, ses clés sont publiques : n'y écrivez rien de vrai"
        )
    console.say(f"Dossier {wanted} ouvert : {counted(len(trame.notes), 'note')} à remplir.")
    console.say(f"Commencez par : bilantool edit {wanted}")


def _acknowledge(
    opening: Opening,
    trousseau: Trousseau,
    identity: Identity,
    references: Sequence[str],
    confirmed: bool,
) -> None:
    """Before the second dossier, the rescue sheet must be in a drawer: three of its words tell."""
    if not references or trousseau.demonstration is not None:
        return
    state = trousseau.state("fiche")
    if state.get("rangee_le"):
        return
    if not confirmed:
        if not opening.console.interactive:
            raise KeyFault(
                "avant le deuxième dossier, la fiche de secours doit être imprimée et rangée",
                hint="bilantool backup --fiche FICHIER.pdf, imprimez, puis ajoutez --fiche-rangee",
            )
        _ask_three_words(opening, identity)
    trousseau.set_state("fiche", {**state, "rangee_le": opening.around.today.isoformat()})


def _ask_three_words(opening: Opening, identity: Identity) -> None:
    import secrets  # here: it brings hashlib and OpenSSL, which --help does without

    from bilantool.keys import words

    console = opening.console
    console.say("Avant ce deuxième dossier, prenez votre fiche de secours imprimée.")
    console.say("(Pas encore imprimée ? Ctrl-C, puis : bilantool backup --fiche FICHIER.pdf)")
    known = words.to_words(identity.seed)
    for rank in sorted(secrets.SystemRandom().sample(range(len(known)), 3)):
        typed = console.ask(f"Mot n° {rank + 1}", option="--fiche-rangee")
        if words.plain(typed) != words.plain(known[rank]):
            raise KeyFault(
                f"le mot n° {rank + 1} n'est pas celui de la fiche",
                hint="vérifiez la fiche, ou refaites-la : bilantool backup --fiche FICHIER.pdf",
            )


def demo(
    ctx: typer.Context,
    folder: Annotated[
        str,
        typer.Argument(metavar="[DOSSIER]", help="Où la poser ; sans rien, ./demo-bilans."),
    ] = "demo-bilans",
) -> None:
    """Poser ici un cabinet fictif et ses documents. Vos propres clés ne sont pas touchées."""
    from bilantool import demo as demonstration
    from bilantool.cli import showing

    opening = Opening(ctx)
    console = opening.console
    target = opening.path(folder)
    with console.progress("préparation de la démonstration et de ses documents"):
        made = demonstration.install(target, today=opening.around.today, epoch=opening.around.epoch)
    console.say("Un cabinet fictif et son trousseau de démonstration sont prêts :")
    console.say(f"  {made.cabinet}  ({counted(made.dossiers, 'dossier')}, rien de vrai)")
    console.say(f"  {made.trousseau}  (clés publiques ; le vôtre n'est pas touché)")
    console.say(f"\nSes documents, dans {_shown(made.documents[0].parent, opening)} :")
    for stem, suffixes in showing.by_stem(made.documents).items():
        console.say(f"  {stem} ({', '.join(suffixes)})")
    program = opening.around.program
    options = (
        f"--cabinet {_shown(made.cabinet, opening)} --trousseau {_shown(made.trousseau, opening)}"
    )
    console.say("\nÀ essayer maintenant :")
    console.raw(f"  {program} status {options}")
    console.raw(f"  {program} check {made.middle} {options}")
    console.raw(f"  {program} show {made.complete} conclusions/synthese {options}")


def _shown(path: Path, opening: Opening) -> str:
    """A path as one would type it from here."""
    try:
        text = str(path.relative_to(opening.around.cwd))
    except ValueError:
        text = str(path)
    return f'"{text}"' if " " in text else text
