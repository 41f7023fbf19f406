"""Two versions compared: where they differ, by words, whatever the layout."""

from __future__ import annotations

from bilantool.documents import wording
from bilantool.documents.wording import Part

REFERENCE = (
    Part(wording.BEGINNING, "Document de synthèse"),
    Part("Le parcours", "Une expérience de co-construction, longue et réussie."),
    Part("Conclusion", "Un projet vérifié, un calendrier."),
)


def test_layout_does_not_count() -> None:
    """Hyphens, line breaks, ligatures, capitals and punctuation are no difference."""
    given = (
        "DOCUMENT de syn-\nthèse. Une expé\u00adrience de coconstruction longue\net réussie ; "
        "un projet vériﬁé : un calendrier"
    )
    found = wording.compare(REFERENCE, given)
    assert found.same
    assert found.shared == 1.0


def test_changes_are_told_under_their_title() -> None:
    """With how many passages, and how many words came and went."""
    given = (
        "Document de synthèse. Une expérience de co-construction, courte. Un projet très vérifié."
    )
    found = wording.compare(REFERENCE, given)
    assert [(each.title, each.passages, each.added, each.removed) for each in found.changes] == [
        ("Le parcours", 1, 1, 3),
        ("Conclusion", 2, 1, 2),
    ]
    assert 0.5 < found.shared < 1


def test_a_page_loses_its_margins_and_gains_its_parts() -> None:
    """What each page repeats is left out; the table of contents is no title."""
    pages = [
        (
            "Cabinet Fictif",
            "Sommaire",
            "1 Le parcours . . . 2",
            "2 Conclusion . . . 3",
            "page 1 / 3",
        ),
        ("Cabinet Fictif", "1 Le parcours", "Une vie.", "Encore.", "page 2 / 3"),
        ("Cabinet Fictif", "2 Conclusion", "Un mot,", "un autre.", "page 3 / 3"),
    ]
    parts = wording.of_pages(pages, ["1 Le parcours", "Conclusion"])
    assert [part.title for part in parts] == [wording.BEGINNING, "Le parcours", "Conclusion"]
    assert "vie" in parts[1].text
    assert "autre" in parts[2].text
    assert "Fictif" not in wording.whole(parts)
    assert wording.compare(parts, wording.plain(pages)).same


def test_a_tree_gives_its_parts() -> None:
    """Titles of the first level, without their number; notes and tables are read too."""

    def inlines(text: str) -> list[object]:
        return [{"t": "Str", "c": text}]

    tree = {
        "blocks": [
            {"t": "Header", "c": [1, ["a", [], []], inlines("1 Parcours")]},
            {"t": "Para", "c": [{"t": "Strong", "c": inlines("fort")}, {"t": "Space"},
                                {"t": "Note", "c": [{"t": "Para", "c": inlines("note")}]}]},
            {"t": "Header", "c": [2, ["b", [], []], inlines("Dedans")]},
        ]
    }  # fmt: skip
    parts = wording.of_tree(tree)
    assert [part.title for part in parts] == [wording.BEGINNING, "Parcours"]
    assert wording.words(parts[1].text) == ["1", "parcours", "fort", "note", "dedans"]
