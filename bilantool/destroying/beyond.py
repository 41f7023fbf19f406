"""What destroying a key here does not reach, told before it is done and on the certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bilantool.backup.report import STATE
from bilantool.bilan import Bilan, day_of, entries_of, group_of
from bilantool.cabinet.vault import OpenDossier, Vault
from bilantool.destroying.choice import Choice
from bilantool.french import counted, listing, long_date
from bilantool.keys import outside
from bilantool.storage import files, git, hosting

WORDS = "vos 24 mots ou votre phrase de passe"


@dataclass(frozen=True, slots=True)
class Beyond:
    """One thing out of reach: what it is, as the certificate says it, and what to do about it."""

    what: str
    advice: str = ""


def beyond(vault: Vault, choice: Choice) -> tuple[Beyond, ...]:
    """Everything known to be out of reach, and what may be for all that is known.

    No path, no name of a person: the certificate is in clear.
    """
    opened = choice.survey.opened
    found = [*_backups(vault, opened), *_leftovers(vault), *_trousseau(vault), *_history(vault)]
    found += _handed_over(choice.survey.bilan, {each.classe for each in choice.goes})
    if choice.survey.unknown:
        number = counted(len(choice.survey.unknown), "fichier que rien ne", "fichiers que rien ne")
        found.append(
            Beyond(
                f"{number} rattache à une classe, dans le dossier des documents produits",
                f"regardez-les vous-même : documents/{opened.reference}",
            )
        )
    found.append(
        Beyond(
            "ce que le disque de cet ordinateur ou ses instantanés (Time Machine, historique des "
            "fichiers, btrfs…) gardent de l'ancien état du trousseau",
            "chiffrez le disque, et supprimez les instantanés antérieurs",
        )
    )
    found.append(
        Beyond(
            "ce qui a été imprimé, exporté ou produit hors du cabinet",
            "détruisez-le vous-même",
        )
    )
    return tuple(found)


def _backups(vault: Vault, opened: OpenDossier) -> Iterator[Beyond]:
    """The recorded backups: only the last is dated, and it holds what the earlier ones did."""
    recorded = vault.trousseau.state(STATE)
    if opened.dossier.uuid not in group_of(recorded.get("cles")):
        return
    last = group_of(group_of(recorded.get("cabinets")).get(vault.cabinet.uuid)).get("faite_le")
    when = ""
    with suppress(ValueError, TypeError):
        when = f" (la dernière du {long_date(datetime.fromisoformat(str(last)).date())})"
    yield Beyond(
        f"les sauvegardes enregistrées, qui contiennent encore ces clés{when}",
        f"faites-en une nouvelle, puis détruisez les anciennes : avec {WORDS}, elles rouvriraient "
        "ces documents",
    )


def _leftovers(vault: Vault) -> Iterator[Beyond]:
    """What killed commands left on a disk that is away, or that lets nothing go."""
    for each in outside.left(vault.trousseau):
        keys = ", avec des clés" if each.what == outside.BACKUP else ""
        away = "sur un disque qui n'est pas branché" if each.away else "sur un disque"
        yield Beyond(
            f"le reste d'une commande interrompue ({each.what}{keys}), {away}",
            f"{files.quoted(each.folder)} : {each.advice}",
        )


def _trousseau(vault: Vault) -> Iterator[Beyond]:
    service = hosting.service(vault.trousseau.folder)
    if service:
        yield Beyond(
            f"le trousseau est dans un dossier que {service} paraît recopier, avec ses anciennes "
            "versions",
            f"supprimez-les sur le site de {service}, et sortez le trousseau de ce dossier",
        )
    if hosting.versioned(vault.trousseau.folder):
        yield Beyond(
            "le trousseau est dans un dépôt git, dont l'historique garde les clés détruites",
            "sortez-le de ce dépôt, puis détruisez cet historique et toutes ses copies",
        )


def _history(vault: Vault) -> Iterator[Beyond]:
    """Copies of the sealed texts: they stay, and no key opens them any more."""
    service = hosting.service(vault.cabinet.root)
    if service:
        yield Beyond(
            f"le cabinet est dans un dossier que {service} paraît recopier ; ce qui s'y trouve de "
            "cette classe est chiffré, et ne s'ouvre plus"
        )
    repository = git.Repository.at(vault.cabinet.root)
    if repository is None:
        if hosting.versioned(vault.cabinet.root):
            yield Beyond(
                "l'historique git d'un dossier plus grand, où ce cabinet est rangé, et ses "
                "copies : les textes chiffrés y restent, et ne s'ouvrent plus",
                "bilantool n'y enregistre rien : inscrivez-y vous-même ce qui disparaît",
            )
        return
    remotes = repository.remotes()
    if remotes:
        hosts = sorted({host or "un autre dossier" for _, host in remotes})
        yield Beyond(
            f"{counted(len(remotes), 'dépôt distant', 'dépôts distants')} ({listing(hosts)}) : les "
            "textes chiffrés y restent, et ne s'ouvrent plus"
        )
    others = repository.worktrees()
    if others > 0:
        yield Beyond(
            f"{counted(others, 'autre copie de travail', 'autres copies de travail')} de ce "
            "cabinet sur cet ordinateur",
            "la preuve n'y regarde pas : vérifiez qu'aucun texte lisible n'y traîne",
        )
    yield Beyond(
        "les copies de l'historique faites à la main : chiffrées, elles ne s'ouvrent plus",
        "clones et fichiers « bundle » peuvent rester où ils sont",
    )


def _handed_over(bilan: Bilan, classes: set[str]) -> Iterator[Beyond]:
    """What the person or somebody else has received; it is theirs."""
    if not classes & {"travail", "suivi"}:
        return
    restitution = bilan.note("conclusions/restitution")
    given = [
        f"{what} le {long_date(day)}"
        for what, value in (
            ("les résultats", restitution.get("resultats_remis_le")),
            ("la synthèse", _of(restitution, "synthese").get("remise_le")),
        )
        if (day := day_of(value))
    ]
    if given:
        yield Beyond("ce qui a été remis à la personne, et lui appartient", listing(given))
    sent = sum(1 for _ in entries_of(restitution.get("communications")))
    if sent:
        yield Beyond(
            f"{counted(sent, 'document communiqué', 'documents communiqués')} à des tiers avec "
            "l'accord de la personne",
            "demandez-leur ce qu'ils en ont fait",
        )


def _of(values: Mapping[str, object], key: str) -> Mapping[str, object]:
    return group_of(values.get(key))
