"""`export`: every word that was typed, readable, and nothing of anybody else."""

from __future__ import annotations

import html
import io
import json
import os
import re
import signal
import stat
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pyzipper  # type: ignore[import-untyped]

from bilantool import french
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading, trame
from bilantool.notes.schema import Schema, child
from tests.conftest import EXAMPLES, apart, demonstrated

REFERENCES = ("2026-007", "2026-014", "2026-019")
PDF = b"%PDF-1.7\n" + bytes(range(256)) + b"\n%%EOF\n"
THEIRS = ("investigation/entourage", "reponses")


def words(text: str) -> str:
    """A text as the line of its words, however it is laid out."""
    return " ".join(re.findall(r"\w+", text.replace("’", "'")))


def of_html(data: bytes) -> str:
    body = re.sub(r"<style.*?</style>|<title.*?</title>", " ", data.decode(), flags=re.DOTALL)
    return words(html.unescape(re.sub(r"<[^>]+>", " ", body)))


def of_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        xml = opened.read("word/document.xml").decode()
    return words(html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>|<w:br/>", " ", xml))))


def scalars(value: Any, schema: Schema) -> Iterator[tuple[Any, Schema]]:
    """Every single value of a note that a person typed: ids are the tool's."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "id":
                yield from scalars(inner, child(schema, key))
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item, child(schema, 0))
    elif value is not None:
        yield value, schema


def expected(value: Any, schema: Schema) -> Iterator[str]:
    """The words that a reader must find for a value, each run of them on its own."""
    if isinstance(value, bool):
        yield "oui" if value else "non"
    elif schema.get("format") == "date":
        yield words(french.long_date(str(value)))
    elif schema.get("format") == "mois":
        yield words(french.month(str(value)))
    elif schema.get("format") in ("heure", "heure_fin"):
        yield words(french.hour(str(value)))
    elif value in schema.get("x-libelles", {}):
        yield words(schema["x-libelles"][value])
    elif isinstance(value, float):
        yield words(str(value).replace(".", ","))
    else:
        for line in re.sub(r"\*+", "", str(value)).splitlines():
            yield words(re.sub(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+", "", line))


@pytest.fixture(scope="module")
def own() -> trame.Trame:
    """The trame of the fictional cabinet, which has fields of its own."""
    cabinet = Cabinet.at(EXAMPLES / "cabinet")
    return trame.load(cabinet.overlay(Trousseau(EXAMPLES / "trousseau").accepted(cabinet.uuid)))


def plain_notes(reference: str) -> Iterator[tuple[str, str]]:
    root = EXAMPLES / "en-clair" / reference
    for path in sorted(root.rglob("*.yaml")):
        name = path.relative_to(root).with_suffix("").as_posix()
        text = path.read_text(encoding="utf-8")
        if text.strip():
            yield name, text


def exported(terminal: Any, *argv: str, name: str = "remise") -> Path:
    target = Path(terminal.home) / name
    done = terminal("export", *argv, "--to", str(target))
    assert done.code == 0, done.said
    return target


@dataclass(frozen=True)
class Handed:
    """The three dossiers, exported once under an umask that forbids nothing: `folders` by
    reference, and the files of the cabinet `before` and `after`."""

    folders: Mapping[str, Path]
    before: Mapping[Path, bytes]
    after: Mapping[Path, bytes]


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handed]:
    """For the tests that look at what is exported and change nothing."""
    with apart(tmp_path_factory) as terminal:
        demo = demonstrated(terminal)
        before = contents(demo.cwd)
        umask = os.umask(0)
        try:
            folders = {each: exported(demo, each, name=each) for each in REFERENCES}
        finally:
            os.umask(umask)
        yield Handed(folders, before, contents(demo.cwd))


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_word_that_was_typed(handed: Handed, own: trame.Trame, reference: str) -> None:
    """In the page, in the docx and in the YAML; those of third parties in their own files."""
    target = handed.folders[reference]
    mine = of_html((target / "dossier.html").read_bytes())
    mine_docx = of_docx((target / "dossier.docx").read_bytes())
    apart = target / "paroles-de-tiers"
    theirs = of_html((apart / "paroles-de-tiers.html").read_bytes()) if apart.exists() else ""
    checked = 0
    for name, text in plain_notes(reference):
        spec = own.notes[name]
        values = reading.read(text).values
        for key, value in values.items():
            page = theirs if (name, key) == THEIRS else mine
            for scalar, schema in scalars(value, child(spec.schema, key)):
                if "x-renvoi" in schema:
                    continue  # an id: the label of what it names is printed, see below
                for said in expected(scalar, schema):
                    assert said in page, f"{name}: {said[:30]} is missing"
                    if page is mine:
                        assert said in mine_docx, f"{name}: {said[:30]} is missing in the docx"
                    checked += 1
        if name != THEIRS[0] or THEIRS[1] not in values:
            assert (target / "notes" / f"{name}.yaml").read_text(encoding="utf-8") == text
    assert checked > 20


def test_the_words_of_third_parties_are_nowhere_else(handed: Handed) -> None:
    """Neither in the page nor in the note's YAML, which is what was typed but for them."""
    target = handed.folders["2026-007"]
    whole = (EXAMPLES / "en-clair/2026-007/investigation/entourage.yaml").read_text("utf-8")
    values = reading.read(whole).values
    kept = (target / "notes" / "investigation" / "entourage.yaml").read_text("utf-8")
    assert set(whole.splitlines()) >= set(kept.splitlines())
    assert reading.read(kept).values == {k: v for k, v in values.items() if k != "reponses"}
    page = of_html((target / "dossier.html").read_bytes())
    docx = of_docx((target / "dossier.docx").read_bytes())
    for answer in values["reponses"]:
        assert words(answer["exemple"]) not in page + docx
        assert answer["exemple"] not in kept
    apart = target / "paroles-de-tiers"
    assert "article 15 4" in of_html((apart / "paroles-de-tiers.html").read_bytes())
    theirs = reading.read((apart / "notes/investigation/entourage.yaml").read_text("utf-8")).values
    assert theirs == {"reponses": values["reponses"]}


def test_an_id_is_printed_as_what_it_names(handed: Handed) -> None:
    """The person never sees the tool's marks: the lead of a project, the counsellor's name."""
    target = handed.folders["2026-007"]
    page = of_html((target / "dossier.html").read_bytes())
    assert "Consultant référent Hélène Démo" in page
    assert "Entretien 1 2 mars 2026" in page
    assert not re.search(r"\bs01\b", page)


def test_pieces_under_readable_names(demo: Any) -> None:
    """Byte for byte; two of one title and date are told apart."""
    paper = demo.home / "acte.pdf"
    for number in range(2):
        paper.write_bytes(PDF + bytes([number]))
        done = demo(
            "attach", "2026-007", str(paper), "--class", "suivi",
            "--title", "Contrat : « signé »/bis", "--date", "2026-02-24",
        )  # fmt: skip
        assert done.code == 0, done.said
    target = exported(demo, "2026-007")
    found = sorted(path.name for path in (target / "pieces").iterdir())
    assert found == [
        "2026-02-24 Contrat « signé » bis (2).pdf",
        "2026-02-24 Contrat « signé » bis.pdf",
    ]
    assert {path.read_bytes() for path in (target / "pieces").iterdir()} == {
        PDF + b"\x00",
        PDF + b"\x01",
    }
    assert "Pièces jointes" in (target / "dossier.html").read_text("utf-8")


def test_drafts_that_wait_are_handed_over(demo: Any) -> None:
    """What was typed and could not be saved is held too."""
    script = demo.home / "editeur.sh"
    script.write_text("#!/bin/sh\nprintf 'freins: canari brouillon\\n' > \"$1\"\nexit 3\n")
    script.chmod(0o700)
    assert demo("edit", "2026-007", "demande", EDITOR=str(script)).code == 5
    target = exported(demo, "2026-007")
    draft = target / "brouillons" / "preliminaire" / "demande.yaml"
    assert draft.read_text("utf-8") == "freins: canari brouillon\n"
    assert "canari brouillon" in of_html((target / "dossier.html").read_bytes())
    assert "brouillons" in (target / "LISEZMOI.txt").read_text("utf-8")


def test_nothing_of_another_dossier(cabinet: Any) -> None:
    """Two dossiers, two canaries; each export holds its own alone."""
    assert cabinet("new", "2026-002", "--fiche-rangee").code == 0
    for reference, canary in (("2026-001", "Zibeline"), ("2026-002", "Ocarina")):
        source = cabinet.home / "s.yaml"
        source.write_text(f"situation_actuelle: chez {canary}\n", encoding="utf-8")
        assert cabinet("edit", reference, "demande", "--from", str(source)).code == 0
        piece = cabinet.home / f"{canary}.txt"
        piece.write_text(f"pièce de {canary}", encoding="utf-8")
        assert cabinet("attach", reference, str(piece), "--class", "suivi").code == 0
    target = exported(cabinet, "2026-001")
    for path in target.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".docx":
                data = of_docx(data).encode()
            assert b"Ocarina" not in data, path
            assert "Ocarina" not in path.name
    assert "Zibeline" in (target / "dossier.html").read_text("utf-8")
    assert "Zibeline" in of_docx((target / "dossier.docx").read_bytes())


def test_rights_of_the_files(handed: Handed) -> None:
    """0700 and 0600 all the way down, whatever the umask."""
    target = handed.folders["2026-007"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    for path in target.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@pytest.mark.parametrize("place", ["cabinet", "documents", "trousseau", "full", "file", "parent"])
def test_where_it_may_not_go(demo: Any, place: str) -> None:
    """Not into what git follows, nor near the keys, nor over anything."""
    full = demo.home / "plein"
    full.mkdir()
    (full / "x").write_text("x")
    target = {
        "cabinet": demo.cwd / "remise",
        "documents": demo.cwd / "documents" / "remise",
        "trousseau": demo.home / "demo-trousseau" / "remise",
        "full": full,
        "file": full / "x",
        "parent": demo.cwd.parent,
    }[place]
    done = demo("export", "2026-007", "--to", str(target))
    assert done.code == 2, done.said
    assert "→" in done.err
    assert (full / "x").read_text() == "x"
    assert not (demo.cwd / "remise").exists()


def test_an_unreadable_note_hides_no_other(demo: Any) -> None:
    """All the rest is written, the failure is named, and the code is 3."""
    path = demo.cwd / "dossiers" / "2026-007" / "investigation" / "tests.yaml"
    path.write_bytes(path.read_bytes()[:-50])
    target = demo.home / "remise"
    done = demo("export", "2026-007", "--to", str(target), "--json")
    assert done.code == 3
    told = json.loads(done.out)
    assert [each["quoi"] for each in told["illisibles"]] == ["la note investigation/tests"]
    assert len(list((target / "notes").rglob("*.yaml"))) == 17
    assert "investigation/tests" in (target / "LISEZMOI.txt").read_text("utf-8")
    assert "illisible" in of_html((target / "dossier.html").read_bytes())


def test_a_destroyed_class_is_said(demo: Any) -> None:
    """*Détruit* is no failure: the law asked for it."""
    trousseau = Trousseau(demo.home / "demo-trousseau")
    seed = trousseau.open(trousseau.demonstration or "")
    opened = Vault(Cabinet.at(demo.cwd), trousseau, seed).open("2026-007")
    trousseau.save(opened.keys.destroy("travail", date(2026, 11, 23)), seed)
    target = exported(demo, "2026-007")
    said = (target / "LISEZMOI.txt").read_text("utf-8")
    assert "la note investigation/parcours\u00a0: détruit" in said
    assert not (target / "notes" / "investigation" / "parcours.yaml").exists()
    assert (target / "notes" / "conclusions" / "synthese.yaml").exists()
    assert not (target / "paroles-de-tiers").exists()


def opened(path: Path, password: str) -> zipfile.ZipFile:
    """The plain archive inside the locked one."""
    with pyzipper.AESZipFile(path) as outer:
        outer.setpassword(password.encode())
        (name,) = outer.namelist()
        return zipfile.ZipFile(io.BytesIO(outer.read(name)))


def test_one_archive_under_a_drawn_password(demo: Any) -> None:
    """Shown once, to somebody at the terminal; without it nothing inside can be read or named."""
    target = demo.home / "remise"
    done = demo("export", "2026-007", "--to", str(target), "--archive", answers="")
    assert done.code == 0, done.said
    (path,) = target.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = re.search(r"affiché cette seule fois.*?\n\n\s+([a-z ]+?)\n", done.err, re.DOTALL)
    assert found
    assert found[1] not in done.out
    inside = opened(path, found[1])
    names = inside.namelist()
    assert "dossier-2026-007/LISEZMOI.txt" in names
    assert not [name for name in names if "paroles-de-tiers" in name], "kept back unless asked"
    assert "--third-parties" in done.err
    assert inside.testzip() is None
    data = path.read_bytes()
    assert b"LISEZMOI" not in data and b"beneficiaire" not in data
    with pytest.raises(RuntimeError):
        opened(path, "six autres mots pour voir")


def test_an_archive_without_a_terminal(demo: Any) -> None:
    """The password comes from a file, or nothing is made; a short one is refused."""
    target = demo.home / "remise"
    refused = demo("export", "2026-007", "--to", str(target), "--archive")
    assert refused.code == 2
    assert "--password-file" in refused.err
    assert not target.exists()
    secret = demo.home / "mot.txt"
    argv = ("export", "2026-007", "--to", str(target), "--archive", "--third-parties")
    secret.write_text("court\n", encoding="utf-8")
    short = demo(*argv, "--password-file", str(secret))
    assert short.code == 2
    assert not target.exists()
    secret.write_text("une clé à partager\n", encoding="utf-8")
    done = demo(*argv, "--password-file", str(secret))
    assert done.code == 0, done.said
    assert "partager" not in done.said
    (path,) = target.iterdir()
    names = opened(path, "une clé à partager").namelist()
    assert [name for name in names if "paroles-de-tiers" in name]


def test_leaving_with_everything(demo: Any) -> None:
    """Every dossier and cabinet.yaml; one that does not open hides no other."""
    target = exported(demo, "--all")
    assert sorted(path.name for path in target.iterdir()) == [
        *REFERENCES, "LISEZMOI.txt", "cabinet.yaml",
    ]  # fmt: skip
    assert (target / "cabinet.yaml").read_bytes() == (demo.cwd / "cabinet.yaml").read_bytes()
    for reference in REFERENCES:
        for name, text in plain_notes(reference):
            if name != THEIRS[0]:
                kept = target / reference / "notes" / f"{name}.yaml"
                assert kept.read_text(encoding="utf-8") == text
    folder = demo.cwd / "dossiers"
    (folder / "2026-019").rename(folder / "2026-020")
    again = demo("export", "--all", "--to", str(demo.home / "encore"))
    assert again.code == 3
    assert "2026-020" in again.err
    assert (demo.home / "encore" / "2026-007" / "dossier.html").exists()


def test_nothing_or_both_is_no_wish(demo: Any) -> None:
    """A dossier, or all of them, and a place to write to."""
    for argv in (
        ("export", "--to", "x"),
        ("export", "2026-007", "--all", "--to", "x"),
        ("export", "2026-007"),
        ("export", "2026-007", "--to", "x", "--password-file", "y"),
    ):
        done = demo(*argv)
        assert done.code == 2, done.said
        assert "→" in done.err


def test_an_export_changes_nothing_in_the_cabinet(handed: Handed) -> None:
    """It reads; keys and notes are as they were."""
    assert handed.after == handed.before


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_takes_everything_back(demo: Any, how: int) -> None:
    """Half of what is held would pass for all of it, and lie there in clear."""
    from bilantool.portability import folders

    pid = os.fork()
    if pid == 0:
        count = 0
        real = folders.Folder.put

        def put(self: Any, name: str, data: bytes) -> None:
            nonlocal count
            real(self, name, data)
            count += 1
            if count == 5:
                os.kill(os.getpid(), how)
                time.sleep(5)

        folders.Folder.put = put  # type: ignore[method-assign]
        try:
            demo("export", "2026-007", "--to", str(demo.home / "remise"))
        finally:
            os._exit(9)
    os.waitpid(pid, 0)
    assert not (demo.home / "remise").exists()


def test_a_note_gone_back_in_time_is_said(demo: Any) -> None:
    """What is handed over then lacks what was typed since."""
    path = demo.cwd / "dossiers" / "2026-007" / "preliminaire" / "demande.yaml"
    before = path.read_bytes()
    source = demo.home / "s.yaml"
    source.write_text("situation_actuelle: autre\n", encoding="utf-8")
    assert demo("edit", "2026-007", "demande", "--from", str(source)).code == 0
    path.write_bytes(before)
    done = demo("export", "2026-007", "--to", str(demo.home / "remise"))
    assert done.code == 0
    assert "plus ancienne" in done.err
