"""The standing posture check: quiet stands from side and front."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from posecheck.errors import OptionError
from posecheck.options import Options, option
from posecheck.protocol import Check, Protocol, Question, StationKind
from posecheck.protocols.posture import kinds


class PostureOptions(Options):
    """How a posture check is to be done and scored."""

    own_range: bool = option(
        False,
        label="Also stand with a tuck and with an arch",
        help="Two more stands, tail tucked under and tipped up, show where you stand between the "
        "two. Leave them out if they hurt.",
        live_only=True,
    )
    previous_index: float | None = option(
        None, label="Earlier place in your own range", help="Percent.", internal=True
    )
    previous_index_low: float | None = option(
        None, label="Its lower end", help="Percent.", internal=True
    )
    previous_index_high: float | None = option(
        None, label="Its upper end", help="Percent.", internal=True
    )
    previous_from_neutral: float | None = option(
        None, label="Earlier shape of the outline", help="Degrees.", internal=True
    )
    previous_loose: bool = option(
        False, label="Loose clothes in the earlier take", help="Widens it.", internal=True
    )


if TYPE_CHECKING:
    from posecheck.assessment import Assessment, Finding, Measure
    from posecheck.coaching import Coach
    from posecheck.protocols.posture.analysis import PostureAnalysis, PreparedStands
    from posecheck.take import Take
    from posecheck.threshold_file import ThresholdFile

_PREPARE = {"tuck": "Tuck your tail under", "arch": "Tip your tail up, gently"}
_MEDIA = "a video or a picture (JPEG, PNG)"


class Posture(Protocol["PreparedStands", "PostureAnalysis"]):
    """How a person stands: lean, head, levels, the pelvis."""

    name = "posture"
    rank = 1
    command = "posture"
    title = "Standing posture"
    about = "How you stand: lean, head, levels, the pelvis, each with its interval."
    stations = (
        StationKind(
            name="front",
            label="From the front",
            help=f"{_MEDIA} from the front.",
            facing="front",
            least=0,
            most=5,
            pictures=True,
            needs=frozenset({"mirror_averaged"}),
        ),
        StationKind(
            name="side",
            label="From the side",
            help=f"{_MEDIA} from the side; up to five stands, step off between.",
            facing="side",
            least=0,
            most=5,
            pictures=True,
            needs=frozenset({"contour", "markers"}),
        ),
        StationKind(
            name="relaxed",
            label="Standing easy",
            help=f"{_MEDIA} from the side, standing easy; goes with tuck and arch.",
            facing="side",
            least=0,
            most=5,
            pictures=True,
            needs=frozenset({"contour"}),
        ),
        StationKind(
            name="tuck",
            label="Tail tucked under",
            help="The same with the tail tucked under as far as comfortable.",
            facing="side",
            least=0,
            pictures=True,
            needs=frozenset({"contour"}),
        ),
        StationKind(
            name="arch",
            label="Back arched",
            help="The same with the back arched as far as comfortable.",
            facing="side",
            least=0,
            pictures=True,
            needs=frozenset({"contour"}),
        ),
    )
    options = PostureOptions
    measures = kinds.MEASURES
    retired = kinds.RETIRED
    questions = (
        Question(
            "stance",
            "How do you stand over your feet?",
            (kinds.PELVIC_DISPLACEMENT, kinds.TRUNK_LEAN, kinds.BODY_LEAN, kinds.TRUNK_THIGH),
        ),
        Question(
            "pelvis",
            "How is the pelvis tipped?",
            (
                kinds.TILT_INDEX,
                kinds.TILT_COMPARED,
                kinds.PELVIC_TILT,
                kinds.TILT_FROM_NEUTRAL,
                *kinds.SHAPES,
            ),
        ),
        Question("head", "Where is the head?", (kinds.FORWARD_HEAD,)),
        Question("sides", "How level and straight?", kinds.FROM_THE_FRONT),
    )
    sample: ClassVar[Mapping[str, tuple[str, str]]] = {
        "front": ("posecheck.app", "sample/front.mp4"),
        "side": ("posecheck.app", "sample/side.mp4"),
    }
    relates_to_earlier = True

    @property
    def thresholds(self) -> "ThresholdFile":
        """Its own file of thresholds."""
        from posecheck.protocols.posture.thresholds import POSTURE

        return POSTURE

    @property
    def correction_version(self) -> str:
        """Version of the fitted models."""
        from posecheck.protocols.posture.fitted_models import MODELS

        return MODELS.version

    def assign(self, take: "Take") -> "Take":
        """Return the take with every recording named after the view it shows.

        Raises
        ------
        OptionError
            stands that contradict each other: a tuck without an arch, say.
        """
        from posecheck.protocols.posture.analysis import assigned

        take = assigned(take)
        if len(take.of("tuck", "arch")) == 1:
            raise OptionError("Tuck and arch go together: give both, or neither.")
        if take.of("tuck", "arch") and not take.of("side", "relaxed"):
            raise OptionError("Tuck and arch need a stand at ease: add one, relaxed.")
        if take.of("relaxed") and not take.of("tuck", "arch"):
            raise OptionError("A relaxed stand needs tuck and arch; for a single stand use side.")
        return take

    def live_stations(self, options: "Options") -> tuple[StationKind, ...]:
        """Return one stand from the front and three from the side, then tuck and arch if asked."""
        said = PostureOptions.model_validate(options)
        ends = (self.station("tuck"), self.station("arch")) if said.own_range else ()
        return (self.station("front"), *[self.station("side")] * 3, *ends)

    def coach(self, station: StationKind, options: "Options") -> "Coach":
        """Return a coach of a quiet stand, who says how to stand."""
        from posecheck.coaching import StandCoach

        return StandCoach(_PREPARE.get(station.name, StandCoach.prepare))

    def check(self, take: "Take") -> "Check[PreparedStands]":
        """Ask the gates of every stand."""
        from posecheck.protocols.posture.analysis import check_stands

        return check_stands(take)

    def analyse(self, prepared: "PreparedStands") -> "PostureAnalysis":
        """Return the figure and the outline's shape of every stand."""
        from posecheck.protocols.posture.analysis import analyse_stands

        return analyse_stands(prepared)

    def measure(self, analysis: "PostureAnalysis") -> "list[Measure]":
        """Return every measure of the stands."""
        from posecheck.protocols.posture.measures import posture_measures

        return posture_measures(analysis)

    def find(self, analysis: "PostureAnalysis", measures: "Sequence[Measure]") -> "list[Finding]":
        """Return one sentence for each question that the measures answer."""
        from posecheck.protocols.posture.findings import findings_of

        return findings_of(measures)

    def since(self, earlier: "Assessment") -> Mapping[str, Any]:
        """Return what the earlier take says of the pelvis, to compare this one with it.

        Raises
        ------
        OptionError
            the earlier result says nothing of it.
        """
        index, shape = (
            earlier.measure(kind) for kind in (kinds.TILT_INDEX, kinds.TILT_FROM_NEUTRAL)
        )
        found: dict[str, Any] = {}
        if index is not None and isinstance(index.value, float):
            found["previous_index"] = index.value
            found["previous_index_low"], found["previous_index_high"] = index.low, index.high
        if shape is not None and isinstance(shape.value, float):
            found["previous_from_neutral"] = shape.value
            found["previous_loose"] = earlier.provenance.setting.get("clothing") == "loose"
        if not found:
            raise OptionError(
                "The earlier result says nothing of the pelvis. Give one with a side view that "
                "shows the outline of the back."
            )
        return found


PROTOCOL = Posture()
