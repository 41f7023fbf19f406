"""The commands, listed in the open: their names, what the help says of them, where they are.

A command's module is imported when that command is called; the help, the completion of a
command's name and the guess at a mistyped one read this table alone.
"""

from __future__ import annotations

from dataclasses import dataclass

DAILY = "Au quotidien"
MENDING = "Corriger, annuler"
LEGAL = "De l’accord à la destruction"
CLOSER = "Voir de plus près"
KEYS = "Clés, réglages, dépannage"


@dataclass(frozen=True, slots=True)
class Listed:
    """One command. `alias` is its French name, `line` the first sentence of its help, `place`
    the module of `bilantool.cli` and the function in it. `inner` are the commands of a group,
    which is that function when none of them is named."""

    panel: str
    name: str
    alias: str
    line: str
    place: str
    inner: tuple[Listed, ...] = ()


TEMPLATES = (
    Listed(
        "", "list", "lister",
        "Dire quels gabarits ce cabinet remplace, et lesquels attendent d’être acceptés.",
        "templating:templates_list",
    ),
    Listed(
        "", "copy", "copier", "Copier un gabarit standard dans le cabinet, pour le modifier.",
        "templating:templates_copy",
    ),
    Listed(
        "", "accept", "accepter",
        "Accepter les gabarits et les réglages du cabinet, une fois relus.",
        "templating:templates_accept",
    ),
    Listed(
        "", "check", "relire",
        "Relire les articles cités dans les gabarits et les textes du cabinet.",
        "proofing:templates_check",
    ),
)  # fmt: skip

COMMANDS = (
    Listed(DAILY, "unlock", "déverrouiller", "Déverrouiller les clés pour quelques heures.",
           "safekeeping:unlock"),
    Listed(DAILY, "new", "nouveau", "Ouvrir un dossier et ses dix-huit notes.", "starting:new"),
    Listed(DAILY, "session", "séance", "Inscrire la séance du jour.", "seances:session"),
    Listed(DAILY, "fill", "remplir", "Remplir une note en répondant à des questions.",
           "filling:fill"),
    Listed(DAILY, "edit", "écrire", "Écrire une note dans votre éditeur.", "writing:edit"),
    Listed(DAILY, "attach", "joindre", "Joindre un fichier à un dossier.", "attaching:attach"),
    Listed(DAILY, "check", "vérifier", "Dire tout ce qui manque ou ne va pas.", "judging:check"),
    Listed(DAILY, "status", "état", "Montrer où en sont les dossiers.", "overview:status"),
    Listed(DAILY, "agenda", "échéances", "Lister les échéances de tous les dossiers.",
           "upcoming:agenda"),
    Listed(DAILY, "show", "lire", "Lire une note à l’écran, ou retrouver une pièce.",
           "reading:show"),
    Listed(DAILY, "build", "produire", "Produire les documents d’un dossier.", "making:build"),
    Listed(DAILY, "backup", "sauvegarder", "Sauvegarder les clés et le cabinet.",
           "safekeeping:backup"),
    Listed(MENDING, "undo", "annuler", "Annuler le dernier enregistrement d’une note.",
           "undo:undo"),
    Listed(MENDING, "detach", "détacher", "Ôter une pièce jointe par erreur.", "detach:detach"),
    Listed(MENDING, "rename", "renommer", "Changer la référence d’un dossier.", "rename:rename"),
    Listed(MENDING, "delete", "supprimer", "Supprimer un dossier ouvert par erreur.",
           "delete:delete"),
    Listed(LEGAL, "consent", "consentir", "Inscrire ce que la personne accepte ou refuse.",
           "consenting:consent"),
    Listed(LEGAL, "handover", "remettre", "Remettre la synthèse, datée et copiée sous clé.",
           "handing:handover"),
    Listed(LEGAL, "keep", "garder", "Garder pour le suivi ce que nomme l’accord signé.",
           "keeping:keep"),
    Listed(LEGAL, "close", "clore", "Clore un bilan.", "closing:close"),
    Listed(LEGAL, "reopen", "rouvrir", "Rouvrir un bilan clos par erreur.", "closing:reopen"),
    Listed(LEGAL, "export", "exporter", "Remettre à la personne ce qui est détenu sur elle.",
           "exporting:export"),
    Listed(LEGAL, "destroy", "détruire", "Détruire des documents pour toujours, et le prouver.",
           "destroying:destroy"),
    Listed(LEGAL, "verify", "authentifier", "Vérifier un certificat de destruction.",
           "verifying:verify"),
    Listed(LEGAL, "audit", "auditer", "Réunir les preuves d’un audit Qualiopi.",
           "auditing:audit"),
    Listed(LEGAL, "stats", "chiffres", "Compter l’année : Qualiopi, bilan pédagogique.",
           "yearly:stats"),
    Listed(CLOSER, "preview", "aperçu", "Voir un document dans le navigateur.",
           "previewing:preview"),
    Listed(CLOSER, "doc", "expliquer", "Expliquer ce que demande une note, champ par champ.",
           "explaining:doc"),
    Listed(CLOSER, "rules", "règles", "Lister les règles et leurs articles.", "judging:rules"),
    Listed(CLOSER, "templates", "gabarits", "Voir, copier, relire, accepter les gabarits.",
           "templating:templates", TEMPLATES),
    Listed(CLOSER, "schema", "champs", "Donner le schéma JSON d’une note.", "explaining:schema"),
    Listed(KEYS, "init", "créer", "Créer un cabinet et vos clés.", "starting:init"),
    Listed(KEYS, "lock", "verrouiller", "Refermer les clés tout de suite.", "safekeeping:lock"),
    Listed(KEYS, "passwd", "changer-phrase", "Changer la phrase de passe.", "passwd:passwd"),
    Listed(KEYS, "recover", "rétablir", "Tout rouvrir sur un nouvel ordinateur.",
           "safekeeping:recover"),
    Listed(KEYS, "names", "noms", "Lister les personnes et leurs références.", "names:names"),
    Listed(KEYS, "demo", "essayer", "Poser ici un cabinet fictif et ses documents.",
           "starting:demo"),
    Listed(KEYS, "help", "aide", "Expliquer une commande.", "helping:help"),
)  # fmt: skip

NAMES = frozenset(each.name for each in COMMANDS)
"""The names of the commands, in English."""
