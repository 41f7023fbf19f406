"""The published vectors of notes, pieces and padding: what opens, and what is refused."""

import base64
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from bilantool.errors import BilantoolError, DataFault, KeyFault
from bilantool.sealing import envelope, padding, pieces

FOLDER = Path(__file__).parent.parent / "vectors"
FAULTS: dict[str, type[BilantoolError]] = {"donnee": DataFault, "cle": KeyFault}


def load(name: str) -> list[Any]:
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert {"refused" in vector for vector in found} == {True, False}, "good and bad, both"
    return [pytest.param(vector, id=vector["name"]) for vector in found]


def opened(vector: dict[str, str], kind: str) -> bytes:
    place = {name: vector[name] for name in ("dossier", kind, "classe")}
    open_it: Any = envelope.open_note if kind == "note" else envelope.open_piece
    plaintext: bytes = open_it(
        vector["sealed"].encode(), bytes.fromhex(vector["key"]), **place
    ).plaintext
    return plaintext


@pytest.mark.parametrize("kind", ["note", "piece"])
def test_the_vectors_are_those_that_the_script_makes(kind: str) -> None:
    """The files were not edited by hand, and today's code still writes the same bytes."""
    made = runpy.run_path(str(FOLDER / "make.py"))["vectors"]()
    assert json.loads((FOLDER / f"{kind}.json").read_text("utf-8")) == made[kind]
    assert {path.stem for path in FOLDER.glob("*.json")} == made.keys()


@pytest.mark.parametrize("vector", load("note"))
def test_notes(vector: dict[str, str]) -> None:
    """Good notes open to their text; bad ones are refused by the right fault."""
    if "refused" not in vector:
        assert opened(vector, "note") == base64.b64decode(vector["plaintext"])
        return
    with pytest.raises(FAULTS[vector["refused"]]):
        opened(vector, "note")


@pytest.mark.parametrize("vector", load("piece"))
def test_pieces(vector: dict[str, str]) -> None:
    """Good pieces open to their bytes and labels; bad ones are refused by the right fault."""
    if "refused" not in vector:
        plaintext = opened(vector, "piece")
        piece = pieces.unpack(plaintext)
        assert plaintext == base64.b64decode(vector["plaintext"])
        assert (piece.media, piece.date, piece.titre) == (
            vector["media"],
            vector["date"],
            vector["titre"],
        )
        return
    with pytest.raises(FAULTS[vector["refused"]]):
        opened(vector, "piece")


@pytest.mark.parametrize("vector", load("padding"))
def test_padding(vector: dict[str, Any]) -> None:
    """Lengths are padded as published; foreign padding is refused."""
    if "refused" in vector:
        with pytest.raises(padding.BadPadding):
            padding.unpad(base64.b64decode(vector["octets"]))
        return
    data = b"a" * vector["longueur"]
    assert len(padding.pad(data)) == vector["remplie"]
    assert padding.unpad(padding.pad(data)) == data
