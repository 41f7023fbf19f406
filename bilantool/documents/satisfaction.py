"""What was answered to the satisfaction surveys, with the means of the answers given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilantool.bilan import Bilan, day_of, entries_of, group_of, number_of, word_of
from bilantool.notes.schema import Schema

NOTE = "cadre/satisfaction"


def answers(bilan: Bilan, survey: str, schema: Schema) -> dict[str, Any]:
    """The answers to one survey, `a_chaud` or `six_mois`, in the order of its questions.

    `moyenne` is the mean of the notes given, None where there is none: a question without an
    answer counts for nothing. `schema` is that of the note, which words the questions.
    """
    given = group_of(bilan.note(NOTE).get(survey))
    notes = group_of(given.get("notes"))
    asked = group_of(schema["properties"][survey]["properties"]["notes"]["properties"])
    scores = [
        {"titre": str(part.get("title", name)), "note": _score(notes.get(name), 5)}
        for name, part in asked.items()
    ]
    labels = {
        word_of(each.get("id")): word_of(each.get("libelle"))
        for _, each in entries_of(bilan.note("preliminaire/cadrage").get("objectifs"))
    }
    goals = [
        {
            "libelle": labels.get(word_of(each.get("objectif")), ""),
            "note": _score(each.get("note"), 5),
        }
        for _, each in entries_of(given.get("objectifs"))
    ]
    return {
        "envoye_le": _day(given, "envoye_le"),
        "recu_le": _day(given, "recu_le"),
        "relances": [day.isoformat() for each in _list(given) if (day := day_of(each))],
        "notes": scores,
        "moyenne": _mean(scores),
        "repondues": sum(each["note"] is not None for each in scores),
        "recommande": _score(given.get("recommande"), 10),
        "objectifs": goals,
        "moyenne_objectifs": _mean(goals),
        "commentaire": word_of(given.get("commentaire")),
    }


def questions(survey: str, schema: Schema) -> list[str]:
    """What is asked, in the order of the schema."""
    asked = group_of(schema["properties"][survey]["properties"]["notes"]["properties"])
    return [str(part.get("title", name)) for name, part in asked.items()]


def answered(bilan: Bilan, survey: str) -> bool:
    """Whether an answer to this survey has come."""
    return day_of(group_of(bilan.note(NOTE).get(survey)).get("recu_le")) is not None


def _score(value: object, most: int) -> float | None:
    number = number_of(value)
    return number if number is not None and 0 <= number <= most else None


def _mean(scores: list[dict[str, Any]]) -> float | None:
    """To the nearest tenth."""
    given = [each["note"] for each in scores if each["note"] is not None]
    return round(sum(given) / len(given), 1) if given else None


def _list(given: Mapping[str, Any]) -> list[object]:
    value = given.get("relances")
    return list(value) if isinstance(value, list | tuple) else []


def _day(given: Mapping[str, Any], field: str) -> str:
    day = day_of(given.get(field))
    return day.isoformat() if day else ""
