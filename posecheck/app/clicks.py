"""A picture on which the person clicks a few points."""

import base64
import io
from typing import Any

import streamlit as st
from PIL import Image

from posecheck.app.lettering import Picture

_HTML = '<div class="frame"><img alt="Click the points"><svg></svg></div>'
_CSS = """
.frame { position: relative; display: inline-block; max-width: 100%; cursor: crosshair; }
img { display: block; max-width: 100%; max-height: 80vh; }
svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
"""
_JS = """
export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const image = parentElement.querySelector("img");
  const svg = parentElement.querySelector("svg");
  if (image.src !== data.picture) { image.src = data.picture; image.points = []; }
  image.points = image.points || [];
  const draw = () => {
    svg.setAttribute("viewBox", `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
    svg.innerHTML = image.points.map(([x, y], n) =>
      `<circle cx="${x}" cy="${y}" r="6" fill="none" stroke="#fff" stroke-width="4"/>
       <circle cx="${x}" cy="${y}" r="6" fill="none" stroke="#d55e00" stroke-width="2"/>
       <text x="${x + 10}" y="${y + 5}" fill="#d55e00" stroke="#fff" stroke-width="3"
        paint-order="stroke" font-size="18" font-family="sans-serif">${n + 1}</text>`).join("");
  };
  image.onload = draw;
  image.onclick = (event) => {
    const scale = image.naturalWidth / image.clientWidth;
    if (image.points.length >= data.count) image.points = [];
    image.points.push([event.offsetX * scale, event.offsetY * scale]);
    draw();
    setStateValue("points", image.points);
  };
}
"""

_clicks = st.components.v2.component("posecheck_clicks", html=_HTML, css=_CSS, js=_JS)


def picture_to_click(picture: Picture, count: int) -> list[tuple[float, float]]:
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
