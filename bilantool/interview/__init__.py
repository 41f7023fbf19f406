"""A page filled by questions and answers, without any terminal.

course    what is asked, what is understood, what waits (Interview)
page      what an interview needs of what it fills
notes     a note of a dossier as such a page
settings  cabinet.yaml as such a page
"""

from bilantool.interview.course import Interview, Question
from bilantool.interview.notes import NotePage

__all__ = ["Interview", "NotePage", "Question"]
