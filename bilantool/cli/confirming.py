"""Before a destruction: what is to go is announced, and confirmed by whoever is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilantool.cli import announcing
from bilantool.cli.opening import Opening
from bilantool.errors import UsageFault
from bilantool.french import listing

if TYPE_CHECKING:
    from bilantool.cabinet.vault import Vault
    from bilantool.console import Console
    from bilantool.destroying.beyond import Beyond
    from bilantool.destroying.choice import Choice
    from bilantool.destroying.order import Order
    from bilantool.notes.trame import Trame


@dataclass(frozen=True, slots=True)
class Desk:
    """Where what is to go is announced and confirmed; `quiet`: nothing is said before."""

    opening: Opening
    vault: Vault
    trame: Trame
    quiet: bool
    history: bool

    @property
    def console(self) -> Console:
        return self.opening.console

    def one(
        self, reference: str, classe: str, everything: bool, despite: str, yes: Sequence[str]
    ) -> Sequence[Order]:
        """The orders for one dossier, once its reference was typed."""
        from bilantool.destroying import choice, survey

        opened = self.vault.open(reference)
        seen = survey.survey(self.vault, opened, self.trame, self.opening.around.today)
        chosen = choice.choose(
            seen, self.trame, classe=classe, everything=everything, despite=despite.strip()
        )
        called = self.opening.called(opened)
        beyond = self._announce([chosen], {reference: called})
        if despite and not chosen.despite:
            self.console.note("la raison donnée n'était pas nécessaire : le certificat s'en passe")
        self._typed(reference, called, yes)
        return self._orders([chosen], beyond)

    def all_due(self, yes: Sequence[str]) -> Sequence[Order]:
        """The orders for every dossier of which something is due, or for those that were named."""
        from bilantool.cli import showing
        from bilantool.destroying import preparing

        choices, faults = preparing.due(self.vault, self.trame, self.opening.around.today)
        for fault in faults:
            showing.refusal(self.console, fault)
        known = [each.survey.reference for each in choices]
        strange = [each for each in yes if each not in known]
        if strange:
            raise UsageFault(
                f"rien n'est dû aujourd'hui dans {listing(strange)}",
                hint=f"ce qui est dû : {listing(known) or 'rien'}",
            )
        if not choices:
            if not self.quiet:
                self.console.say("Rien n'est à détruire aujourd'hui.")
            return ()
        called = {each: self.opening.called(self.vault.open(each)) for each in known}
        beyond = self._announce(choices, called)
        self._counted(known, yes)
        named = [each for each in choices if not yes or each.survey.reference in yes]
        left = [each for each in known if yes and each not in yes]
        if left:
            self.console.note(f"laissé, faute d'être confirmé : {listing(left)}")
        return self._orders(named, beyond)

    def _announce(
        self, choices: Sequence[Choice], called: Mapping[str, str]
    ) -> Sequence[Sequence[Beyond]]:
        """Say everything; returns what is out of reach for each. `called`: as people read them."""
        from bilantool.destroying import beyond

        found = [beyond.beyond(self.vault, each) for each in choices]
        if not self.quiet:
            for each in choices:
                announcing.announce(self.console, each, called[each.survey.reference])
            unique = {one.what: one for each in found for one in each}
            announcing.out_of_reach(self.console, unique.values())
        return found

    def _typed(self, reference: str, called: str, yes: Sequence[str]) -> None:
        """Returns once the reference was given; UsageFault otherwise."""
        if not yes and not self.console.interactive:
            raise UsageFault(
                "une destruction se confirme en répétant la référence, et personne n'est au "
                "terminal",
                hint=f"ajoutez : --confirm {reference}",
            )
        given = list(yes) or [
            self.console.ask(
                f"C'est sans retour. Pour confirmer, tapez la référence du dossier {called}",
                option=f"--confirm {reference}",
            )
        ]
        if given != [reference]:
            raise UsageFault(
                "ce n'est pas la référence de ce dossier : rien n'a été détruit",
                hint=f"recommencez, et tapez exactement : {reference}",
            )

    def _counted(self, known: Sequence[str], yes: Sequence[str]) -> None:
        """Returns once the number of dossiers was typed, or some were named; else UsageFault."""
        if yes:
            return
        if not self.console.interactive:
            raise UsageFault(
                "une destruction se confirme, et personne n'est au terminal",
                hint="nommez chaque dossier : " + " ".join(f"--confirm {each}" for each in known),
            )
        number = self.console.ask(
            f"C'est sans retour. Pour confirmer, tapez le nombre de dossiers ({len(known)})",
            option="--confirm",
        )
        if number != str(len(known)):
            raise UsageFault(
                "ce n'est pas le nombre de dossiers annoncés : rien n'a été détruit",
                hint=f"recommencez, ou un dossier à la fois : bilantool destroy {known[0]}",
            )

    def _orders(
        self, choices: Sequence[Choice], beyond: Sequence[Sequence[Beyond]]
    ) -> Sequence[Order]:
        from bilantool.destroying import preparing

        orders: list[Order] = []
        for choice, found in zip(choices, beyond, strict=True):
            ready = preparing.reserved(self.vault, self.trame, choice, history=self.history)
            if choice.kept:
                self.opening.conclude(self.vault, self.trame)
            orders += preparing.orders(ready, found, history=self.history)
        return orders
