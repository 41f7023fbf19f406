"""The end of a class of documents: what goes and what stays, the doing, the proof, the paper.

`survey` looks, `choice` decides what may go, `beyond` tells what no command reaches, `order` is
what is carried out, `carrying` does it and finishes what was interrupted, `traces` removes what
lies beside the notes, `attestation` writes it for the person.
"""
