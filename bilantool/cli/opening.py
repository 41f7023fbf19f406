"""From a command's options to an opened cabinet: which folder, which keys, which passphrase."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from bilantool.cli.surroundings import Surroundings
from bilantool.console import Console
from bilantool.errors import BilantoolError, DataFault, EnvironmentFault, KeyFault, UsageFault
from bilantool.french import counted, listing

if TYPE_CHECKING:
    from bilantool.assembly import Workshop
    from bilantool.cabinet.acceptance import Change
    from bilantool.cabinet.cabinet import Cabinet
    from bilantool.cabinet.people import Person
    from bilantool.cabinet.vault import OpenDossier, Vault
    from bilantool.destroying.carrying import Done
    from bilantool.keys.identity import Identity, KdfCost
    from bilantool.keys.ring import DossierKeys
    from bilantool.keys.session import Keystore, Waiter
    from bilantool.keys.trousseau import Trousseau
    from bilantool.notes.months import Sense
    from bilantool.notes.trame import Trame

MAX_PASSPHRASE = 4096
DEFAULT_MINUTES = 240
"""Keys stay open four hours."""
TRIES = 3
SHOWN, ASKED = 3, 15
"""Changed settings that a refusal tells, and that a question shows."""


class Opening:
    """One command's way to the cabinet, the trousseau and the identity; each opened on demand."""

    def __init__(self, ctx: typer.Context) -> None:
        self.around = cast(Surroundings, ctx.obj)
        self._options = ctx.meta
        self.people: Sequence[Person] | None = None
        """Those of the cabinet, once `whom` has read them."""

    @property
    def console(self) -> Console:
        return self.around.console

    def option(self, name: str) -> str:
        """A shared option, wherever on the command line it stood; "" when absent."""
        return str(self._options.get(f"bilantool.{name}") or "")

    def path(self, text: str) -> Path:
        """A path of the command line, seen from where the command was typed."""
        try:
            return self.around.cwd / Path(text).expanduser()
        except RuntimeError:  # « ~somebody » whom the system does not know
            raise UsageFault(
                f"le dossier personnel désigné par {text.split('/')[0]} n'existe pas",
                hint="écrivez le chemin en entier",
            ) from None

    def source(self, text: str) -> Path:
        """A file that the person asks to read: links are followed, since they are hers."""
        path = self.path(text)
        try:
            return path.resolve()
        except (OSError, RuntimeError):  # links that go round
            return path

    def cabinet(self) -> Cabinet:
        from bilantool.cabinet.cabinet import Cabinet
        from bilantool.storage import files

        given = self.option("cabinet") or self.around.environ.get("BILANTOOL_CABINET", "")
        if not given:
            return Cabinet.find(self.around.cwd)
        place = self.path(given)
        if not place.is_dir():  # else a slip would find the cabinet around it, another one
            raise UsageFault(
                f"le cabinet indiqué n'existe pas : {files.quoted(place)}",
                hint="vérifiez --cabinet ou BILANTOOL_CABINET",
            )
        return Cabinet.find(place)

    def trousseau(self, *, own: bool = False) -> Trousseau:
        """The trousseau that was named, else the one that lies beside a demonstration, else the
        person's `own`, which that one alone is where it is asked for."""
        from bilantool.keys.trousseau import Trousseau

        given = self.option("trousseau") or self.around.environ.get("BILANTOOL_TROUSSEAU", "")
        if given:
            return Trousseau(self.path(given))
        from bilantool.storage import places

        mine = Trousseau(places.trousseau(self.around.environ))
        return mine if own else self._beside(mine) or mine

    def _beside(self, mine: Trousseau) -> Trousseau | None:
        """The public keys beside a cabinet of demonstration, where it can be no cabinet of one's
        own: whoever pushes to that one may turn it into a demonstration, and lay keys beside it.

        So it says that it is one, its keys are those that are shipped and no others, and this
        computer never knew another cabinet there.
        """
        from bilantool.keys.trousseau import Trousseau

        named = self.option("cabinet") or self.around.environ.get("BILANTOOL_CABINET", "")
        start = self.path(named) if named else self.around.cwd
        roots = (each for each in (start, *start.parents) if (each / "cabinet.yaml").is_file())
        root = next(roots, None)
        if root is None:
            return None
        found = Trousseau(root.with_name(f"{root.name}-trousseau"))
        if not found.exists() or not found.shipped or mine.cabinet_at(root) is not None:
            return None
        return found if self.cabinet().demonstration else None

    @cached_property
    def names_shown(self) -> bool:
        """Whether people may be named here: on a terminal, where nobody asked for less."""
        if not self.console.personal or self.option("references_only"):
            return False
        from bilantool.cli import names

        return names.wanted(self.trousseau())

    def dossier(self, vault: Vault, typed: str) -> OpenDossier:
        """The dossier that a reference or a name means, opened; raises as `whom.dossier`."""
        from bilantool.cli import whom

        return vault.open(whom.dossier(self, vault, typed))

    def called(self, opened: OpenDossier) -> str:
        """What a dossier is called here, in a question or an answer (`whom.called`)."""
        from bilantool.cli import whom

        return whom.called(self, opened)

    def cost(self) -> KdfCost:
        from bilantool.keys.identity import STANDARD_COST

        return self.around.cost or STANDARD_COST

    def runtime(self) -> Path:
        from bilantool.storage import places

        return places.runtime(self.around.environ)

    def keystore(self) -> Keystore:
        from bilantool.keys.session import SystemKeyring

        return self.around.keystore or SystemKeyring()

    def waiter(self) -> Waiter:
        from bilantool.keys import expiry

        return self.around.waiter or expiry.start

    def given_passphrase(self) -> str | None:
        """The passphrase of `--passphrase-file` or `BILANTOOL_PASSPHRASE_FILE`; None without."""
        return self.passphrase_in(
            self.option("passphrase_file"), "--passphrase-file", "BILANTOOL_PASSPHRASE_FILE"
        )

    def passphrase_in(self, name: str, option: str, variable: str) -> str | None:
        """The passphrase in the file `name`, which `option` gave, or else in that of `variable`;
        None without either, KeyFault where it cannot be read."""
        name = name or self.around.environ.get(variable, "")
        if not name:
            return None
        from bilantool.storage import files

        try:
            text = files.read_bounded(self.source(name), MAX_PASSPHRASE).decode("utf-8-sig")
        except DataFault as fault:
            raise KeyFault(
                f"la phrase de passe n'a pas pu être lue : {fault.message}",
                hint=f"vérifiez {option} ou {variable}",
            ) from None
        except UnicodeDecodeError:
            raise KeyFault(
                "le fichier de la phrase de passe n'est pas un texte en UTF-8",
                hint="enregistrez-le en UTF-8, la phrase seule sur une ligne",
            ) from None
        if not text.strip():
            raise KeyFault(
                "le fichier de la phrase de passe est vide",
                hint="écrivez-y la phrase, seule sur une ligne",
            )
        return text.strip()

    def identity(self, trousseau: Trousseau) -> Identity:
        """The counsellor's identity: demonstration, given passphrase, unlocked, or asked for."""
        trousseau.require()
        given = None if trousseau.demonstration is not None else self.given_passphrase()
        unlocked = self.unlocked(trousseau) if given is None else None
        return unlocked or self.proven_identity(trousseau, given)

    def keep_open(self, identity: Identity, trousseau: Trousseau, minutes: int) -> None:
        """Unlock for a while, and say until when; raises as `session.unlock`."""
        from bilantool.keys import session
        from bilantool.storage import mounts

        expiry = session.unlock(
            identity,
            trousseau.folder,
            runtime=self.runtime(),
            minutes=minutes,
            now=self.around.now,
            boot=session.boot_id(),
            keystore=self.keystore(),
            waiter=self.waiter(),
            in_memory=mounts.in_memory(self.runtime().parent),
        )
        self.console.say(
            f"Clés ouvertes jusqu'à {expiry.astimezone():%H h %M}. Pour refermer : bilantool lock"
        )

    def stay_open(self, identity: Identity, trousseau: Trousseau) -> None:
        """The same after a passphrase that was just chosen at the terminal: it need not be typed
        again at once. Where that cannot be, it is only told how."""
        if not self.console.interactive or self.given_passphrase() is not None:
            return
        try:
            self.keep_open(identity, trousseau, DEFAULT_MINUTES)
        except EnvironmentFault as fault:
            self.console.note(f"{fault.message} ; pour ouvrir vos clés : bilantool unlock")

    def unlocked(self, trousseau: Trousseau) -> Identity | None:
        """The identity that needs no passphrase now: demonstration, or unlocked; else None."""
        if trousseau.demonstration is not None:
            return trousseau.open(trousseau.demonstration)
        from bilantool.keys import session

        found = session.resume(
            trousseau.folder,
            runtime=self.runtime(),
            now=self.around.now,
            boot=session.boot_id(),
            keystore=self.keystore(),
        )
        # The folder may hold another trousseau than when it was unlocked: what is then sealed
        # under the old identity would open with no passphrase.
        if found is None or found.fingerprint != trousseau.fingerprint():
            return None
        return found

    def proven_identity(
        self, trousseau: Trousseau, given: str | None = None, asked: str = "Phrase de passe"
    ) -> Identity:
        """The identity under the passphrase itself, whether the keys are unlocked or not.

        What is typed unseen may be mistyped: it is asked for `TRIES` times in all.
        """
        given = given or self.given_passphrase()
        if given is not None:
            return trousseau.open(given)
        for _ in range(TRIES - 1):
            typed = self.console.secret(asked)
            try:
                return trousseau.open(typed)
            except KeyFault as fault:
                self.console.note(fault.message)
        return trousseau.open(self.console.secret(asked))

    def vault(self) -> Vault:
        """The cabinet, opened with its keys."""
        from bilantool.cabinet.vault import Vault

        cabinet, trousseau = self.cabinet(), self.trousseau()
        vault = Vault(cabinet, trousseau, self.identity(trousseau), self._dropped)
        trousseau.remember_cabinet(cabinet.root, cabinet.uuid)
        return vault

    def _dropped(self, keys: DossierKeys, classes: Collection[str]) -> None:
        """Say that a copy of the keys knew nothing of a destruction, which it does not undo."""
        what = listing([f"« {each} »" for each in classes])
        self.console.warn(
            f"dossier {keys.reference} : le registre dit les documents {what} détruits, et ce "
            "trousseau en avait encore les clés (ancienne sauvegarde, autre ordinateur) : elles "
            "viennent d'en être retirées"
        )

    def trame(self, vault: Vault) -> Trame:
        """The trame in force; texts left behind by a killed editor are put aside on the way."""
        from bilantool.editing import rescue
        from bilantool.notes import trame
        from bilantool.storage import files

        overlay = vault.cabinet.overlay(vault.trousseau.accepted(vault.cabinet.uuid))
        loaded = trame.load(overlay)
        rescued = rescue(vault, loaded.notes, self.around.environ)
        for reference, note in rescued.drafts:
            self.console.warn(
                f"un éditeur s'était arrêté : son texte est gardé en brouillon, "
                f"bilantool edit {reference} {note} le propose"
            )
        for place in rescued.stranded:
            self.console.warn(
                f"un texte trop long pour une note reste en clair dans {files.quoted(place)} : "
                "reprenez ce qui doit l'être, puis supprimez-le"
            )
        return loaded

    def workshop(self, vault: Vault, trame: Trame, references: Collection[str]) -> Workshop:
        """What building documents of these dossiers needs beside them; their clear files, and the
        cabinet's, are accepted first."""
        self.accepted(vault, references)
        from bilantool.assembly import Workshop

        overlay = vault.cabinet.overlay(vault.trousseau.accepted(vault.cabinet.uuid))
        around = self.around
        return Workshop(trame, vault.cabinet, overlay, around.today, around.epoch)

    def accepted(self, vault: Vault, references: Collection[str]) -> None:
        """Return once what the clear files say is what this machine accepted.

        Raises DataFault where a value changed, others can reach the cabinet, and nobody is there to
        say that it is right, or says that it is not.
        """
        from bilantool.cabinet import acceptance

        cabinet, trousseau = vault.cabinet, vault.trousseau
        if cabinet.demonstration:
            return
        among = acceptance.dossiers(cabinet, references)
        found = acceptance.changes(cabinet, trousseau, among)
        if found and acceptance.reachable(cabinet) and not self._believed(found):
            raise DataFault(
                f"{counted(len(found), 'réglage a changé', 'réglages ont changé')} depuis vos "
                f"derniers documents : {listing([str(each) for each in found[:SHOWN]])}",
                hint="si c'est juste : bilantool templates accept ; sinon remettez l'ancienne "
                "valeur dans ce fichier",
            )
        with suppress(EnvironmentFault):  # a trousseau in read-only mode: asked every time
            acceptance.accept(cabinet, trousseau, among)

    def _believed(self, found: Sequence[Change]) -> bool:
        """The person's word on what changed, where somebody is there to give it."""
        if not self.console.interactive:
            return False
        self.console.say("Depuis vos derniers documents, ce qui suit a changé :")
        for each in found[:ASKED]:
            self.console.say(f"  {each}", hang=4)
        if len(found) > ASKED:
            self.console.say(f"  et {counted(len(found) - ASKED, 'autre')}")
        return self.console.confirm("Est-ce de vous, ou juste ?", default=False)

    @contextmanager
    def outside(
        self, trousseau: Trousseau, folder: Path, what: str, *, deep: bool = False
    ) -> Iterator[None]:
        """List `what` is written into `folder`, outside the cabinet and readable or with keys, so
        that a kill leaves nothing there for long; what another one left is removed first."""
        from bilantool.keys import outside

        self.sweep(trousseau)
        with outside.writing(trousseau, folder, what, deep=deep):
            yield

    def sweep(self, trousseau: Trousseau) -> None:
        """Remove what killed commands left outside; what cannot be is told, and stays listed."""
        from bilantool.keys import outside
        from bilantool.storage import files

        swept = outside.sweep(trousseau)
        for each in swept.removed:
            self.console.note(
                f"une commande s'était interrompue ({each.what}) : ce qui en restait est effacé de "
                f"{files.quoted(each.folder)}"
            )
        for each in swept.kept:
            self.console.warn(each.sentence, each.advice)

    def resume(self, vault: Vault, trame: Trame) -> tuple[str, ...]:
        """Finish what an interrupted command began; returns the dossiers that it opened so.

        What cannot be finished now stays listed, and whoever changes the cabinet next says why.
        """
        from bilantool.cabinet import resuming

        self.sweep(vault.trousseau)
        if vault.cabinet.demonstration:
            self.console.note("démonstration : les clés sont publiques, n'écrivez rien de vrai")
        taken = self._take_up(vault, trame)
        done = resuming.finish(vault, trame, self.around.today)
        for what in done.committed:
            if not what.startswith(taken):
                self.console.note(f"une commande s'était interrompue : terminé ({what})")
        self._resume_deletions(vault)
        self.resume_destructions(vault, trame)
        return done.opened

    def _take_up(self, vault: Vault, trame: Trame) -> tuple[str, ...]:
        """Seal in their notes the answers of interviews that were killed; what was said of."""
        from bilantool.cabinet import drafts

        if not drafts.dossiers(vault.trousseau):
            return ()
        from bilantool.interview import taking_up

        said = []
        for each in taking_up.take_up(vault, trame):
            kept = counted(each.answers, "réponse enregistrée", "réponses enregistrées")
            said.append(f"{each.reference} : {each.note}")
            self.console.note(f"une saisie s'était interrompue : {kept} ({said[-1]})")
        return tuple(said)

    def _resume_deletions(self, vault: Vault) -> None:
        """Finish the deletions that were begun and confirmed; one that cannot be stays listed."""
        from bilantool.cabinet import pending

        listed = pending.tasks(vault.trousseau, vault.cabinet.uuid)
        if not any(task.note == pending.DELETION for task in listed):
            return
        from bilantool.steps import delete

        for task in delete.listed(vault):
            try:
                delete.finish(vault, task)
                said = f"{task.reference} : dossier supprimé"
                self.console.note(f"une commande s'était interrompue : terminé ({said})")
            except BilantoolError as fault:
                self.console.warn(
                    f"la suppression du dossier {task.reference} attend d'être terminée : "
                    f"{fault.message}",
                    fault.hint,
                )

    def resume_destructions(self, vault: Vault, trame: Trame) -> tuple[Done, ...]:
        """Finish the destructions that were begun and confirmed; returns them.

        What cannot be finished now stays listed, and is said.
        """
        from bilantool.cabinet import pending

        listed = pending.tasks(vault.trousseau, vault.cabinet.uuid)
        if not any(task.note.startswith(pending.DESTRUCTION) for task in listed):
            return ()
        from bilantool.destroying import carrying

        done: list[Done] = []
        for order in carrying.unfinished(vault, failed=False):
            try:
                done += carrying.finish(vault, trame, [order])
            except BilantoolError as fault:
                self.console.warn(
                    f"une destruction attend d'être terminée : {fault.message}", fault.hint
                )
            except Exception as bug:  # noqa: BLE001 (no command may be kept from by another one's)
                carrying.leave(vault, order)
                again = f"bilantool destroy {order.reference} --class {order.classe}"
                self.console.warn(
                    f"une destruction attend d'être terminée (dossier {order.reference}, classe "
                    f"{order.classe}) : panne inattendue de bilantool ({type(bug).__name__})",
                    f"pour la reprendre, et elle seule : {again}",
                )
        for each in done:
            self.console.note(
                f"une destruction s'était interrompue : terminée ({each.order.reference}, classe "
                f"{each.order.classe})"
            )
        return tuple(done)

    def conclude(self, vault: Vault, trame: Trame) -> None:
        """Commit what was just changed, where git is; a failure only warns, and stays listed."""
        from bilantool.cabinet import resuming

        done = resuming.finish(vault, trame, self.around.today)
        if done.fault is not None:
            self.not_in_history(done.fault)

    def settings_changed(self, vault: Vault, trame: Trame, foreign: Collection[Change]) -> None:
        """Take what the person wrote into cabinet.yaml for accepted, and commit it; what was
        changed by somebody else before (`foreign`) is still to be looked at."""
        from bilantool.cabinet import acceptance
        from bilantool.cabinet.cabinet import Cabinet

        written = Cabinet.at(vault.cabinet.root)
        with suppress(EnvironmentFault):  # a trousseau in read-only mode: asked at the next build
            acceptance.accept(written, vault.trousseau, but=foreign)
        self.conclude(vault, trame)

    def not_in_history(self, fault: EnvironmentFault) -> None:
        """Say that git did not take what was just written."""
        self.console.warn(
            f"c'est enregistré, mais pas dans l'historique git : {fault.message}", fault.hint
        )

    def day(self, text: str, sense: Sense = "", option: str = "--date") -> date:
        """The day that an option says, as French people say it, else today; see `moments.told`."""
        if not text:
            return self.around.today
        from bilantool.notes import moments
        from bilantool.notes.mistyped import stated

        with stated(option):
            return moments.told(text, self.around.today, sense).day

    def commit(self, cabinet: Cabinet, paths: Sequence[Path], message: str, wanted: bool) -> bool:
        """Record the change in git, where the cabinet is a repository; a failure only warns.

        Whether nothing is left to be done.
        """
        if not wanted:
            return True
        from bilantool.storage import git

        try:
            repository = git.Repository.at(cabinet.root)
            if repository is not None:
                repository.commit(paths, message)
        except EnvironmentFault as fault:
            self.not_in_history(fault)
            return False
        return True


def dropped(typed: str) -> str:
    """A path as terminals paste one that is dropped on them, without what quotes it.

    macOS and most of Linux escape its spaces, Windows and others put it between quotes.
    """
    typed = typed.strip()
    if len(typed) > 1 and typed[0] == typed[-1] and typed[0] in "'\"":
        return typed[1:-1].replace("'\\''", "'")  # an apostrophe, where apostrophes quote
    return typed if os.sep == "\\" else re.sub(r"\\(?=[^\w\\])", "", typed)
