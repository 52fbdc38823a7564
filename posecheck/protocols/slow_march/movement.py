"""What the body did in one departure of a foot, and what that was if it was no lift.

A repetition needs a thigh that clearly rises while the other foot stands. Seen in one camera a toe
tap raises the knee as far as a low lift does, and a heel that comes up behind raises the foot as
far as a high one; what tells them apart is how knee, foot and the rest of the body move together.
Quantities are shares of the leg's length, against where the leg stood just before and after.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Placement, thigh_px
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import middle, trunk_length
from posecheck.kinematics.statistics import known_largest, known_median
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, Side, other
from posecheck.protocols.slow_march.departures import Departure, leg_scale_at
from posecheck.protocols.slow_march.thresholds import MOVEMENT, REPETITION

FloatArray = npt.NDArray[np.float64]

BOTH = "Both thighs were raised: sitting, squatting or hopping, not a lift of one knee."
ROSE = "The body came up with it, from a chair, a squat or a lunge: not a lift from standing."
JUMP = "Both feet left the floor: a jump or a run, not a lift."
WALK = "You came nearer, went away or moved aside here: steps, not lifts in place."
STEP = "The foot came down in another place: a step, not a lift."
HEEL_UP = "The heel came up behind, but the thigh hardly rose: not a lift of the knee."
ASIDE = "The leg went out to the side: not a lift of the knee in front."
TAP = "The foot stayed near the floor: a tap or a step, not a lift."
OTHER_STEP = "The other foot came down or forward meanwhile: a step, not a lift."
LUNGE = "The body went down with it: a lunge or a step, not a lift."
LOW = "The thigh hardly rose: too low to count as a lift."


@dataclass(frozen=True)
class Movement:
    """What was seen from just before a departure to just after it.

    Attributes
    ----------
    lead
        peak of the knee's lead over the other knee.
    knee, foot
        how far knee and ankle are up at the top.
    clearance
        how far the lowest point of the foot is up, at the least, in the middle of the departure: a
        foot that touches down on the way is found out.
    floor
        how much lower a point on the floor is drawn for every unit that it is nearer the camera:
        the height of the lens over its distance; 0 from the side.
    stirred
        how far ankle, heel and toe are from their places at the most.
    outward
        how far the ankle is drawn away from the other leg at the top, as seen by a camera in front.
    sank
        how far the shoulders are lower at the top.
    other_foot, other_hang
        how far the other ankle is up, and which share of its standing length the other thigh hangs
        down.
    landed
        how far from its place the foot came down.
    travelled
        how far the hips went aside in the picture.
    grown
        by which share the trunk's length in the picture changed.
    elevation_deg
        the thigh's elevation at the top; NaN where unknown.
    seconds
        how long it took.
    thigh
        length of the thigh as drawn at the top, as a share of that in standing.
    """

    lead: float
    knee: float
    foot: float
    clearance: float
    stirred: float
    outward: float
    sank: float
    other_foot: float
    other_hang: float
    landed: float
    travelled: float
    grown: float
    elevation_deg: float
    floor: float
    seconds: float
    thigh: float

    @property
    def of_the_other_leg(self) -> bool:
        """Whether the other foot was up and this one was not: this leg stood."""
        return self.other_foot > MOVEMENT.other_foot > self.foot

    @property
    def went_aside(self) -> bool:
        """Whether the leg went out to the side, as seen by a camera in front.

        The foot goes farther aside than under a raised knee, or the thigh lies in the picture's
        plane: one that is raised towards the camera is drawn shorter.
        """
        flat = self.thigh > MOVEMENT.flat and self.outward > MOVEMENT.flat_outward
        return flat or self.outward > MOVEMENT.outward + MOVEMENT.outward_share * self.knee

    @property
    def curled(self) -> bool:
        """Whether the heel came up behind, as seen by a camera in front.

        The foot is up by a shank's length, yet the thigh is drawn almost whole: it hangs, or leans
        to the side with a pelvis that tilts and takes the knee along.
        """
        high = self.foot > MOVEMENT.curl and self.thigh > MOVEMENT.curl_flat
        return high and self.knee < MOVEMENT.curl_share * self.foot

    @property
    def tried(self) -> bool:
        """Whether the thigh rose a little and the foot stayed clear of the floor meanwhile."""
        return self.elevation_deg > MOVEMENT.tried and self.clearance > MOVEMENT.touches

    @property
    def came_back(self) -> bool:
        """Whether a knee rose as none does in walking, and its foot came down where it stood."""
        return self.knee > MOVEMENT.walks and self.landed < MOVEMENT.landed

    @property
    def kept_its_height(self) -> bool:
        """Whether one knee was far above the other while the body neither sank nor rose.

        A thigh that hangs less over a foot that stands lowers the body; if it does not, the whole
        leg leans, as where an elbow meets the other knee.
        """
        return self.lead >= MOVEMENT.rose_lead and abs(self.sank) < MOVEMENT.lowered

    @property
    def body_rose(self) -> bool:
        """Whether the body came up from a chair, a squat or a lunge."""
        return -self.sank > MOVEMENT.rose


def movement_of(
    track: Track, rest: QuietStance, departure: Departure, elevation: Elevation
) -> Movement:
    """Return what the body did in one departure."""
    side, foil, scale = departure.side, other(departure.side), leg_scale_at(rest)
    xy, top = track.xy_px, departure.top
    before, after = _bounds(track, departure)
    first, last = departure.above(MOVEMENT.edge)
    skipped = (last - first) * MOVEMENT.middle
    centre = slice(int(first + skipped), int(np.ceil(last - skipped)) + 1)
    lowest = np.maximum(xy[:, HEEL[side], 1], xy[:, FOOT_INDEX[side], 1])
    foot = xy[:, FOOT[side]]
    feet = foot.mean(axis=1)
    away = np.linalg.norm(foot[before : after + 1] - foot[[before, after]].mean(axis=0), axis=-1)
    hips = middle(xy, HIP)[:, 0]
    size = trunk_length(xy)
    place = _mean(xy[[before, after], ANKLE[side], 0])
    out = 1.0 if side == "left" else -1.0
    shoulders = middle(xy, SHOULDER)[:, 1]

    def up(joint: int) -> float:
        return float(_mean(xy[[before, after], joint, 1]) - known_median(xy[top, joint, 1])) / scale

    return Movement(
        lead=departure.height,
        knee=up(KNEE[side]),
        foot=up(ANKLE[side]),
        clearance=(_mean(lowest[[before, after]]) - known_largest(lowest[centre])) / scale,
        stirred=known_largest(away.mean(axis=1)) / scale,
        outward=out * (known_median(xy[top, ANKLE[side], 0]) - place) / scale,
        sank=(known_median(shoulders[top]) - _mean(shoulders[[before, after]])) / scale,
        other_foot=up(ANKLE[foil]),
        other_hang=_hang(xy[top], rest, foil),
        landed=_length(feet[after] - feet[before]) / scale,
        travelled=abs(float(hips[after] - hips[before])) / scale,
        grown=abs(float(size[after] / size[before]) - 1.0),
        elevation_deg=known_median(elevation.deg[side][top]),
        floor=_slope(elevation.placement, rest),
        seconds=(last - first) / track.rate_hz,
        thigh=_drawn(xy[top], side) / thigh_px(rest, side),
    )


def instead_of_a_lift(seen: Movement, view: View) -> str | None:
    """Return what was seen instead of a lift, as a sentence; None if it was a lift."""
    from_the_side = view in ("side-left", "side-right")
    if seen.other_hang < MOVEMENT.hangs and not seen.kept_its_height:
        return BOTH
    if seen.body_rose and (seen.lead < MOVEMENT.rose_lead or seen.seconds < MOVEMENT.rose_for):
        return ROSE
    elsewhere = _of_the_standing_leg(seen)
    if elsewhere is not None:
        return elsewhere
    hangs = from_the_side and seen.elevation_deg < MOVEMENT.least_side
    if seen.foot > MOVEMENT.heel and (hangs or seen.knee < MOVEMENT.heel_share * seen.foot):
        return HEEL_UP
    if view == "front" and seen.curled:
        return HEEL_UP
    if view == "front" and seen.went_aside:
        return ASIDE
    if seen.sank > MOVEMENT.sank and seen.sank > seen.knee:
        return LUNGE
    if seen.landed > MOVEMENT.landed + MOVEMENT.landed_share * seen.knee:
        return STEP
    if _on_the_floor(seen, view):
        stayed_up = seen.clearance > MOVEMENT.touches and seen.landed < MOVEMENT.landed
        return LOW if from_the_side and stayed_up else TAP
    hangs |= seen.elevation_deg < MOVEMENT.least_seen
    return LOW if hangs or seen.knee < MOVEMENT.least_knee else None


def _of_the_standing_leg(seen: Movement) -> str | None:
    """Return what the other foot, or the body with it, did instead of standing; None if it stood.

    In a march without a pause it is still coming down as this knee begins to rise. Where both knees
    rise together and it comes down or forward, the legs are straightened after a lunge or a step.
    """
    if seen.other_foot > MOVEMENT.other_foot:
        return JUMP
    together = seen.lead < MOVEMENT.together * seen.knee
    share = MOVEMENT.other_foot_share * abs(seen.knee)
    if -seen.other_foot > (min(share, MOVEMENT.other_foot_together) if together else share):
        return OTHER_STEP
    nearer = seen.grown > MOVEMENT.grown and not seen.came_back
    return WALK if nearer or seen.travelled > MOVEMENT.travelled else None


def _on_the_floor(seen: Movement, view: View) -> bool:
    """Say whether the foot kept its place or stayed near the floor."""
    nearer = MOVEMENT.ahead if view == "front" else MOVEMENT.ahead_oblique
    # Under a knee that rose, a foot low in mid-movement but off the floor pauses on its way.
    clear = MOVEMENT.clearance if seen.knee < REPETITION.sure else MOVEMENT.touches
    return seen.stirred < MOVEMENT.stirred or seen.clearance < clear - nearer * seen.floor


def _slope(camera: Placement | None, rest: QuietStance) -> float:
    """Return the height of the lens over its distance; 0 where it is not known."""
    if camera is None or (rest.restless and camera.estimated):
        return 0.0
    return camera.lens_height_m / camera.distance_m


def _bounds(track: Track, departure: Departure) -> tuple[int, int]:
    """Return a sample just before and one just after a departure, both seen."""
    first, last = departure.above(MOVEMENT.edge)
    margin = round(MOVEMENT.margin * track.rate_hz)
    seen = np.flatnonzero(~track.excluded)
    before = seen[np.abs(seen - max(first - margin, 0)).argmin()]
    after = seen[np.abs(seen - min(last + margin, len(track.t_s) - 1)).argmin()]
    return int(before), int(after)


def _hang(xy: FloatArray, rest: QuietStance, side: Side) -> float:
    """Return which share of its standing length a thigh hangs down."""
    hip, knee = HIP[side], KNEE[side]
    return known_median(xy[:, knee, 1] - xy[:, hip, 1]) / float(
        rest.xy_px[knee, 1] - rest.xy_px[hip, 1]
    )


def _drawn(xy: FloatArray, side: Side) -> float:
    """Return the length of a thigh in the picture, pixels."""
    return known_median(np.linalg.norm(xy[:, KNEE[side]] - xy[:, HIP[side]], axis=-1))


def _mean(values: FloatArray) -> float:
    return float(np.mean(values))


def _length(way: FloatArray) -> float:
    return float(np.linalg.norm(way))
