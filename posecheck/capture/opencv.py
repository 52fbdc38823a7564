"""The one place that imports OpenCV, quiet and with a sentence where a system library is missing.

`from posecheck.capture.opencv import cv2` fails with a `SetupError` instead of an ImportError, so
whoever has a user in front of them imports the modules that need it inside the command.
"""

import os

from posecheck.errors import SetupError
from posecheck.thresholds import CAPTURE

# OpenCV reads this once, when it is loaded, and refuses larger pictures before it unpacks them.
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(int(CAPTURE.largest_picture_area))
if not os.environ.get("POSECHECK_DEBUG"):
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")

try:
    import cv2
except ImportError as error:
    missing = "libGL" in str(error) or "libgthread" in str(error)
    raise SetupError(
        "OpenCV needs a system library that this machine lacks "
        f"({str(error).split(':')[0]}). On Debian or Ubuntu install it with: "
        "apt install libgl1 libglib2.0-0"
        if missing
        else f"OpenCV cannot be loaded ({error}). Install posecheck again with its dependencies."
    ) from error

# Said again, in case something else had imported OpenCV before the environment was set.
if not os.environ.get("POSECHECK_DEBUG"):
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
