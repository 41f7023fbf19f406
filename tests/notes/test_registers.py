"""Numbers and names of registers, as people type them."""

from __future__ import annotations

import pytest

from bilantool.notes import registers
from bilantool.notes.mistyped import Mistyped


@pytest.mark.parametrize(
    ("kind", "typed", "held"),
    [
        ("siret", "732 829 320 00074", "73282932000074"),
        ("siret", "732.829.320.00074", "73282932000074"),
        ("siret", "356 000 000 09075", "35600000009075"),  # La Poste has a sum of its own
        ("nda", "53350000035", "53 35 00000 35"),
        ("nda", "94 2a 00000 20", "94 2A 00000 20"),
        ("telephone", "0261912026", "02 61 91 20 26"),
        ("telephone", "02.61.91.20.26", "02 61 91 20 26"),
        ("telephone", "+33 2 61 91 20 26", "+33 2 61 91 20 26"),
        ("telephone", "02 61 91 20 26, standard", "02 61 91 20 26, standard"),
        ("site", "www.exemple.fr", "www.exemple.fr"),
        ("site", "https://exemple.fr/bilan?a=b", "https://exemple.fr/bilan?a=b"),
        ("region", "bretagne", "Bretagne"),
        ("region", "ile de france", "Île-de-France"),
        ("region", "réunion", "La Réunion"),
        ("region", "paca", ""),
        ("region", "provence", "Provence-Alpes-Côte d’Azur"),
        ("region", "de la région Bretagne", "de la région Bretagne"),
        ("siret", "732829320", ""),
        ("siret", "73282932000075", ""),
        ("siret", "7328293200007", ""),
        ("siret", "sept", ""),
        ("nda", "5335000003", ""),
        ("telephone", "026191202", ""),
        ("telephone", "demain", ""),
        ("site", "notre site", ""),
        ("site", "bonjour@exemple.fr", ""),
        ("region", "Bretange", ""),
    ],
)
def test_what_is_typed_is_read_by_what_it_means(kind: str, typed: str, held: str) -> None:
    """`held` is what documents print; "" where it is refused, without repeating it."""
    try:
        assert registers.READ[kind](typed) == held
    except Mistyped as refused:
        assert held == ""
        assert typed not in refused.sentence


def test_the_nearest_region_is_told() -> None:
    with pytest.raises(Mistyped, match="Bretagne"):
        registers.region("Bretange")
