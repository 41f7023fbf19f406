"""bilantool: dossiers of *bilan de compétences*; sealed notes, dated checks, finished documents.

The way of the data, and the rooms it goes through (docs/architecture.md has the whole plan):

    folder ─▶ envelope ─▶ note ─▶ trame + rules ─▶ context ─▶ rendering ─▶ pandoc / typst
    storage    sealing    notes    notes, rules    ────────── documents ──────────────────

`cabinet` and `keys` say what is opened and with what. With them, `inspection` checks, `assembly`
builds, `editing` and `interview` write notes, `seances` and `closing` keep the course of a bilan,
`agenda` says what awaits, `attaching` seals papers, `portability` gives back what is held, `backup`
saves it; `cli` parses, calls one of these, and shows.

Words of the field, used as they are throughout:

    cabinet      a provider's folder: one git repository, unreadable without the keys
    dossier      one person's bilan, under a reference that names nobody
    note         one of the eighteen YAML texts of a dossier, sealed on disk
    piece        a sealed attachment
    phase        préliminaire, investigation, conclusions (R6313-4), then suivi
    classe       a retention class: travail, suivi, administratif, comptable; one key each
    trame        what a dossier is made of: phases, classes, schemas of notes, documents
    seance       a session; held when it took place and something proves it
    synthese     the document that the law orders to hand over (L6313-4)
    trousseau    the keys, outside every repository
    finding      what is said about a note: invalide, manquant, conseil
"""

__version__ = "0.1.0"
