"""A dossier's keys: destruction holds, whatever copies are merged."""

import dataclasses
import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import DataFault, KeyFault
from bilantool.keys import ring
from bilantool.keys.ring import CLASSES, DossierKeys

UUID = "3f1a2b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b"
CABINET = "11111111-2222-4333-8444-555555555555"
DAY = date(2026, 6, 30)
REFERENCES = ("2026-014", "2026-014-bis", "2026-014")
"""What the dossier was called, one after the other: renamed, and back."""
PINS = {
    "preliminaire/demande": "travail",
    "investigation/parcours": "travail",
    "conclusions/synthese": "suivi",
    "cadre/seances": "administratif",
    "cadre/convention": "comptable",
}


def key_of(classe: str, generation: int) -> bytes:
    return hashlib.sha256(f"{classe} {generation}".encode()).digest()


@st.composite
def copies(draw: st.DrawFn) -> DossierKeys:
    """A copy of one dossier's keys, as some machine or backup may hold it."""
    destroyed = draw(st.dictionaries(st.sampled_from(CLASSES), st.dates(), max_size=4))
    keys = {
        classe: {number: key_of(classe, number) for number in draw(st.sets(st.integers(1, 3)))}
        for classe in CLASSES
        if classe not in destroyed
    }
    keys = {classe: generations or {1: key_of(classe, 1)} for classe, generations in keys.items()}
    notes = {note: PINS[note] for note in draw(st.sets(st.sampled_from(sorted(PINS))))}
    if "preliminaire/demande" in notes and draw(st.booleans()):
        notes["preliminaire/demande"] = "suivi"
    *former, reference = REFERENCES[: draw(st.integers(1, len(REFERENCES)))]
    return DossierKeys(UUID, CABINET, reference, keys, notes, destroyed, tuple(former))


@given(copies(), copies())
def test_merge_is_commutative(a: DossierKeys, b: DossierKeys) -> None:
    """It does not matter which copy comes first."""
    assert ring.merge(a, b) == ring.merge(b, a)


@given(copies(), copies(), copies())
def test_merge_is_associative(a: DossierKeys, b: DossierKeys, c: DossierKeys) -> None:
    """It does not matter in which order copies meet."""
    assert ring.merge(ring.merge(a, b), c) == ring.merge(a, ring.merge(b, c))


@given(copies(), copies())
def test_merge_is_idempotent(a: DossierKeys, b: DossierKeys) -> None:
    """Merging again changes nothing."""
    once = ring.merge(a, b)
    assert ring.merge(a, a) == a
    assert ring.merge(once, b) == once


@given(copies(), copies())
def test_a_tombstone_always_wins(a: DossierKeys, b: DossierKeys) -> None:
    """No tombstone is lost, no key of a destroyed class survives, every other key does."""
    merged = ring.merge(a, b)
    destroyed = {*a.tombstones, *b.tombstones}
    assert merged.tombstones.keys() == destroyed
    assert not merged.keys.keys() & destroyed
    for copy in (a, b):
        for classe, generations in copy.keys.items():
            if classe not in destroyed:
                assert generations.items() <= merged.keys[classe].items()


def test_create() -> None:
    """A new dossier has a key per class at generation 1, all distinct, and its pins."""
    keys = DossierKeys.create(UUID, CABINET, "2026-014", PINS)
    found = [keys.current(classe) for classe in CLASSES]
    assert [generation for generation, _ in found] == [1, 1, 1, 1]
    assert len({key for _, key in found}) == 4
    assert keys.notes == PINS and keys.tombstones == {}


def test_the_latest_generation_is_current() -> None:
    """Sealing uses the highest generation; earlier ones still open."""
    keys = DossierKeys(
        UUID, CABINET, "2026-014", {"travail": {2: bytes(32), 10: b"x" * 32}}, {}, {}
    )
    assert keys.current("travail") == (10, b"x" * 32)
    assert keys.key("travail", 2) == bytes(32)


def test_destroy() -> None:
    """A destroyed class has no key any more, and says since when; the others stay."""
    keys = DossierKeys.create(UUID, CABINET, "2026-014", PINS)
    left = keys.destroy("travail", DAY)
    with pytest.raises(KeyFault, match="a été détruite le 30\u00a0juin\u00a02026"):
        left.key("travail", 1)
    with pytest.raises(KeyFault, match="a été détruite"):
        left.current("travail")
    assert left.current("suivi") == keys.current("suivi")
    assert left.destroy("travail", date(2027, 1, 1)) == left


def test_a_backup_brings_nothing_back() -> None:
    """Merging the copy made before the destruction leaves the class destroyed."""
    before = DossierKeys.create(UUID, CABINET, "2026-014", PINS)
    after = before.destroy("travail", DAY)
    assert ring.merge(after, before) == after


def test_a_deleted_dossier_is_told_from_a_destroyed_one() -> None:
    """No note is pinned any more, and no older copy pins one again."""
    deleted, destroyed = KEYS.delete(DAY), KEYS
    for classe in KEYS.keys:
        destroyed = destroyed.destroy(classe, DAY)
    assert (deleted.keys, deleted.deleted_on) == ({}, DAY)
    assert (destroyed.keys, destroyed.deleted_on) == ({}, None)
    for merged in (ring.merge(deleted, KEYS), ring.merge(destroyed, deleted)):
        assert merged == deleted


def test_unknown_keys() -> None:
    """A generation or class that is not here is a fault of key that points to a backup."""
    keys = DossierKeys.create(UUID, CABINET, "2026-014", PINS)
    for classe, generation in (("travail", 2), ("autre", 1)):
        with pytest.raises(KeyFault, match="ce trousseau n’a pas") as caught:
            keys.key(classe, generation)
        assert "sauvegarde" in caught.value.hint


def test_keep() -> None:
    """An agreement moves a working note to `suivi`; an older copy does not move it back."""
    keys = DossierKeys.create(UUID, CABINET, "2026-014", PINS)
    kept = keys.keep("investigation/parcours")
    assert kept.notes["investigation/parcours"] == "suivi"
    assert ring.merge(keys, kept) == ring.merge(kept, keys) == kept
    for note in ("cadre/convention", "cadre/inconnue"):
        with pytest.raises(DataFault, match="document de travail"):
            keys.keep(note)


KEYS = DossierKeys.create(UUID, CABINET, "2026-014", PINS)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (dataclasses.replace(KEYS, uuid=UUID.replace("3", "4")), "deux dossiers distincts"),
        (dataclasses.replace(KEYS, cabinet=UUID), "deux dossiers distincts"),
        (dataclasses.replace(KEYS, reference="2026-015"), "deux références"),
        (
            dataclasses.replace(KEYS, notes={**PINS, "cadre/convention": "travail"}),
            "la note cadre/convention y a deux classes",
        ),
        (
            dataclasses.replace(KEYS, keys={**KEYS.keys, "suivi": {1: bytes(32)}}),
            "la classe suivi y a deux clés",
        ),
    ],
    ids=["uuid", "cabinet", "reference", "pin", "key"],
)
def test_contradictions_are_refused(other: DossierKeys, sentence: str) -> None:
    """Copies that cannot be of one dossier are not mixed, and nothing of the keys is told."""
    for left, right in ((KEYS, other), (other, KEYS)):
        with pytest.raises(DataFault, match=sentence) as caught:
            ring.merge(left, right)
        assert "b'" not in caught.value.message


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "x"},
        {"cabinet": "x"},
        {"reference": "../x"},
        {"keys": {"travail": {1: b"short"}}},
        {"keys": {"travail": {0: bytes(32)}}},
        {"keys": {**KEYS.keys, "travail": {}}},
        {"tombstones": {"travail": DAY}},
        {"notes": {"a/b": "inconnue"}},
        {"notes": {"../b": "travail"}},
    ],
    ids=["uuid", "cabinet", "reference", "short", "zeroth", "none", "buried", "class", "note"],
)
def test_incoherent_keys_cannot_be_built(change: dict[str, object]) -> None:
    """Keys that contradict themselves are stopped where they are made."""
    with pytest.raises(ValueError):
        dataclasses.replace(KEYS, **change)  # type: ignore[arg-type]


def test_keys_never_show() -> None:
    """`repr` holds no key."""
    assert "keys" not in repr(KEYS) and "\\x" not in repr(KEYS)


def test_a_renamed_dossier_knows_what_it_was_called() -> None:
    """An older copy brings nothing back; two that were renamed apart are not mixed; the name of
    before serves again for the same dossier."""
    renamed = KEYS.rename("2026-114")
    assert (renamed.reference, renamed.former) == ("2026-114", ("2026-014",))
    assert renamed.rename("2026-114") is renamed
    assert ring.merge(KEYS, renamed) == ring.merge(renamed, KEYS) == renamed
    back = renamed.rename("2026-014")
    assert ring.merge(renamed, back) == ring.merge(back, KEYS) == back
    with pytest.raises(DataFault, match="deux références"):
        ring.merge(renamed, KEYS.rename("2026-214"))
    with pytest.raises(ValueError, match="incoherent"):
        KEYS.rename("../ailleurs")
