"""`consent`: one entry more in the ledger, and nothing else ever changed there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bilantool.notes import reading
from tests.saying import ok, plain

DONE = "2026-007"
MIDDLE = "2026-014"
SIGNED = ("--means", "papier", "--version", "2026.2")


def entries(terminal: Any, reference: str) -> list[dict[str, Any]]:
    text = terminal("show", reference, "consentements").out
    return list(reading.read(text).values["entrees"])


def closure(terminal: Any, reference: str) -> dict[str, Any]:
    text = terminal("show", reference, "seances").out
    return dict(reading.read(text).values.get("cloture") or {})


def test_an_entry_is_added_and_the_rest_of_the_note_stays(demo: Any) -> None:
    """Comments, order and layout of what was there; the values as the schema wants them."""
    before = ok(demo, "show", MIDDLE, "consentements").out
    done = ok(
        demo, "consentir", MIDDLE, "--object", "conservation", "--given", "--date", "20/11/2026",
        "--months", "12 mois", "--document", "plan d'action", "--document", "tests",
        "--document", "carnet", "--need", "-", *SIGNED, piped="préparer l'entretien à six mois\n",
    )  # fmt: skip
    after = ok(demo, "show", MIDDLE, "consentements").out
    assert after.startswith(before)
    assert entries(demo, MIDDLE)[-1] == {
        "id": "conservation",
        "objet": "conservation",
        "version": "2026.2",
        "decision": "donne",
        "le": "2026-11-20",
        "moyen": "papier",
        "duree_mois": 12,
        "documents": ["plan d'action", "tests", "carnet"],
        "necessite_du_suivi": "préparer l'entretien à six mois\n",
    }
    said = plain(done.said)
    assert "documents de travail (Tests et questionnaires)" in said
    assert f"bilantool keep {MIDDLE}" in said
    assert "1 document nommé ne correspond pas" in said
    assert f"bilantool attach {MIDDLE} --note consentements.conservation" in said
    assert "préparer" not in said
    kept = plain(ok(demo, "keep", MIDDLE).said)
    assert "1 note gardée pour le suivi" in kept
    assert "1 ligne de l'accord ne correspond" in kept


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "il manque"),
        (("--object", "distance", "--given", "--date", "hier", *SIGNED[:2]), "--version"),
        (("--object", "distance", "--given", *SIGNED), "--date"),
        (("--object", "distance", "--date", "hier", *SIGNED), "--given, --refused ou --withdrawn"),
        (("--object", "communication", "--given", "--date", "hier", *SIGNED), "--recipient"),
        (
            ("--object", "conservation", "--given", "--date", "hier", *SIGNED),
            "--months, --document et --need -",
        ),
        (("--object", "rien", "--given"), "--object"),
        (("--object", "distance", "--given", "--date", "31/2"), "--date"),
        (("--object", "distance", "--given", "--refused"), "une seule décision"),
        (("--object", "distance", "--given", "--date", "demain", *SIGNED), "une date à venir"),
        (("--need", "Zibeline"), "entrée standard"),
        (("--corrects", "personne", "--given"), "aucune entrée du registre"),
        (
            (
                "--object",
                "communication",
                "--withdrawn",
                "--recipient",
                "Lyon",
                "--date",
                "hier",
                *SIGNED,
            ),
            "aucun accord de communication",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_its_option(
    demo: Any, argv: tuple[str, ...], said: str
) -> None:
    """A usage error, nothing of what was typed repeated, and the note as it was."""
    before = ok(demo, "show", MIDDLE, "consentements").out
    refused = demo("consent", MIDDLE, *(argv or ("--means", "papier")))
    assert refused.code == 2, refused.said
    assert said in plain(refused.said)
    assert "→" in refused.said
    assert "Zibeline" not in refused.said
    assert ok(demo, "show", MIDDLE, "consentements").out == before


def test_more_than_three_years_is_refused_before_it_is_sealed(demo: Any) -> None:
    """R6313-7: the schema says it, and the entry is not written."""
    refused = demo(
        "consent", MIDDLE, "--object", "conservation", "--given", "--date", "hier", "--months",
        "37", "--document", "tests", "--need", "-", *SIGNED, piped="suivre\n",
    )  # fmt: skip
    assert refused.code == 2, refused.said
    assert "36" in refused.said
    assert "ligne" not in refused.said
    assert "conservation" not in [each["objet"] for each in entries(demo, MIDDLE)]


def test_a_second_agreement_is_said_to_replace_the_first(demo: Any) -> None:
    """The last one holds: what the first one alone named is kept no more, and that is told."""

    def agree(*documents: str) -> str:
        named = [part for each in documents for part in ("--document", each)]
        done = ok(
            demo, "consent", MIDDLE, "--object", "conservation", "--given", "--date", "hier",
            "--months", "12", "--need", "-", *named, *SIGNED, piped="suivre\n",
        )  # fmt: skip
        return plain(done.out)

    first = agree("Pistes explorées", "le carnet", "des photos")
    assert "remplace" not in first
    assert "2 documents nommés ne correspondent pas au titre" in first
    second = agree("parcours")
    assert "remplace celui du 22 novembre 2026" in second
    assert "remplace" not in agree("Parcours", "tests")


def test_questions_are_asked_at_a_terminal(demo: Any) -> None:
    """After the ledger; a day, a number of the list or the beginning of a word will do."""
    answers = (
        "conserv\ndonné\ndemain\nhier\npap\n2026.2\nun an\n90\n12 mois\nplan d'action; tests\n"
        "suivre\no\n"
    )
    done = ok(demo, "consent", MIDDLE, answers=answers)
    assert "séances à distance" in plain(done.out)
    for refused in ("à une date à venir", "ce n'est pas un nombre", "36"):
        assert refused in plain(done.err)
    added = entries(demo, MIDDLE)[-1]
    assert (added["le"], added["duree_mois"]) == ("2026-11-22", 12)
    assert added["documents"] == ["plan d'action", "tests"]


@pytest.mark.parametrize("answers", ["\n", "distance\nretiré\n\npap\n\nn\n"])
def test_nothing_is_written_that_is_not_confirmed(demo: Any, answers: str) -> None:
    """Stopped at the first question, or at the last one."""
    before = len(entries(demo, MIDDLE))
    done = ok(demo, "consent", MIDDLE, answers=answers)
    assert "Rien n'a été inscrit" in plain(done.out)
    assert len(entries(demo, MIDDLE)) == before


def test_who_closes_the_window_agrees_to_nothing(demo: Any) -> None:
    """The end of what is typed is no answer, where Enter would be yes."""
    before = len(entries(demo, MIDDLE))
    left = demo("consent", MIDDLE, answers="distance\nretiré\n\npap\n\n")
    assert (left.code, "L'inscrire" in plain(left.said)) == (130, True), left.said
    assert len(entries(demo, MIDDLE)) == before


def test_the_ledger_is_listed(demo: Any) -> None:
    """For people and for a script, without a change; what the follow-up needs is not told."""
    shown = plain(ok(demo, "consent", DONE, "--list").out)
    assert "Fiches projet" in shown
    assert "communication-cep" in shown
    told = json.loads(ok(demo, "consent", DONE, "--json").out)
    assert [each["id"] for each in told["entrees"]][:2] == ["bilan", "donnees-sensibles"]
    assert all(each["complete"] and each["en_vigueur"] for each in told["entrees"])
    assert "necessite_du_suivi" not in json.dumps(told)
    assert ok(demo, "consent", DONE).out == ok(demo, "consent", DONE, "--list").out


def test_a_withdrawal_of_the_bilan_interrupts_it(demo: Any) -> None:
    """On its day, for that reason, in the same command; what is planned and due is told."""
    argv = ("--object", "bilan", "--withdrawn", "--date", "hier", "--means", "papier")
    refused = demo("consent", MIDDLE, *argv)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert closure(demo, MIDDLE) == {}
    done = plain(ok(demo, "consent", MIDDLE, *argv, "--yes").said)
    assert closure(demo, MIDDLE) == {
        "etat": "interrompu",
        "le": "2026-11-22",
        "motif": "retrait_consentement",
    }
    assert entries(demo, MIDDLE)[-1]["version"] == "2026.1", "that of the agreement withdrawn"
    assert "Documents de travail : à détruire dès ce jour" in done
    assert "3 séances restent prévues" in done
    assert "le bilan est interrompu, le 22 novembre 2026" in done


@pytest.mark.parametrize(("answer", "closed"), [("o", True), ("n", False)])
def test_the_interruption_is_proposed(demo: Any, answer: str, closed: bool) -> None:
    """Refused, the withdrawal is written all the same, and the command to close is told."""
    done = ok(demo, "consent", MIDDLE, answers=f"bilan\nretiré\n20/11\npap\n\no\n{answer}\n")
    assert bool(closure(demo, MIDDLE)) is closed
    assert entries(demo, MIDDLE)[-1]["decision"] == "retire"
    assert (f"bilantool close {MIDDLE} --interrupted retrait_consentement" in done.out) != closed


def test_a_withdrawal_before_a_session_is_written_and_closes_nothing(demo: Any) -> None:
    """A session was held afterwards: the bilan cannot have ended that day."""
    argv = ("--object", "bilan", "--withdrawn", "--date", "19/11", "--means", "papier", "--yes")
    done = plain(ok(demo, "consent", MIDDLE, *argv).out)
    assert "le bilan n'est pas interrompu : une séance a été tenue le 20 novembre 2026" in done
    assert closure(demo, MIDDLE) == {}
    assert entries(demo, MIDDLE)[-1]["decision"] == "retire"
    assert "le bilan n'est pas clos" in plain(ok(demo, "consent", MIDDLE, "--list").said)


def test_a_withdrawal_of_the_conservation_makes_destruction_due(demo: Any) -> None:
    """That day; a new agreement after the end changes nothing of it."""
    argv = ("--object", "conservation", "--means", "papier", "--date")
    done = plain(ok(demo, "consent", DONE, *argv, "20/11/2026", "--withdrawn").out)
    assert "à détruire dès le 20 novembre 2026 (R6313-7)" in done
    assert f"bilantool destroy {DONE} --class suivi" in done
    assert "à détruire depuis le" in plain(demo().out)
    again = ok(
        demo, "consent", DONE, *argv, "21/11/2026", "--given", "--version", "2", "--months", "12",
        "--document", "tests", "--need", "-", piped="suivre",
    )  # fmt: skip
    assert "il ne permet pas de garder" in plain(again.out)
    refused = demo("keep", DONE)
    assert refused.code == 1
    assert "aucun accord de conservation n'est en vigueur" in plain(refused.said)


def test_a_withdrawal_of_the_communication_stops_it(demo: Any) -> None:
    """For the recipient that the first words tell, as the agreement writes it."""
    argv = ("--object", "communication", "--withdrawn", "--date", "hier", "--means", "papier")
    done = plain(ok(demo, "consent", DONE, *argv, "--recipient", "opérateur du conseil").out)
    assert "rien ne peut plus être transmis à ce destinataire" in done
    given, taken = (each for each in entries(demo, DONE) if each["objet"] == "communication")
    assert taken["destinataire"] == given["destinataire"]


def test_a_mistaken_entry_is_corrected_by_another(demo: Any) -> None:
    """It stays in the ledger, marked; what took its place counts, and is what is corrected next."""
    argv = ("--refused", "--date", "6/11/2026", *SIGNED, "--corrects")
    ok(demo, "consent", MIDDLE, *argv, "distance")
    told = json.loads(ok(demo, "consent", MIDDLE, "--json").out)["entrees"]
    old = next(each for each in told if each["id"] == "distance")
    new = told[-1]
    assert (old["corrigee_par"], old["en_vigueur"]) == (new["id"], False)
    assert (new["objet"], new["corrige"], new["en_vigueur"]) == ("distance", "distance", True)
    refused = demo("consent", MIDDLE, *argv, "distance")
    assert refused.code == 2
    assert "déjà corrigée" in plain(refused.said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decision: donne", "decision: refuse", "a changé (décision)"),
        (
            "donne\n    le: 2026-09-07",
            "donne\n    le: 2026-09-06",
            "a changé (date de la décision)",
        ),
        ("  - id: bilan\n    objet: bilan\n", "  - objet: bilan\n    id: autre\n", "a été ôtée"),
        ("entrees:\n", "entrees:\n  - {objet: distance}\n", "a changé de place"),
    ],
)
def test_no_other_way_changes_what_is_inscribed(
    demo: Any, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """`edit` from a file or an editor: refused with the reason, the text kept as a draft."""
    text = ok(demo, "show", MIDDLE, "consentements").out
    assert old in text
    source = tmp_path / "texte.yaml"
    source.write_text(text.replace(old, new, 1), encoding="utf-8")
    refused = demo("edit", MIDDLE, "consentements", "--from", str(source))
    assert refused.code == 3
    assert said in plain(refused.said)
    assert "une décision inscrite ne se change pas" in plain(refused.said)
    assert ok(demo, "show", MIDDLE, "consentements").out == text
    if old.startswith("decision"):
        edited = demo("edit", MIDDLE, "consentements", EDITOR=f"cp {source}")
        assert "votre texte est gardé en brouillon" in plain(edited.said)
        assert ok(demo, "show", MIDDLE, "consentements").out == text


def test_the_signed_paper_may_be_cited_afterwards(demo: Any, tmp_path: Path) -> None:
    """What is inscribed is not changed by its proof."""
    scan = tmp_path / "accord.pdf"
    scan.write_bytes(b"%PDF-1.7\n%%EOF\n")
    ok(demo, "attach", MIDDLE, str(scan), "--note", "consentements.bilan")
    assert entries(demo, MIDDLE)[0]["piece"]


def test_fill_asks_nothing_of_an_inscribed_entry(demo: Any) -> None:
    """Its answers could not be sealed; an entry that is still incomplete is asked about."""
    asked = demo("fill", MIDDLE, "consentements", "--plain", "--all", answers="\n" * 200)
    assert asked.code == 0, asked.said
    assert "Décision" not in asked.said
    assert "Retour" not in asked.said
