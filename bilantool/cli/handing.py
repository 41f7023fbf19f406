"""`handover`: the synthèse handed over, what is kept of it, and the copy that is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilantool.cli import completion, drawn
from bilantool.cli.changing import agreed, ready
from bilantool.cli.opening import Opening
from bilantool.cli.options import Day, Json, NoCommit, Reference, Yes
from bilantool.errors import UsageFault
from bilantool.french import listing, weekday_date
from bilantool.notes.choosing import chosen

if TYPE_CHECKING:
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.handover import conditions

COPY = "de la copie"
MOTIF = 200
"""Characters of the reason why a hand-over is replaced, as the note allows."""


def handover(
    ctx: typer.Context,
    reference: Reference = "",
    file: Annotated[
        str,
        typer.Option(
            metavar="FICHIER", help="Le fichier remis (pdf, docx, odt), si ce n'est celui produit."
        ),
    ] = "",
    day: Day = "",
    mode: Annotated[
        str,
        typer.Option(
            metavar="MODE",
            help="main_propre, envoi_chiffre ou courrier.",
            autocompletion=completion.handover_mode,
        ),
    ] = "",
    again: Annotated[
        str,
        typer.Option(metavar="MOTIF", help="Remettre une version corrigée, et dire pourquoi."),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="DOSSIER", help="Où écrire la copie chiffrée ; sinon documents/."
        ),
    ] = "",
    password_file: Annotated[
        str,
        typer.Option(
            "--password-file", metavar="FICHIER", help="Le mot de passe, au lieu d'un tiré au sort."
        ),
    ] = "",
    copy: Annotated[
        bool, typer.Option("--copy", help="Refaire la copie chiffrée de ce qui a été remis.")
    ] = False,
    no_copy: Annotated[
        bool, typer.Option("--no-copy", help="Ne pas faire de copie chiffrée.")
    ] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="Vider ensuite ses documents lisibles, sans demander.")
    ] = False,
    keep_files: Annotated[
        bool, typer.Option("--keep-files", help="Ne pas proposer de le vider.")
    ] = False,
    yes: Yes = False,
    no_commit: NoCommit = False,
    json: Json = False,
) -> None:
    """Remettre la synthèse, datée et copiée sous clé. Elle est figée si un accord le permet.

    Le document remis est celui que vous avez produit, ou le fichier que vous donnez ; ses écarts
    avec les notes sont dits. Il est gardé octet pour octet si un accord écrit le permet (R6313-7) ;
    sinon, seules sa date et son empreinte le sont. La copie s'ouvre par un mot de passe affiché une
    seule fois. Après la remise, --copy refait une copie, et --empty vide le dossier de ses
    documents lisibles.
    """
    from bilantool.cli import handed
    from bilantool.handover import conditions, course
    from bilantool.storage.signals import unwinding

    said = bool(file or day or mode or again)
    _compatible(copy=copy, no_copy=no_copy, empty=empty, keep_files=keep_files, said=said)
    if no_copy and (to or password_file):
        raise UsageFault(
            "--no-copy ne va ni avec --to ni avec --password-file", hint="ôtez l'un ou l'autre"
        )
    opening = Opening(ctx)
    vault, trame, opened = ready(opening, reference)
    reference = opened.reference
    shop = opening.workshop(vault, trame, [reference])
    options = (to, password_file)
    if copy:
        data, kind = course.handed(vault, opened, shop)
        fresh = _Copy.wanted(opening, vault, opened, kind, options)
        with unwinding(), opening.console.progress("chiffrement"):
            path = fresh.make(kind, data)
        handed.copied(opening, path, json=json)
        fresh.show()
        return
    if empty and not said and course.over(vault, opened, shop):
        found = handed.cleared(opening, vault, opened, asking=False, quiet=json)
        handed.only_cleared(opening, found, json=json)
        return
    wish = _wish(opening, conditions.modes(shop.trame), day, mode, again)
    given = opening.source(file) if file else None
    with unwinding(), opening.console.progress("lecture et comparaison"):
        prepared = course.prepare(vault, opened, shop, wish, given)
    if not json:
        handed.announced(opening, prepared)
    modes = conditions.modes(shop.trame)
    chosen = prepared.mode or _mode(opening, modes)
    subject = prepared.subject
    wanted = None if no_copy else _Copy.wanted(opening, vault, opened, subject.format, options)
    when = f"{weekday_date(prepared.day)} ({modes[chosen]})"
    called = opening.called(opened)
    if not agreed(opening, f"Remettre la synthèse du dossier {called} au {when} ?", yes):
        return
    paths: list[Path] = []

    def make() -> None:
        if wanted is not None:
            paths.append(wanted.make(subject.format, subject.data))

    with unwinding(), opening.console.progress("remise"):
        done = course.carry_out(
            vault, opened, shop, prepared, chosen, history=not no_commit, copy=make
        )
    if wanted is not None:
        wanted.show()  # before anything else can fail
    opening.conclude(vault, shop.trame)
    slip = course.receipt(vault, opened, shop)
    if not json:
        handed.reported(opening, prepared, done, paths, slip)
    gone = None
    if empty or not (keep_files or json):
        gone = handed.cleared(opening, vault, opened, asking=not empty, quiet=json)
    if json:
        handed.told(opening, prepared, chosen, done, paths, slip, gone)


def _compatible(*, copy: bool, no_copy: bool, empty: bool, keep_files: bool, said: bool) -> None:
    if copy and (no_copy or empty or said):
        raise UsageFault(
            "--copy refait seulement la copie de ce qui a été remis",
            hint="avec elle : --to, --password-file et --json, rien d'autre",
        )
    if empty and keep_files:
        raise UsageFault("--empty et --keep-files se contredisent", hint="ôtez l'un des deux")


def _wish(
    opening: Opening, modes: Mapping[str, str], day: str, mode: str, again: str
) -> conditions.Wish:
    from bilantool.handover.conditions import Wish

    mode = _meant(mode, modes) if mode else ""
    if len(again) > MOTIF or not again.isprintable():
        raise UsageFault(
            f"le motif tient en une ligne de {MOTIF} caractères au plus", hint="raccourcissez-le"
        )
    wanted = opening.day(day, "passe") if day else None
    return Wish(wanted, mode, " ".join(again.split()))


def _mode(opening: Opening, modes: Mapping[str, str]) -> str:
    """How the synthèse is handed over, in the person's own words."""
    labels = listing(list(modes.values()), "ou")
    return opening.console.understood(
        f"Comment est-elle remise : {labels}",
        lambda said: _meant(said, modes),
        default=next(iter(modes.values())),
        option="--mode",
    )


def _meant(said: str, modes: Mapping[str, str]) -> str:
    unknown = "ce mode de remise n'est pas connu"
    return chosen(said, modes, "mode", labels=modes, unknown=unknown)


@dataclass(frozen=True, slots=True)
class _Copy:
    """The copy to be made: under which password, drawn or given, and where ("": documents/)."""

    opening: Opening
    vault: Vault
    opened: OpenDossier
    secret: str
    proposed: bool
    target: Path | None

    @classmethod
    def wanted(
        cls,
        opening: Opening,
        vault: Vault,
        opened: OpenDossier,
        kind: str,
        options: tuple[str, str],
    ) -> _Copy:
        """What `--to` and `--password-file` say, known to be possible before a word is written."""
        from bilantool.handover import copying

        to, password_file = options
        target = copying.place(opening.path(to), opened.reference, kind) if to else None
        secret, proposed = drawn.password(opening, password_file, COPY, short=True)
        return cls(opening, vault, opened, copying.checked(secret), proposed, target)

    def make(self, kind: str, data: bytes) -> Path:
        from bilantool.handover import copying
        from bilantool.storage import files

        reference, now = self.opened.reference, self.opening.around.now
        made = copying.sealed(reference, kind, data, self.secret, now)
        cabinet = self.vault.cabinet
        folder = cabinet.documents(reference) if self.target is None else self.target.parent
        with self.opening.outside(self.vault.trousseau, folder, "copie"):
            if self.target is None:
                return copying.deliver(cabinet.root, folder, reference, kind, made)
            files.write_atomically(self.target, made)
            return self.target

    def show(self) -> None:
        """The password, where it was drawn: it is nowhere but here."""
        if self.proposed:
            drawn.show(self.opening, self.secret, COPY)
