"""`LiveTake`: one session in front of the camera, from its first frame to what it recorded.

The camera's thread hands in frames; nothing here knows a camera, a page or a protocol beyond its
coaches. The take owns its pose model and closes it. Whatever the computer could look at in time,
every frame of a station is in its shots; `posecheck.live.develop` makes the `Take` of them.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from posecheck.coaching import Baseline, Coach, FloatArray, FrameObservation, Guidance, Tone
from posecheck.coaching.thresholds import (
    LIVE_COUNTDOWN,
    LIVE_END,
    LIVE_FRAMES,
    LIVE_STAND,
    LIVE_STILL,
)
from posecheck.live.develop import ClosablePoseModel, Shot, StationShots, observe_frame, thin
from posecheck.live.framing import SecondPerson, Stillness, hint
from posecheck.live.overlay_state import OverlayState, Rates, cue
from posecheck.live.session import Ending, Observation, Phase, State, Stop, advance, end
from posecheck.protocol import StationKind
from posecheck.recording import Frame
from posecheck.thresholds import QUALITY

_RATE_WINDOW_S = 2.0
_BUDGET_CHECK = 30  # frames


class LiveTake:
    """One session.

    Parameters
    ----------
    stations
        what to record, in order.
    coaches
        who guides the person through each of them.
    model
        finds the person; closed by the take.
    second_person
        looks for a second person; closed by the take. None where nobody else can come in.
    budget_mb
        memory for the frames that are kept.
    clock
        seconds, monotonic.
    """

    def __init__(
        self,
        stations: Sequence[StationKind],
        coaches: Sequence[Coach],
        model: ClosablePoseModel,
        second_person: SecondPerson | None = None,
        budget_mb: float = LIVE_FRAMES.budget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kinds, self._coaches, self._model = tuple(stations), tuple(coaches), model
        self._plan = [
            Stop(kind.facing, coach.quiet) for kind, coach in zip(stations, coaches, strict=True)
        ]
        self._second_person, self._clock, self._budget_mb = second_person, clock, budget_mb
        self._lock = threading.Lock()
        self._state = State()
        self._guidance: Guidance | None = None
        self._tone: Tone | None = None
        self._tones = 0
        self._stillness = Stillness()
        self._baseline: Baseline | None = None
        self._resting: list[FrameObservation] = []
        self._shots: list[Shot] = []
        self._done: list[StationShots] = []
        self._every = 1
        self._first_s: float | None = None
        self._frame_clock = self._clock()
        self._arrivals: deque[float] = deque()
        self._looks: deque[float] = deque()
        self._closed = False
        self._failure: str | None = None
        self._latest: OverlayState | None = None

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    @property
    def latest(self) -> OverlayState | None:
        """The last moment's scene; None before the first frame."""
        return self._latest

    @property
    def keeps_frames(self) -> bool:
        """Whether frames that arrive now may be needed after the take."""
        return self._state.phase in (Phase.STILL, Phase.COUNTDOWN, Phase.TASK)

    @property
    def every(self) -> int:
        """Of how many frames one was kept: 1 where memory sufficed for all."""
        return self._every

    @property
    def failure(self) -> str | None:
        """The sentence for the user where the take broke off by a fault."""
        return self._failure

    def see(
        self, frame: Frame, shot: Shot | None = None, skipped: Sequence[Shot] = ()
    ) -> OverlayState:
        """Look at the newest frame.

        Parameters
        ----------
        frame
            its time is the camera's own.
        shot
            the same frame as it is kept; None makes one without its picture.
        skipped
            frames that came between the last one looked at and this one.
        """
        with self._lock:
            shot = shot or Shot(frame)
            if self._first_s is None:
                self._first_s = frame.t_s
            t_s = frame.t_s - self._first_s
            self._note_rates([*(each.t_s for each in skipped), frame.t_s])
            late = self._looks and t_s <= self._state.frame_s
            if self._closed or late or self._state.phase is Phase.DONE:
                return self._again(frame)
            if self._asleep(t_s):
                self._move(end(self._state, Ending.CAMERA_LOST))
                return self._again(frame)
            shot.pose, shot.looked_at = self._model.detect(replace(frame, t_s=t_s)), True
            self._looks.append(self._frame_clock)
            now = replace(frame, t_s=t_s)
            if self._second_person is not None and self._watched():
                self._second_person.look(now, shot.pose)
            observation = observe_frame(now, shot.pose)
            recording = self._state.begun_s
            self._step(observation)
            self._record(shot, skipped if recording == self._state.begun_s else ())
            if self._state.phase is Phase.STILL and observation.found:
                self._resting.append(observation)
            self._latest = self._scene(frame.t_s, observation.points_px, observation.size_px)
            return self._latest

    def tick(self) -> OverlayState | None:
        """Let time pass without a frame; return the scene, None before the first frame."""
        with self._lock:
            if self._looks and not self._closed:
                now_s = self._state.frame_s + self._clock() - self._frame_clock
                self._move(advance(self._state, Observation(now_s, seen=False), self._plan))
                if self._latest is not None:
                    last = self._latest
                    self._latest = self._scene(last.t_s, last.points_px, last.size_px)
            return self._latest

    def stop(self, ending: Ending = Ending.STOPPED) -> None:
        """End the session now; what was recorded stays."""
        with self._lock:
            self._move(end(self._state, ending))

    def fail(self, sentence: str) -> None:
        """End the session because of an error, with its sentence for the user."""
        with self._lock:
            self._failure = self._failure or sentence
            self._move(end(self._state, Ending.STOPPED))

    def close(self) -> None:
        """End the session and give the pose model back; may be called more than once."""
        with self._lock:
            self._move(end(self._state, Ending.STOPPED))
            if not self._closed:
                self._closed = True
                self._model.close()
                if self._second_person is not None:
                    self._second_person.close()

    def recorded(self) -> tuple[StationShots, ...]:
        """Return what was recorded so far, station by station."""
        with self._lock:
            return tuple(self._done)

    def model(self) -> tuple[str, str]:
        """Return name and SHA-256 of the pose model."""
        return self._model.name, self._model.sha256

    def _asleep(self, t_s: float) -> bool:
        """Tell whether the camera was silent for so long that the take cannot go on: a closed lid.

        The clock of the camera goes on while the computer sleeps; the program's own does not.
        """
        silent_s = t_s - self._state.frame_s
        recording = bool(self._looks) and self._state.begun_s is not None
        return recording and silent_s >= LIVE_END.no_frames

    def _watched(self) -> bool:
        """Tell whether a second person is looked for: not in a stand, which is short."""
        quiet = self._plan[self._state.station].quiet
        task = self._state.phase is Phase.TASK and not quiet
        return task or self._state.phase in (Phase.FRAMING, Phase.STILL)

    def _note_rates(self, arrived_s: Sequence[float]) -> None:
        """Note frames that arrived, by the camera's own time, and that one was looked at now."""
        self._frame_clock = self._clock()
        self._arrivals.extend(arrived_s)
        for times in (self._arrivals, self._looks):
            while times and times[-1] - times[0] > _RATE_WINDOW_S:
                times.popleft()

    def _rates(self) -> Rates:
        camera_hz = _rate(self._arrivals)
        judged = self._state.frame_s >= _RATE_WINDOW_S
        return Rates(camera_hz, _rate(self._looks), judged and camera_hz < QUALITY.rate_least)

    def _step(self, observation: FrameObservation) -> None:
        """Advance the coach and the session by one frame."""
        state = self._state
        if self._baseline is not None:
            self._guide(self._coaches[state.station].see(observation))
        second_person = self._second_person is not None and self._second_person.present
        guidance = self._guidance
        seen = Observation(
            t_s=observation.t_s,
            found=observation.found,
            hint=hint(observation, self._plan[state.station].facing, second_person),
            moving=self._stillness.moving(observation),
            active=guidance is not None and guidance.active,
            done=guidance is not None and guidance.done,
            growth=self._growth(observation),
            hands_up=observation.found and observation.hands_up,
            second_person=second_person,
        )
        self._move(advance(state, seen, self._plan))

    def _guide(self, guidance: Guidance) -> None:
        before = self._guidance.tone if self._guidance is not None else None
        self._guidance = guidance
        started = self._state.phase is Phase.TASK
        if started and guidance.tone is not None and guidance.tone != before:
            self._sound(guidance.tone)

    def _sound(self, tone: Tone) -> None:
        self._tone, self._tones = tone, self._tones + 1

    def _growth(self, observation: FrameObservation) -> float:
        """Return the trunk's length over that of the baseline; 1 where there is none to compare."""
        if self._baseline is None or not observation.found:
            return 1.0
        rest = (
            replace(
                observation, points_px=self._baseline.points_px, size_px=self._baseline.size_px
            ).trunk_px
            / self._baseline.size_px[1]
        )
        return observation.trunk_px / observation.size_px[1] / rest if rest > 0 else 1.0

    def _move(self, state: State) -> None:
        """Take over the next state; keep and begin recordings where the phase changes."""
        before, self._state = self._state, state
        if before.phase is state.phase and before.begun_s == state.begun_s:
            return
        left = state.phase is Phase.DONE or state.station != before.station
        if left and before.phase is Phase.TASK:
            self._keep(before)
        if state.begun_s != before.begun_s:
            self._shots, self._resting = [], []
        if state.phase is Phase.DONE and state.ending is Ending.COMPLETE:
            self._sound(Tone.FINISHED)
        if before.phase is Phase.STILL and state.phase in (Phase.COUNTDOWN, Phase.TASK):
            self._begin_task()
        if state.phase in (Phase.FRAMING, Phase.STILL, Phase.BREAK):
            self._baseline = self._guidance = None
        if state.phase is Phase.TASK and self._guidance is not None and self._guidance.tone:
            self._sound(self._guidance.tone)

    def _begin_task(self) -> None:
        rest = np.median([observation.points_px for observation in self._resting], axis=0)
        self._baseline = Baseline(rest, self._resting[-1].size_px)
        self._coaches[self._state.station].begin(self._baseline)

    def _record(self, shot: Shot, skipped: Sequence[Shot]) -> None:
        if self._state.begun_s is None or self._state.phase is Phase.DONE:
            return
        self._shots += [*skipped, shot]
        if len(self._shots) % _BUDGET_CHECK < len(skipped) + 1:
            kept = [each for station in self._done for each in station.shots]
            self._every = thin([*kept, *self._shots], self._budget_mb, self._every)

    def _keep(self, before: State) -> None:
        assert self._first_s is not None
        assert before.begun_s is not None
        if self._shots:
            kind = self._kinds[before.station]
            start_s = self._first_s + before.begun_s
            self._done.append(StationShots(kind, start_s, tuple(self._shots)))
        self._shots = []

    def _again(self, frame: Frame) -> OverlayState:
        """Return the scene of a moment at which nothing new was looked at."""
        last = self._latest or observe_frame(frame, None)
        self._latest = self._scene(frame.t_s, last.points_px, frame.true_size_px)
        return self._latest

    def _scene(self, t_s: float, points_px: FloatArray, size_px: tuple[int, int]) -> OverlayState:
        state = self._state
        stop = self._plan[state.station]
        return OverlayState(
            t_s=t_s,
            phase=state.phase,
            facing=stop.facing,
            quiet=stop.quiet,
            points_px=points_px,
            size_px=size_px,
            cue=cue(state, self._guidance, self._plan, self._coaches),
            well_framed=state.hint is None,
            guidance=self._guidance if state.phase is Phase.TASK else None,
            tone=self._tone,
            tone_number=self._tones,
            waited_share=self._waited(),
            second_person=state.second_person_s is not None,
            rates=self._rates(),
            ending=state.ending,
            failure=self._failure,
        )

    def _waited(self) -> float:
        """Return how much of a phase of fixed length has passed, 0 to 1; 0 for other phases."""
        wait_s = _WAITS.get(self._state.phase)
        if self._state.phase is Phase.TASK and self._plan[self._state.station].quiet:
            wait_s = LIVE_STAND.seconds
        return min(1.0, self._state.in_phase_s / wait_s) if wait_s else 0.0


_WAITS = {
    Phase.STILL: LIVE_STILL.seconds,
    Phase.COUNTDOWN: LIVE_COUNTDOWN.seconds,
    Phase.BREAK: LIVE_STAND.pause,
}


def _rate(times: deque[float]) -> float:
    length_s = times[-1] - times[0] if len(times) > 1 else 0.0
    return (len(times) - 1) / length_s if length_s > 0 else 0.0
