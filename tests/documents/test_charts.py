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

from bilantool.documents import charts, typeface
from bilantool.documents.charts import Chart, canvas, described, draw, timeline

SVG = "{http://www.w3.org/2000/svg}"
RIASEC = {"realiste": 9, "investigateur": 14, "artistique": 11, "social": 17, "entreprenant": 17,
          "conventionnel": 6}  # fmt: skip


def values(**notes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"cabinet": {}, "aujourdhui": "2026-06-15", "deroulement": {}}
    return {**base, **notes}


def chart(name: str, **notes: Any) -> Chart:
    return draw(values(**notes))[name]


def trees(drawn: Chart) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(picture.svg) for picture in drawn.pictures]


def tree(drawn: Chart) -> ElementTree.Element:
    (only,) = trees(drawn)
    return only


def alt(drawn: Chart) -> str:
    return " ".join(picture.alt for picture in drawn.pictures)


def texts(drawn: Chart) -> list[str]:
    return [element.text or "" for root in trees(drawn) for element in root.iter(f"{SVG}text")]


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
    for text in (alt(drawn), drawn.legend):
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
    assert alt(drawn).index("Former : 3 et 5") < alt(drawn).index("Trier : 2 et 3")
    assert {"Former", "Trier", "Mme A", "B"} <= set(texts(drawn))


def test_only_retained_competences_are_drawn() -> None:
    """The synthese chooses; without a choice all are shown."""
    notes = {
        "competences": {"competences": [competence("Trier", 2, 3), competence("Former", 3, 5)]}
    }
    drawn = chart("competences", **notes, synthese={"competences_retenues": ["Trier"]})
    assert "Former" not in alt(drawn)


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
    for root in trees(chart("parcours", parcours={"experiences": experiences})):
        apart_on(root)


def apart_on(root: ElementTree.Element) -> None:
    boxes = []
    for element in root.iter(f"{SVG}text"):
        if element.get("font-size") != "12.5" or not (element.text or "").strip():
            continue
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        boxes.append((x, y - 10, x + canvas.text_width(element.text or "", 12.5), y + 2))
    assert boxes
    height = float(root.get("height", 0))
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
    assert "Trésorière (bénévolat), 2011–2012" in alt(drawn)


STEPS = st.lists(
    st.builds(
        lambda label, days, who: {
            "action": label,
            "echeance": (date(2026, 6, 15) + timedelta(days=days)).isoformat(),
            "qui": who,
        },
        LABELS, st.integers(0, 1100), st.sampled_from(["beneficiaire", "cabinet", "autre", ""]),
    ),
    min_size=1, max_size=10,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_every_step_is_in_the_calendar_once(steps: list[dict[str, Any]]) -> None:
    """Each step has its mark inside the page, and its date and action in words."""
    drawn = chart("plan-action", plan_action={"etapes": steps})
    for root in trees(drawn):
        for element in root.iter(f"{SVG}circle"):
            assert 0 < float(element.get("cx", 0)) < canvas.WIDTH
    dates = [text for text in texts(drawn) if re.fullmatch(r"(1er|\d+) \w+\.?", text)]
    assert len(dates) == len(steps)
    assert all(" ".join(step["action"].split()) in " ".join(alt(drawn).split()) for step in steps)


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
    assert "En tout : 3\u00a0h\u00a030" in alt(drawn)
    assert "Phase préliminaire : 1\u00a0séance, 1\u00a0h\u00a030" in alt(drawn)


def test_a_single_session_is_drawn() -> None:
    """A bilan just begun has its chart too."""
    course = {"seances": [{"date": "2026-03-02", "minutes": 90, "phase": "preliminaire"}],
              "phases": [], "minutes": 90}  # fmt: skip
    assert chart("deroulement", deroulement=course).pictures


def test_texts_are_escaped_and_fonts_quoted() -> None:
    """A label with marks of XML stays a label; the font family is in quotes."""
    drawn = chart("plan-action", plan_action={"etapes": [
        {"action": "<script>&amp;</script>", "echeance": "2026-07-01", "qui": "autre"}
    ]})  # fmt: skip
    assert "<script>&amp;</script>" in texts(drawn)
    assert b"<script" not in drawn.pictures[0].svg
    assert b"font-family=\"'Source Sans Pro'" in drawn.pictures[0].svg


def test_charts_take_the_cabinet_s_colour_only_as_dark_as_it_reads() -> None:
    """A pale accent is darkened, so that it stands out on white."""
    drawn = chart("riasec", motivations={"riasec": RIASEC}, cabinet={"couleur": "#ffff00"})
    assert b"#ffff00" not in drawn.pictures[0].svg.lower()
    assert re.search(rb'stroke="#[0-9A-F]{6}"', drawn.pictures[0].svg)


def test_descriptions_are_what_templates_test() -> None:
    """Every chart drawn is described by its alternative text and legend, and no other."""
    drawn = draw(values(motivations={"riasec": RIASEC}))
    assert list(described(drawn)) == ["riasec"]
    (picture,) = described(drawn)["riasec"]
    assert picture["image"] == "riasec"
    assert picture["alt"].endswith(".")


def test_words_are_never_cut_nor_lost() -> None:
    """Wrapping keeps every word, in order."""
    text = "Concevoir l’anticonstitutionnellement long et animer"
    assert " ".join(canvas.wrapped(text, 160, 13)) == text


def test_a_word_wider_than_its_column_is_cut_with_a_hyphen() -> None:
    """After one of its own if there is one; what is cut fits the column."""
    assert canvas.wrapped("Socio-professionnalisation 3", 130, 13) == [
        "Socio-",
        "professionnalisation 3",
    ]
    rows = canvas.wrapped("l’anticonstitutionnellement", 80, 13)
    assert len(rows) > 1
    assert all(row.endswith("-") for row in rows[:-1])
    assert "".join(row.removesuffix("-") for row in rows) == "l’anticonstitutionnellement"
    assert all(canvas.text_width(row, 13) <= 80 for row in rows)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 900))
def test_months_follow_one_another(first: date, days: int) -> None:
    """Every month that a span touches is listed once, in order."""
    last = first + timedelta(days=days)
    found = timeline.months(first, last)
    assert found[0] == first.replace(day=1)
    assert found[-1] == last.replace(day=1)
    assert all(timeline.month_start(a, after=1) == b for a, b in pairwise(found))


PAGE = 968 - 60
"""Units of height: a page without its margins, and without a legend under the chart."""

LONG_NAME = "M. de La Rochefoucauld-Œdipe-N’Guyễn van der Straeten-Mazarin de Montesquiou"


def crowded() -> dict[str, Chart]:
    """Each chart of a dossier with far more than usual in it."""
    experiences = [
        {"intitule": f"Hydrogéologue-modélisateur en chef, chargé des aquifères n° {number}",
         "debut": f"{1988 + number}-01", "fin": f"{1990 + number}-10", "cadre": "mandat"}
        for number in range(24)
    ]  # fmt: skip
    steps = [
        {"action": f"Étape {number} : rédiger le dossier d’hydrogéologie interdépartementale.",
         "echeance": f"{2026 + number // 12}-{number % 12 + 1:02d}-03",
         "qui": ("beneficiaire", "cabinet", "autre")[number % 3]}
        for number in range(22)
    ]  # fmt: skip
    listed = [competence(f"Modéliser l’écoulement des aquifères fissurés n° {number}", 2, 3)
              for number in range(26)]  # fmt: skip
    return draw(
        values(
            parcours={"experiences": experiences, "formations": [{"annee": "1999"}]},
            plan_action={"etapes": steps},
            competences={"competences": listed},
            personne={"nom": LONG_NAME},
            consultant={"nom": "Mme Marguerite-Éléonore Chantepleure-Vandenbroucke"},
        )
    )


@pytest.mark.parametrize("name", ["parcours", "competences", "plan-action"])
def test_a_chart_taller_than_a_page_is_several(name: str) -> None:
    """Each fits on a page, nothing is lost or drawn twice, and legends are numbered."""
    drawn = crowded()
    parts = [part for image, legend, part in drawn[name].named() if "\u00a0sur\u00a0" in legend]
    assert len(parts) == len(drawn[name].pictures) > 1
    assert all(float(root.get("height", 0)) < PAGE / 2 for root in trees(drawn[name]))
    everything = " ".join(texts(drawn[name]))
    for number in range(22):
        words = rf"Étape {number} :" if name == "plan-action" else rf"n° {number}\b"
        assert len(re.findall(words, everything)) == 1
    assert {*charts.pictures(drawn)} >= {name, f"{name}-2"}


def test_a_chart_that_a_page_holds_is_one() -> None:
    """The usual number of competences stays together."""
    listed = [competence(f"Compétence {number}", 2, 3) for number in range(15)]
    assert len(chart("competences", competences={"competences": listed}).pictures) == 1


@pytest.mark.parametrize("name", ["competences", "plan-action"])
def test_the_key_is_whole_however_long_the_names(name: str) -> None:
    """On every part, on as many lines as it takes, inside the picture."""
    for root in trees(crowded()[name]):
        said = " ".join(element.text or "" for element in root.iter(f"{SVG}text"))
        assert LONG_NAME in said
        for element in root.iter(f"{SVG}text"):
            width, x = float(element.get("textLength", 0)), float(element.get("x", 0))
            if element.get("text-anchor") == "start":
                assert 0 <= x <= x + width <= canvas.WIDTH
            assert float(element.get("y", 0)) <= float(root.get("height", 0))


@pytest.mark.parametrize("span", [1, 12, 13, 14, 22, 36, 60, 130, 400])
def test_names_of_months_stand_between_the_lines(span: int) -> None:
    """However long the plan, no line crosses a month's or a year's name."""
    last = timeline.month_start(date(2026, 11, 15), after=span - 1)
    steps = [{"action": "a", "echeance": day} for day in ("2026-11-15", last.isoformat())]
    root = tree(chart("plan-action", plan_action={"etapes": steps}))
    lines = [line for line in root.iter(f"{SVG}line") if line.get("x1") == line.get("x2")]
    names = [text for text in root.iter(f"{SVG}text") if text.get("y") in ("13", "34")]
    assert names
    edges = [float(line.get("x1", 0)) for line in lines]
    for text in names:
        width, x = float(text.get("textLength", 0)), float(text.get("x", 0))
        left = x - width / 2 if text.get("text-anchor") == "middle" else x
        right = left + width
        assert right <= canvas.WIDTH
        crossed = [line for line, edge in zip(lines, edges, strict=True) if left < edge < right]
        # The lines of ordinary months begin under the years.
        assert all(text.get("y") == "13" and float(line.get("y1", 0)) > 13 for line in crossed)


def test_every_label_says_how_long_it_is() -> None:
    """A reader without the face draws another to the same length; a sign it lacks is let be."""
    steps = [{"action": "Écrire à l’équipe", "echeance": "2026-11-15"},
             {"action": "Fêter 🎉", "echeance": "2026-12-15"}]  # fmt: skip
    lengths = {
        element.text: element.get("textLength")
        for element in tree(chart("plan-action", plan_action={"etapes": steps})).iter(f"{SVG}text")
    }
    assert lengths["Fêter 🎉"] is None
    assert float(lengths["Écrire à l’équipe"] or 0) == pytest.approx(
        canvas.text_width("Écrire à l’équipe", 12.5), abs=0.1
    )


def test_widths_are_those_of_the_face() -> None:
    """As its own tables give them: every figure alike, accents as wide as their letter."""
    for bold in (False, True):
        known = typeface.widths(bold=bold)
        assert len({known[figure] for figure in "0123456789"}) == 1
        assert known["É"] == known["E"]
        assert known["i"] < known["n"] < known["m"]
    assert typeface.widths()["n"] == pytest.approx(0.544, abs=0.01)


def test_alternative_texts_read_as_sentences() -> None:
    """One stop at the end of each item, one competence in the singular, no name after « de »."""
    drawn = draw(
        values(
            competences={"competences": [competence("Vendre.", 3, 3)]},
            consultant={"nom": "Anne Exemple"},
            plan_action={"etapes": [{"action": "Dormir.", "echeance": "2026-11-01"},
                                    {"action": "Se reposer.", "echeance": "2026-11-02"}]},
        )
    )  # fmt: skip
    said = " ".join(alt(one) for one in drawn.values())
    assert not re.search(r"\.\s*[.;:]|\bde Anne", said)
    assert "1\u00a0compétence," in said
    assert all(one.alt.count(" ; ") < 14 for two in crowded().values() for one in two.pictures)


def test_a_long_calendar_is_summed_up() -> None:
    """The table beside it has every step; a list too long to listen to is of no help."""
    steps = [{"action": f"Étape {n}.", "echeance": f"2026-{n:02d}-03"} for n in range(1, 13)]
    (picture,) = chart("plan-action", plan_action={"etapes": steps}).pictures
    assert "Calendrier de 12 étapes" in picture.alt
    assert "3\u00a0décembre\u00a02026 : Étape 12." in picture.alt
    assert "Étape 6" not in picture.alt
