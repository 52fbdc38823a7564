"""The takes of a batch: which files of a folder are some, and how each is scored."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from posecheck.assessment import Assessment
from posecheck.errors import OptionError
from posecheck.files import why
from posecheck.scoring import score
from posecheck.station import Setting
from posecheck.take import SUFFIX, Take, open_take

_VIDEOS = frozenset({".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".3gp"})


def find_takes(folder: Path) -> list[Path]:
    """Return the videos and recordings in a folder and below it, by name.

    What cannot be looked at, a folder too, is among them, for it to be named as what failed.

    Raises
    ------
    OptionError
        it is not a folder, it cannot be read, or it holds nothing to score.
    """
    if not os.path.isdir(folder):
        raise OptionError(f"{folder} is not a folder. Name the folder that holds the takes.")
    closed: list[Path] = []

    def note(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise OptionError(f"{folder} cannot be read ({why(error)}).") from error
        closed.append(Path(error.filename))

    takes = [
        Path(root, name)
        for root, _, names in os.walk(folder, onerror=note)
        for name in names
        if Path(name).suffix.lower() in {*_VIDEOS, SUFFIX} and _may_be_file(Path(root, name))
    ]
    takes = sorted([*takes, *closed])
    if not takes:
        raise OptionError(f"{folder} holds no video and no recording ({SUFFIX}).")
    return takes


def _may_be_file(path: Path) -> bool:
    """Say whether something is a regular file, or may be one that cannot be looked at."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except PermissionError:
        return True
    except OSError:
        return False


@dataclass(frozen=True)
class FileScorer:
    """Scores the take in a file: a saved take, or a video that is looked at first.

    Attributes
    ----------
    protocol
        name of the protocol.
    options, setting
        how to score it.
    model
        the verified pose model, for videos.
    mirrored
        the videos are mirror images.
    """

    protocol: str
    options: Mapping[str, Any] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    model: Path | None = None
    mirrored: bool = False

    def __call__(self, path: Path) -> Assessment:
        """Return the assessment of one file.

        Raises
        ------
        PosecheckError
            it cannot be read, or is of another protocol.
        """
        return score(self._take(path), self.protocol).assessment

    def _take(self, path: Path) -> Take:
        if path.suffix.lower() == SUFFIX:
            take = open_take(path)
            told = self.setting.model_dump(exclude_defaults=True)
            setting = Setting.model_validate(take.setting.model_dump() | told)
            return replace(take, options={**take.options, **self.options}, setting=setting)
        # Imported late: a process that meets only takes does without OpenCV and MediaPipe.
        from posecheck.capture.record import record_video

        return record_video(
            path,
            protocol=self.protocol,
            mirrored=self.mirrored,
            setting=self.setting,
            options=self.options,
            model=self.model,
        )
