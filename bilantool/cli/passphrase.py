"""Choosing the passphrase that new keys are sealed under."""

from __future__ import annotations

from bilantool.console import Console
from bilantool.errors import KeyFault

SHORTEST = 12
"""Characters of a passphrase of one's own; the proposed six words have about forty."""


def choose(console: Console) -> str:
    """The proposed six words or the person's own, typed twice; KeyFault without a terminal."""
    from bilantool.keys import words

    if not console.interactive:
        raise KeyFault(
            "il faut une phrase de passe pour vos clés, et personne n'est au terminal",
            hint="indiquez --passphrase-file FICHIER ou BILANTOOL_PASSPHRASE_FILE",
        )
    proposed = words.propose_passphrase()
    console.say("Vos clés seront protégées par une phrase de passe. En voici une, tirée au sort :")
    console.say(f"\n    {console.style(proposed, bold=True)}\n")
    console.say("Notez-la. Elle vous sera demandée pour ouvrir vos dossiers.")
    chosen = console.secret(f"Retapez-la, ou tapez la vôtre ({SHORTEST} caractères au moins)")
    if len(chosen.strip()) < SHORTEST:
        raise KeyFault(
            "cette phrase de passe est trop courte",
            hint=f"recommencez avec {SHORTEST} caractères au moins ; plusieurs mots suffisent",
        )
    if console.secret("Encore une fois, pour être sûr") != chosen:
        raise KeyFault("les deux phrases de passe diffèrent", hint="recommencez la commande")
    return chosen
