"""The hand-over of the synthèse, which closes the conclusions.

`conditions` says whether it may be, `grounds` what may be kept of it, `subject` which file it is
and where that departs from the notes, `recording` writes it down, `copying` makes what the person
is given, `clearing` empties the folder of readable documents.
"""
