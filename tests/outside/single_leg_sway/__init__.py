"""Standing on one leg: how much the hips sway. A protocol of another package than posecheck."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from posecheck.assessment import Finding
from posecheck.gates import Gate
from posecheck.measures import MeasureKind
from posecheck.options import Options, option
from posecheck.protocol import Check, Protocol, Question, StationKind

if TYPE_CHECKING:
    from posecheck.assessment import Assessment, Measure
    from posecheck.take import Take
    from single_leg_sway.analysis import SwayAnalysis

SWAY = MeasureKind(
    name="single_leg_sway",
    label="Sway of the hips",
    unit="%",
    digits=1,
    definition="How far the hips move to and fro while one leg is stood on, in percent of the "
    "height of the body in the picture.",
    source="root mean square of the hips' way from side to side",
)
STEADIEST = MeasureKind(
    name="steadiest_second",
    label="Steadiest second",
    unit="%",
    digits=1,
    definition="The sway of the steadiest whole second of the stand.",
    source="the least of the seconds' own sway",
)


class SwayOptions(Options):
    """What may be said about a stand on one leg."""

    leg: str = option(
        "right",
        label="Stand on",
        help="The leg that is stood on: left or right.",
        choices={"left": "the left leg", "right": "the right leg"},
    )
    goal_s: int = option(
        10, label="Seconds to stand", help="How long to stand.", least=3, most=60, live_only=True
    )


class SingleLegSway(Protocol["Take", "SwayAnalysis"]):
    """How steadily somebody stands on one leg."""

    name = "single_leg_sway"
    command = "sway"
    title = "Standing on one leg"
    about = "How steadily you stand on one leg."
    stations = (
        StationKind(
            name="stand",
            label="The stand",
            help="A video of standing on one leg, from the front.",
            facing="front",
        ),
    )
    options = SwayOptions
    measures = (SWAY, STEADIEST)
    repetition_measures = (SWAY,)
    repetition = ("second", "seconds")
    questions = (Question("steadiness", "How steady?", (SWAY, STEADIEST)),)
    relates_to_earlier: ClassVar[bool] = False

    def check(self, take: "Take") -> "Check[Take]":
        """Ask whether somebody is there for long enough."""
        SwayOptions.said(take.options)
        recording = take.stations[0].recording
        if not recording.found.any():
            nobody = "Nobody was found. Stand in the picture from head to feet."
            return Check((Gate("person", "unusable", nobody),), None)
        if recording.duration_s < 3:
            short = "The stand is shorter than 3 s. Stand longer."
            return Check((Gate("long_enough", "unusable", short),), None, "front")
        return Check((Gate("person"), Gate("long_enough")), take, "front")

    def analyse(self, prepared: "Take") -> "SwayAnalysis":
        """Return the way of the hips and its seconds."""
        from single_leg_sway.analysis import analyse

        return analyse(prepared, SWAY)

    def measure(self, analysis: "SwayAnalysis") -> "list[Measure]":
        """Return the sway of the whole stand and of its steadiest second."""
        steadiest = min(analysis.of_seconds, key=lambda each: each.value)
        return [SWAY.of(analysis.whole, "front"), STEADIEST.of(steadiest, "front")]

    def find(self, analysis: "SwayAnalysis", measures: "Sequence[Measure]") -> list[Finding]:
        """Return one sentence."""
        text = f"Your hips swayed by {measures[0].value:.1f} % of your height."
        return [Finding(code="sway", text=text, measures=(SWAY.name,), question="steadiness")]

    def since(self, earlier: "Assessment") -> Mapping[str, object]:
        """Relate to nothing."""
        return super().since(earlier)


PROTOCOL = SingleLegSway()
