"""The published vectors of identities, files of keys and words."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.keys import identity as identities
from bilantool.keys import ring_file, words
from bilantool.keys.identity import Identity

FOLDER = Path(__file__).parent.parent / "vectors"
FAULTS: dict[str, type[BilantoolError]] = {"donnee": DataFault, "cle": KeyFault}


def load(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert {"refused" in vector for vector in found} == {True, False}, "good and bad, both"
    return [pytest.param(vector, id=vector["name"]) for vector in found]


@pytest.mark.parametrize("kind", ["identite", "cles", "mots"])
def test_the_vectors_are_those_that_the_script_makes(kind: str) -> None:
    """The files were not edited by hand, and today's code still writes the same bytes."""
    made = runpy.run_path(str(FOLDER / "make.py"))["vectors"]()
    assert json.loads((FOLDER / f"{kind}.json").read_text("utf-8")) == made[kind]


@pytest.mark.parametrize("vector", load("identite"))
def test_identities(vector: dict[str, str]) -> None:
    """Good phrases give the seed and its public keys; bad files and phrases are refused."""
    data = vector["sealed"].encode()
    if "refused" in vector:
        with pytest.raises(FAULTS[vector["refused"]]):
            identities.open_identity(data, vector["phrase"])
        return
    found = identities.open_identity(data, vector["phrase"])
    assert found.seed.hex() == vector["seed"]
    assert found.public.hex() == vector["public"]
    assert found.fingerprint == vector["empreinte"]


@pytest.mark.parametrize("vector", load("cles"))
def test_rings(vector: dict[str, Any]) -> None:
    """A file of keys made by another hand opens to its keys, pins and tombstones."""
    data, identity = vector["sealed"].encode(), Identity(bytes.fromhex(vector["seed"]))
    if "refused" in vector:
        with pytest.raises(FAULTS[vector["refused"]]):
            ring_file.unseal(data, identity)
        return
    keys, content = ring_file.unseal(data, identity), vector["contenu"]
    assert (keys.uuid, keys.cabinet) == (content["dossier"], content["cabinet"])
    assert keys.reference == content["reference"]
    assert keys.notes == content["notes"]
    assert keys.keys.keys() == content["cles"].keys()
    assert keys.current("suivi") == (2, b"S" * 32)
    assert {k: day.isoformat() for k, day in keys.tombstones.items()} == content["detruites"]


@pytest.mark.parametrize("vector", load("mots"))
def test_words(vector: dict[str, Any]) -> None:
    """Words give their seed and the seed its words."""
    typed = " ".join(vector["mots"])
    if "refused" in vector:
        with pytest.raises(FAULTS[vector["refused"]]):
            words.to_seed(typed)
        return
    assert words.to_seed(typed).hex() == vector["seed"]
    assert words.to_words(bytes.fromhex(vector["seed"])) == vector["mots"]
