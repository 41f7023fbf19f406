"""A file of a later version is refused in one sentence, and nothing is written over it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet import drafts
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.documents import delivery
from bilantool.keys.trousseau import Trousseau
from bilantool.numbered import Newer
from bilantool.storage import git, records
from bilantool.storage.ramfolder import Owner, RamFolder, Shelter, stale
from tests.conftest import apart
from tests.formats import make
from tests.formats.test_earlier import ARCHIVES, unpacked

pytestmark = pytest.mark.skipif(not git.installed(), reason="git is not installed")

LATER = b'{"format": "bilantool-fait/2", "contenu": []}\n'
"""A record of a later version, in a form that nobody here knows."""
NOTE = ("show", make.BEGUN, "demande")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A terminal in a cabinet that has everything; a test gives back the one file it changes."""
    with apart(tmp_path_factory) as terminal:
        made = unpacked(ARCHIVES[-1], terminal)
        vault = opened(made)
        drafts.store(vault.open(make.BORN), "preliminaire/demande", drafts.INTERVIEW, "{}")
        yield made


def opened(past: Any) -> Vault:
    trousseau = Trousseau(past.home / "trousseau")
    secret = (past.home / "phrase.txt").read_text(encoding="utf-8").strip()
    return Vault(Cabinet.at(past.cwd), trousseau, trousseau.open(secret))


def raised(data: bytes) -> bytes:
    """The file, with the number of its format one higher."""
    found = re.search(rb"bilantool-[a-z]+/([0-9]+)", data)
    assert found is not None
    return data[: found.start(1)] + str(int(found[1]) + 1).encode() + data[found.end(1) :]


def stating(kind: str) -> Callable[[bytes], bytes]:
    """A clear file that states a later format, in words that this version cannot read."""
    return lambda data: f"format: bilantool-{kind}/2\n<<: [\n".encode() + data


FILES: dict[str, tuple[str, Callable[[bytes], bytes], tuple[str, ...]]] = {
    "a note": (f"travail/cabinet/dossiers/{make.BEGUN}/preliminaire/demande.yaml", raised, NOTE),
    "a piece": (
        f"travail/cabinet/dossiers/{make.BEGUN}/pieces/*",
        raised,
        ("show", make.BEGUN, "--pieces"),
    ),
    "cabinet.yaml": ("travail/cabinet/cabinet.yaml", stating("cabinet"), ("status",)),
    "dossier.yaml": (
        f"travail/cabinet/dossiers/{make.BEGUN}/dossier.yaml",
        stating("dossier"),
        NOTE,
    ),
    "a certificate": (
        "travail/cabinet/registre/*.yaml",
        raised,
        ("verify", "travail/cabinet/registre/*.yaml"),
    ),
    "the identity": ("maison/trousseau/identite", raised, ("status",)),
    "keys": ("maison/trousseau/cles/*", lambda data: raised(raised(data)), ("status",)),
    "the yearly figures": ("maison/trousseau/chiffres/*", raised, ("stats", "--year", "2026")),
    "a draft": (
        "maison/trousseau/brouillons/*/*.brouillon",
        raised,
        ("edit", make.TOUCHED, "demande"),
    ),
    "an interview that was not left": (
        "maison/trousseau/brouillons/*/*.saisie",
        raised,
        ("fill", make.BORN, "demande", "--plain"),
    ),
    "what is under way": ("maison/trousseau/en-cours/*", lambda _: LATER, ("status",)),
    "revisions seen": ("maison/trousseau/revisions/*", lambda _: LATER, ("status",)),
    "overrides accepted": (
        "maison/trousseau/accepte/*",
        lambda _: LATER,
        ("build", make.BEGUN, "livret-accueil"),
    ),
    "where cabinets lie": ("maison/trousseau/etat/cabinets", lambda _: LATER, ("status",)),
    "backups made": ("maison/trousseau/etat/sauvegardes", lambda _: LATER, ("backup", "*/cle")),
    "a write elsewhere": ("maison/trousseau/ecritures/0123456789ab", lambda _: LATER, ("status",)),
    "a backup": (
        "sauvegarde/*/MANIFESTE.json",
        raised,
        ("recover", "--from", "sauvegarde", "--words-file", "maison/mots.txt"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_a_later_file_is_refused(past: Any, what: str) -> None:
    """With code 3, in one sentence that says to update; the file stays as it is."""
    pattern, change, argv = FILES[what]
    base = past.cwd.parents[1]
    path = next(iter(sorted(base.glob(pattern))), base / pattern)
    before = path.read_bytes() if path.exists() else None
    later = change(before or b"")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(later)
    try:
        done = past(*[absolute(base, word) for word in argv])
        assert done.code == 3, done.said
        said = re.sub(r"\s", " ", done.said)
        assert said.count("vient d’une version plus récente de bilantool") == 1, said
        assert "mettez bilantool à jour, puis recommencez" in said
        assert path.read_bytes() == later
    finally:
        path.unlink() if before is None else path.write_bytes(before)


def absolute(base: Path, word: str) -> str:
    """A path of the table, where it is; any other word as it is."""
    there = next(base.glob(word), None) if "/" in word else None
    return str(there or (base / word if word in ("sauvegarde", "*/cle") else word))


def test_what_was_typed_in_a_later_version(past: Any) -> None:
    """An interview kept by a later version, whose seal this one knows, is neither read nor lost."""
    held = opened(past).open(make.BORN)
    text = json.dumps({"format": "bilantool-saisie/2", "autre": 1})
    drafts.store(held, "preliminaire/demande", drafts.INTERVIEW, text)
    done = past("fill", make.BORN, "demande", "--plain", answers="Rien.\n.\n!\n")
    assert (done.code, "plus récente" in done.said) == (3, True), done.said
    kept = drafts.find(held, "preliminaire/demande", drafts.INTERVIEW)
    assert kept is not None
    assert kept.text == text


def test_records_beside_documents_and_in_memory(tmp_path: Path) -> None:
    """What was built is not taken for ours, and a text in memory is not removed for a leftover."""
    (tmp_path / delivery.RECORD).write_bytes(LATER)
    with pytest.raises(Newer):
        delivery.deliver(tmp_path, "synthese", "pdf", b"%PDF")
    assert not (tmp_path / "synthese.pdf").exists()
    with pytest.raises(Newer):
        records.write(tmp_path / delivery.RECORD, {})
    owner = Owner("/c", "/t", "0b8e", make.BEGUN, "preliminaire/demande", 7)
    ram = RamFolder(Shelter(tmp_path, False), owner, "demande.yaml", b"texte\n")
    with ram:
        ram.leave()
    (ram.folder / "proprietaire.json").write_bytes(LATER)
    assert stale({"XDG_RUNTIME_DIR": str(tmp_path), "TMPDIR": str(tmp_path)}) == []
    assert ram.file.exists()
