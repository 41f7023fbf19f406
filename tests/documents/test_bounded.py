"""A child process answers within its bounds or is ended."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from bilantool.documents import bounded
from bilantool.errors import DataFault

TASK = "bilantool.documents.rendering:bounded_task"


def ask(template: str, *, seconds: float = 10, megabytes: int = 512, **context: object) -> object:
    payload = {
        "name": "essai.md.j2",
        "sources": {"essai.md.j2": template},
        "context": context,
        "watched": [],
    }
    return bounded.run(TASK, payload, seconds=seconds, megabytes=megabytes)


def test_the_answer_comes_back() -> None:
    """A task's dict crosses the border, accents included."""
    assert ask("{{ mot }} né", mot="été") == {"texte": "été né\n", "lus": {}}


def test_what_a_template_read_comes_back_too() -> None:
    """Of the groups that are watched: the fields that it asked for, and no other."""
    payload = {
        "name": "essai.md.j2",
        "sources": {"essai.md.j2": "{{ lieu.ville }}{% if lieu.pays %}!{% endif %}"},
        "context": {"lieu": {"ville": "Rennes", "pays": "", "rue": "Vide"}},
        "watched": ["lieu"],
    }
    answer = bounded.run(TASK, payload)
    assert sorted(answer["lus"]["lieu"]) == ["pays", "ville"]


def test_a_fault_of_the_child_is_raised_here_with_its_place() -> None:
    """A located fault keeps its sentence, hint and position."""
    with pytest.raises(DataFault) as caught:
        ask("un\n{{ inconnu }}")
    assert caught.value.position is not None
    assert caught.value.position.line == 2
    assert "essai.md.j2" in caught.value.message
    assert caught.value.hint


def test_an_endless_task_is_stopped_in_time() -> None:
    """A loop that would run for hours ends within the bound and its margin."""
    start = time.monotonic()
    with pytest.raises(DataFault, match="n’a pas fini"):
        ask(
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            seconds=1,
        )
    assert time.monotonic() - start < 6


# Python looks for a text from its end in quadratic time, without a pause.
STUBBORN = "{{ ('a' * 600000).rfind('ab' + 'a' * 300000) }}"


def test_a_child_that_cannot_be_interrupted_is_killed() -> None:
    """Arithmetic that never comes back to Python is ended from outside."""
    start = time.monotonic()
    with pytest.raises(bounded.Unfinished) as caught:
        ask(STUBBORN, seconds=0.5, megabytes=4096)
    assert caught.value.cause == "temps"
    assert time.monotonic() - start < 6


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_child_that_eats_memory_is_refused() -> None:
    """Text that would fill the machine stops at the bound on memory."""
    with pytest.raises((DataFault, bounded.Unfinished)) as caught:
        ask("{{ ('a' * 100000) * 100000 }}", megabytes=256)
    assert "mémoire" in str(caught.value)


def test_only_functions_of_this_package_run() -> None:
    """A task outside the package is not even imported."""
    with pytest.raises(bounded.Unfinished) as caught:
        bounded.run("os:getcwd", {})
    assert caught.value.cause == "arret"


def test_the_child_ignores_modules_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A json.py lying in the folder where one works is never run."""
    (tmp_path / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ask("vu") == {"texte": "vu\n", "lus": {}}
