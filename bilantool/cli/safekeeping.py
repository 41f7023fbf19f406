"""`unlock`, `lock`, `backup`, `recover`: the keys, opened for a while, saved, brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import sheet
from bilantool.cli.opening import DEFAULT_MINUTES, Opening, dropped
from bilantool.cli.options import Json
from bilantool.console import Console
from bilantool.errors import KeyFault, UsageFault
from bilantool.french import counted, long_date
from bilantool.storage.faults import quoted

if TYPE_CHECKING:
    from bilantool.backup import Report
    from bilantool.keys.trousseau import Trousseau

_PLACE = "lieu-de-sauvegarde"
MAX_MINUTES = 24 * 60


def unlock(
    ctx: typer.Context,
    minutes: Annotated[
        str,
        typer.Option(
            metavar="MINUTES",
            help="Pour combien de temps, une journée au plus ; à défaut, quatre heures.",
        ),
    ] = str(DEFAULT_MINUTES),
) -> None:
    """Déverrouiller les clés pour quelques heures. D'ici là, rien n'est plus demandé."""
    opening = Opening(ctx)
    if not minutes.isdecimal() or not 1 <= int(minutes) <= MAX_MINUTES:
        raise UsageFault(
            "la durée est un nombre de minutes, une journée au plus",
            hint="par exemple : bilantool unlock --minutes 120",
        )
    trousseau = opening.trousseau()
    trousseau.require()
    if trousseau.demonstration is not None:
        opening.console.say(
            "Le trousseau de démonstration est toujours ouvert : ses clés sont publiques."
        )
        return
    opening.keep_open(opening.proven_identity(trousseau), trousseau, int(minutes))


def lock(ctx: typer.Context) -> None:
    """Refermer les clés tout de suite."""
    from bilantool.keys import session

    opening = Opening(ctx)
    session.lock(opening.trousseau().folder, runtime=opening.runtime(), keystore=opening.keystore())
    opening.console.say("Clés refermées.")


def backup(
    ctx: typer.Context,
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[DOSSIER]",
            help="Où écrire (clé USB, autre disque) ; sans rien, l'endroit est demandé.",
        ),
    ] = None,
    fiche: Annotated[
        str,
        typer.Option(
            metavar="FICHIER.pdf", help="Écrire la fiche de secours à imprimer (24 mots)."
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Sauvegarder les clés et le cabinet. Sert aussi à refaire la fiche de secours.

    La sauvegarde ne s'ouvre qu'avec les 24 mots de la fiche de secours : gardez les deux, à
    deux endroits.
    """
    opening = Opening(ctx)
    console = opening.console
    if fiche and json:
        raise UsageFault("--json ne dit rien d'une fiche à imprimer", hint="ôtez l'un des deux")
    if fiche:
        _sheet(opening, fiche)
    if target is None and fiche:
        return
    from bilantool import backup as safe
    from bilantool.cabinet import tombs

    vault = opening.vault()
    place = opening.path(target) if target else _place(opening, vault.trousseau)
    tombs.bury(vault)
    opening.sweep(vault.trousseau)
    with console.progress("sauvegarde"):
        report = safe.save(
            vault.cabinet.root,
            vault.trousseau,
            vault.identity,
            place.resolve(),
            now=opening.around.now,
        )
    vault.trousseau.set_state(_PLACE, {"dossier": str(place.resolve())})
    if json:
        console.object(
            {
                "ok": True,
                "chemin": str(report.folder),
                "dossiers": report.dossiers,
                "etrangers": report.strays,
            }
        )
        return
    console.say(f"Sauvegarde écrite et relue dans {quoted(str(report.folder))}")
    console.say(
        f"  clés de {counted(report.dossiers, 'dossier')}, cabinet compris ({report.archive})"
    )
    if report.strays:
        console.warn(
            f"{counted(report.strays, 'fichier')} du dossier du cabinet n'en font pas partie et "
            "ne sont pas dans l'archive : rangez-les ailleurs, en clair ils se lisent sans clé"
            if report.strays > 1
            else "un fichier du dossier du cabinet n'en fait pas partie et n'est pas dans "
            "l'archive : rangez-le ailleurs, en clair il se lit sans clé"
        )
    console.say("  Elle s'ouvre avec les 24 mots de la fiche de secours : bilantool recover")


def _place(opening: Opening, trousseau: Trousseau) -> Path:
    """Where to write, asked of the person at the terminal: where it was last, if that is there."""
    last = trousseau.state(_PLACE).get("dossier")
    known = last if isinstance(last, str) and Path(last).is_dir() else ""
    if not opening.console.interactive:
        raise UsageFault(
            "il faut dire où écrire la sauvegarde : une clé USB, un autre disque",
            hint=f"par exemple : bilantool backup {known or '~/sauvegardes-bilans'}",
        )
    question = "Où écrire la sauvegarde (clé USB, autre disque ; glissez son dossier ici)"
    typed = opening.console.ask(question, default=known, option="le dossier")
    if not typed:
        raise UsageFault("aucun endroit n'est indiqué", hint="recommencez ; rien n'a été écrit")
    return opening.path(dropped(typed))


def _sheet(opening: Opening, target: str) -> None:
    """The rescue sheet always asks for the passphrase itself: an unlocked desk is not enough."""
    trousseau = opening.trousseau()
    trousseau.require()
    cabinet = opening.cabinet()
    if trousseau.demonstration is not None:
        identity = trousseau.open(trousseau.demonstration)
    else:
        identity = opening.proven_identity(trousseau)
    name = str(cabinet.settings.get("raison_sociale") or "")
    sheet.write(opening, identity, name, target, cabinet.root)


def recover(
    ctx: typer.Context,
    source: Annotated[
        str, typer.Option("--from", metavar="SAUVEGARDE", help="Le dossier de la sauvegarde.")
    ] = "",
    target: Annotated[
        str, typer.Option("--to", metavar="DOSSIER", help="Où remettre le cabinet (dossier neuf).")
    ] = "",
    words_file: Annotated[
        str,
        typer.Option(
            metavar="FICHIER", help="Lire les 24 mots dans ce fichier au lieu de les demander."
        ),
    ] = "",
) -> None:
    """Tout rouvrir sur un nouvel ordinateur. Il faut les 24 mots et une sauvegarde.

    Dans un cabinet dont l'historique git est abîmé, avec --to, remet celui de la sauvegarde, ou en
    recommence un : la phrase de passe suffit, et les notes restent telles qu'elles sont.
    """
    from bilantool import backup as safe

    opening = Opening(ctx)
    console = opening.console
    if target and not words_file and _mended(opening, source, target):
        return
    text = _words(opening, words_file)
    if not source and console.interactive:
        source = _backup_asked(opening, "Dossier de la sauvegarde")
    trousseau = opening.trousseau(own=True)
    # Without a backup, the words still give a new passphrase to the trousseau that is there.
    passphrase = _new_passphrase(opening) if source or trousseau.exists() else ""
    with console.progress("récupération"):
        report = safe.recover(
            text,
            opening.path(source) if source else None,
            trousseau,
            passphrase=passphrase,
            cost=opening.cost(),
            cabinet_to=opening.path(target) if target else None,
        )
    sheet.noted(opening, trousseau)  # its words were just read
    if passphrase:
        opening.stay_open(trousseau.open(passphrase), trousseau)
    if not source:
        console.say(f"Nouvelle phrase de passe en place pour {quoted(trousseau.folder)}")
        return
    console.say(
        f"Clés de {counted(report.dossiers, 'dossier')} remises dans {quoted(trousseau.folder)}"
    )
    if report.made is not None:
        console.say(f"Sauvegarde du {long_date(report.made)}")
    if report.put_aside is not None:
        _say_mended(console, report)
    elif report.untouched:
        console.say(
            f"Le cabinet était déjà dans {report.cabinet} : il n'a pas été touché. "
            "Placez-vous-y, puis : bilantool status"
        )
    elif report.cabinet is not None:
        how = f" ({report.archive})" if report.archive else ""
        console.say(
            f"Cabinet remis dans {report.cabinet}{how}. Placez-vous-y, puis : bilantool status"
        )
    else:
        console.say(
            "Le cabinet n'a pas été touché ; pour le remettre aussi, ajoutez --to et un "
            "dossier neuf"
        )


def _backup_asked(opening: Opening, question: str) -> str:
    """The folder of a backup; "" where Enter alone is typed."""
    from bilantool.backup import manifest

    return opening.console.understood(
        question,
        lambda typed: str(manifest.backup_in(opening.path(dropped(typed)))) if typed else "",
        option="--from",
        afresh=True,
    )


def _mended(opening: Opening, source: str, target: str) -> bool:
    """Whether there was only a history to bring back, into a cabinet whose keys are at hand."""
    from bilantool import backup as safe
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.settings import SETTINGS

    root, trousseau = opening.path(target), opening.trousseau()
    if not (root / SETTINGS).exists() or not trousseau.exists():
        return False
    if safe.lost(Cabinet.at(root), trousseau) is None:
        return False
    source = source or _backup_asked(
        opening, "Dossier de la sauvegarde (sans sauvegarde : Entrée, l'historique recommence)"
    )
    identity = opening.identity(trousseau)
    with opening.console.progress("récupération de l'historique"):
        if source:
            report = safe.mend(opening.path(source), trousseau, identity, root)
        else:
            report = safe.begin_anew(root)
    _say_mended(opening.console, report)
    return True


def _say_mended(console: Console, report: Report) -> None:
    if report.folder is None:
        console.say(
            f"Historique recommencé dans {report.cabinet} avec vos notes telles qu'elles sont. La "
            "suite : bilantool backup"
        )
    else:
        made = f" du {long_date(report.made)}" if report.made else ""
        console.say(
            f"Historique de la sauvegarde{made} remis dans {report.cabinet} ; vos notes n'ont pas "
            "été touchées, et celles écrites depuis y sont enregistrées. La suite : "
            "bilantool status"
        )
    if report.put_aside is not None:
        console.say(f"L'historique abîmé est gardé à part : {report.put_aside}")


def _words(opening: Opening, words_file: str) -> str:
    from bilantool.storage import files

    name = words_file or opening.around.environ.get("BILANTOOL_WORDS_FILE", "")
    if name:
        return files.read_bounded(opening.path(name), 1 << 14).decode("utf-8", errors="replace")
    if not opening.console.interactive:
        raise KeyFault(
            "il faut les 24 mots de la fiche de secours, et personne n'est au terminal",
            hint="indiquez --words-file",
        )
    return _typed_words(opening.console)


def _typed_words(console: Console) -> str:
    """The 24 words, over as many lines as wanted; a wrong one is told at once, by its number."""
    from bilantool.keys import words

    console.say(
        "Recopiez les 24 mots de la fiche de secours, dans l'ordre, en une ou plusieurs lignes. "
        "Ils ne s'affichent pas ; les accents ne comptent pas."
    )
    lines: list[str] = []
    typed = 0
    while typed < words.COUNT:
        line = console.secret(f"À partir du mot n° {typed + 1}")
        try:
            typed += words.check(line, first=typed + 1)
        except KeyFault as fault:
            console.fault(fault)
            console.note(
                f"  cette ligne ne compte pas : reprenez-la à partir du mot n° {typed + 1}"
            )
            continue
        lines.append(line)
    text = " ".join(lines)
    words.to_seed(text)  # before a passphrase is asked for: what is wrong is told first
    return text


def _new_passphrase(opening: Opening) -> str:
    from bilantool.cli.passphrase import choose

    return choose(opening.console, opening.given_passphrase())
