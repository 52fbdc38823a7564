"""An assessment as a whole in words: its verdict, its sentence, what is missing and why."""

from collections.abc import Iterable, Mapping, Sequence

from posecheck.assessment import Assessment, Measure, Verdict
from posecheck.registry import kind_of

NOT_A_DIAGNOSIS = (
    "Movement measurement for personal information. Not a diagnosis, not a medical device. "
    "A camera cannot measure muscle strength or see the pelvis."
)
NO_STATEMENT = "This take supports no statement."

VERDICTS: Mapping[Verdict, str] = {
    "ok": "Good take",
    "degraded": "Usable take, with limits",
    "unusable": "The take cannot be measured",
}


def reasons_in_words(measures: Sequence[Measure]) -> list[str]:
    """Return one line per reason, with every measure that it keeps from being given."""
    lines = []
    empty = [measure for measure in measures if measure.value is None]
    for reason in dict.fromkeys(measure.reason for measure in empty):
        sides: dict[str, list[str]] = {}
        for measure in empty:
            if measure.reason == reason:
                sides.setdefault(kind_of(measure).label, []).append(measure.side or "")
        names = (
            f"{label} ({only[0]})" if len(only) == 1 and only[0] else label
            for label, only in sides.items()
        )
        lines.append(f"{', '.join(names)}: {reason}")
    return lines


def tested_in_words(measures: Iterable[Measure]) -> list[str]:
    """Return one line per yardstick: the measures whose intervals were tested on it."""
    labels: dict[str, dict[str, None]] = {}
    for measure in measures:
        if measure.is_told and measure.tested_on:
            labels.setdefault(measure.tested_on, {})[kind_of(measure).label] = None
    most = max(labels, key=lambda tested_on: len(labels[tested_on]), default=None)
    lines = [
        f"{', '.join(names)}: {tested_on}."
        for tested_on, names in labels.items()
        if tested_on != most
    ]
    return [*lines, f"All {'others' if lines else 'of them'}: {most}."] if most else []


def in_one_sentence(assessment: Assessment) -> str:
    """Return the sentence that stands for an assessment in a list or at the top of a report."""
    if assessment.quality.verdict == "unusable":
        return assessment.quality.reasons[0].message
    return assessment.findings[0].text if assessment.findings else NO_STATEMENT
