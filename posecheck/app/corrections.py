"""What the person knows better than the camera, asked beside the result and measured with again."""

import base64
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st
from PIL import Image

from posecheck.app import asset
from posecheck.app.flow import correct
from posecheck.app.setup_page import ask, ask_length
from posecheck.recording import Frame
from posecheck.result import Result
from posecheck.station import Markers, Stated
from posecheck.take import Take

_POINTS = ("the bony point at the front of the hip", "the dimple above the buttock")
_HTML = '<div class="frame"><img alt="Click the points"><svg></svg></div>'

_clicks = st.components.v2.component(
    "posecheck_clicks", html=_HTML, css=asset("clicks.css"), js=asset("clicks.js")
)


def ask_place(found: Result) -> None:
    """Show where the camera was taken to stand, to be confirmed or put right."""
    placement = found.analysis.placement if found.analysis else None
    if placement is None or not placement.estimated:
        return
    setting = found.take.setting
    with st.form("place", border=True):
        st.markdown(
            "**Where did the camera stand?** This was estimated while you stood still. If you "
            "confirm it or put it right, the result becomes more exact."
        )
        person, lens, distance = st.columns(3)
        with person:
            height_cm = ask_length(
                "Your height (cm)", "person_height", _cm(setting.given("person_height_m"))
            )
        with lens:
            lens_cm = ask_length(
                "Lens above the floor (cm)",
                "lens_height",
                float(round(100 * placement.lens_height_m)),
            )
        with distance:
            distance_cm = ask_length(
                "From the lens to you (cm)", "distance", float(round(100 * placement.distance_m))
            )
        if st.form_submit_button("That is right: measure again", width="stretch"):
            lengths = {
                "lens_height_m": lens_cm,
                "distance_m": distance_cm,
                "person_height_m": height_cm,
            }
            said = {name: Stated(value=cm / 100) for name, cm in lengths.items() if cm is not None}
            correct(replace(found.take, setting=setting.model_copy(update=said)))


def ask_more(found: Result) -> None:
    """Ask what the person knows better than the camera, and measure again with it."""
    asked = [each for each in found.protocol.options.asked() if each.afterwards == "measure"]
    if not asked:
        return
    announced = any(found.take.options.get(each.announced_by) for each in asked)
    title = "Do you know it better than the camera?"
    with st.expander(title, expanded=announced), st.form("more", border=False):
        said = {}
        for each in asked:
            said[each.name] = ask(each, found.take.options.get(each.name), keyed="more")
            st.caption(each.help)
        if st.form_submit_button("Measure again with it", width="stretch"):
            known = {name: value for name, value in said.items() if value is not None}
            others = {k: v for k, v in found.take.options.items() if k not in said}
            correct(replace(found.take, options={**others, **known}))


def _cm(metres: float | None) -> float | None:
    return None if metres is None else 100.0 * metres


def ask_points(found: Result, pictures: Sequence[Frame | None]) -> None:
    """Let the person click the two points of the pelvis, the better grade of evidence."""
    for place, (station, picture) in enumerate(zip(found.take.stations, pictures, strict=False)):
        known = station.kind in {each.name for each in found.protocol.stations}
        if picture is None or not known:
            continue
        if "markers" in found.protocol.station(station.kind).needs:
            with st.expander("Mark your pelvis in the picture: the more exact way"):
                _click(found.take, place, picture)
            return


def _click(take: Take, place: int, picture: Frame) -> None:
    st.markdown(
        "Click first the bony point at the front of the hip, then the dimple above the buttock. "
        "Two stickers put there before the picture make it easier. The picture is shown now and "
        "never kept."
    )
    clicks = picture_to_click(picture.image, len(_POINTS))
    for (x, y), words in zip(clicks, _POINTS, strict=False):
        st.caption(f"{words}: {x:.0f}, {y:.0f}")
    ready = len(clicks) == len(_POINTS)
    if st.button("Use these points", disabled=not ready, type="primary") and ready:
        scale = picture.true_size_px[0] / picture.image.shape[1]
        asis, psis = ((x * scale, y * scale) for x, y in clicks)
        stations = list(take.stations)
        stations[place] = replace(stations[place], markers=Markers(asis, psis))
        correct(replace(take, stations=tuple(stations)))


def picture_to_click(picture: npt.NDArray[np.uint8], count: int) -> list[tuple[float, float]]:
    """Show a picture and return the points clicked so far, in its pixels, at most `count`.

    A click after the last point begins again.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=92)
    address = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
    result: Any = _clicks(
        key="clicks", data={"picture": address, "count": count}, on_points_change=lambda: None
    )
    return [(float(x), float(y)) for x, y in result.get("points") or []]
