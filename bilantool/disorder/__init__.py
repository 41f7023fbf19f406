"""What is out of order in a cabinet: copies, half a merge, a history or a note that went back.

A synchronising disk, git, a power cut or a colleague leaves two versions where one is shown. Each
is told in a sentence, with what to do that loses neither.
"""
