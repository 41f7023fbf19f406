"""`fill`: a note by questions and answers, line by line."""

from __future__ import annotations

from typing import Any


def test_answers_become_the_note(cabinet: Any) -> None:
    answers = "En poste.\ndepuis dix ans\n.\n<\n\n?\nLa fatigue\n.\n9\npers\n!\n"
    done = cabinet("fill", "2026-001", "demande", "--plain", answers=answers)
    print(done.said)
    print(cabinet("show", "2026-001", "demande").out[:3000])
    assert 0
