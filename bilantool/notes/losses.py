"""What a text loses on being read: the end of a value behind a `#`, a word that means nothing.

Both are right YAML, and never what a person meant whose address has a `#12`, or whose name is Null.
"""

from __future__ import annotations

from collections.abc import Iterator

from bilantool.findings import KeyPath
from bilantool.notes import hints, kinds
from bilantool.notes.reading import Reading
from bilantool.notes.schema import Schema, at, types
from bilantool.notes.sentences import Remark, sentence

_NOTHING = ("Null", "NULL")
"""`null` and `~` are written by whoever means nothing."""

_WORDS = (None, "ligne", "texte")


def lost(schema: Schema, reading: Reading) -> Iterator[tuple[KeyPath, Remark]]:
    """A remark on each text that is cut by a `#` glued to a word, or that means nothing."""
    for path, spaced in reading.cut.items():
        if not spaced and _is_text(at(schema, path)):
            hint = (
                "ce qui le suit est lu comme une remarque : entourez la valeur de guillemets, "
                f"{hints.quoted(path)} ; si c’est bien une remarque, mettez une espace après le #"
            )
            yield path, Remark(kinds.LOST, sentence(schema, path, "est coupé par un « # »"), hint)
    for path, word in reading.words.items():
        if word in _NOTHING and _is_text(at(schema, path)):
            yield path, swallowed(schema, path)


def remarked(schema: Schema, reading: Reading) -> Iterator[tuple[KeyPath, Remark]]:
    """Advice on each text with a remark right behind it, which may be the rest of it."""
    for path, spaced in reading.cut.items():
        if spaced and _is_text(at(schema, path)):
            hint = (
                "ce qui suit le # ne compte pas ; si c’est la suite de la valeur, entourez le tout "
                f"de guillemets, {hints.quoted(path)} ; sinon, mettez deux espaces devant le #"
            )
            said = sentence(schema, path, "est suivi d’une remarque")
            yield path, Remark(kinds.REMARKED, said, hint)


def swallowed(schema: Schema, path: KeyPath) -> Remark:
    """What to say of a word that, without quotes, means that nothing is there."""
    hint = (
        "sans guillemets, ce mot veut dire « rien » ; si c’est bien la valeur, entourez-la : "
        f"{hints.quoted(path)}"
    )
    return Remark(kinds.LOST, sentence(schema, path, "est lu comme s’il était vide"), hint)


def _is_text(part: Schema) -> bool:
    free = "enum" not in part and "x-renvoi" not in part and part.get("x-outil") is not True
    return free and types(part) == ("string",) and part.get("format") in _WORDS
