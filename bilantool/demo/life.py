"""One fictional bilan, taken from its notes to the proof that its working papers are gone.

Nothing of it is shipped sealed. Its keys are drawn here, on the machine of whoever looks: those of
the other dossiers lie in every copy of bilantool, and destroying such a key would prove nothing.
Its days are counted from today, so that its agreement runs and its deadlines are to come.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bilantool import assembly, closing, editing, inspection, keeping
from bilantool.assembly import Workshop
from bilantool.cabinet import creation, resuming
from bilantool.cabinet.cabinet import DOSSIERS
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.destroying import attestation, beyond, carrying, preparing
from bilantool.destroying.choice import choose
from bilantool.destroying.survey import survey
from bilantool.documents.delivery import Delivered
from bilantool.editing import Change
from bilantool.frozen import RESTITUTION
from bilantool.handover import copying, course
from bilantool.handover.conditions import Wish
from bilantool.storage import git

BEGUN = -80
"""Days from today to the first meeting, as the notes tell it."""

ENDED = -1

_DAY = re.compile(r"\bJ([+-]\d+)\b")


@dataclass(frozen=True, slots=True)
class Lived:
    """What is left of the bilan: `copy` is under a password, `kept` are the working notes that
    the agreement saved, `tried` the sealed texts that the proof tried to open."""

    reference: str
    certificate: Path
    copy: Path
    password: str
    kept: tuple[str, ...]
    tried: int
    documents: tuple[Path, ...]


def texts(folder: Path, today: date) -> Mapping[str, str]:
    """The plain notes of that bilan by name, « J-8 » being the day eight days ago."""

    def day(found: re.Match[str]) -> str:
        return (today + timedelta(days=int(found[1]))).isoformat()

    return {
        path.relative_to(folder).with_suffix("").as_posix(): _DAY.sub(
            day, path.read_text(encoding="utf-8")
        )
        for path in sorted(folder.rglob("*.yaml"))
    }


def live(vault: Vault, shop: Workshop, notes: Mapping[str, str], password: str) -> Lived:
    """Open the dossier, hand over, close, keep, certify and destroy, each by the real function."""
    today = shop.today
    last = today + timedelta(days=ENDED)
    on_the_last_day = replace(shop, today=last)
    history = git.Repository.at(vault.cabinet.root) is not None
    opened = _told(vault, shop, notes, history=history)
    reference = opened.reference
    folder = vault.cabinet.documents(reference)

    built = _built(opened, on_the_last_day, folder, "emargement", "plan-action")
    wish = Wish(last, "main_propre", "")
    prepared = course.prepare(vault, opened, on_the_last_day, wish, None)
    copies: list[Path] = []

    def copy() -> None:
        subject = prepared.subject
        data = copying.sealed(
            reference,
            subject.format,
            subject.data,
            password,
            datetime.fromtimestamp(shop.epoch, UTC),
        )
        copies.append(copying.deliver(vault.cabinet.root, folder, reference, subject.format, data))

    course.carry_out(
        vault, opened, on_the_last_day, prepared, prepared.mode, history=history, copy=copy
    )
    signed: list[Change] = [(("synthese", "accuse_le"), last.isoformat())]
    note = shop.trame.notes[RESTITUTION]
    editing.amend(vault, opened, note, lambda _: signed, history=history)
    end = closing.ending(opened, shop.trame, vault, last, last)
    closing.close(vault, opened, shop.trame, end, history=history)
    bilan = inspection.inspect(opened, shop.trame, vault.cabinet, last).bilan
    named = keeping.named(opened, shop.trame, bilan, last)
    opened = keeping.keep(vault, opened, shop.trame, named, history=history).opened
    built += _built(opened, shop, folder, "certificat")
    resuming.finish(vault, shop.trame, today)

    seen = survey(vault, opened, shop.trame, today)
    choice = choose(seen, shop.trame, classe=keeping.WORKING)
    choice = preparing.reserved(vault, shop.trame, choice, history=history)
    orders = preparing.orders(choice, beyond.beyond(vault, choice), history=history)
    (done,) = carrying.destroy(vault, shop.trame, orders)
    papers = attestation.write(vault.open(reference), shop, [done.certificate], folder)
    return Lived(
        reference,
        done.path,
        copies[0],
        password,
        named,
        done.certificate.proof.tried,
        (*built, *(each.path for each in papers)),
    )


def _told(vault: Vault, shop: Workshop, notes: Mapping[str, str], *, history: bool) -> OpenDossier:
    """A new dossier that holds these texts, committed."""
    begun = shop.today + timedelta(days=BEGUN)
    reference = creation.next_reference(vault, begun)
    creation.create_dossier(vault, reference, shop.trame, begun, history=history)
    resuming.finish(vault, shop.trame, begun)
    opened = vault.open(reference)
    for name, text in notes.items():
        opened.seal(name, text, base=opened.read(name))
    repository = git.Repository.at(vault.cabinet.root)
    if repository is not None:
        repository.commit([vault.cabinet.root / DOSSIERS / reference], f"{reference} : notes")
    return opened


def _built(opened: OpenDossier, shop: Workshop, folder: Path, *names: str) -> tuple[Path, ...]:
    documents = [shop.trame.document(name) for name in names]
    made = assembly.build(opened, shop, documents, folder, formats=["pdf"])
    return tuple(each.path for each in made if isinstance(each, Delivered))
