"""The file that is handed over: neither a draft nor somebody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bilantool.bilan import Bilan
from bilantool.documents.wording import Part
from bilantool.errors import Refusal
from bilantool.handover.subject import GIVEN, Subject, compared
from bilantool.inspection import Inspection
from bilantool.notes.overlay import Overlay
from bilantool.notes.trame import load
from bilantool.resources import shipped

WORDS = "Un mot de plus. " * 20
TEXT = f"Mme Modèle-Essai. Référence 2026-007. {WORDS}"
PARTS = (Part("Le parcours", TEXT),)
OTHERS = ("2026-014", "12")


def judged(text: str, name: str = "synthese.docx") -> Subject:
    notes = {"cadre/beneficiaire": {"nom": "Autre", "nom_usage": "Modèle-Essai"}}
    bilan = Bilan(notes, {}, date(2026, 6, 12))
    seen = Inspection(
        "2026-007", bilan, load(Overlay(shipped("templates") / "standard")), {}, (), ()
    )
    found = Subject(b"", "docx", GIVEN, Path(name), None)
    return compared(found, PARTS, text, text, seen, OTHERS)


def test_the_same_text_is_compared_and_passes() -> None:
    """Its own reference, numbers of others in the text, and a name in capitals are no matter."""
    found = judged(TEXT.replace("Modèle", "MODELE"))
    assert found.comparison is not None
    assert found.comparison.shared > 0.9
    assert judged(TEXT + "Elle a 12 ans de métier.").comparison is not None
    assert found.cautions == ()


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (TEXT + "BROUILLON", "synthese.docx", "brouillon"),
        (TEXT, "synthese-BROUILLON.docx", "brouillon"),
        (f"Mme Zibeline. {WORDS}", "synthese.docx", "ne nomme nulle part"),
        (TEXT + "Voir 2026-014.", "synthese.docx", "2026-014"),
        (TEXT + "Référence : 12", "synthese.docx", "12"),
    ],
)
def test_what_is_not_hers_or_not_final_is_refused(text: str, name: str, why: str) -> None:
    """Before anything is written, with what to look at."""
    with pytest.raises(Refusal, match=why):
        judged(text, name)


def test_what_cannot_be_compared_is_said() -> None:
    """A picture has no text, and another text shares few words: the person is to look."""
    assert judged("").comparison is None
    assert "relisez-le vous-même" in judged("").cautions[0]
    far = judged("Mme Modèle-Essai. " + "Rien de tout cela ne figure ici. " * 20)
    assert "moins de la moitié" in far.cautions[0]
