"""A folder in a zip, and back, never outside."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bilantool.errors import BilantoolError, DataFault
from bilantool.storage import archive


def test_round_trip(tmp_path: Path) -> None:
    """The files come back, and the same files make the same zip."""
    (tmp_path / "in" / "é").mkdir(parents=True)
    (tmp_path / "in" / "é" / "a.yaml").write_bytes(b"1\r\n")
    (tmp_path / "in" / "left-out").write_bytes(b"2")
    for name in ("one.zip", "two.zip"):
        archive.pack(tmp_path / "in", ["é/a.yaml"], tmp_path / name)
    assert archive.digest(tmp_path / "one.zip") == archive.digest(tmp_path / "two.zip")
    archive.unpack(tmp_path / "one.zip", tmp_path / "out")
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [
        tmp_path / "out" / "é" / "a.yaml"
    ]
    assert (tmp_path / "out" / "é" / "a.yaml").read_bytes() == b"1\r\n"


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:/evil", "a\\..\\evil"])
def test_members_stay_inside(tmp_path: Path, name: str) -> None:
    """A member whose name leads elsewhere is refused, and nothing is written there."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(zipfile.ZipInfo(name), b"x")
    (tmp_path / "out").mkdir()
    with pytest.raises(BilantoolError):
        archive.unpack(tmp_path / "a.zip", tmp_path / "out")
    assert list(tmp_path.rglob("evil")) == []


def test_damaged(tmp_path: Path) -> None:
    """A truncated zip, and one with a flipped bit, are refused."""
    (tmp_path / "a").write_bytes(bytes(range(256)) * 40)
    archive.pack(tmp_path, ["a"], tmp_path / "a.zip")
    data = (tmp_path / "a.zip").read_bytes()
    for bad in (data[:-10], data[:60] + bytes([data[60] ^ 1]) + data[61:], b""):
        (tmp_path / "b.zip").write_bytes(bad)
        with pytest.raises(DataFault, match="abîmé"):
            archive.unpack(tmp_path / "b.zip", tmp_path / "out")
