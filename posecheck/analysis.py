"""What an analysis offers to those who list and draw: repetitions, curves, figures.

Page, report, charts and exports know a protocol's analysis only as this.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from posecheck.assessment import Repetition, View
    from posecheck.gates import Gate
    from posecheck.kinematics.camera_placement import Placement
    from posecheck.landmarks import Side


@dataclass(frozen=True)
class Mark:
    """One moment on a curve: the top of a repetition that counts, or of one that does not."""

    t_s: float
    value: float
    counted: bool


@dataclass(frozen=True)
class Band:
    """A stretch of time under a curve that means something, such as a hold."""

    start_s: float
    end_s: float
    label: str


@dataclass(frozen=True, eq=False)
class Curve:
    """One quantity over time, for drawing.

    Attributes
    ----------
    label, unit
        what it is; unit as in `posecheck.measures`.
    side
        the person's own; None for neither.
    t_s, values
        `(N,)`; NaN where it is not known.
    target, target_label
        a value to compare with, such as the one that was to be reached, and what it is; None for
        none.
    marks, bands
        moments and stretches that mean something.
    station
        place in the take of the recording that it was read from.
    """

    label: str
    unit: str
    side: "Side | None"
    t_s: "npt.NDArray[np.float64]"
    values: "npt.NDArray[np.float64]"
    target: float | None = None
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    target_label: str = "target"
    station: int = 0


@dataclass(frozen=True, eq=False)
class Figure:
    """The person as a moving figure: the repaired landmarks of one station, for drawing.

    Attributes
    ----------
    title
        what it shows, for a caption.
    view
        from where it was seen.
    t_s
        `(N,)` seconds.
    xy_px
        `(N, 33, 2)` pixels, x right, y down; NaN where nothing may be drawn.
    size_px
        width and height of the picture.
    plumb
        whether a plumb line through the ankles belongs to it.
    station
        place of that station in the take.
    """

    title: str
    view: "View"
    t_s: "npt.NDArray[np.float64]"
    xy_px: "npt.NDArray[np.float64]"
    size_px: tuple[int, int]
    plumb: bool = False
    station: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Analysis:
    """What every protocol's analysis offers to those who list and draw; a subclass adds its own.

    Attributes
    ----------
    view
        how the person stood, as found or as given.
    gates
        what the analysis found wrong with the take, beside what `check` found.
    repetitions
        those that count and those that do not, in order of time.
    curves, figures
        for drawing.
    method
        which of several formulas was used; None where there is only one.
    placement
        where the camera was taken to stand; None where that was not asked.
    """

    view: "View"
    gates: "tuple[Gate, ...]" = ()
    repetitions: "tuple[Repetition, ...]" = ()
    curves: tuple[Curve, ...] = ()
    figures: tuple[Figure, ...] = ()
    method: str | None = None
    placement: "Placement | None" = None
