"""From the recordings and pictures of a posture session to the stands that are measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from posecheck.capture.mirror_averaging import MirrorAveraging
from posecheck.capture.stand import Seen, StandBuilder, StandView, stand_from_media
from posecheck.live.take import Look
from posecheck.protocols.posture.assess import PostureTake
from posecheck.recording import Recording
from posecheck.stand import Markers, Stand

FRONT, TUCK, ARCH = "front", "tuck", "arch"


@dataclass(frozen=True, eq=False)
class Stands:
    """The stands of a session, and the pictures that go with them where there are any."""

    stands: Mapping[str, Stand]
    seen: Mapping[str, Seen]

    def take(self, markers: Markers | None = None) -> PostureTake:
        """Return the stands as the posture check takes them.

        Parameters
        ----------
        markers : where the person clicked ASIS and PSIS in the first side picture.
        """
        sides = [stand for name, stand in self.stands.items() if name.startswith("side")]
        if markers is not None and sides:
            sides[0] = replace(sides[0], markers=markers)
        both_ends = TUCK in self.stands and ARCH in self.stands
        return PostureTake(
            side=sides,
            front=[self.stands[FRONT]] if FRONT in self.stands else [],
            tuck=self.stands[TUCK] if both_ends else None,
            arch=self.stands[ARCH] if both_ends else None,
        )

    @property
    def first_side(self) -> Seen | None:
        """The first side stand with a picture."""
        return next((seen for name, seen in self.seen.items() if name.startswith("side")), None)


def look_at_stands(
    recordings: Mapping[str, Recording],
    albums: Mapping[str, Sequence[Look]],
    model_path: Path,
) -> Stands:
    """Read the silhouettes of the side stands and look at the front one both ways.

    This is done after the take, so that the camera's frames need not wait for it. A stand without
    pictures has no silhouette, and of the front one what was seen during the take.

    Parameters
    ----------
    recordings, albums : by station, as the take gives them.
    model_path : file of the pose model.
    """
    seen = {
        name: _look(recording, albums[name], model_path, name)
        for name, recording in recordings.items()
        if albums.get(name)
    }
    stands = {
        name: seen[name].stand if name in seen else Stand(recording)
        for name, recording in recordings.items()
    }
    return Stands(stands, seen)


def stands_from_files(paths: Mapping[str, Path], model_path: Path, mirrored: bool) -> Stands:
    """Read pictures or short videos as stands, by station.

    Raises
    ------
    SourceError : one of them is neither, cannot be read, or shows nobody.
    """
    seen = {
        name: stand_from_media(path, model_path, _view(name), mirrored)
        for name, path in paths.items()
    }
    return Stands({name: each.stand for name, each in seen.items()}, seen)


def _view(name: str) -> StandView:
    return "front" if name == FRONT else "side"


def _look(recording: Recording, album: Sequence[Look], model_path: Path, name: str) -> Seen:
    if name == FRONT:
        return _both_ways(recording, album, model_path)
    seen = _built(recording, album, model_path, "side")
    return replace(seen, stand=replace(seen.stand, recording=recording))


def _both_ways(recording: Recording, album: Sequence[Look], model_path: Path) -> Seen:
    """Return the front stand as a file's would be: its levels free of the model's unevenness."""
    with MirrorAveraging(model_path) as model:
        again = [replace(look, pose=model.detect(look.frame) or look.pose) for look in album]
    return _built(recording, again, model_path, "front")


def _built(recording: Recording, album: Sequence[Look], model_path: Path, view: StandView) -> Seen:
    with StandBuilder(model_path, view, spacing_s=0.0) as builder:
        for look in album:
            builder.add(look.frame, look.pose)
        return builder.build(recording.meta)
