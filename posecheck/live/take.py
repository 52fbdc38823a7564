"""`Take`: one session in front of the camera, from its first frame to its recordings.

The camera's thread hands in frames, the page's thread asks for the status; nothing here knows
either of them. The take owns its pose model and closes it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from posecheck.capture.pose import Pose, PoseModel, RecordingBuilder, package_versions
from posecheck.live.cues import Cue, cue, next_side
from posecheck.live.frame_observation import FrameObservation, observe_frame
from posecheck.live.framing import hint
from posecheck.live.overlay_state import OverlayState
from posecheck.live.second_person import SecondPerson
from posecheck.live.session import Ending, Observation, Phase, Plan, State, advance, end
from posecheck.live.stillness import Stillness
from posecheck.live.tracker import Legs, Tracker
from posecheck.recording import Frame, Recording, RecordingMeta
from posecheck.thresholds import LIVE_COUNTDOWN, LIVE_CUE, LIVE_STAND, LIVE_STILL

_RATE_WINDOW_S = 2.0


class ClosablePoseModel(PoseModel, Protocol):
    """A pose model that holds something to give back."""

    def close(self) -> None:
        """Give it back."""


@dataclass(frozen=True, eq=False)
class Look:
    """One picture of a stand and the person found in it; times count from the stand's start."""

    frame: Frame
    pose: Pose


@dataclass(frozen=True)
class Status:
    """The take at one moment, for the page.

    Attributes
    ----------
    state : the session's state.
    cue : the one thing to say.
    counts : lifts so far, (left, right).
    rate_hz : processed frames per second over the last moments.
    processed, dropped : frames looked at and frames skipped because newer ones were there.
    failure : the sentence for the user where the pose model failed.
    """

    state: State
    cue: Cue
    counts: tuple[int, int]
    rate_hz: float
    processed: int
    dropped: int
    failure: str | None = None


class Take:
    """One session.

    Parameters
    ----------
    plan : what to do.
    model : finds the person; closed by the take.
    target_deg : thigh elevation to reach.
    company : looks for a second person; closed by the take. None where nobody else can come in.
    clock : seconds, monotonic.
    """

    def __init__(
        self,
        plan: Plan,
        model: ClosablePoseModel,
        target_deg: float = 90.0,
        company: SecondPerson | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plan, self._model, self._target_deg, self._clock = plan, model, target_deg, clock
        self._company = company
        self._lock = threading.Lock()
        self._state, self._legs = State(), Legs()
        self._stillness = Stillness()
        self._tracker: Tracker | None = None
        self._resting: list[FrameObservation] = []
        self._builder = RecordingBuilder()
        self._recordings: dict[str, Recording] = {}
        self._album: list[Look] = []
        self._albums: dict[str, tuple[Look, ...]] = {}
        self._first_s: float | None = None
        self._frame_clock = self._clock()
        self._processed_at: deque[float] = deque()
        self._processed = self._dropped = 0
        self._closed = False
        self._failure: str | None = None

    def see(self, frame: Frame, dropped: int = 0) -> OverlayState | None:
        """Take in the newest frame; `dropped` older ones were skipped for it.

        Returns
        -------
        What to draw into it; None for a frame that is not newer than the last, or after the end.
        """
        with self._lock:
            self._dropped += dropped
            if self._first_s is None:
                self._first_s = frame.t_s
            frame = replace(frame, t_s=frame.t_s - self._first_s)
            if self._closed or (self._processed and frame.t_s <= self._state.frame_s):
                return None
            pose = self._model.detect(frame)
            if self._company is not None and self._state.phase in _WATCHED:
                self._company.look(frame, pose)
            sight = observe_frame(frame, pose)
            self._note_rate()
            self._step(sight)
            self._record(frame, pose, sight)
            return self._scene(sight)

    def tick(self) -> Status:
        """Let time pass without a frame, and return the status; time begins with frame one."""
        with self._lock:
            if self._processed and not self._closed:
                now_s = self._state.frame_s + self._clock() - self._frame_clock
                self._move(advance(self._state, Observation(now_s, seen=False), self._plan))
            return Status(
                self._state,
                cue(self._state, self._legs, self._plan, self._target_deg),
                self._legs.counts,
                self._rate_hz(),
                self._processed,
                self._dropped,
                self._failure,
            )

    def stop(self, ending: Ending = Ending.STOPPED) -> None:
        """End the session now; what was recorded stays."""
        with self._lock:
            self._move(end(self._state, ending))

    def fail(self, sentence: str) -> None:
        """End the session because of an error, with its sentence for the user."""
        with self._lock:
            self._failure = sentence
            self._move(end(self._state, Ending.STOPPED))

    def close(self) -> None:
        """End the session and give the pose model back; may be called more than once."""
        with self._lock:
            self._move(end(self._state, Ending.STOPPED))
            if not self._closed:
                self._closed = True
                self._model.close()
                if self._company is not None:
                    self._company.close()

    def recordings(self) -> Mapping[str, Recording]:
        """Return what was recorded so far, by station, in their order."""
        with self._lock:
            return dict(self._recordings)

    def albums(self) -> Mapping[str, tuple[Look, ...]]:
        """Return the pictures of the stands so far, by station; they are kept in memory only."""
        with self._lock:
            return dict(self._albums)

    def _note_rate(self) -> None:
        self._frame_clock = self._clock()
        self._processed += 1
        self._processed_at.append(self._frame_clock)
        while self._frame_clock - self._processed_at[0] > _RATE_WINDOW_S:
            self._processed_at.popleft()

    def _rate_hz(self) -> float:
        times = self._processed_at
        length_s = times[-1] - times[0] if len(times) > 1 else 0.0
        return (len(times) - 1) / length_s if length_s > 0 else 0.0

    def _step(self, sight: FrameObservation) -> None:
        """Advance the tracker and the session by one frame."""
        if self._tracker is not None:
            self._legs = self._tracker.see(sight)
        station = self._plan.stations[self._state.station]
        company = self._company is not None and self._company.present
        glimpse = Observation(
            t_s=sight.t_s,
            found=sight.found,
            hint=hint(sight, station.facing, company),
            moving=self._stillness.moving(sight),
            lifting=self._legs.lifted is not None,
            counts=self._legs.counts,
            growth=self._tracker.growth(sight) if self._tracker else 1.0,
            hands_up=sight.found and sight.hands_up,
            company=company,
        )
        self._move(advance(self._state, glimpse, self._plan))

    def _move(self, state: State) -> None:
        """Take over the next state; keep and begin recordings where the phase changes."""
        before, self._state = self._state, state
        if before.phase is state.phase and before.begun_s == state.begun_s:
            return
        left_station = state.phase is Phase.DONE or state.station != before.station
        if left_station and before.working:
            self._keep(before.station)
        if state.begun_s != before.begun_s:
            self._builder, self._resting, self._album = RecordingBuilder(), [], []
        if state.phase is Phase.COUNTDOWN and self._resting:
            rest = np.median([sight.points_px for sight in self._resting], axis=0)
            self._tracker = Tracker(rest, self._resting[-1].size_px)
        if state.phase in (Phase.FRAMING, Phase.STILL):
            self._tracker, self._legs = None, Legs()

    def _record(self, frame: Frame, pose: Pose | None, sight: FrameObservation) -> None:
        if self._state.begun_s is None or self._state.phase is Phase.DONE:
            return
        frame = replace(frame, t_s=frame.t_s - self._state.begun_s)
        self._builder.add(frame, pose)
        if self._state.phase is Phase.STILL and sight.found:
            self._resting.append(sight)
        if self._state.phase is Phase.STANDING and pose is not None:
            self._look(frame, pose)

    def _look(self, frame: Frame, pose: Pose) -> None:
        """Keep a picture of a stand now and then; its silhouette is read after the take."""
        spacing_s = LIVE_STAND.picture_spacing
        if not self._album or frame.t_s - self._album[-1].frame.t_s >= spacing_s:
            self._album.append(Look(frame, pose))

    def _keep(self, station: int) -> None:
        if len(self._builder) == 0:
            return
        name = self._plan.stations[station].name
        self._albums[name] = tuple(self._album)
        self._recordings[name] = self._builder.build(
            RecordingMeta(
                source="camera",
                model_name=self._model.name,
                model_sha256=self._model.sha256,
                packages=package_versions(),
            )
        )

    def _scene(self, sight: FrameObservation) -> OverlayState:
        state, legs = self._state, self._legs
        station = self._plan.stations[state.station]
        target = self._target_y(sight)
        near = legs.peak_deg >= self._target_deg - LIVE_CUE.short_of_target
        return OverlayState(
            phase=state.phase,
            facing=station.facing,
            points_px=sight.points_px,
            cue=cue(state, legs, self._plan, self._target_deg).text,
            well_framed=state.hint is None,
            legs=legs,
            goal=self._plan.lifts_per_side,
            target_y_px=target,
            reached=legs.lifted is not None and near,
            hold_share=min(1.0, legs.hold_s / LIVE_CUE.hold),
            waited_share=_waited(state),
            rate_hz=self._rate_hz(),
        )

    def _target_y(self, sight: FrameObservation) -> float | None:
        if self._tracker is None or not sight.found or self._state.phase is not Phase.MARCHING:
            return None
        side = self._legs.lifted or next_side(self._legs, self._plan)
        return self._tracker.target_y_px(sight, side, self._target_deg)


# Where a second person is looked for. A stand is short, and its pictures are searched after it.
_WATCHED = (Phase.FRAMING, Phase.STILL, Phase.MARCHING)

_WAITS = {
    Phase.STILL: LIVE_STILL.seconds,
    Phase.COUNTDOWN: LIVE_COUNTDOWN.seconds,
    Phase.STANDING: LIVE_STAND.seconds,
    Phase.BREAK: LIVE_STAND.pause,
}


def _waited(state: State) -> float:
    """Return how much of a phase of fixed length has passed, 0 to 1; 0 for other phases."""
    wait_s = _WAITS.get(state.phase)
    return min(1.0, state.in_phase_s / wait_s) if wait_s else 0.0
