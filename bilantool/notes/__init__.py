"""Notes as people write them, and what the trame says of them.

    decoding → reading → normal → completeness → references
    bytes      values    empties   one note       between notes
               + lines   dropped   judged         judged

`overlay` gives the files of the trame, `trame` what they mean, `schema` walks one. From
a schema also come `skeleton` (an empty note), `editor` (an editor's schema) and
`identifiers` (ids put into a text). `syntax`, `sentences` and `hints` hold the French.
"""
