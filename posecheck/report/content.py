"""What a report says, in order and in words, before it becomes a page or a PDF."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from posecheck.assessment import Assessment, Measure, Repetition
from posecheck.history.compare import Comparison
from posecheck.history.notes import Notes, recorded, target_deg
from posecheck.recording import Recording
from posecheck.report.curve import over_time
from posecheck.report.drawing import Drawing
from posecheck.report.plots import best_lifts, height_plot, hold_plot
from posecheck.report.skeleton import skeleton
from posecheck.wording import (
    NOT_A_DIAGNOSIS,
    bare,
    in_one_sentence,
    label,
    number,
    value_in_words,
    view_in_words,
)

_TESTS = {"slow_march": "Slow march: lifting the knees", "standing_posture": "Standing posture"}
_VERDICTS = {
    "ok": "Good take.",
    "degraded": "Usable take, with limits.",
    "unusable": "The take cannot be measured.",
}
_NO_NAME = "No name given"


@dataclass(frozen=True)
class Table:
    """A table of texts; `widths` are shares, `numbers` the columns set to the right."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Content:
    """Everything a report says.

    Attributes
    ----------
    title, person, when : the heading.
    headline : the result in one sentence.
    facts, method : label and text of what was done and of how it was measured.
    quality : the verdict, then a sentence for every gate that was not passed in full.
    findings, missing : a sentence each.
    tables : measures, changes since the last take, repetitions; those that have rows.
    curves : the elevation over time, one scale, with `curve_note` under them.
    plots, skeletons : the other pictures.
    comparison : sentences about the comparison with last time.
    note : what the report is not.
    """

    title: str
    person: str
    when: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    quality: tuple[str, ...]
    findings: tuple[str, ...]
    measures: Table
    missing: tuple[str, ...]
    comparison: tuple[str, ...]
    changes: Table
    repetitions: Table
    curves: tuple[Drawing, ...]
    curve_note: str
    plots: tuple[Drawing, ...]
    skeletons: tuple[Drawing, ...]
    method: tuple[tuple[str, str], ...]
    note: str = NOT_A_DIAGNOSIS

    def text(self) -> str:
        """Return every text of the report, to find the letters it needs."""
        tables = (self.measures, self.changes, self.repetitions)
        labels = (
            getattr(shape, "content", "")
            for drawing in (*self.curves, *self.plots, *self.skeletons)
            for shape in drawing.shapes
        )
        return "".join(
            chain(
                (self.title, self.person, self.when, self.headline, self.note, self.curve_note),
                self.quality, self.findings, self.missing, self.comparison, labels,
                *self.facts, *self.method,
                *(chain((table.title,), table.head, *table.rows) for table in tables),
            )
        )  # fmt: skip


def content_of(
    assessment: Assessment,
    recording: Recording | None = None,
    notes: Notes | None = None,
    comparison: Comparison | None = None,
) -> Content:
    """Return what the report of an assessment says.

    Parameters
    ----------
    assessment : the result; nothing is measured here.
    recording : the landmarks behind it, for the skeletons; None leaves them out.
    notes : the person's own notes; None for none.
    comparison : with the take before; None where there is none like it.
    """
    notes = notes or Notes()
    findings = [finding.text for finding in assessment.findings]
    sentence = findings[0] if findings else in_one_sentence(assessment)
    drawn = over_time(assessment, recording)
    drawings = (
        height_plot(assessment.repetitions, target_deg(assessment)),
        hold_plot(assessment.repetitions),
    )
    return Content(
        title=_TESTS[assessment.protocol],
        person=notes.person or _NO_NAME,
        when=_moment(recorded(assessment)),
        headline=sentence,
        facts=tuple(_facts(assessment, notes)),
        quality=(
            _VERDICTS[assessment.quality.verdict],
            *(reason.message for reason in assessment.quality.reasons),
        ),
        findings=tuple(findings[1:]),
        measures=_measures(assessment.measures),
        missing=(*_missing(assessment.measures), *drawn.missing),
        comparison=tuple(_about_comparison(comparison)),
        changes=_changes(comparison),
        repetitions=_repetitions(assessment.repetitions),
        curves=drawn.strips,
        curve_note=drawn.note,
        plots=tuple(drawing for drawing in drawings if drawing is not None),
        skeletons=tuple(_skeletons(assessment, recording)),
        method=tuple(_method(assessment)),
    )


def _facts(assessment: Assessment, notes: Notes) -> list[tuple[str, str]]:
    facts = assessment.provenance
    target = target_deg(assessment)
    counted = sum(repetition.valid for repetition in assessment.repetitions)
    lines = [
        ("Seen", view_in_words(assessment.view)),
        ("Length", f"{number(facts.duration_s, 's')}, {facts.frames} frames"),
        ("Target", "" if target is None else f"thigh at {target:g}° (90° is level)"),
        (
            "Lifts",
            f"{counted} counted of {len(assessment.repetitions)}" if assessment.repetitions else "",
        ),
        ("Band", notes.band),
        ("Chair", "held on to a chair" if notes.chair else ""),
        ("Pain before", _of_ten(notes.pain_before)),
        ("Pain after", _of_ten(notes.pain_after)),
        ("Effort", _of_ten(notes.effort)),
        ("Note", notes.text),
    ]
    return [(name, text) for name, text in lines if text]


def _measures(measures: Sequence[Measure]) -> Table:
    rows = [
        (
            label(measure.name),
            measure.side or "",
            _value(measure),
            _interval(measure.low, measure.high, measure.unit),
            str(measure.n) if measure.n else "",
            _remark(measure),
        )
        for measure in measures
        if measure.value is not None
    ]
    head = ("Measure", "Side", "Value", "95 % interval", "n", "Seen, and what to keep in mind")
    return Table("Measures", head, tuple(rows), (30, 9, 13, 17, 6, 37), frozenset({2, 3, 4}))


def _missing(measures: Sequence[Measure]) -> list[str]:
    """Return one line per reason, with every measure it keeps from being given."""
    lines = []
    empty = [measure for measure in measures if measure.value is None]
    for reason in dict.fromkeys(measure.reason for measure in empty):
        names = dict.fromkeys(
            f"{label(measure.name)}{f' ({measure.side})' if measure.side else ''}"
            for measure in empty
            if measure.reason == reason
        )
        lines.append(f"{', '.join(names)}: {reason}")
    return lines


def _about_comparison(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return ["There is no earlier take like this one to compare with."]
    if comparison.unlike:
        return ["The earlier take is not comparable.", *comparison.unlike]
    before = _moment(comparison.earlier.entry.recorded)
    return [f"Compared with the take of {before}.", *comparison.cautions]


def _changes(comparison: Comparison | None) -> Table:
    rows = [
        (
            label(change.name),
            change.side or "",
            value_in_words(change.earlier) if change.earlier else "–",
            value_in_words(change.later) if change.later else "–",
            "" if change.difference is None else number(change.difference, change.unit, True),
            change.text,
        )
        for change in (comparison.changes if comparison else ())
        if any(
            side is not None and side.value is not None for side in (change.earlier, change.later)
        )
    ]
    head = ("Measure", "Side", "Last time", "This time", "Change", "What it means")
    return Table(
        "Changes", head, tuple(rows), (26, 9, 19, 19, 11, 36), frozenset({2, 3, 4})
    )  # fmt: skip


def _repetitions(repetitions: Sequence[Repetition]) -> Table:
    rows = [
        (
            str(index),
            lift.side,
            number(lift.peak_s, "s"),
            _or_dash(lift.peak_elevation_deg, "deg"),
            _interval(lift.peak_elevation_low_deg, lift.peak_elevation_high_deg, "deg"),
            _or_dash(lift.hold_s, "s"),
            _or_dash(lift.lowering_s, "s"),
            "yes" if lift.valid else f"no: {lift.reason}",
        )
        for index, lift in enumerate(repetitions, 1)
    ]
    head = ("Lift", "Side", "At", "Height", "95 % interval", "Hold", "Lowering", "Counted")
    numbers = frozenset({0, 2, 3, 4, 5, 6})
    return Table("Lifts", head, tuple(rows), (7, 10, 11, 10, 16, 10, 13, 37), numbers)


def _skeletons(assessment: Assessment, recording: Recording | None) -> list[Drawing]:
    if recording is None:
        return []
    drawings = (
        skeleton(recording, lift.peak_s, side)
        for side, lift in best_lifts(assessment.repetitions).items()
    )
    return [drawing for drawing in drawings if drawing is not None]


def _method(assessment: Assessment) -> list[tuple[str, str]]:
    facts = assessment.provenance
    size = facts.frame_size_px
    lines = [
        ("posecheck", assessment.posecheck_version),
        ("Thresholds", facts.thresholds_version),
        ("Correction", facts.correction_version or "none"),
        ("Source", facts.source),
        ("Picture", "" if size is None else f"{size[0]} × {size[1]} pixels"),
        ("Rate", f"{facts.frames_per_s:.1f} frames a second" if facts.frames_per_s else ""),
        ("Pose model", " ".join(part for part in (facts.model_name, facts.model_sha256) if part)),
        ("Packages", ", ".join(f"{name} {text}" for name, text in facts.packages.items())),
        ("Options", _given(facts.options)),
        ("Recording", facts.recording_digest),
        ("Assessed", _moment(facts.created)),
    ]
    return [(name, text) for name, text in lines if text]


def _given(options: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items() if value is not None)


def _value(measure: Measure) -> str:
    if isinstance(measure.value, float):
        return number(measure.value, measure.unit)
    return measure.value or "–"


def _interval(low: float | None, high: float | None, unit: str) -> str:
    return "" if low is None or high is None else f"{bare(low, unit)} to {bare(high, unit)}"


def _remark(measure: Measure) -> str:
    seen = "" if measure.view == "unknown" else view_in_words(measure.view)
    return ". ".join(part for part in (seen.capitalize(), measure.reason or "") if part)


def _or_dash(value: float | None, unit: str) -> str:
    return "–" if value is None else number(value, unit)


def _of_ten(value: int | None) -> str:
    return "" if value is None else f"{value} of 10"


def _moment(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"
