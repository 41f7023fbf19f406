"""Everything held about a person, given back in readable form (RGPD, articles 15 and 20).

    held      what a dossier holds: notes, drafts, attachments, and what can no longer be read
    others    the words of third parties, set apart (article 15(4))
    portrait  values and their schema, as one text to read
    parcel    the files of one dossier, in order
    folders   where they go in clear; `locked`, where they go under a password
    leaving   one dossier or all of them, brought out

Nothing here depends on a template that a cabinet may change: what a person is owed is all of it.
"""
