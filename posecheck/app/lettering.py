"""Text in video frames: rendered once with a real font, kept, and blended in."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]


@lru_cache(maxsize=512)
def mask(text: str, size: int, width: int = 0) -> npt.NDArray[np.float32]:
    """Return the text as `(h, w, 1)` opacity, 0 to 1.

    Parameters
    ----------
    size : font size in pixels.
    width : greatest width in pixels; a longer text is set smaller until it fits. 0 for no limit.
    """
    while True:
        font = ImageFont.load_default(size=size)
        weight = 0 if size < 22 else max(1, size // 34)
        left, top, right, bottom = font.getbbox(text, stroke_width=weight)
        _, high, _, low = font.getbbox("H", stroke_width=weight)
        if width == 0 or right - left <= width or size <= 8:
            break
        size = max(8, min(size - 1, int(size * width / (right - left))))
    # Centred on the capitals, so that words with and without descenders stand on one line.
    beyond = max(0, high - top, bottom - low)
    top, bottom = high - beyond, low + beyond
    picture = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    draw = ImageDraw.Draw(picture)
    draw.text((1 - left, 1 - top), text, font=font, fill=255, stroke_width=weight)
    return (np.asarray(picture, np.float32) / 255.0)[..., None]


def put(
    picture: Picture,
    text: str,
    centre: tuple[float, float],
    size: float,
    colour: Colour,
    width: int = 0,
) -> None:
    """Write text into the picture around a centre, clipped at the edges."""
    letters = mask(text, round(size), width)
    height, breadth = letters.shape[:2]
    x, y = round(centre[0] - breadth / 2), round(centre[1] - height / 2)
    blend(picture, letters, (x, y), colour)


def blend(
    picture: Picture, opacity: npt.NDArray[np.float32], corner: tuple[int, int], colour: Colour
) -> None:
    """Put a colour into the picture through an opacity `(h, w, 1)`, clipped at the edges."""
    x, y = corner
    rows, columns = picture.shape[:2]
    top, left = max(0, -y), max(0, -x)
    bottom = min(opacity.shape[0], rows - y)
    right = min(opacity.shape[1], columns - x)
    if bottom <= top or right <= left:
        return
    part = opacity[top:bottom, left:right]
    region = picture[y + top : y + bottom, x + left : x + right]
    region[...] = (region + part * (np.array(colour, np.float32) - region)).astype(np.uint8)
