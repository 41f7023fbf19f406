"""How questions look: lines broken between words, whatever the width."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bilantool.cli import asking_looks as looks

WORDS = st.lists(st.text("abc", min_size=1, max_size=9), max_size=20).map(" ".join)


@given(WORDS, st.integers(10, 30))
def test_no_word_is_cut_where_it_fits(text: str, width: int) -> None:
    """Lines are no longer than the screen, and hold the words in their order."""
    shown = "".join(piece for _, piece in looks.broken([("", text)], width))
    lines = shown.split("\n")
    assert all(len(line) <= width for line in lines)
    assert shown.split() == text.split()


@given(WORDS, st.integers(10, 30))
def test_typed_words_are_pushed_whole_to_the_next_row(text: str, width: int) -> None:
    """With the blanks put in, no word stands on both sides of the edge."""
    pads = looks.pads(text, width)
    assert all(
        looks.unpadded(pads, looks.padded(pads, place)) == place for place in range(len(text) + 1)
    )
    for place, count in reversed(pads):
        text = text[:place] + " " * count + text[place:]
    rows = [text[start : start + width] for start in range(0, len(text), width)]
    for row, below in pairwise(rows):
        assert row[-1] == " " or below[0] == " "


def test_a_no_break_space_keeps_words_together_and_shows_as_a_space() -> None:
    shown = "".join(piece for _, piece in looks.broken([("x", "un deux\u00a0: trois")], 8))
    assert shown == "un\ndeux :\ntrois"
