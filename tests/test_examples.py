"""The fictional cabinet cannot rot: sealed and plain agree, and each dossier is what it claims."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bilantool.cabinet import creation
from bilantool.cabinet.cabinet import Cabinet
from bilantool.cabinet.vault import Vault
from bilantool.demo import installing, life
from bilantool.keys.trousseau import Trousseau
from bilantool.notes import reading
from bilantool.storage import git

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
REFERENCES = ("2026-007", "2026-014", "2026-019")


@pytest.fixture(scope="module")
def vault() -> Vault:
    trousseau = Trousseau(EXAMPLES / "trousseau")
    assert trousseau.demonstration
    return Vault(
        Cabinet.at(EXAMPLES / "cabinet"), trousseau, trousseau.open(trousseau.demonstration)
    )


@pytest.mark.parametrize("reference", REFERENCES)
def test_sealed_and_plain_agree(vault: Vault, reference: str) -> None:
    """Each sealed note opens to the very text that readers find in `en-clair/`."""
    opened = vault.open(reference)
    plain = EXAMPLES / "en-clair" / reference
    names = sorted(
        path.relative_to(plain).with_suffix("").as_posix() for path in plain.rglob("*.yaml")
    )
    assert len(names) == 18
    for name in names:
        assert opened.read(name).text == (plain / f"{name}.yaml").read_text(encoding="utf-8"), name


def test_the_settings_agree() -> None:
    """`cabinet.yaml` is in clear in both places, and the same."""
    sealed = (EXAMPLES / "cabinet" / "cabinet.yaml").read_bytes()
    assert sealed == (EXAMPLES / "en-clair" / "cabinet.yaml").read_bytes()


def test_sealing_again_changes_nothing(tmp_path: Path) -> None:
    """The script is done when there is nothing to do; a changed note alone is sealed again."""
    copy = tmp_path / "examples"
    shutil.copytree(EXAMPLES, copy)
    spec = importlib.util.spec_from_file_location("sceller", EXAMPLES / "sceller.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    before = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    assert script.seal(copy) == []
    after = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    assert {path: data for path, data in after.items() if ".verrou" not in path.name} == before
    note = copy / "en-clair" / "2026-019" / "preliminaire" / "demande.yaml"
    note.write_text(note.read_text(encoding="utf-8") + "freins: essai\n", encoding="utf-8")
    assert script.seal(copy) == ["2026-019/preliminaire/demande"]


def test_the_complete_dossier_lacks_nothing(demo: Any) -> None:
    """Not a finding, not even advice, and several thousand words."""
    result = demo("check", "2026-007", "--json")
    assert result.code == 0
    assert json.loads(result.out)["dossiers"][0]["constats"] == []
    plain = EXAMPLES / "en-clair" / "2026-007"
    assert (
        sum(len(path.read_text(encoding="utf-8").split()) for path in plain.rglob("*.yaml")) > 7000
    )


def test_the_middle_dossier_names_exactly_its_gaps(demo: Any) -> None:
    """Note, key path and rule of each gap, each with a line, and no other."""
    listed = reading.read((EXAMPLES / "lacunes.yaml").read_text(encoding="utf-8")).values
    expected = {
        (note, shown(gap["chemin"]), gap["regle"]) for note, gaps in listed.items() for gap in gaps
    }
    assert len(expected) >= 6
    result = demo("check", "2026-014", "--json")
    assert result.code == 1
    found = json.loads(result.out)["dossiers"][0]["constats"]
    assert {(each["note"], shown(each["chemin"]), each["regle"]) for each in found} == expected
    assert all(each["ligne"] for each in found)


def shown(path: list[str | int]) -> str:
    """`pistes[0].enquetes` for a key path."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def test_the_begun_dossier_is_in_its_first_phase(demo: Any) -> None:
    """Some of the request is there, the rest is asked for."""
    result = demo("check", "2026-019", "--json")
    assert result.code == 1
    (dossier,) = json.loads(result.out)["dossiers"]
    assert dossier["phase"] == "preliminaire"
    assert {each["note"] for each in dossier["constats"]} == {
        "preliminaire/demande",
        "preliminaire/cadrage",
    }


def test_the_overridden_note_is_the_standard_one_and_a_field() -> None:
    """The example of an override does not fall behind the standard trame."""
    own = EXAMPLES / "cabinet" / "templates" / "notes" / "preliminaire" / "demande.yaml"
    standard = (
        EXAMPLES.parent / "templates" / "standard" / "notes" / "preliminaire" / "demande.yaml"
    )
    theirs = values(own)
    added = theirs["properties"].pop("connu_par")
    assert added["title"]
    assert theirs == values(standard)


def values(path: Path) -> dict[str, Any]:
    found: Mapping[str, Any] = reading.read(path.read_text(encoding="utf-8")).values
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def test_demonstration_keys_open_the_demonstration_alone(
    terminal: Any, plain: Callable[[str, str], str]
) -> None:
    """Public keys never protect a real cabinet, nor do private ones open the public one."""
    public = str(EXAMPLES / "trousseau")
    assert terminal("init", "vrai", "--raison-sociale", "A", "--consultant", "B").code == 0
    real = terminal("status", "--cabinet", "vrai", "--trousseau", public)
    assert real.code == 4
    example = terminal("status", "--cabinet", str(EXAMPLES / "cabinet"))
    assert example.code == 4
    fresh = terminal(
        "init", "faux", "--raison-sociale", "A", "--consultant", "B", "--trousseau", public
    )
    assert fresh.code == 4
    assert plain("2026-007", "preliminaire/demande")


def test_an_example_left_as_it_is_is_told(demo: Any) -> None:
    """The text that a question gives as an example says nothing of the person."""
    schema = values(
        EXAMPLES.parent / "templates" / "standard" / "notes" / "preliminaire" / "demande.yaml"
    )
    (sample,) = schema["properties"]["situation_actuelle"]["examples"]
    note = demo.cwd / "demande.yaml"
    note.write_text(f"situation_actuelle: >\n  {sample.upper()}\n", encoding="utf-8")
    said = demo("edit", "2026-019", "demande", "--from", "demande.yaml")
    assert "BP120" in said.out
    assert sample not in said.out


def test_one_bilan_is_lived_to_its_end(demo: Any) -> None:
    """As `demo` does it, on the spot: nothing is missing, one note is kept, the rest is gone."""
    vault, shop = installing.desk(
        demo.cwd, Path(demo.environ["BILANTOOL_TROUSSEAU"]), demo.now.date(), 1795000000
    )
    creation.write_git_files(demo.cwd)
    git.init(demo.cwd)
    done = life.live(vault, shop, life.texts(EXAMPLES / "une-vie", shop.today), "secret public")
    assert (done.reference, done.kept) == ("2026-020", ("investigation/tests",))
    assert done.tried == 16
    checked = json.loads(demo("check", done.reference, "--json").out)["dossiers"][0]
    assert checked["constats"] == []
    assert demo("show", done.reference, "tests").code == 0
    assert "détruite" in demo("show", done.reference, "demande").err
    assert demo("verify", str(done.certificate)).code == 0
    assert {path.name for path in (demo.cwd / "documents" / done.reference).glob("*.pdf")} == {
        "attestation-destruction-travail.pdf", "certificat.pdf", "emargement.pdf",
        "plan-action.pdf", "synthese.pdf", f"synthese-{done.reference}.pdf",
    }  # fmt: skip
