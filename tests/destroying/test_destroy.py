"""`destroy`: announced, confirmed, done, proven; refused where something still orders keeping."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bilantool import registre
from bilantool.cabinet import drafts
from bilantool.cli import concluding
from bilantool.errors import KeyFault
from bilantool.keys import ring_file
from bilantool.keys.ring import DossierKeys
from tests.saying import plain

REF, SECRET = "2026-001", "Zibeline"
AGREEMENT = """\
entrees:
  - id: b
    objet: conservation
    version: "1"
    decision: donne
    le: 2026-11-10
    moyen: papier
    duree_mois: 12
    documents: [Analyse de la demande]
    necessite_du_suivi: préparer l'entretien à six mois
"""


@pytest.fixture(autouse=True)
def _paperless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No attestation is laid out here: see test_attestation."""
    monkeypatch.setattr(concluding, "_written", lambda *_: ())


def untouched(desk: Any) -> None:
    assert SECRET in desk("show", REF, "demande").out
    assert not desk.certificate().exists()


class TestConfirming:
    def test_everything_is_said_before_the_question(self, desk: Any) -> None:
        """What goes, what stays and until when, what is out of reach; then the reference."""
        said = plain(desk("destroy", REF, code=2).said)
        assert "Documents de travail : 8 notes et 1 pièce jointe (R6313-7, à détruire" in said
        assert "Pièces administratives : jusqu'au 31/12/2029" in said
        assert "Pièces comptables : jusqu'au 20/11/2036" in said
        assert "instantanés (Time Machine" in said
        assert f"ajoutez : --confirm {REF}" in said
        untouched(desk)

    @pytest.mark.parametrize("given", ["2026-002", "oui", "2026-001 "])
    def test_another_word_than_the_reference_destroys_nothing(self, desk: Any, given: str) -> None:
        """Exactly the reference, unattended or typed."""
        desk("destroy", REF, "--class", "travail", "--confirm", given, code=2)
        if given != "2026-001 ":  # what is typed at a terminal has no spaces around it
            desk("destroy", REF, "--class", "travail", code=2, answers=f"{given}\n")
        untouched(desk)

    def test_typed_at_the_terminal(self, desk: Any) -> None:
        """The reference, then no to the tidying."""
        said = plain(desk("destroy", REF, "--class", "travail", answers=f"{REF}\nn\n").said)
        assert "0 ouvert" in said
        assert "c'est de l'hygiène, non une preuve" in said

    @pytest.mark.parametrize(
        "argv",
        [
            ("destroy",),
            ("destroy", REF, "--due"),
            ("destroy", REF, "--all", "--class", "travail"),
            ("destroy", REF, "--class", "inconnue", "--confirm", REF),
            ("destroy", REF, "--despite", "deux\nlignes", "--confirm", REF),
            ("destroy", REF, "--despite", " ", "--confirm", REF),
        ],
    )
    def test_what_makes_no_sense(self, desk: Any, argv: tuple[str, ...]) -> None:
        """Contradictory options, an unknown class, a reason that no certificate can say."""
        desk(*argv, code=2)


class TestRefusing:
    def test_an_open_bilan(self, desk: Any) -> None:
        """Its papers still serve; a reason overrides that, and stands on the certificate."""
        desk.write("seances", "cloture: {}\n")
        assert "n'est pas clos" in plain(desk.destroy(code=1).said)
        desk.destroy("travail", "--despite", "la personne l'a demandé par écrit")
        found = registre.read(desk.certificate().read_bytes()).certificate
        assert found.despite == "la personne l'a demandé par écrit"
        assert found.end is None
        assert found.ground == ""

    @pytest.mark.parametrize(
        ("classe", "until"), [("administratif", "31/12/2029"), ("comptable", "20/11/2036")]
    )
    def test_what_the_law_orders_to_keep(self, desk: Any, classe: str, until: str) -> None:
        """Three and ten years, unless for a reason."""
        said = plain(desk.destroy(classe, code=1).said)
        assert until in said
        assert "--despite" in said
        desk.destroy(classe, "--despite", "erreur de personne")
        assert registre.read(desk.certificate(classe).read_bytes()).certificate.despite

    def test_a_running_agreement_is_not_overridden(self, desk: Any) -> None:
        """Nor is the note that holds it destroyed before; once it is withdrawn, all is due."""
        desk.write("consentements", AGREEMENT)
        for classe in ("suivi", "administratif"):
            assert "accord" in desk.destroy(classe, "--despite", "parce que", code=1).said
        desk("destroy", REF, "--all", "--confirm", REF, "--despite", "parce que", code=1)
        withdrawn = AGREEMENT + AGREEMENT.removeprefix("entrees:\n").replace(
            "id: b", "id: c"
        ).replace("donne", "retire").replace("2026-11-10", "2026-11-22")
        desk.write("consentements", withdrawn)
        desk.destroy("suivi")
        assert registre.read(desk.certificate("suivi").read_bytes()).certificate.despite == ""

    def test_what_an_agreement_keeps_is_resealed_first(self, desk: Any) -> None:
        """The note that it names leaves the class before its key goes, and is read afterwards."""
        desk.write("consentements", AGREEMENT)
        said = plain(desk.destroy().said)
        assert (
            "D'abord gardé sous la clé du suivi, selon l'accord écrit : preliminaire/demande"
            in (said)
        )
        assert SECRET in desk("show", REF, "demande").out
        assert registre.read(desk.certificate().read_bytes()).certificate.notes == 7
        assert desk.git("status", "--porcelain") == ""

    def test_nothing_due(self, desk: Any) -> None:
        """Without a class, only what is due; twice, nothing is left and the reason is said."""
        desk("destroy", REF, "--confirm", REF)
        assert desk.certificate("travail").exists()
        assert desk.certificate("suivi").exists()
        said = plain(desk("destroy", REF, "--confirm", REF, code=1).said)
        assert "rien n'est à détruire aujourd'hui" in said
        assert "c'est déjà détruit, le 23/11/2026" in said
        assert "déjà détruit" in desk.destroy(code=2).said


class TestDoing:
    def test_what_is_left(self, desk: Any) -> None:
        """The class is gone from trousseau and folder, the rest opens, and one commit says so."""
        kept = desk.vault().open(REF)
        others = [note for note, of in kept.keys.notes.items() if of != "travail"]
        before = {note: kept.read(note).text for note in others}
        desk.destroy()
        opened = desk.vault().open(REF)
        assert "travail" not in opened.keys.keys
        assert {note: opened.read(note).text for note in others} == before
        assert len(others) == 10
        for note in set(opened.keys.notes) - set(others):
            assert not opened.dossier.note_path(note).exists()
            with pytest.raises(KeyFault, match="a été détruite le 23"):
                opened.read(note)
        assert opened.dossier.pieces == ()
        assert desk.git("log", "-1", "--format=%s").strip() == f"{REF} : classe travail détruite"
        assert desk.git("status", "--porcelain") == ""
        assert SECRET not in desk.certificate().read_text(encoding="utf-8")

    def test_without_a_commit(self, desk: Any) -> None:
        """`--no-commit` leaves git alone; the proof looked at its history all the same."""
        before = desk.git("rev-parse", "HEAD")
        desk.destroy("travail", "--no-commit")
        assert desk.git("rev-parse", "HEAD") == before
        found = registre.read(desk.certificate().read_bytes()).certificate
        assert found.proof.tried == len(found.objects) == 10  # of one note two versions

    def test_without_git(self, desk: Any, tmp_path: Path) -> None:
        """A folder without a history is proven by what lies in it."""
        (desk.root / ".git").rename(tmp_path / "ailleurs")
        desk.destroy()
        assert registre.read(desk.certificate().read_bytes()).certificate.proof.tried == 9

    def test_readers_say_destroyed(self, desk: Any) -> None:
        """No command calls a destroyed note missing, nor fails on it."""
        desk.destroy()
        assert "détruit" in desk("status").out
        assert "détruit" in desk("status", REF).out
        assert "détruit" in desk("check", REF, code=None).out
        shown = desk("show", REF)
        assert "détruit : cadre/entretiens" in plain(shown.err)
        for argv in (("show", REF, "demande"), ("fill", REF, "demande", "--plain")):
            assert "détruite le" in desk(*argv, code=4).err
        desk("export", REF, "--to", str(desk.root.parent / "remise"))
        desk("backup", str(desk.terminal.home / "sauvegarde"))
        checked = plain(desk("check", REF, "--document", "synthese", code=None).out)
        missing = [line for line in checked.splitlines() if "manquant" in line]
        assert all("Bénéficiaire" in line or line.strip() == "1 manquant" for line in missing)

    def test_nothing_is_left_beside(self, desk: Any) -> None:
        """Drafts, built documents of the class, copies of its key in the trousseau's folder."""
        vault = desk.vault()
        opened = vault.open(REF)
        drafts.keep(opened, "preliminaire/demande", f"pourquoi_maintenant: {SECRET}\n")
        drafts.keep(opened, "preliminaire/cadrage", "besoin: x\n")
        keys = vault.trousseau.folder / "cles"
        copies = [keys / f"{desk.uuid} (copie en conflit)", keys / ".bilantool-0123.tmp"]
        for copy in copies:
            copy.write_bytes((keys / desk.uuid).read_bytes())
        built = desk.root / "documents" / REF
        built.mkdir(parents=True)
        for name in ("fiche-projet-a.docx", "synthese-BROUILLON.pdf", "lettre.docx"):
            (built / name).write_text("lisible")
        said = plain(desk("destroy", REF, "--class", "suivi", "--confirm", REF).said)
        assert "« fiche-projet-a.docx », « synthese-BROUILLON.pdf »" in said
        assert [path.name for path in built.iterdir()] == ["lettre.docx"]
        assert "1 fichier que rien ne rattache à une classe" in said
        desk.destroy()
        waiting = drafts.waiting(vault.trousseau, desk.uuid)
        assert waiting == (drafts.Waiting("preliminaire/cadrage"),)
        for path in (*keys.iterdir(), *copies[:1]):
            held = ring_file.unseal(path.read_bytes(), vault.identity)
            assert not {"travail", "suivi"} & set(held.keys)

    def test_a_note_open_in_an_editor(self, desk: Any) -> None:
        """What somebody is writing is not destroyed under his hands."""
        from bilantool import editing

        vault = desk.vault()
        with editing.holding(vault.cabinet, vault.open(REF), "preliminaire/demande"):
            assert "déjà ouverte dans un autre éditeur" in desk.destroy(code=5).said
        untouched(desk)

    def test_json(self, desk: Any) -> None:
        """One object, with the proof's counts."""
        found = json.loads(desk.destroy("travail", "--json").out)
        (each,) = found["detruits"]
        assert (each["classe"], each["preuve"]["ouverts"]) == ("travail", 0)
        assert Path(each["certificat"]) == desk.certificate()

    def test_the_end_is_known_once_its_note_is_gone(self, desk: Any) -> None:
        """The ten years of the accounts are counted from the end that a certificate remembers."""
        desk.destroy("administratif", "--despite", "demande")
        assert "20/11/2036" in plain(desk.destroy("comptable", code=1).said)


class TestDue:
    @pytest.fixture
    def two(self, desk: Any) -> Any:
        """A second dossier, still open."""
        desk("new", "2026-002", "--fiche-rangee")
        return desk

    def test_what_is_due_is_announced_and_counted(self, two: Any) -> None:
        """Only the closed one; the number of dossiers confirms it."""
        said = plain(two("destroy", "--due", code=2).said)
        assert "Dossier 2026-001" in said
        assert "2026-002" not in said
        two("destroy", "--due", code=2, answers="2\n")
        untouched(two)
        two("destroy", "--due", answers="1\nn\n")
        assert two.certificate().exists()
        assert "Rien n'est à détruire aujourd'hui" in plain(two("destroy", "--due").said)

    def test_unattended(self, two: Any) -> None:
        """Each dossier is named; one that is not due is refused."""
        two("destroy", "--due", "--confirm", "2026-002", code=2)
        untouched(two)
        two("destroy", "--due", "--confirm", REF)
        assert two.certificate("suivi").exists()


class TestProof:
    def test_it_fails_where_a_key_is_left(self, desk: Any, plant: Callable[[], Any]) -> None:
        """Another dossier holds the same key: no certificate; once that is gone too, it holds."""
        stranger = plant()
        said = plain(desk.destroy(code=3).said)
        assert "a échoué : 10 textes chiffrés s'ouvrent encore" in said
        assert not desk.certificate().exists()
        assert "reprenez : bilantool destroy" in plain(desk("status", code=1).err)
        assert "a échoué" in plain(desk.destroy(code=3).said)
        (desk.trousseau.folder / "cles" / stranger.uuid).unlink()
        assert "0 ouvert" in plain(desk.destroy().said)
        assert desk.certificate().exists()

    @pytest.fixture
    def plant(self, desk: Any) -> Callable[[], Any]:
        def planted() -> DossierKeys:
            vault = desk.vault()
            mine = vault.open(REF).keys
            uuid = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
            other: DossierKeys = replace(mine, uuid=uuid, cabinet=uuid, reference="9")
            vault.trousseau.save(other, vault.identity)
            return other

        return planted

    def test_a_text_in_clear_is_named(self, desk: Any) -> None:
        """Committed once by hand and removed since: no key protected it, and it is said where."""
        path = desk.root / "dossiers" / REF / "preliminaire" / "demande-claire.yaml"
        path.write_text(f"situation_actuelle: {SECRET}\n", encoding="utf-8")
        desk.git("add", "-A")
        desk.git("commit", "-qm", "par erreur")
        path.unlink()
        desk.git("commit", "-qam", "retiré")
        said = plain(desk.destroy(code=1).said)
        assert "un texte lisible est dans l'historique git" in said
        assert "preliminaire/demande-claire.yaml" in said
        assert "git filter-repo" in said
        assert SECRET not in said
        assert registre.read(desk.certificate().read_bytes()).certificate.proof.plaintexts == 1

    def test_tidying_spares_the_stash(self, desk: Any) -> None:
        """`--gc` drops what no branch holds; what was put aside with git stash stays."""
        (desk.root / "cabinet.yaml").open("a").write("# mis de côté\n")
        desk.git("stash")
        desk.git("commit", "-q", "--allow-empty", "-m", "repris")
        lost = desk.git("rev-parse", "HEAD").strip()
        desk.git("reset", "-q", "--hard", "HEAD~1")
        assert "ménage de l'historique fait" in plain(desk.destroy("travail", "--gc").said)
        assert "stash@{0}" in desk.git("stash", "list")
        listed = desk.git("cat-file", "--batch-all-objects", "--batch-check")
        assert lost not in listed
