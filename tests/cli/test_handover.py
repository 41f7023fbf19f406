"""`handover`: what is handed over, what is kept of it, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bilantool import assembly, frozen, inspection
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.documents import delivery
from bilantool.handover import conditions, course, recording
from bilantool.handover.conditions import Wish
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading, trame
from tests.conftest import apart, copied, demonstrated
from tests.saying import ok, plain

pytestmark = pytest.mark.usefixtures("rendered_once")

DONE = "2026-007"
MIDDLE = "2026-014"
SLIPS = ("accuse-remise.pdf", "accuse-remise.docx")
"""What stays to be signed once the folder is emptied."""

SECRET = "quatre mots pour ouvrir"


def values(terminal: Any, note: str) -> dict[str, Any]:
    return dict(reading.read(ok(terminal, "show", DONE, note).out).values)


def rewritten(terminal: Any, note: str, *changes: tuple[str, str]) -> None:
    """The note with parts of its text replaced; each has to be there."""
    text = ok(terminal, "show", DONE, note).out
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = terminal.home / "note.yaml"
    path.write_text(text, encoding="utf-8")
    ok(terminal, "edit", DONE, note, "--from", str(path))


def documents(terminal: Any) -> Path:
    return Path(terminal.cwd) / "documents" / DONE


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def destroy(terminal: Any, classe: str) -> None:
    """The key of a class of the complete dossier, gone from the trousseau."""
    trousseau = Trousseau(Path(terminal.environ["BILANTOOL_TROUSSEAU"]))
    assert trousseau.demonstration is not None
    me = trousseau.open(trousseau.demonstration)
    for dossier in trousseau.dossier_ids():
        keys = trousseau.load(dossier, me)
        if keys.reference == DONE:
            trousseau.save(keys.destroy(classe, date(2026, 6, 13)), me)


@pytest.fixture(scope="module")
def last_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The complete dossier on its last day, its synthèse not handed over yet; made once."""
    with apart(tmp_path_factory) as terminal:
        demo = demonstrated(terminal)
        demo.now = datetime(2026, 6, 12, 18, tzinfo=UTC)
        ok(demo, "reopen", DONE, "--yes")
        told = "synthese:\n  remise_le: 2026-06-12\n  mode: main_propre\n  accuse_le: 2026-06-12\n"
        rewritten(demo, "restitution", (told, ""))
        (demo.home / "mot.txt").write_text(SECRET, encoding="utf-8")
        yield demo


@pytest.fixture(scope="module")
def over(last_day: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same one once it is handed over with the plan d'action; made once."""
    with apart(tmp_path_factory) as terminal:
        demo = inside(last_day, terminal)
        ok(demo, "build", DONE, "synthese", "plan-action", "-f", "pdf")
        demo.told = json.loads(unattended(demo, "--json").out)
        yield demo


def inside(model: Any, terminal: Any) -> Any:
    """The terminal, in a copy of the model, at its hour."""
    made = copied(model, terminal)
    made.environ["BILANTOOL_TROUSSEAU"] = str(made.home / "demo-trousseau")
    made.environ.pop("BILANTOOL_PASSPHRASE_FILE", None)
    made.now = model.now
    return made


@pytest.fixture
def ready(last_day: Any, terminal: Any) -> Any:
    """A copy of the dossier on its last day."""
    return inside(last_day, terminal)


@pytest.fixture
def handed(over: Any, terminal: Any) -> Any:
    """A copy of the dossier that is handed over; `told` is what the command said of it."""
    made = inside(over, terminal)
    made.told = over.told
    return made


def unattended(terminal: Any, *more: str, copy: bool = False) -> Any:
    secret = ("--password-file", str(terminal.home / "mot.txt")) if copy else ("--no-copy",)
    return terminal("handover", DONE, "--yes", "--mode", "main_propre", *secret, *more)


def test_a_person_hands_over_at_the_terminal(ready: Any) -> None:
    """Asked how, asked to confirm; the password is shown once, the folder emptied if wanted."""
    done = ok(ready, "remettre", DONE, answers="envoi\no\no\n")
    said = plain(done.said)
    assert "fait à l'instant d'après les notes" in said
    assert "accord écrit du 01/06/2026, 12 mois après la fin (R6313-7)" in said
    (password,) = re.findall(r"\n    ([a-z2-9]{4}(?:-[a-z2-9]{4}){3})\n", done.err)
    assert password not in done.out
    copy = documents(ready) / f"synthese-{DONE}.pdf"
    left = {path.name for path in documents(ready).iterdir()}
    assert left == {copy.name, *SLIPS, delivery.RECORD}
    restitution, (kept,) = values(ready, "restitution"), values(ready, "synthese")["figes"]
    assert restitution["synthese"]["remise_le"] == kept["le"] == "2026-06-12"
    assert restitution["synthese"]["mode"] == "envoi_chiffre"
    assert restitution["synthese"]["empreinte"] == kept["empreinte"]
    assert b"Mod\xc3\xa8le" not in copy.read_bytes()
    for folder in (ready.home, ready.cwd):
        for path in folder.rglob("*"):
            assert not (path.is_file() and password.encode() in path.read_bytes()), path
    again = ready("handover", DONE)
    assert again.code == 2
    assert "déjà remise" in plain(again.err)
    assert "--copy" in again.err
    assert "--again" in again.err
    declined = ready("handover", DONE, "--again", "erreur", "--mode", "courrier", answers="n\n")
    assert declined.code == 2, "the notes have not changed: there is nothing to replace"


@pytest.mark.parametrize(("answers", "code"), [("", 130), ("main\n", 0)])
def test_who_closes_the_window_hands_nothing_over(ready: Any, answers: str, code: int) -> None:
    """Neither the way nor the confirmation is taken for given."""
    before = sorted(path for path in ready.cwd.rglob("*") if path.is_file())
    assert ready("handover", DONE, answers=answers).code == code
    assert sorted(path for path in ready.cwd.rglob("*") if path.is_file()) == before
    assert "synthese" not in values(ready, "restitution")


def test_the_frozen_one_comes_back_byte_for_byte(handed: Any) -> None:
    """After the working papers are destroyed too; in its own format, and no other."""
    told, original = handed.told, (documents(handed) / "synthese.pdf").read_bytes()
    assert (told["origine"], told["ecarts"], told["empreinte"]) == ("produit", [], digest(original))
    assert told["figes"] == ["synthese", "plan-action"]
    assert [Path(each).name for each in told["accuse"]] == list(SLIPS)
    ok(handed, "handover", DONE, "--empty")
    assert not list(documents(handed).glob("synthese*")) + list(documents(handed).glob("plan*"))
    destroy(handed, "travail")
    built = ok(handed, "build", DONE, "synthese", "plan-action")
    assert (documents(handed) / "synthese.pdf").read_bytes() == original
    assert "tel qu'il a été remis le 12/06/2026" in plain(built.err)
    other = handed("build", DONE, "synthese", "--format", "docx")
    assert other.code == 1
    assert "ne se produit plus en docx" in plain(other.err)
    listed = json.loads(ok(handed, "show", DONE, "--pieces", "--json").out)
    assert [each["verifiee"] for each in listed["remis"]] == [True, True]
    ok(handed, "handover", DONE, "--copy", "--password-file", str(handed.home / "mot.txt"))
    assert (documents(handed) / f"synthese-{DONE}.pdf").stat().st_size > 100_000
    out = handed.home / "remise"
    ok(handed, "export", DONE, "--to", str(out))
    assert original in [path.read_bytes() for path in (out / "pieces").iterdir()]


def test_without_an_agreement_only_date_and_digest_are_kept(ready: Any) -> None:
    """And it is said why; the file in documents/ is the only one, and its copy can be made."""
    last = "destinataire: Opérateur du conseil en évolution professionnelle choisi par Mme Modèle\n"
    taken_back = "".join(
        f'  - {{id: {what}-fin, objet: {what}, version: "1", decision: retire, le: 2026-06-12, '
        "moyen: papier}\n"
        for what in ("conservation", "communication")
    )
    rewritten(ready, "consentements", (last, last + taken_back))
    done = ok_said(unattended(ready))
    assert "la personne a retiré son accord de conservation (R6313-7)" in done
    assert "figes" not in values(ready, "synthese")
    known = values(ready, "restitution")["synthese"]
    path = documents(ready) / "synthese.pdf"
    assert known["empreinte"] == digest(path.read_bytes())
    assert not list((ready.cwd / "dossiers" / DONE).glob("pieces/*.piece"))
    again = ok(ready, "build", DONE, "synthese", "-f", "html")
    assert "c'est ce document-là qui compte" in plain(again.err)
    path.write_bytes(b"autre")
    lost = ready("handover", DONE, "--copy", "--password-file", str(ready.home / "mot.txt"))
    assert lost.code == 3
    assert "n'est plus ici" in plain(lost.err)


def ok_said(done: Any) -> str:
    assert done.code == 0, done.said
    return plain(done.said)


def test_a_file_given_is_kept_as_it_is(ready: Any) -> None:
    """With its departures from the notes, told by part and never by their words."""
    docx = pytest.importorskip("docx")
    ok(ready, "build", DONE, "synthese", "-f", "docx")
    path = documents(ready) / "synthese.docx"
    changed = docx.Document(str(path))
    found = next(each for each in changed.paragraphs if "conserverie" in each.text)
    found.add_run(" Zibeline ajoutée en relisant.")
    changed.save(str(path))
    unsure = unattended(ready)
    assert unsure.code == 2
    assert "--file" in unsure.err
    told = json.loads(unattended(ready, "--file", str(path), "--json", copy=True).out)
    assert (told["origine"], told["format"]) == ("donne", "docx")
    (change,) = told["ecarts"]
    assert change["titre"] == "Les circonstances du bilan"
    assert (change["mots_ajoutes"], change["mots_otes"]) == (4, 0)
    assert "Zibeline" not in json.dumps(told)
    assert Path(told["copie"]).name == f"synthese-{DONE}.zip"
    exact = path.read_bytes()
    path.unlink()
    ok(ready, "build", DONE, "synthese")
    assert path.read_bytes() == exact


def test_a_wish_that_cannot_be_is_refused(ready: Any) -> None:
    """A date before the sessions, a day to come, an unknown mode, nobody at the terminal."""
    for day, why in (("2026-04-01", "précéderait"), ("2026-06-13", "à venir")):
        assert why in plain(unattended(ready, "--date", day).err)
    assert "mode de remise" in ready("handover", DONE, "--mode", "pigeon").err
    assert "personne n'est au terminal" in plain(ready("handover", DONE).err)
    for argv in (("--copy", "--empty"), ("--empty", "--keep-files"), ("--no-copy", "--to", ".")):
        assert ready("handover", DONE, *argv).code == 2
    short = ready.home / "mot.txt"
    short.write_text("trop court", encoding="utf-8")
    assert "se devine" in unattended(ready, copy=True).err
    assert "empreinte" not in values(ready, "restitution").get("synthese", {})


def test_a_bilan_not_so_far_is_refused(ready: Any) -> None:
    """A session to come, no session of conclusions, an interruption, a destroyed class."""
    early = ready("handover", MIDDLE, "--yes")
    assert early.code == 1
    sessions = ok(ready, "show", DONE, "seances").out
    rewritten(ready, "seances", ("phase: conclusions", "phase: investigation"))
    assert "aucune séance de conclusions" in unattended(ready).err
    last = sessions.rindex("etat: tenue")
    path = ready.home / "note.yaml"
    path.write_text(sessions[:last] + "etat: prevue" + sessions[last + 11 :], encoding="utf-8")
    ok(ready, "edit", DONE, "seances", "--from", str(path))
    planned = unattended(ready)
    assert (planned.code, "reste prévue" in planned.err) == (1, True)
    ready.now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    ok(ready, "close", MIDDLE, "--interrupted", "abandon", "--yes")
    assert "n'appelle aucune synthèse" in plain(ready("handover", MIDDLE, "--yes").err)
    destroy(ready, "travail")
    gone = unattended(ready)
    assert (gone.code, "documents détruits" in gone.err) == (1, True)


class Killed(BaseException):
    """What stands for a kill: nothing catches it."""


@pytest.mark.parametrize("at", ["piece", "note", "copy"])
def test_killed_half_way_it_is_finished_by_the_same_command(
    ready: Any, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was written, there is one frozen copy, cited once, of what was handed over."""
    opened, vault, shop = opening(ready)

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if at == "piece":
            patch.setattr(recording, "cite", kill)
        if at == "note":
            patch.setattr(recording, "record", kill)
        prepared = course.prepare(vault, opened, shop, Wish(), None)
        with pytest.raises(Killed):
            course.carry_out(
                vault,
                opened,
                shop,
                prepared,
                "courrier",
                history=False,
                copy=kill if at == "copy" else lambda: None,
            )
    assert frozen.handed(inspect(opened, vault, shop).bilan) is None
    # Notes that changed meanwhile make another document: it takes the place of the first.
    rewritten(ready, "synthese", ("sans_observation: false", "sans_observation: false # relue"))
    (documents(ready) / "synthese.pdf").unlink()
    later = replace(shop, epoch=shop.epoch + 1000)
    again = course.prepare(vault, vault.open(DONE), later, Wish(), None)
    course.carry_out(
        vault, vault.open(DONE), later, again, "courrier", history=False, copy=lambda: None
    )
    (kept,) = values(ready, "synthese")["figes"]
    assert kept["empreinte"] == values(ready, "restitution")["synthese"]["empreinte"]
    (piece,) = (ready.cwd / "dossiers" / DONE / "pieces").glob("*.piece")
    assert piece.stem == kept["piece"]
    assert kept["empreinte"] != prepared.digest


def opening(terminal: Any) -> tuple[Any, Vault, assembly.Workshop]:
    trousseau = Trousseau(Path(terminal.environ["BILANTOOL_TROUSSEAU"]))
    assert trousseau.demonstration is not None
    cabinet = Cabinet.at(terminal.cwd)
    vault = Vault(cabinet, trousseau, trousseau.open(trousseau.demonstration))
    overlay = cabinet.overlay(trousseau.accepted(cabinet.uuid))
    shop = assembly.Workshop(
        trame.load(overlay), cabinet, overlay, terminal.now.date(), 1_795_000_000
    )
    return vault.open(DONE), vault, shop


def inspect(opened: Any, vault: Vault, shop: assembly.Workshop) -> inspection.Inspection:
    return inspection.inspect(opened, shop.trame, vault.cabinet, shop.today)


def test_a_corrected_version_keeps_the_history(handed: Any) -> None:
    """The first one stays cited with its reason, its signed slip is asked for anew."""
    first = values(handed, "restitution")["synthese"]
    mode = "mode: main_propre\n"
    rewritten(handed, "restitution", (mode, f"{mode}  accuse_le: 2026-06-12\n"))
    rewritten(
        handed, "plan-action", ("changement_de_cap: |\n", "changement_de_cap: |\n  Zibeline.\n")
    )
    handed.now = datetime(2026, 6, 15, 9, tzinfo=UTC)
    done = unattended(handed, "--again", "une étape ajoutée", "--date", "2026-06-15")
    assert "fait à l'instant d'après les notes" in ok_said(done)
    note = values(handed, "restitution")
    (earlier,) = note["remises_remplacees"]
    assert earlier["empreinte"] == first["empreinte"] != note["synthese"]["empreinte"]
    assert (earlier["motif"], earlier["accuse_le"]) == ("une étape ajoutée", "2026-06-12")
    assert not note["synthese"].get("accuse_le")
    kept = values(handed, "synthese")["figes"]
    assert [each["le"] for each in kept if each["document"] == "synthese"] == [
        "2026-06-12",
        "2026-06-15",
    ]
    ok(handed, "build", DONE, "synthese")
    assert digest((documents(handed) / "synthese.pdf").read_bytes()) == kept[-1]["empreinte"]


def test_a_frozen_document_that_was_exchanged_is_a_finding(handed: Any) -> None:
    """`check` names it, `show --pieces` too, `build` does not give it back."""
    kept = values(handed, "synthese")["figes"][0]
    rewritten(handed, "synthese", (kept["empreinte"], "0" * 64))
    checked = handed("check", DONE)
    assert checked.code == 1
    assert "N210" in checked.out
    listed = handed("show", DONE, "--pieces")
    assert listed.code == 3
    assert "empreinte diffère" in listed.err
    assert handed("build", DONE, "synthese").code == 3
    refused = handed("attach", DONE, "--piece", kept["piece"], "--note", "synthese.figes.synthese")
    assert (refused.code, "handover" in refused.err) == (2, True)


def test_emptying_follows_no_link(handed: Any, tmp_path: Path) -> None:
    """Links and folders stay, with what they lead to; what a person added is named, and goes."""
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    (elsewhere / "garde.pdf").write_bytes(b"garde")
    folder = documents(handed)
    (folder / "lien").symlink_to(elsewhere)
    (folder / "lien.pdf").symlink_to(elsewhere / "garde.pdf")
    (folder / "dedans").mkdir()
    (folder / "a-moi.txt").write_text("à moi", encoding="utf-8")
    said = plain(ok(handed, "handover", DONE, "--empty").said)
    assert "modifiés ou ajoutés par vous : « a-moi.txt »" in said
    left = {path.name for path in folder.iterdir()}
    assert left == {"lien", "lien.pdf", "dedans", *SLIPS, delivery.RECORD}
    assert (elsewhere / "garde.pdf").read_bytes() == b"garde"
    assert conditions.modes(opening(handed)[2].trame).keys() == {
        "main_propre",
        "envoi_chiffre",
        "courrier",
    }
