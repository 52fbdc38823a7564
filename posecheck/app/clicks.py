"""A picture on which the person clicks a few points."""

import base64
import io
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st
from PIL import Image

from posecheck.app.assets import read

_HTML = '<div class="frame"><img alt="Click the points"><svg></svg></div>'

_clicks = st.components.v2.component(
    "posecheck_clicks", html=_HTML, css=read("clicks.css"), js=read("clicks.js")
)


def picture_to_click(picture: npt.NDArray[np.uint8], count: int) -> list[tuple[float, float]]:
    """Show a picture and return the points clicked so far, in its pixels, at most `count`.

    A click after the last point begins anew.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=92)
    address = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
    result: Any = _clicks(
        key="clicks", data={"picture": address, "count": count}, on_points_change=lambda: None
    )
    return [(float(x), float(y)) for x, y in result.get("points") or []]
