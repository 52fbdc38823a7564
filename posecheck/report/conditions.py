"""Under which conditions a take was made and by which method it was measured, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from posecheck.assessment import Assessment, DatedBy
from posecheck.history.notes import Notes
from posecheck.options import Option
from posecheck.protocols import AnyProtocol
from posecheck.wording import moment_in_words, number

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
        if not option.live_only and said.get(option.name) is not None:
            yield option.label, _chosen(option, said[option.name])


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
