"""Reading notes: what a text may be, what it may not, and what is said about it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilantool.errors import DataFault
from bilantool.findings import KeyPath, Position
from bilantool.notes.reading import MAX_BYTES, MAX_DEPTH, YamlFault, decode, read, scalar

SECRET = "Zorglub"


def refused(text: str) -> YamlFault:
    with pytest.raises(YamlFault) as caught:
        read(text)
    fault = caught.value
    assert fault.position is not None
    assert fault.hint
    assert fault.__context__ is None or fault.__suppress_context__
    return fault


def test_values_and_positions() -> None:
    """Mapping entries stand where their key is, list items where they begin, from 1."""
    reading = read('a: 1\nb:\n  - x\n  - {c: "d"}\nf: |\n  deux\n  lignes\n')
    assert reading.values == {"a": 1, "b": ["x", {"c": "d"}], "f": "deux\nlignes\n"}
    assert reading.positions[("b",)] == Position(2, 1)
    assert reading.positions[("b", 0)] == Position(3, 5)
    assert reading.positions[("b", 1, "c")] == Position(4, 6)


def test_locate_falls_back_to_what_is_around() -> None:
    """An absent key is located at its nearest ancestor, and at worst on the first line."""
    reading = read("a:\n  b: 1\n")
    assert reading.locate(("a", "z", 3)) == Position(1, 1)
    assert reading.locate(("a", "b", "z")) == Position(2, 3)
    assert reading.locate(("inconnu",)) == Position(1, 1)


@pytest.mark.parametrize("text", ["", "\n", "# rien\n", "---\n", "{}\n"])
def test_empty_texts(text: str) -> None:
    """A text without content is an empty mapping, or is refused for want of a key."""
    if text == "---\n":
        assert "clé" in refused(text).message
    else:
        assert read(text).values == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("True", True),
        ("FALSE", False),
        ("oui", "oui"),
        ("no", "no"),
        ("01000", 1000),
        ("-3", -3),
        ("12.50", 12.5),
        ("0.125", 0.125),
        ("1.7800", 1.78),
        ("1.780", "1.780"),
        ("-12.500", "-12.500"),
        ("12,5", "12,5"),
        ("1e999", "1e999"),
        ("9" * 16, "9" * 16),
        ("9" * 5000, "9" * 5000),
        ("2026-02-31", "2026-02-31"),
        ("2019-05", "2019-05"),
        ("12:30", "12:30"),
        (".inf", ".inf"),
        ("١٢", "١٢"),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    """Numbers, booleans and null are those of YAML 1.2; dates, hours and words stay text."""
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_a_key_that_the_schema_knows_is_named_where_it_stands_twice() -> None:
    """Another one may be a word of the person: only its line is told."""
    with pytest.raises(YamlFault, match="la clé « nom » est écrite deux fois"):
        read("nom: a\nnom: b\n", {"nom"})
    with pytest.raises(YamlFault, match="la même clé est écrite deux fois"):
        read(f"{SECRET}: a\n{SECRET}: b\n", {"nom"})


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("voie: 27 rue, appt #12, bâtiment C\n", {("voie",): False}),
        ("voie: 27 rue  #12\n", {("voie",): False}),
        ("voie: 27 rue # à vérifier\n", {("voie",): True}),
        ("l:\n  - appt #12\n  - b\n", {("l", 0): False}),
        ("numero: #12\n", {("numero",): False}),
        ("voie: 27 rue  # une remarque\n", {}),
        ("voie: # une aide\n", {}),
        ("voie:   #une aide\n", {}),
        ("langage: C#\nvoie: 'appt #12'\ntexte: |\n  appt #12\n", {}),
        ("l: [a #b\n  , c]\n", {("l", 0): False}),
    ],
)
def test_what_a_remark_may_have_taken_from_a_value_is_known(
    text: str, cut: dict[KeyPath, bool]
) -> None:
    """A `#` right behind a value, and whether a space follows it; two spaces make a remark."""
    assert read(text).cut == cut


def test_words_that_yaml_keeps_for_itself_are_known_as_they_were_written() -> None:
    """Not those between quotes, nor what was left empty."""
    reading = read("a: Null\nb: True\nc: 'Null'\nd:\ne: [null, x]\n")
    assert reading.words == {("a",): "Null", ("b",): "True", ("e", 0): "null"}


def test_quoted_scalars_are_text() -> None:
    """Between quotes everything is text."""
    assert read("a: \"01000\"\nb: 'true'\n").values == {"a": "01000", "b": "true"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"titre: {SECRET} : suite\n", 1, "deux-points"),
        (f"a: 1\n\tb: {SECRET}\n", 2, "tabulation"),
        (f"a:\n\t- {SECRET}\n", 2, "tabulation"),
        (f'a: "{SECRET}\nb: 2\n', 1, "guillemet"),
        (f"a: 'l'{SECRET}'\n", 1, "guillemet"),
        (f'a: "x" {SECRET}\n', 1, "guillemet"),
        (f'a: "{SECRET} \\q"\n', 1, "barre oblique"),
        (f"a:\n  b: 1\n c: {SECRET}\n", 3, "retrait"),
        (f"a: 1\n  b: {SECRET}\n", 2, "retrait"),
        (f"a: [1, {SECRET}\nb: 3\n", 1, "crochet"),
        (f"a: @{SECRET}\n", 1, "commencer par"),
        (f"a: **{SECRET}** x\n", 1, "commencer par"),
        (f"a: - {SECRET}\n", 1, "liste"),
        (f"a: |{SECRET}\n  y\n", 1, "suit"),
        (f"a: x\n{SECRET}\nc: 1\n", 2, "ni une clé"),
        (f"x: 1\na:{SECRET}\nc: 1\n", 2, "espace après"),
        (f"- {SECRET}\n", 1, "clé"),
        (f"{SECRET}\n", 1, "clé"),
        (f"a: 1\n---\nb: {SECRET}\n", 2, "second document"),
        (f"{SECRET}: 1\n{SECRET}: 2\n", 2, "deux fois"),
        (f"? [{SECRET}]\n: b\n", 1, "clé"),
        (f"1: {SECRET}\n", 1, "clé"),
        (f"a: &{SECRET} 1\n", 1, "&"),
        (f"a: *{SECRET}\n", 1, "*"),
        (f"a: !{SECRET} 1\n", 1, "!"),
        (f"%YAML 1.2\n---\na: {SECRET}\n", 1, "directive"),
        (f"a: {SECRET}\x07\n", 1, "invisible"),
        (f"a: 1\nb: {SECRET}\u2028x\n", 2, "invisible"),
    ],
)
def test_refusals_are_located_and_quote_nothing(text: str, line: int, says: str) -> None:
    """Each trap has its sentence and its line, and never a word of the text."""
    fault = refused(text)
    assert says in fault.message
    assert fault.position is not None and fault.position.line == line
    assert SECRET not in fault.message + fault.hint + str(fault.args)
    assert not fault.message.endswith(".") and not fault.hint.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 60_000,
        "a:\n  " + "- " * 60_000,
        "a: " + "{a: " * 60_000,
        "[" * 60_000,
        "- " * 60_000,
        "x" * 50_000_000,
    ],
    ids=["brackets", "dashes", "braces", "root brackets", "root dashes", "fifty megabytes"],
)
def test_bombs_are_refused_at_once(text: str) -> None:
    """Nesting and size are refused before they cost anything, and without recursion."""
    started = time.monotonic()
    with pytest.raises(YamlFault):
        read(text)
    assert time.monotonic() - started < 2


def test_depth_is_bounded_exactly() -> None:
    """MAX_DEPTH levels are read, one more is not."""
    inner = MAX_DEPTH - 1
    assert read("a: " + "[" * inner + "]" * inner).values["a"]
    refused("a: " + "[" * (inner + 1) + "]" * (inner + 1))


def test_decode_takes_utf8_with_or_without_mark_and_any_line_end() -> None:
    """The mark is dropped and line ends become line feeds."""
    assert decode("\ufeffé: 1\r\nb: 2\rc: 3\n".encode()) == "é: 1\nb: 2\nc: 3\n"


@pytest.mark.parametrize(
    "data",
    [
        f"a: {SECRET}é".encode("utf-16"),
        f"a: {SECRET}é".encode("utf-16-le"),
        f"a: 1\nb: {SECRET}é\n".encode("cp1252"),
        f"a: {SECRET}é".encode()[:-1],
        b"a: x\x00" + SECRET.encode(),
        b"a: \x1b[31m" + SECRET.encode(),
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["utf-16", "utf-16 without mark", "cp1252", "truncated", "nul", "escape", "too long"],
)
def test_decode_refuses_other_encodings(data: bytes) -> None:
    """Another encoding is named as such, with what to do, and nothing is quoted or chained."""
    with pytest.raises(YamlFault) as caught:
        decode(data)
    assert caught.value.hint
    assert caught.value.__context__ is None
    assert SECRET not in caught.value.message + caught.value.hint


def test_decode_names_the_line_of_a_windows_accent() -> None:
    """The first byte that is not UTF-8 is located."""
    with pytest.raises(YamlFault) as caught:
        decode("a: 1\nb: été\n".encode("cp1252"))
    assert caught.value.position == Position(2, 4)


PIECES = st.sampled_from(
    ["a: ", "b:\n", "- ", "  ", "\n", "\t", "'", '"', "[", "]", "{", "}", ": ", "#", "|\n", ">\n",
     "&x ", "*x", "!t ", "---\n", "...\n", "%", "é", "1", "true", ",", "? ", "\\", "@", "\u2028"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the text, the outcome is a mapping or a located fault, never another error."""
    try:
        reading = read(text)
    except DataFault as fault:
        assert fault.message and fault.hint
    else:
        assert isinstance(reading.values, dict)
        assert reading.text == text


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    """Whatever the bytes, the outcome is a text without carriage returns, or a fault."""
    try:
        text = decode(data)
    except DataFault as fault:
        assert fault.message
    else:
        assert "\r" not in text
