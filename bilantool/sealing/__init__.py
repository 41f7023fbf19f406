"""Sealed notes and pieces: a pure codec from bytes to bytes, specified in docs/format.md.

    text form (canonical) ── sealed body (box) ── padded plaintext (padding)

`envelope` puts the three together for notes and for pieces. Nothing here reads a file,
knows a trousseau or looks at what a note says.
"""
