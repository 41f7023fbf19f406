"""Charts show the notes' figures, say them in words, and are absent when data are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilantool.documents.charts import Chart, canvas, described, draw, timeline

SVG = "{http://www.w3.org/2000/svg}"
RIASEC = {"realiste": 9, "investigateur": 14, "artistique": 11, "social": 17, "entreprenant": 17,
          "conventionnel": 6}  # fmt: skip


def values(**notes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"cabinet": {}, "aujourdhui": "2026-06-15", "deroulement": {}}
    return {**base, **notes}


def chart(name: str, **notes: Any) -> Chart:
    return draw(values(**notes))[name]


def tree(drawn: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(drawn.svg)


def texts(drawn: Chart) -> list[str]:
    return [element.text or "" for element in tree(drawn).iter(f"{SVG}text")]


def test_nothing_is_drawn_from_nothing() -> None:
    """Without data there is no chart, whole or in part."""
    assert draw(values()) == {}
    partial = {key: score for key, score in RIASEC.items() if key != "social"}
    assert draw(values(motivations={"riasec": partial})) == {}
    assert draw(values(motivations={"riasec": dict.fromkeys(RIASEC, 0)})) == {}
    assert (
        draw(values(competences={"competences": [{"libelle": "x", "vue_beneficiaire": 3}]})) == {}
    )


def test_a_tie_is_said_as_a_tie() -> None:
    """Equal scores share their rank in the alternative text and in the legend."""
    drawn = chart("riasec", motivations={"riasec": RIASEC})
    for text in (drawn.alt, drawn.legend):
        assert "Social et Entreprenant à égalité (17), puis Investigateur (14)" in text


@pytest.mark.parametrize("top", [1, 3, 7, 17, 20, 42, 100, 350])
def test_the_scale_of_the_hexagon_begins_at_zero_and_covers_the_scores(top: int) -> None:
    """The printed scale runs from 0 to at least the highest score, in even steps."""
    drawn = chart("riasec", motivations={"riasec": {**RIASEC, **dict.fromkeys(RIASEC, top)}})
    small = [e for e in tree(drawn).iter(f"{SVG}text") if e.get("font-size") == "11"]
    scale = [float((e.text or "").replace(",", ".").replace("\u202f", "")) for e in small]
    assert scale[0] == 0
    assert scale[-1] >= top
    assert 2 <= len(scale) <= 8
    steps = {round(b - a, 6) for a, b in pairwise(scale)}
    assert len(steps) == 1


def competence(label: str, own: int, other: int) -> dict[str, Any]:
    return {"id": label, "libelle": label, "vue_beneficiaire": own, "vue_consultant": other}


def test_competences_are_sorted_and_both_views_are_written() -> None:
    """The strongest for the counsellor comes first; the figures are in the picture and in words."""
    listed = [competence("Trier", 2, 3), competence("Former", 3, 5)]
    drawn = chart("competences", competences={"competences": listed}, personne={"nom": "Mme A"},
                  consultant={"nom": "B"})  # fmt: skip
    assert drawn.alt.index("Former : 3 et 5") < drawn.alt.index("Trier : 2 et 3")
    assert {"Former", "Trier", "Mme A", "B"} <= set(texts(drawn))


def test_only_retained_competences_are_drawn() -> None:
    """The synthese chooses; without a choice all are shown."""
    notes = {
        "competences": {"competences": [competence("Trier", 2, 3), competence("Former", 3, 5)]}
    }
    drawn = chart("competences", **notes, synthese={"competences_retenues": ["Trier"]})
    assert "Former" not in drawn.alt


LABELS = st.text(st.sampled_from("abcdé fghi mW'-"), min_size=1, max_size=110).filter(str.strip)
EXPERIENCES = st.lists(
    st.builds(
        lambda label, start, length: {
            "intitule": label,
            "debut": str(start),
            "fin": str(start + length) if length < 20 else "",
            "cadre": "emploi" if length % 2 else "benevolat",
        },
        LABELS, st.integers(1970, 2026), st.integers(0, 25),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(EXPERIENCES)
def test_labels_of_the_path_never_overlap(experiences: list[dict[str, Any]]) -> None:
    """However experiences crowd, no label is written over another, and none leaves the page."""
    drawn = chart("parcours", parcours={"experiences": experiences})
    boxes = []
    for element in tree(drawn).iter(f"{SVG}text"):
        if element.get("font-size") != "12.5" or not (element.text or "").strip():
            continue
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        boxes.append((x, y - 10, x + canvas.text_width(element.text or "", 12.5), y + 2))
    assert boxes
    height = float(tree(drawn).get("height", 0))
    for left, top, _, bottom in boxes:
        assert left >= 0
        assert 0 <= top < bottom <= height
    for i, one in enumerate(boxes):
        for two in boxes[i + 1 :]:
            apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            assert apart


def test_the_path_reads_without_colour() -> None:
    """What is not a job is an outlined bar, and says so in words."""
    lived = [
        {"intitule": "Vendeuse", "debut": "2010", "fin": "2012", "cadre": "emploi"},
        {"intitule": "Trésorière", "debut": "2011", "fin": "2012", "cadre": "benevolat"},
    ]
    drawn = chart("parcours", parcours={"experiences": lived})
    fills = {element.get("fill") for element in tree(drawn).iter(f"{SVG}polygon")}
    assert len(fills) == 2
    assert "Trésorière (bénévolat), 2011–2012" in drawn.alt


STEPS = st.lists(
    st.builds(
        lambda label, days, who: {
            "action": label,
            "echeance": (date(2026, 6, 15) + timedelta(days=days)).isoformat(),
            "qui": who,
        },
        LABELS, st.integers(0, 1100), st.sampled_from(["beneficiaire", "cabinet", "autre", ""]),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_every_step_is_in_the_calendar_once(steps: list[dict[str, Any]]) -> None:
    """Each step has its mark inside the page, and its date and action in words."""
    drawn = chart("plan-action", plan_action={"etapes": steps})
    root = tree(drawn)
    bottom = float(root.get("height", 0))
    marks = [e for e in root.iter(f"{SVG}circle") if float(e.get("cy", 0)) < bottom - 30]
    assert len(marks) <= len(steps)
    for element in root.iter(f"{SVG}circle"):
        assert 0 < float(element.get("cx", 0)) < canvas.WIDTH
    assert all(" ".join(step["action"].split()) in " ".join(drawn.alt.split()) for step in steps)


def test_sessions_are_counted_and_summed() -> None:
    """The course tells how many sessions and hours each phase held."""
    seances = [
        {"date": "2026-03-02", "minutes": 90, "phase": "preliminaire"},
        {"date": "2026-03-09", "minutes": 120, "phase": "investigation"},
    ]
    phases = [
        {"titre": "Phase préliminaire", "seances": 1, "minutes": 90, "debut": "2026-03-02",
         "fin": "2026-03-02"},
        {"titre": "Phase d’investigation", "seances": 1, "minutes": 120, "debut": "2026-03-09",
         "fin": "2026-03-09"},
    ]  # fmt: skip
    drawn = chart("deroulement", deroulement={"seances": seances, "phases": phases, "minutes": 210})
    assert "En tout : 3\u00a0h\u00a030" in drawn.alt
    assert "Phase préliminaire : 1\u00a0séance, 1\u00a0h\u00a030" in drawn.alt


def test_a_single_session_is_drawn() -> None:
    """A bilan just begun has its chart too."""
    course = {"seances": [{"date": "2026-03-02", "minutes": 90, "phase": "preliminaire"}],
              "phases": [], "minutes": 90}  # fmt: skip
    assert chart("deroulement", deroulement=course).svg


def test_texts_are_escaped_and_fonts_quoted() -> None:
    """A label with marks of XML stays a label; the font family is in quotes."""
    drawn = chart("plan-action", plan_action={"etapes": [
        {"action": "<script>&amp;</script>", "echeance": "2026-07-01", "qui": "autre"}
    ]})  # fmt: skip
    assert "<script>&amp;</script>" in texts(drawn)
    assert b"<script" not in drawn.svg
    assert b"font-family=\"'Source Sans Pro'" in drawn.svg


def test_charts_take_the_cabinet_s_colour_only_as_dark_as_it_reads() -> None:
    """A pale accent is darkened, so that it stands out on white."""
    drawn = chart("riasec", motivations={"riasec": RIASEC}, cabinet={"couleur": "#ffff00"})
    assert b"#ffff00" not in drawn.svg.lower()
    assert re.search(rb'stroke="#[0-9A-F]{6}"', drawn.svg)


def test_descriptions_are_what_templates_test() -> None:
    """Every chart drawn is described by its alternative text and legend, and no other."""
    drawn = draw(values(motivations={"riasec": RIASEC}))
    assert list(described(drawn)) == ["riasec"]
    assert described(drawn)["riasec"]["alt"].endswith(".")


def test_words_are_never_cut_nor_lost() -> None:
    """Wrapping keeps every word, in order."""
    text = "Concevoir l’anticonstitutionnellement long et animer"
    assert " ".join(canvas.wrapped(text, 60, 13)) == text


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_months_follow_one_another(first: date, days: int) -> None:
    """Every month that a span touches is listed once, in order."""
    last = first + timedelta(days=days)
    found = timeline.months(first, last)
    assert found[0] == first.replace(day=1)
    assert found[-1] == last.replace(day=1)
    assert all(timeline.month_start(a, after=1) == b for a, b in pairwise(found))
