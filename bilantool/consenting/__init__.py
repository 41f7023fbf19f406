"""The decisions of a person: the ledger as people read it, an entry more, what it changes."""
