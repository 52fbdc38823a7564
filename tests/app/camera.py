"""Frames of a camera as the browser sends them."""

import numpy as np

from posecheck.app.camera_picture import HEADER, I420, NV12, RGBA, VERSION
from posecheck.capture.native import cv2

WIDTH, HEIGHT = 64, 48


def picture(t_s=1.0):
    """Red on the left, blue on the right, smooth enough to survive the colours of a camera.

    A stripe at the top changes with the time: a camera's pictures are never the same twice.
    """
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[:, : WIDTH // 2] = (200, 30, 30)
    image[:, WIDTH // 2 :] = (30, 30, 200)
    image[:4] = int(1000 * t_s) % 250 if np.isfinite(t_s) else 0
    return image


def planes_of(image, full):
    """Return luma and the two colours, halved, `(H * 3 / 2, W)`."""
    if not full:
        return cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420)
    luma, red, blue = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb))
    halved = [cv2.resize(each, (WIDTH // 2, HEIGHT // 2)).ravel() for each in (blue, red)]
    return np.concatenate([luma.ravel(), *halved]).reshape(-1, WIDTH)


def message(
    t_s, form=I420, width=WIDTH, height=HEIGHT, pixels=None, stride=None, version=VERSION, number=1,
    full=False, said=None, image=None,
):  # fmt: skip
    """Return a frame as the browser sends it; what it says of the range is true if not given."""
    image = picture(t_s) if image is None else image
    said = int(full) if said is None else said
    if pixels is None and form in (I420, NV12):
        planes = planes_of(image, full)
        if form == NV12:
            luma, chroma = planes[:HEIGHT], planes[HEIGHT:].reshape(2, -1)
            planes = np.concatenate([luma.ravel(), chroma.T.ravel()])
        pixels = planes.tobytes()
    elif pixels is None:
        code = cv2.COLOR_RGB2RGBA if form == RGBA else cv2.COLOR_RGB2BGRA
        pixels = cv2.cvtColor(image, code).tobytes()
    stride = stride or (width if form in (I420, NV12) else 4 * width)
    fields = (version, form, width, height, stride, 1e3 * t_s, 7.0, number, said)
    return HEADER.pack(*fields) + pixels
