"""Scores takes and files with today's version, for batches and for kept takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from posecheck.assessment import Assessment
from posecheck.result import assess
from posecheck.take import Setting, Take
from posecheck.take_file import SUFFIX, open_take


def score_again(take: Take) -> Assessment:
    """Score a kept take anew, with its own protocol, options and conditions.

    Raises
    ------
    OptionError : its protocol is not installed here, or its options are none of today's.
    """
    return assess(take).assessment


@dataclass(frozen=True)
class FileScorer:
    """Scores the take in a file: a saved take, or a video that is looked at first.

    Attributes
    ----------
    protocol : name of the protocol.
    options, setting : how to score it.
    model : the verified pose model, for videos.
    mirrored : the videos are mirror images.
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
        PosecheckError : it cannot be read, or is of another protocol.
        """
        return assess(self._take(path), self.protocol).assessment

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
