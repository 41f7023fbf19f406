"""The session of the day: guessed, corrected in a line, recorded, counted.

`wishes` says what a person may state of a session, `typed` reads it from a line of French,
`proposal` completes it from the dossier's habits, `recording` writes it into its two notes,
`tally` says what it leaves: hours, proofs, questions, what to take up again.
"""
