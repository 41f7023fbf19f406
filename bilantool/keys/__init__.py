"""Keys: who the counsellor is, which keys a dossier has, where they lie, how long they stay open.

    words ─▶ identity ─▶ ring ─▶ trousseau          session: the identity, kept open for a while

Keys never enter a repository. Destroying a class is destroying its key here, and a
tombstone keeps it from coming back.
"""
