"""A document in the browser while its notes are being written: in memory, on this machine alone.

`subject` is what is looked at, `server` answers the one browser, `shell` is the page around the
document, `course` follows the notes from the first look to the end.
"""
