"""`keep`: what the agreement names leaves the working papers; nothing is lost on the way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilantool import keeping
from bilantool.cabinet import drafts, pending, pieces, resealing
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.errors import DataFault, KeyFault
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import trame as trames
from bilantool.notes.trame import Trame
from bilantool.resources import shipped
from tests.saying import ok, plain

REF = "2026-001"
TESTS = "investigation/tests"
SCAN = b"%PDF-1.7\n%\xe2\xe3\nZibeline\n%%EOF\n"


def agreement(*documents: str, decision: str = "donne", le: str = "2026-11-02") -> str:
    listed = "".join(f"      - {each}\n" for each in documents)
    return (
        "bonne_foi_rappelee_le: 2026-11-02\nremises:\n"
        "  - {document: livret, version: '1', le: 2026-11-02}\n"
        "entrees:\n  - objet: conservation\n    version: '1'\n"
        f"    decision: {decision}\n    le: {le}\n    moyen: papier\n    duree_mois: 12\n"
        f"    documents:\n{listed}    necessite_du_suivi: préparer l'entretien à six mois\n"
    )


def give(terminal: Any, note: str, text: str) -> None:
    source = terminal.home / "texte.yaml"
    source.write_text(text, encoding="utf-8")
    ok(terminal, "edit", REF, note, "--from", str(source))


def vault(terminal: Any) -> Vault:
    folder = Trousseau(Path(terminal.environ["BILANTOOL_TROUSSEAU"]))
    passphrase = (terminal.home / "phrase.txt").read_text(encoding="utf-8").strip()
    return Vault(Cabinet.at(terminal.cwd), folder, folder.open(passphrase))


def trame(held: Vault) -> Trame:
    return trames.load(held.cabinet.overlay({}))


def header(opened: OpenDossier, note: str) -> str:
    return opened.read_sealed(note).decode().split("classe: ")[1].split("\n")[0]


@pytest.fixture
def agreed(cabinet: Any) -> Any:
    """A dossier whose agreement names the tests, which cite the scan of a report."""
    give(cabinet, "consentements", agreement("Tests et questionnaires", "plan d'action"))
    scan = cabinet.home / "rapport.pdf"
    scan.write_bytes(SCAN)
    give(
        cabinet,
        "tests",
        "tests:\n  # au calme\n  - {outil: Zibeline, objet: interets, passe_le: 2026-11-10}\n",
    )
    ok(cabinet, "attach", REF, str(scan), "--note", "tests")
    return cabinet


def test_what_the_agreement_names_is_resealed_with_its_attachments(agreed: Any) -> None:
    """Text, comments and pieces as they were, under the key of the follow-up, in one commit."""
    before = ok(agreed, "show", REF, "tests").out
    done = plain(ok(agreed, "garder", REF).said)
    assert "1 note gardée pour le suivi : Tests et questionnaires" in done
    held = vault(agreed)
    opened = held.open(REF)
    assert opened.classe(TESTS) == header(opened, TESTS) == "suivi"
    assert ok(agreed, "show", REF, "tests").out == before
    (piece,) = opened.dossier.pieces
    assert b"classe: suivi\n" in opened.dossier.piece_path(piece).read_bytes()
    assert ok(agreed, "show", REF, "--pieces").code == 0
    assert "à sa place" not in plain(agreed("check", REF).said)
    log = subprocess.run(
        ["git", "log", "-1", "--format=%s", "--stat"],
        cwd=agreed.cwd, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert log.startswith(f"{REF} : {TESTS} gardée pour le suivi, révision ")
    assert "2 files changed" in log
    assert "déjà gardé" in plain(ok(agreed, "keep", REF).said)


def test_the_older_versions_die_with_the_working_papers(agreed: Any) -> None:
    """Whoever has an old clone and today's keys opens the note that is kept, and none of before."""
    clone = agreed.home / "clone"
    shutil.copytree(agreed.cwd, clone)
    ok(agreed, "keep", REF)
    held = vault(agreed)
    opened = held.open(REF)
    held.trousseau.save(opened.keys.destroy("travail", agreed.now.date()), held.identity)
    now = held.open(REF)
    assert "Zibeline" in now.read(TESTS).text
    with pytest.raises(KeyFault):
        now.read("investigation/parcours")
    behind = Vault(Cabinet.at(clone), held.trousseau, held.identity).open(REF)
    with pytest.raises(DataFault, match="ce fichier date d’avant"):
        behind.read(TESTS)
    (piece,) = behind.dossier.pieces
    with pytest.raises((DataFault, KeyFault)):
        pieces.fetch(behind, piece)


def test_a_clone_that_is_behind_is_told_so_and_mended(agreed: Any) -> None:
    """The pin has moved, the file has not: `show` says what to do, `keep` does it there too."""
    clone = agreed.home / "clone"
    shutil.copytree(agreed.cwd, clone)
    ok(agreed, "keep", REF)
    agreed.cwd = clone
    told = agreed("show", REF, "tests")
    assert told.code == 3
    assert "gardée" not in told.out
    assert "date d'avant" in plain(told.said)
    assert f"bilantool keep {REF} tests" in plain(told.said)
    mended = ok(agreed, "keep", REF, "tests")
    assert "une version plus récente" in mended.said, "this one is older than what was seen"
    assert "Zibeline" in ok(agreed, "show", REF, "tests").out


def test_keys_of_before_merge_and_keys_alone_of_before_are_told(agreed: Any) -> None:
    """A backup made before `keep` does not take the note back into the working papers."""
    held = vault(agreed)
    before = held.open(REF).keys
    ok(agreed, "keep", REF)
    assert held.trousseau.save(before, held.identity).notes[TESTS] == "suivi"
    path = held.trousseau.folder / "cles" / before.uuid
    path.unlink()
    held.trousseau.save(before, held.identity)
    told = agreed("show", REF, "tests")
    assert told.code == 3
    assert "ce trousseau date d'avant" in plain(told.said)
    ok(agreed, "keep", REF, "tests")
    assert "Zibeline" in ok(agreed, "show", REF, "tests").out


@pytest.mark.parametrize(
    ("note", "code", "said"),
    [
        ("parcours", 1, "ne nomme pas la note investigation/parcours"),
        ("seances", 2, "n'est pas un document de travail"),
        ("synthese", 2, "n'est pas un document de travail"),
    ],
)
def test_what_the_agreement_does_not_name_is_refused(
    agreed: Any, note: str, code: int, said: str
) -> None:
    """With the reason and what to do; nothing moves, not even what is named."""
    refused = agreed("keep", REF, "tests", note)
    assert refused.code == code
    assert said in plain(refused.said)
    assert "→" in refused.said
    assert vault(agreed).open(REF).classe(TESTS) == "travail"


@pytest.mark.parametrize("decision", ["refuse", "retire"])
def test_nothing_is_kept_without_an_agreement(cabinet: Any, decision: str) -> None:
    """Refused or taken back, or none at all: the command that records one is named."""
    give(cabinet, "consentements", agreement("tests", decision=decision))
    refused = cabinet("keep", REF)
    assert refused.code == 1
    assert "aucun accord de conservation n'est en vigueur" in plain(refused.said)
    assert f"bilantool consent {REF} --object conservation --given" in plain(refused.said)


def test_a_draft_follows_its_note(agreed: Any) -> None:
    """What was typed and not saved is sealed like its note, and dies no earlier."""
    held = vault(agreed)
    drafts.keep(held.open(REF), TESTS, "tests: [Zibeline en attente]\n")
    ok(agreed, "keep", REF)
    opened = held.open(REF)
    held.trousseau.save(opened.keys.destroy("travail", agreed.now.date()), held.identity)
    found = drafts.find(held.open(REF), TESTS)
    assert found is not None
    assert "Zibeline en attente" in found.text


def test_it_may_be_called_again_and_does_only_what_is_left(agreed: Any) -> None:
    """As `destroy` does, before it takes the key away."""
    held = vault(agreed)
    shape, opened = trame(held), held.open(REF)
    first = keeping.keep(held, opened, shape, [TESTS], history=False)
    assert first.notes == (TESTS,)
    assert first.opened.classe(TESTS) == "suivi"
    assert not pending.tasks(held.trousseau, held.cabinet.uuid)
    revision = first.opened.read(TESTS).revision
    # The caller may still have the dossier as it was before.
    again = keeping.keep(held, held.open(REF), shape, [TESTS], history=False)
    assert again.notes == ()
    assert again.opened.read(TESTS).revision == revision


def test_a_reading_command_in_between_reads(agreed: Any) -> None:
    """Killed when the pin has moved and no paper yet: all is read, and the next command ends it."""
    held = vault(agreed)
    opened = held.open(REF)
    pending.begin(held.trousseau, held.cabinet.uuid, resealing.task(opened, TESTS, history=True))
    held.trousseau.save(opened.keys.keep(TESTS), held.identity)
    assert "Zibeline" in ok(agreed, "show", REF, "tests").out
    assert "à sa place" not in plain(agreed("check", REF).said)
    assert ok(agreed, "show", REF, "--pieces").code == 0
    done = agreed("session", REF, "--date", "2026-11-20", "--start", "9h", "--proof", "emargement")
    assert "une commande s'était interrompue" in plain(done.said)
    assert header(held.open(REF), TESTS) == "suivi"
    assert not pending.tasks(held.trousseau, held.cabinet.uuid)


def test_an_attachment_goes_with_the_note_that_is_kept(agreed: Any) -> None:
    """Cited by a working note too, it stays sound there until that note is destroyed."""
    own = agreed.cwd / "templates" / "notes" / "investigation"
    own.mkdir(parents=True)
    text = (shipped("templates") / "standard/notes/investigation/parcours.yaml").read_text("utf-8")
    field = "properties:\n  piece: {title: Pièce, type: string, format: ligne, x-renvoi: pieces}\n"
    (own / "parcours.yaml").write_text(text.replace("properties:\n", field, 1), encoding="utf-8")
    ok(agreed, "templates", "accept")
    (piece,) = vault(agreed).open(REF).dossier.pieces
    ok(agreed, "attach", REF, "--piece", piece, "--note", "parcours")
    ok(agreed, "keep", REF)
    assert "à sa place" not in plain(agreed("check", REF).said)
    assert "parcours" in ok(agreed, "show", REF, "--pieces").out
