"""The browser's camera: frames in, pictures with the overlay out, the newest frame only."""

import logging
from collections.abc import Callable
from typing import Any

import av
import numpy as np
from streamlit_webrtc import WebRtcMode, webrtc_streamer
from streamlit_webrtc.config import Translations

from posecheck.app.lettering import Picture
from posecheck.app.loopback import keep_to_loopback
from posecheck.app.overlay import draw
from posecheck.errors import PosecheckError
from posecheck.live.session import Ending
from posecheck.live.take import Take
from posecheck.recording import Frame

_CONSTRAINTS: dict[str, Any] = {
    "video": {"width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 30}},
    "audio": False,
}
_WORDS: Translations = {"start": "Start", "stop": "Stop", "select_device": "Choose another camera"}
_VIDEO: dict[str, Any] = {
    "autoPlay": True,
    "controls": False,
    "muted": True,
    "style": {"width": "100%", "background": "#0e1420", "borderRadius": "12px"},
}

log = logging.getLogger(__name__)


class Camera:
    """Connects one take with the frames of one browser tab.

    Parameters
    ----------
    take : sees the frames.
    ended : called once the camera's track has ended, in the camera's thread.
    """

    def __init__(self, take: Take, ended: Callable[[], object]) -> None:
        self._take, self._ended = take, ended

    async def newest(self, frames: list[av.VideoFrame]) -> list[av.VideoFrame]:
        """Look at the newest frame, skip the older ones, and return the picture to show."""
        image = frames[-1].to_ndarray(format="rgb24").astype(np.uint8, copy=False)
        try:
            scene = self._take.see(Frame(_time_s(frames[-1]), image), dropped=len(frames) - 1)
        except PosecheckError as error:
            self._take.fail(str(error))
            scene = None
        except Exception as error:
            self._broken(error)
            scene = None
        shown: Picture = image[:, ::-1] if scene is None else draw(image, scene)
        shown = np.ascontiguousarray(shown)
        return [av.VideoFrame.from_ndarray(shown, format="rgb24")]

    def _broken(self, error: Exception) -> None:
        """End the take when the pose model cannot go on; quietly where the program is stopped."""
        if "shutdown" in str(error):  # Python's own word for it, while Ctrl-C takes effect
            self._take.stop()
            return
        log.error("the pose model failed", exc_info=error)
        self._take.fail(
            "The pose model stopped working in the middle of the take. What was recorded before "
            "is kept; reload the page to go on."
        )

    def ended(self) -> None:
        """End the take when the camera's track ends: unplugged, page closed, or stopped."""
        self._take.stop(Ending.CAMERA_LOST)
        self._ended()


def show_camera(key: str, camera: Camera) -> bool:
    """Put the camera with its start button on the page; return whether it runs."""
    keep_to_loopback()
    context = webrtc_streamer(
        key=key,
        mode=WebRtcMode.SENDRECV,
        rtc_configuration={"iceServers": []},
        media_stream_constraints=_CONSTRAINTS,
        queued_video_frames_callback=camera.newest,
        on_video_ended=camera.ended,
        video_html_attrs=_VIDEO,
        translations=_WORDS,
        media_toggle_controls=False,
    )
    return bool(context.state.playing)


def _time_s(frame: av.VideoFrame) -> float:
    """Return the sender's own time of the frame, which the browser takes from the camera."""
    time_s = frame.time
    assert time_s is not None  # WebRTC frames always carry their time
    return time_s
