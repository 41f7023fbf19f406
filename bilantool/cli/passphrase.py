"""Choosing the passphrase that new keys are sealed under."""

from __future__ import annotations

from bilantool.console import Console
from bilantool.errors import KeyFault
from bilantool.keys.identity import normal_passphrase

SHORTEST = 12
"""Characters of a passphrase of one's own; the proposed six words have about forty."""

TRIES = 3
"""What is typed unseen is often mistyped: a slip must not cost the whole command."""


def choose(
    console: Console,
    given: str | None = None,
    *,
    option: str = "--passphrase-file",
    variable: str = "BILANTOOL_PASSPHRASE_FILE",
) -> str:
    """The passphrase `given` by a file, the proposed words typed once, or one's own typed twice.

    `option` and `variable` are how a file is given. A short one of a file is only warned of:
    whoever prepares a file may have reasons. KeyFault without a terminal, or when every try failed.
    """
    from bilantool.keys import words

    if given is not None:
        if len(given) < SHORTEST:
            console.warn(
                f"la phrase de passe a moins de {SHORTEST} caractères : elle se devine ; "
                "six mots tirés au sort protègent mieux"
            )
        return given
    if not console.interactive:
        raise KeyFault(
            "il faut une phrase de passe pour vos clés, et personne n'est au terminal",
            hint=f"indiquez {option} FICHIER ou {variable}",
        )
    proposed = words.propose_passphrase()
    console.say("Vos clés seront protégées par une phrase de passe. En voici une, tirée au sort :")
    console.say(f"\n    {console.style(proposed, bold=True)}\n")
    console.say(
        "Notez-la sur papier : elle vous sera demandée pour ouvrir vos dossiers. "
        "Ce que vous tapez ne s'affiche pas."
    )
    for _ in range(TRIES):
        chosen = console.secret(f"Retapez-la, ou tapez la vôtre ({SHORTEST} caractères au moins)")
        if normal_passphrase(chosen) == proposed:
            return proposed
        if len(chosen.strip()) < SHORTEST:
            console.note(f"trop courte : il faut {SHORTEST} caractères au moins")
        elif console.secret("Ce n'est pas la phrase proposée. Retapez la vôtre") == chosen:
            return chosen
        else:
            console.note("les deux ne sont pas pareilles, on recommence")
    raise KeyFault(
        "la phrase de passe n'a pas été choisie",
        hint="recommencez la commande ; rien n'a été écrit",
    )
