"""Templates give Markdown, or a fault with a file and a line."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bilantool.documents.rendering import render
from bilantool.errors import DataFault

NAME = "essai.md.j2"
SECRET = "motquinedoitpassortir"


def rendered(template: str, *, trusted: bool = True, **context: Any) -> str:
    return render(NAME, {NAME: template}, context, trusted=trusted).rstrip("\n")


def fault(template: str, *, trusted: bool = True, **context: Any) -> DataFault:
    with pytest.raises(DataFault) as caught:
        rendered(template, trusted=trusted, **context)
    return caught.value


def test_a_value_is_escaped_whatever_way_it_is_printed() -> None:
    """Marks of Markdown in a value are neutralised, in a macro too, and only once."""
    template = "{% macro m(x) %}*{{ x }}*{% endmacro %}{{ v }} {{ m(v) }} {{ v ~ v }}"
    assert rendered(template, v="[a]") == r"\[a\] *\[a\]* \[a\]\[a\]"


def test_a_call_block_prints_its_caller_once() -> None:
    """What a caller passes to a macro is Markdown already."""
    template = "{% macro m() %}:{{ caller() }}:{% endmacro %}{% call m() %}**{{ v }}**{% endcall %}"
    assert rendered(template, v="*") == r":**\***:"


def test_values_print_in_french() -> None:
    """Numbers take a comma, yes and no are words, an absent value is nothing."""
    assert rendered("{{ n }}|{{ b }}|{{ none }}", n=12.5, b=True) == "12,5|oui|"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ '2026-05-01' | date }}", "1er\u00a0mai\u00a02026"),
        ("{{ '2026-05-01' | date_courte }}", r"01\/05\/2026"),
        ("{{ '2019-05' | mois }}", "mai\u00a02019"),
        ("{{ 150 | heures }}", "2\u00a0h\u00a030"),
        ("{{ 1600 | euros }}", "1\u202f600\u00a0€"),
        ("{{ ['a', 'b*', 'c'] | liste }}", r"a, b\* et c"),
        ("{{ ['a|b', 'c'] | map('cell') | join(' / ') }}", r"a\|b / c"),
        ("{{ [1, 2] | compte('séance') }}", "2\u00a0séances"),
        ("{{ '**oui** et non' | prose }}", "**oui** et non"),
        ("{{ 'éa. ' | phrase | sans_point }}", "Éa"),
        ("{{ 'éa' | avec_point }} {{ 'ô ! ' | avec_point }}{{ '' | avec_point }}", r"éa\. ô \!"),
        ("{{ ['m. A-B', 'à signer'] | join(', ') | phrase }}", r"M\. A\-B, à signer"),
        (
            "{{ 'Fini.' | line | sans_point }}, {{ 'Fini (oui)' | line | avec_point }}",
            r"Fini, Fini \(oui\).",
        ),
        ("{{ '' | date }}{{ none | heures }}", ""),
    ],
)
def test_filters_write_french(template: str, expected: str) -> None:
    """Each filter gives the form that the documentation promises."""
    assert rendered(template) == expected


def test_labels_and_targets_come_from_the_context() -> None:
    """`libelle` words a choice, `renvoi` finds an item by its id in the named list."""
    context: dict[str, Any] = {
        "libelles": {"statut": {"retenue": "Retenue", "autre": "A"}, "type": {"autre": "B"}},
        "renvois": {
            "pistes": {"par_id": {"p1": {"intitule": "Formatrice"}}, "vide": {"intitule": ""}}
        },
    }
    assert rendered("{{ 'retenue' | libelle }}", **context) == "Retenue"
    assert rendered("{{ 'autre' | libelle('type') }}", **context) == "B"
    assert rendered("{{ ('p1' | renvoi('pistes')).intitule }}", **context) == "Formatrice"
    assert rendered("{{ ('px' | renvoi('pistes')).intitule }}", **context) == ""
    assert "choix" in fault("{{ 'autre' | libelle }}", **context).message


def test_a_chart_prints_with_its_alt_text_and_legend() -> None:
    """A chart is an image that only the name of a drawn chart can give."""
    picture = {"image": "riasec", "alt": "Six [axes]", "legende": 'Dits "A&B" \\'}
    charts = {"riasec": [picture]}
    assert rendered("{{ graphique('riasec', 70) }}", graphiques=charts) == (
        r'![Six \[axes\]](chart:riasec){width=70% legende="Dits &quot;A&amp;B&quot; &#92;"}'
    )
    assert "graphique" in fault("{{ graphique('autre') }}", graphiques=charts).message
    charts["riasec"].append({"image": "riasec-2", "alt": "Suite", "legende": ""})
    assert rendered("{{ graphique('riasec', 70) }}", graphiques=charts).endswith(
        '\n\n![Suite](chart:riasec-2){width=70% legende=""}'
    )


BROKEN = {
    "unknown variable": ("un\n{{ inconnu }}", 2, "inconnu"),
    "unknown field": ("un\n\n{{ note.inconnu }}", 3, "inconnu"),
    "unknown field tested": ("{% if note.inconnu %}x{% endif %}", 1, "inconnu"),
    "syntax": ("un\n{% if %}", 2, "mal écrite"),
    "unclosed": ("un\n{% for a in b %}\n", 2, "mal écrite"),
    "filter": ("{{ 1 | inconnu }}", 1, "filtre"),
    "unsafe filter removed": ("{{ '*' | safe }}", 1, "filtre"),
    "forbidden": ("un\n{{ ''.__class__.__mro__ }}", 2, "interdite"),
    "missing template": ("{% include 'autre.md.j2' %}", 1, "n’existe pas"),
    "dict printed": ("{{ note }}", 1, "groupe"),
    "not a date": ("\n{{ note.mot | date }}", 2, "date"),
    "power": ("{{ 9 ** (9 ** 8) }}", 1, "puissance"),
    "long range": ("{% for i in range(10 ** 9) %}{% endfor %}", 1, "puissance"),
    "longer range": ("{% for i in range(1000000000) %}{% endfor %}", 1, "trop longue"),
    "division": ("un\n{{ 1 / 0 }}", 2, "impossible"),
    "type": ("{{ 1 + note.mot }}", 1, "impossible"),
    "recursion": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "sans fin"),
}


@pytest.mark.parametrize(("template", "line", "word"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_template_is_located(template: str, line: int, word: str) -> None:
    """The fault names the template and its line, says why, and holds no value."""
    error = fault(template, note={"mot": SECRET})
    assert error.position is not None
    assert error.position.line == line
    assert f"{NAME}, ligne {line}" in error.message
    assert word in error.message
    assert error.hint
    assert SECRET not in error.message + error.hint


def test_a_computed_name_is_not_shown() -> None:
    """A field looked up under a note's word does not bring that word into the fault."""
    error = fault("{{ note[note.mot] }}", note={"mot": SECRET})
    assert SECRET not in error.message + error.hint


def test_a_fault_in_an_imported_template_names_that_one() -> None:
    """The innermost template is the one to open."""
    sources = {
        NAME: "{% import 'm.md.j2' as m %}\n{{ m.f() }}",
        "m.md.j2": "\n{% macro f() %}\n{{ x }}{% endmacro %}",
    }
    with pytest.raises(DataFault, match=r"m\.md\.j2, ligne 3"):
        render(NAME, sources, {}, trusted=True)


ENDLESS = {
    "loops": "\n{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "output": "{% for i in range(99999) %}\n{{ 'mot ' * 9999 }}{% endfor %}",
    "memory": "{{ ('a' * 100000) * 100000 }}",
}


@pytest.mark.parametrize("template", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_template_is_a_fault_within_seconds(template: str) -> None:
    """A template that is not ours cannot keep the machine busy."""
    start = time.monotonic()
    with pytest.raises(DataFault, match=r"essai\.md\.j2, ligne \d"):
        render(NAME, {NAME: template}, {}, trusted=False, seconds=1, megabytes=512)
    assert time.monotonic() - start < 8


def test_both_ways_give_the_same_text() -> None:
    """A child process renders as this one does."""
    template = "# {{ t }}\n\n\n\n{% for x in l %}\n- {{ x | cell }}\n{% endfor %}\n"
    context: dict[str, Any] = {"t": "L'été #1", "l": ["a|b", "é", 1.5]}
    assert rendered(template, **context) == rendered(template, trusted=False, **context)
    assert rendered(template, **context) == "# L’été \\#1\n\n- a\\|b\n- é\n- 1,5"
