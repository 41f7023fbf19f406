"""A password for somebody else: read from a file, or drawn and shown a single time."""

from __future__ import annotations

from bilantool.cli.opening import MAX_PASSPHRASE, Opening
from bilantool.errors import DataFault, UsageFault


def password(opening: Opening, name: str, what: str, *, short: bool = False) -> tuple[str, bool]:
    """The password of `what` (« de l'archive »), and whether it was drawn for somebody to note it.

    `name` is the file that holds it, "" for one that is drawn: words, or if `short` a code. Raises
    UsageFault where nobody is at the terminal to read it, DataFault for a file that is not text.
    """
    from bilantool.keys import words
    from bilantool.storage import files

    if name:
        try:
            data = files.read_bounded(opening.source(name), MAX_PASSPHRASE)
            given = data.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise DataFault(
                "le fichier du mot de passe n'est pas un texte en UTF-8",
                hint="enregistrez-le en UTF-8, le mot de passe seul sur une ligne",
            ) from None
        if not given:
            raise UsageFault(
                "le fichier du mot de passe est vide",
                hint="écrivez-y le mot de passe, seul sur une ligne",
            )
        return given, False
    if not opening.console.interactive:
        raise UsageFault(
            f"le mot de passe {what} s'affiche une seule fois, et personne n'est au terminal",
            hint="donnez-en un avec --password-file",
        )
    return (words.propose_code() if short else words.propose_passphrase()), True


def show(opening: Opening, drawn: str, what: str) -> None:
    """A drawn password, once, beside the answer: it is in no output that a pipe takes."""
    console = opening.console
    console.note(f"Mot de passe {what}, affiché cette seule fois :")
    console.note(f"\n    {console.style(drawn, bold=True)}\n")
