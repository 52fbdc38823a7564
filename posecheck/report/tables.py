"""The tables of a report: measures, repetitions, the conditions and the method."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from posecheck.assessment import Assessment, DatedBy, Measure, Repetition
from posecheck.history.notes import Notes
from posecheck.measures import MeasureKind
from posecheck.options import Option
from posecheck.registry import AnyProtocol, kind_of
from posecheck.wording import moment_in_words, number, quantity_in_words, value_in_words

_PER_QUESTION = 2  # measures of each question on the first page
_COLUMNS = 7  # measures of a repetition that fit a sheet of paper


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes
    ----------
    title
        what it shows.
    head
        the columns' headings; the first column heads the rows.
    rows
        as many cells each.
    names
        the measures that it shows, by name.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()


class Measures(NamedTuple):
    """A table of measures, and which ones it shows."""

    table: Table
    names: tuple[str, ...]


def main_measures(assessment: Assessment, protocol: AnyProtocol | None) -> Measures:
    """Return what answers the protocol's questions: its first measures that are told."""
    known = {measure.name for measure in assessment.measures if measure.is_told}
    names: dict[str, None] = {}
    for question in protocol.questions if protocol else ():
        own = [kind.name for kind in question.measures if kind.name in known]
        names |= dict.fromkeys(own[:_PER_QUESTION])
    return _measures("The main measures", assessment, tuple(names))


def other_measures(assessment: Assessment, shown: Sequence[str]) -> Measures:
    """Return the measures that are told and not shown yet."""
    names = dict.fromkeys(
        measure.name
        for measure in assessment.measures
        if measure.is_told and measure.name not in shown
    )
    return _measures("All other measures", assessment, tuple(names))


def _measures(title: str, assessment: Assessment, names: tuple[str, ...]) -> Measures:
    sided = any(m.side for m in assessment.measures if m.name in names and m.is_told)
    rows = tuple(_row(assessment, name, sided) for name in names)
    head: tuple[str, ...]
    head = ("Measure", "Left", "Right", "Both") if sided else ("Measure", "Value")
    if sided and not any(row[-1] for row in rows):
        head, rows = head[:-1], tuple(row[:-1] for row in rows)
    return Measures(Table(title, head, rows, names), names)


def _row(assessment: Assessment, name: str, sided: bool) -> tuple[str, ...]:
    label = kind_of(name).label
    sides = {m.side: m for m in assessment.measures if m.name == name}
    both = _cell(sides.get(None))
    if not sided:
        return label, both
    return label, _cell(sides.get("left")), _cell(sides.get("right")), both


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return ""
    return value_in_words(measure, kind_of(measure)) if measure.is_told else "not measured"


def repetition_table(
    assessment: Assessment, protocol: AnyProtocol | None
) -> tuple[Table, tuple[str, ...]]:
    """Return every repetition with what it shows, and why some do not count."""
    one, several = (protocol.repetition if protocol else None) or ("repetition", "repetitions")
    kinds = _kinds(assessment.repetitions, protocol)
    head = (one.capitalize(), "Side", "At", *(kind.label for kind in kinds), "Counts")
    rows = tuple(
        (
            str(index),
            each.side,
            number(each.peak_s, "s", digits=1),
            *(_quantity(each, kind) for kind in kinds),
            "yes" if each.valid else "no",
        )
        for index, each in enumerate(assessment.repetitions, 1)
    )
    table = Table(several.capitalize(), head, rows, tuple(kind.name for kind in kinds))
    return table, tuple(_void(assessment.repetitions, one, several))


def _kinds(
    repetitions: Sequence[Repetition], protocol: AnyProtocol | None
) -> tuple[MeasureKind, ...]:
    shown = {name for each in repetitions for name in each.values}
    declared: Iterable[MeasureKind] = (
        protocol.repetition_measures if protocol else map(kind_of, sorted(shown))
    )
    return tuple(kind for kind in declared if kind.name in shown)[:_COLUMNS]


def _quantity(repetition: Repetition, kind: MeasureKind) -> str:
    found = repetition.values.get(kind.name)
    if found is None:
        return "–"
    return quantity_in_words(kind, found.value, found.low, found.high)


def _void(repetitions: Sequence[Repetition], one: str, several: str) -> Iterable[str]:
    reasons: dict[str, list[int]] = {}
    for index, each in enumerate(repetitions, 1):
        if each.reason:
            reasons.setdefault(each.reason, []).append(index)
    for reason, indices in reasons.items():
        noun = one if len(indices) == 1 else several
        yield f"{noun.capitalize()} {', '.join(map(str, indices))}: {reason}"


_DATED: Mapping[DatedBy, str] = {
    "clock": "",
    "given": "as given",
    "file": "as the file says",
    "modified": "when the file was last changed",
    "unknown": "",
}
_LENGTHS = (
    ("person_height_m", "Height of the person"),
    ("lens_height_m", "Height of the lens"),
    ("distance_m", "Distance of the camera"),
)


def dated_in_words(how: DatedBy) -> str:
    """Return where the date of a take comes from, as a remark; empty for the clock beside it."""
    return _DATED[how]


def conditions_of(
    assessment: Assessment, protocol: AnyProtocol | None, notes: Notes
) -> Iterator[tuple[str, str]]:
    """Yield label and text of everything that was said about the take."""
    facts = assessment.provenance
    if assessment.repetitions:
        counted = sum(each.valid for each in assessment.repetitions)
        noun = protocol.repetition[1] if protocol and protocol.repetition else "repetitions"
        yield noun.capitalize(), f"{counted} counted of {len(assessment.repetitions)}"
    yield from _options(facts.options, protocol)
    setting = facts.setting
    for name, label in _LENGTHS:
        if stated := setting.get(name):
            said = "" if stated.get("given", True) else " (assumed)"
            yield label, f"{100 * float(stated['value']):.0f} cm{said}"
    if roll := setting.get("roll_deg"):
        said = "" if roll.get("given", True) else " (assumed)"
        yield "Roll of the camera", f"{number(float(roll['value']), 'deg', digits=1)}{said}"
    for label, text in (
        ("Band", notes.band or str(setting.get("band") or "")),
        ("Chair", "held on to a chair" if notes.chair or setting.get("chair") else ""),
        ("Clothing", str(setting.get("clothing") or "")),
        ("Footwear", str(setting.get("footwear") or "")),
        ("Pain before", _of_ten(notes.pain_before)),
        ("Pain after", _of_ten(notes.pain_after)),
        ("Effort", _of_ten(notes.effort)),
    ):
        if text:
            yield label, text


def _options(said: Mapping[str, Any], protocol: AnyProtocol | None) -> Iterator[tuple[str, str]]:
    declared = protocol.options.asked() if protocol else ()
    for option in declared:
        value = said.get(option.name)
        found = option.found_by_itself and value == option.default  # which the head of it tells
        if not option.live_only and value is not None and not found:
            yield option.label, _chosen(option, value)


def _chosen(option: Option, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = {choice: text for choice, text in option.choices or ()}
    return str(words.get(value, value))


def method_of(assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Yield label and text of how the numbers came about, so that they can be had again."""
    facts = assessment.provenance
    size = facts.frame_size_px
    rate = f", {facts.frames_per_s:.1f} a second" if facts.frames_per_s else ""
    for label, text in (
        ("posecheck", assessment.posecheck_version),
        ("Thresholds", facts.thresholds_version),
        ("Correction", facts.correction_version or "none"),
        ("Formula", (facts.method or "").replace("_", " ")),
        ("Source", facts.source),
        ("Frames", f"{facts.frames}{rate}" if facts.frames else ""),
        ("Length", number(facts.duration_s, "s", digits=1) if facts.duration_s else ""),
        ("Picture", "" if size is None else f"{size[0]} × {size[1]} pixels"),
        ("Pose model", " ".join(each for each in (facts.model_name, facts.model_sha256) if each)),
        ("Packages", ", ".join(f"{name} {text}" for name, text in facts.packages.items())),
        ("Recording", facts.recording_digest),
        ("Assessed", moment_in_words(facts.created)),
    ):
        if text:
            yield label, text


def _of_ten(value: int | None) -> str:
    return "" if value is None else f"{value} of 10"
