"""The one contract of every test of the body: `check → analyse → measure → find`.

A protocol declares what it records (stations), what the user may say (options), what it measures
(measures) and which questions that answers. Page, command line, history, trends, report, export
and batch know it only through this contract, so a new test of the body needs one new package and
one line that registers it (entry point `posecheck.protocols`).

The four steps are pure. Gates come first: what `check` refuses is never analysed. An analysis may
still find that nothing can be said, and says so in gates of its own.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from posecheck.analysis import Analysis

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from posecheck.assessment import Assessment, Finding, Measure, View
    from posecheck.coaching import Coach
    from posecheck.gates import Gate
    from posecheck.measures import MeasureKind
    from posecheck.options import Options
    from posecheck.take import Take
    from posecheck.threshold_file import ThresholdFile

    FrameIndices = npt.NDArray[np.intp]

Facing = Literal["front", "side", "any"]
Need = Literal["contour", "mirror_averaged", "markers"]


@dataclass(frozen=True)
class StationKind:
    """One thing that a protocol records.

    Attributes
    ----------
    name
        stable name, such as ``"side"``.
    label
        its name in words.
    help
        what is to be seen there, for command line and page.
    facing
        how to stand to the camera.
    least, most
        how many of them a take has.
    pictures
        whether a still picture will do.
    needs
        what is recorded beside the landmarks.
    """

    name: str
    label: str
    help: str
    facing: Facing = "any"
    least: int = 1
    most: int = 1
    pictures: bool = False
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True)
class Question:
    """One question that a protocol answers; its findings name it.

    Attributes
    ----------
    name
        stable name, for programs.
    title
        the question in words, short.
    measures
        what answers it; the first one is drawn over the weeks.
    """

    name: str
    title: str
    measures: "tuple[MeasureKind, ...]"


@dataclass(frozen=True)
class BothSides:
    """A quantity of either side and the difference of the two, right − left, in one unit."""

    each: "MeasureKind"
    difference: "MeasureKind"


_P = TypeVar("_P")
_A = TypeVar("_A", bound=Analysis)


@dataclass(frozen=True, eq=False)
class Check(Generic[_P]):
    """What a protocol's gates say of a take before anything is measured on it.

    Attributes
    ----------
    gates
        every gate's answer, in the order in which they were asked.
    prepared
        what the analysis goes on with; None where a gate refused.
    view
        how the person stood, as far as that is known.
    """

    gates: "tuple[Gate, ...]"
    prepared: _P | None
    view: "View" = "unknown"


class Protocol(ABC, Generic[_P, _A]):
    """One test of the body.

    Attributes
    ----------
    name
        stable name, in files and databases.
    command
        the word on the command line.
    title
        its name in words.
    about
        what it does, one sentence.
    stations
        what it records.
    options
        what the user may say, a model of `posecheck.options`.
    measures
        what it measures, in the order in which it is listed.
    repetition_measures
        what it measures on every repetition; the columns of their table.
    retired
        what earlier versions measured, so that their results can still be read.
    repetition
        what a repetition is called, singular and plural; None where there are none.
    questions
        what it answers, the most important first.
    advice
        what must be at hand before the camera, beside what any test needs; empty for nothing.
    across_views
        what takes of one session tell together that saw both sides from the front and one side each
        from there; None where nothing is.
    thresholds
        its own file of thresholds; None where it has none.
    rank
        where it stands among all protocols; lower comes first.
    sample
        for each station a video or picture that comes with it, as (package, path); empty where
        there is none.
    """

    name: ClassVar[str]
    command: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    stations: ClassVar[tuple[StationKind, ...]]
    options: "ClassVar[type[Options]]"
    measures: "ClassVar[tuple[MeasureKind, ...]]"
    repetition_measures: "ClassVar[tuple[MeasureKind, ...]]" = ()
    retired: "ClassVar[tuple[MeasureKind, ...]]" = ()
    repetition: ClassVar[tuple[str, str] | None] = None
    questions: ClassVar[tuple[Question, ...]]
    advice: ClassVar[str] = ""
    across_views: ClassVar[BothSides | None] = None
    sample: ClassVar[Mapping[str, tuple[str, str]]] = {}
    rank: ClassVar[int] = 100

    @property
    def thresholds(self) -> "ThresholdFile | None":
        """Its own file of thresholds, beside those that all protocols share."""
        return None

    @property
    def correction_version(self) -> str | None:
        """Version of its fitted corrections; None where it has none."""
        return None

    def station(self, name: str) -> StationKind:
        """Return one of its stations by name.

        Raises
        ------
        OptionError
            it has none of that name.
        """
        from posecheck.errors import OptionError

        for each in self.stations:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.stations)
        raise OptionError(f'{self.title} has no station "{name}". Choose one of {known}.')

    def refuse_odd_stations(self, counts: Mapping[str, int]) -> None:
        """Check that a take can have so many recordings of each station, by its name.

        Raises
        ------
        OptionError
            it has no such station, or a take has more or fewer of it.
        """
        from posecheck.errors import OptionError

        for name, count in counts.items():
            if count > (most := self.station(name).most):
                raise OptionError(
                    f"{self.station(name).label}: {count} recordings are too many; give at most "
                    f"{most}."
                )
        for each in self.stations:
            if counts.get(each.name, 0) < each.least:
                raise OptionError(f"{each.label} is missing. {self.title} cannot do without it.")

    def assign(self, take: "Take") -> "Take":
        """Return the take with a station's kind for every recording that has none yet.

        A take read from a video alone does not say what the video shows.
        """
        stations = tuple(
            replace(each, kind=each.kind or self.stations[0].name) for each in take.stations
        )
        return replace(take, stations=stations)

    @abstractmethod
    def check(self, take: "Take") -> Check[_P]:
        """Ask every gate of a take, and prepare what passes.

        Raises
        ------
        OptionError
            the take's options are none of this protocol's.
        """

    @abstractmethod
    def analyse(self, prepared: _P) -> _A:
        """Return curves, repetitions and whatever the measures are read from."""

    @abstractmethod
    def measure(self, analysis: _A) -> "list[Measure]":
        """Return every measure, those that could not be taken with their reason."""

    @abstractmethod
    def find(self, analysis: _A, measures: "Sequence[Measure]") -> "list[Finding]":
        """Return what the measures mean in plain words, the most important first."""

    def since(self, earlier: "Assessment") -> Mapping[str, Any]:
        """Return options that relate the take to an earlier result of this protocol.

        Raises
        ------
        OptionError
            the earlier result holds nothing to relate to.
        """
        from posecheck.errors import OptionError

        raise OptionError(f"{self.title} relates to no earlier result. Leave --since out.")

    def frames_to_look_at_again(self, take: "Take") -> "Mapping[int, FrameIndices]":
        """Return frames that a better and slower model should look at, by their station's number.

        `(n,)` increasing indices into the station's recording. Asked once, right after the take
        was recorded. By default none.
        """
        return {}

    relates_to_earlier: ClassVar[bool] = False

    def live_stations(self, options: "Options") -> tuple[StationKind, ...]:
        """Return what is recorded before the camera, in order; a kind may come several times.

        By default every station that a take must have, as often as it must have it.
        """
        return tuple(each for each in self.stations for _ in range(each.least))

    def coach(self, station: StationKind, options: "Options") -> "Coach":
        """Return who guides the person through one station before the camera; a new one each time.

        By default a quiet stand of a few seconds.
        """
        from posecheck.coaching import StandCoach

        return StandCoach()
