"""`preview`: a document in the browser, made again while its notes are being written."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, whom
from bilantool.cli.opening import Opening
from bilantool.cli.options import Reference
from bilantool.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilantool.preview.course import Step
    from bilantool.preview.subject import Look

DEFAULT = "synthese"
DEFAULT_MINUTES = 60
MAX_MINUTES = 24 * 60


def preview(
    ctx: typer.Context,
    reference: Reference = "",
    document: Annotated[
        str,
        typer.Argument(
            metavar="[DOCUMENT]",
            help="fiche-projet, plan-action… ; sans rien, la synthèse.",
            autocompletion=completion.document,
        ),
    ] = "",
    no_browser: Annotated[
        bool,
        typer.Option("--no-browser", help="Donner l'adresse sans ouvrir le navigateur."),
    ] = False,
    minutes: Annotated[
        str,
        typer.Option(
            metavar="MINUTES", help="Terminer après ce temps sans rien faire ; à défaut, une heure."
        ),
    ] = str(DEFAULT_MINUTES),
) -> None:
    """Voir un document dans le navigateur. Il se refait à chaque note enregistrée.

    Rien n'est écrit sur le disque, et seul cet ordinateur peut le lire. Ctrl-C termine.
    """
    from bilantool.preview import course
    from bilantool.preview.subject import Subject

    opening = Opening(ctx)
    console = opening.console
    if not minutes.isdecimal() or not 1 <= int(minutes) <= MAX_MINUTES:
        raise UsageFault(
            "la durée est un nombre de minutes, une journée au plus",
            hint="par exemple : bilantool preview 2026-001 synthese --minutes 30",
        )
    vault = opening.vault()
    trame = opening.trame(vault)
    typed = [document] if document else []
    reference, words = whom.split(opening, vault, reference, typed, trame.documents)
    document = trame.document(words[0] if words else DEFAULT).name
    opened = opening.dossier(vault, reference)
    reference, called = opened.reference, opening.called(opened)
    subject = Subject(
        vault.cabinet.root,
        vault.cabinet.uuid,
        vault.trousseau,
        vault.identity,
        reference,
        document,
        opening.around.today,
        opening.around.epoch,
    )
    shown: Look | None = None
    why = ""
    steps = course.follow(subject, idle=int(minutes) * 60, locked=_locked(opening))
    try:
        with closing(steps):
            for step in steps:
                if step.address:
                    _begin(opening, called, step, no_browser=no_browser)
                if step.end is not None:
                    why = f" : {step.end.value}"
                elif shown is None or _told(shown) != _told(step.look):
                    _tell(opening, step.look)
                elif not step.address:
                    console.say("Aperçu refait.")
                shown = step.look
    except KeyboardInterrupt:
        console.note("")
    console.say(f"Aperçu terminé{why}.")


def _locked(opening: Opening) -> Callable[[], bool]:
    """Whether keys that were unlocked at the start no longer are.

    Keys that only a passphrase opened, for this command, are not those that `lock` closes.
    """
    from bilantool.keys import session

    folder, runtime, boot = opening.trousseau().folder, opening.runtime(), session.boot_id()
    started, now = time.monotonic(), opening.around.now

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    def is_open() -> bool:
        return session.still_open(folder, runtime=runtime, now=clock(), boot=boot)

    return (lambda: not is_open()) if is_open() else (lambda: False)


def _begin(opening: Opening, called: str, step: Step, *, no_browser: bool) -> None:
    console = opening.console
    console.say(f"Aperçu de « {step.look.title} », dossier {called}. Ctrl-C pour terminer.")
    if no_browser or not _opened(step.address, opening.around.environ):
        console.say("Ouvrez cette adresse dans votre navigateur ; elle ne sert qu'une fois :")
        console.raw(f"  {step.address}")
    else:
        console.say("Il s'ouvre dans votre navigateur, et se refait à chaque note enregistrée.")


def _opened(address: str, environ: Mapping[str, str]) -> bool:
    """Whether a browser took the address; one of the terminal itself is never started."""
    import sys
    import threading

    if sys.platform not in ("win32", "darwin") and not any(
        environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    ):
        return False
    import webbrowser

    answers: list[bool] = []
    # Some browsers are waited for until they are closed.
    asked = threading.Thread(target=lambda: answers.append(webbrowser.open(address)), daemon=True)
    asked.start()
    asked.join(5.0)
    return all(answers)


def _told(look: Look) -> tuple[object, ...]:
    return look.draft, look.findings, look.fault and look.fault.message


def _tell(opening: Opening, look: Look) -> None:
    from bilantool.cli import showing

    console = opening.console
    if look.findings:
        showing.findings(console, look.findings)
    for remark in look.remarks:
        console.warn(remark)
    if look.fault is not None:
        console.fault(look.fault)
    elif look.draft:
        console.say(f"En brouillon : {showing.count(look.findings)}.")
    else:
        console.say("Rien ne bloque ce document.")
