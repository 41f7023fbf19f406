"""The disk and its dangers: whole writes, safe paths, plaintext's only shelter, git."""
