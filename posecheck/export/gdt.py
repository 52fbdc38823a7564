"""A take as a GDT 2.1 record (Gerätedatentransfer), as German practice software reads devices.

Record type 6310, "transmit data of an examination". Each line is three digits of length, four of
the field, its content, CR and LF; the length counts all of it. The character set is ISO 8859-1
(field 9206 = 3), which has no letters beyond Western Europe; others become a question mark, and
the patient's number carries the meaning.
"""

from collections.abc import Iterator
from datetime import datetime

from posecheck.assessment import Assessment, Measure
from posecheck.history.notes import Notes, recorded
from posecheck.registry import kind_of
from posecheck.summary import NOT_A_DIAGNOSIS, in_one_sentence
from posecheck.wording import value_in_words

_ENCODING = "iso-8859-1"
_LONGEST = 60  # characters of content that GDT 2.1 allows in a field of free text
_SENDER = "POSECHCK"
# Written with the nearest letters of ISO 8859-1.
_PLAIN = str.maketrans({"−": "-", "–": "-", "→": ">", "’": "'", "…": "..."})


def why_no_gdt(notes: Notes) -> str:
    """Return why there is no GDT record, a clause; empty where there is."""
    if notes.patient_id:
        return ""
    return "it needs the person's number in the practice: 'posecheck edit NUMBER --id ID'."


def to_gdt(assessment: Assessment, notes: Notes, moment: datetime | None = None) -> bytes:
    """Return the record.

    Raises
    ------
    ValueError
        as `why_no_gdt` says.
    """
    if why_no_gdt(notes):
        raise ValueError(why_no_gdt(notes))
    fields = list(_fields(assessment, notes, moment or recorded(assessment)))
    lines = [_line(field, text) for field, text in fields]
    # The record says its own length; the line that does is always 14 bytes long.
    length = sum(map(len, lines)) + 14
    return b"".join([lines[0], _line("8100", f"{length:05d}"), *lines[1:]])


def _fields(
    assessment: Assessment, notes: Notes, moment: datetime
) -> Iterator[tuple[str, str]]:  # fmt: skip
    yield "8000", "6310"
    yield "8315", "PRAXIS"
    yield "8316", _SENDER
    yield "9206", "3"
    yield "9218", "02.10"
    yield "3000", notes.patient_id
    if notes.person:
        first, _, last = notes.person.rpartition(" ")
        yield "3101", last
        if first:
            yield "3102", first
    yield "8402", "ALLG00"
    yield "6200", f"{moment:%d%m%Y}"
    yield "8432", f"{moment:%d%m%Y}"
    yield "8439", f"{moment:%H%M%S}"
    for text in (in_one_sentence(assessment), NOT_A_DIAGNOSIS):
        for part in _wrapped(text):
            yield "6220", part
    for measure in assessment.measures:
        if measure.value is not None:
            yield from _test(measure)


def _test(measure: Measure) -> Iterator[tuple[str, str]]:
    kind = kind_of(measure)
    side = f"_{measure.side[0]}" if measure.side else ""
    yield "8410", f"{measure.name}{side}"
    yield "8411", kind.titled(measure.side)[:_LONGEST]
    if isinstance(measure.value, float):
        yield "8420", f"{measure.value:.{kind.digits + 1}f}"
        yield "8421", measure.unit
    yield "8480", value_in_words(measure, kind)[:_LONGEST]


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > _LONGEST:
            yield line
            line = ""
        line = f"{line} {word}".strip()[:_LONGEST]
    if line:
        yield line


def _line(field: str, text: str) -> bytes:
    tidy = " ".join(text.translate(_PLAIN).split())
    content = field.encode() + tidy.encode(_ENCODING, "replace") + b"\r\n"
    return f"{len(content) + 3:03d}".encode() + content
