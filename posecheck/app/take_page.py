"""The take, from whichever source the person chose."""

from posecheck.app import file_take, live_take
from posecheck.app.flow import setup


def show() -> None:
    """Show the page."""
    match setup().source:
        case "camera":
            live_take.show()
        case "video":
            file_take.show_upload()
        case "sample":
            file_take.show_sample()
