"""`Take`: the one thing that is recorded, saved, kept, archived, scored again and carried about.

A take holds what was recorded (stations: landmarks with what belongs to them), for which protocol
and with which options, under which conditions, and when. It holds nothing computed and no picture.

A file of format 2 is a line that names it, the SHA-256 of all that follows, and a zip archive with
`take.json` and the arrays of every station. Any program that reads zip files opens it. A flipped
bit anywhere contradicts the line, the checksum or both. Files of format 1, the recordings of
posecheck 0.1, are plain zip archives of one recording; they open as takes of one station.

What is read is bounded before it is unpacked: number and size of the members, all of them
together, type and shape of the arrays; `Recording` and the others check what they hold.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from posecheck import zip_file
from posecheck.assessment import DatedBy
from posecheck.bounded import read_json
from posecheck.errors import OptionError, OutputError, RecordingError
from posecheck.files import as_path, name_of, read_bounded, write_atomic
from posecheck.recording import ARRAYS, DEPTH, Recording, RecordingMeta
from posecheck.station import (
    CONTOUR_ARRAYS,
    Contour,
    Markers,
    Setting,
    Station,
    joined,
    refuse_odd_time,
)
from posecheck.thresholds import FILES

FORMAT = 2
SUFFIX = ".posecheck"

_MAGIC = b"posecheck take 2\n"
_HEADER = "take.json"
_OLD_HEADER = "posecheck.json"
_LOOKS = ("mirror_averaged", "second_look")  # of a station, beside its recording
_BROKEN = (
    *zip_file.BROKEN,
    OSError,
    OptionError,  # what `Take` says of values that nobody gave here
)


@dataclass(frozen=True, eq=False)
class Take:
    """What was recorded for one protocol, with its conditions; nothing computed.

    Attributes
    ----------
    stations
        what was recorded, in order; at least one.
    protocol
        name of the protocol it was recorded for; empty where nobody has said yet.
    options
        the protocol's options, as said.
    setting
        the conditions.
    recorded
        when, with its zone; None where unknown.
    dated_by
        where `recorded` comes from: the clock during the take, somebody who said so, or the file.
    ending
        how a take before the camera ended, one sentence; empty for files.

    Raises
    ------
    RecordingError
        no station, or far too many.
    OptionError
        something of another type, or an impossible time of recording.
    """

    stations: tuple[Station, ...]
    protocol: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    recorded: datetime | None = None
    dated_by: DatedBy = "unknown"
    ending: str = ""

    def __post_init__(self) -> None:
        for name, kind in _TYPES.items():
            if not isinstance(getattr(self, name), kind):
                given = getattr(self, name)
                raise OptionError(f"{given!r:.80} cannot be the {name} of a take.")
        if not self.stations or len(self.stations) > FILES.most_stations:
            raise RecordingError("This take is damaged: it has no recording, or far too many.")
        if not all(isinstance(each, Station) for each in self.stations):
            raise OptionError("A take is made of stations: wrap each recording in a Station.")
        if self.recorded is not None:
            refuse_odd_time(self.recorded)

    def of(self, *kinds: str) -> list[Station]:
        """Return the stations of these kinds, in order."""
        return [station for station in self.stations if station.kind in kinds]

    def names(self) -> list[str]:
        """Return a name for each station: its kind, numbered where there are several."""
        kinds = [station.kind or "recording" for station in self.stations]
        return [
            f"{kind}-{kinds[: at + 1].count(kind)}" if kinds.count(kind) > 1 else kind
            for at, kind in enumerate(kinds)
        ]

    def digest(self) -> str:
        """Return the SHA-256 of what was recorded, the same after saving and opening."""
        return joined([station.digest() for station in self.stations])

    def save(self, path: Path | str) -> None:
        """Write the take to one file, whole or not at all.

        Raises
        ------
        OptionError
            it holds what no file can, such as an option that is a list.
        OutputError
            the file cannot be written.
        """
        write_atomic(as_path(path, OutputError), to_bytes(self))


_TYPES = {
    "stations": tuple,
    "protocol": str,
    "options": Mapping,
    "setting": Setting,
    "ending": str,
}


class _Station(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    kind: str = Field(default="", pattern=r"^[a-z0-9_]{0,40}$")
    meta: RecordingMeta
    mirror_averaged: RecordingMeta | None = None
    second_look: RecordingMeta | None = None
    masks: int | None = Field(default=None, ge=0)
    markers: Markers | None = None
    people: int = Field(default=1, ge=0, le=100)


class _Header(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    format: int
    protocol: str = Field(default="", pattern=r"^[a-z0-9_]{0,64}$")
    options: Mapping[str, int | float | bool | str | None] = Field(
        default_factory=dict, max_length=100
    )
    setting: Setting = Field(default_factory=Setting)
    recorded: AwareDatetime | None = None
    dated_by: DatedBy = "unknown"
    ending: str = Field(default="", max_length=1000)
    stations: list[_Station] = Field(min_length=1, max_length=int(FILES.most_stations))


def to_bytes(take: Take) -> bytes:
    """Return a take as the bytes of its file.

    Raises
    ------
    OptionError
        the take holds what no file can, such as an option that is a list.
    """
    header = _header_of(take).model_dump_json(indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        zip_file.put(archive, _HEADER, header)
        for at, station in enumerate(take.stations):
            recording = station.recording
            zip_file.put_arrays(archive, f"{at}/recording", recording, recording.arrays)
            for name in _LOOKS:
                if (look := getattr(station, name)) is not None:
                    zip_file.put_arrays(archive, f"{at}/{name}", look, look.arrays)
            if station.contour is not None:
                zip_file.put_arrays(archive, f"{at}/contour", station.contour, CONTOUR_ARRAYS)
    content = buffer.getvalue()
    return _MAGIC + hashlib.sha256(content).digest() + content


def _header_of(take: Take) -> _Header:
    try:
        return _Header(
            format=FORMAT,
            protocol=take.protocol,
            options=take.options,
            setting=take.setting,
            recorded=take.recorded,
            dated_by=take.dated_by,
            ending=take.ending,
            stations=[
                _Station(
                    kind=station.kind,
                    meta=station.recording.meta,
                    mirror_averaged=_meta(station.mirror_averaged),
                    second_look=_meta(station.second_look),
                    masks=None if station.contour is None else station.contour.masks,
                    markers=station.markers,
                    people=station.people,
                )
                for station in take.stations
            ],
        )
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        raise OptionError(
            f"The take cannot be saved: no file can hold its {name}. Give plain numbers and words."
        ) from error


def _meta(recording: Recording | None) -> RecordingMeta | None:
    return None if recording is None else recording.meta


def open_take(path: Path | str) -> Take:
    """Read a take from its file, of this or any earlier version.

    Raises
    ------
    RecordingError
        the file is missing, unreadable, damaged, not a take, or of a newer version.
    """
    path = as_path(path, RecordingError)
    return from_bytes(read_bounded(path, int(FILES.largest_take), RecordingError), name_of(path))


def from_bytes(content: bytes, name: str = "The take") -> Take:
    """Read a take from the bytes of its file; `name` begins the sentence where that fails.

    Raises
    ------
    RecordingError
        it is damaged, not a take, or of a newer version.
    """
    try:
        if content.startswith(_MAGIC):
            return _format_2(memoryview(content)[len(_MAGIC) :], name)
        return _format_1(content, name)
    except RecordingError as error:
        if str(error).startswith(name):
            raise
        raise RecordingError(f"{name}: {error}") from error
    except _BROKEN as error:
        raise RecordingError(
            f"{name} is damaged or is not a posecheck take. Use an undamaged copy, or record the "
            "take again."
        ) from error


def is_take(head: bytes) -> bool:
    """Say whether a file that begins with these bytes may be a take of some version."""
    return head.startswith((_MAGIC, b"PK\x03\x04"))


def _format_2(content: memoryview, name: str) -> Take:
    size = hashlib.sha256().digest_size
    if hashlib.sha256(content[size:]).digest() != content[:size]:
        raise RecordingError(
            f"{name} is damaged: its content does not match its own checksum. "
            "Use an undamaged copy, or record the take again."
        )
    with zip_file.opened(io.BytesIO(content[size:])) as archive:
        _refuse_too_much(archive)
        raw = read_json(zip_file.member(archive, _HEADER, FILES.largest_header))
        _refuse_newer(int(raw["format"]), FORMAT, name)
        header = _Header.model_validate(raw)
        return Take(
            stations=tuple(_station(archive, at, each) for at, each in enumerate(header.stations)),
            protocol=header.protocol,
            options=dict(header.options),
            setting=header.setting,
            recorded=header.recorded,
            dated_by=header.dated_by,
            ending=header.ending,
        )


def _format_1(content: bytes, name: str) -> Take:
    """Read the recording of posecheck 0.1; its protocol is the slow march, the only one it had."""
    with zip_file.opened(io.BytesIO(content)) as archive:
        _refuse_too_much(archive)
        raw: dict[str, Any] = read_json(zip_file.member(archive, _OLD_HEADER, FILES.largest_header))
        _refuse_newer(int(raw["schema_version"]), 1, name)
        recording = _recording(archive, "", RecordingMeta.model_validate(raw["meta"]))
    if recording.digest() != raw.get("digest"):
        raise RecordingError(
            f"{name} is damaged: its content does not match its own checksum. "
            "Use an undamaged copy, or record the take again."
        )
    created = recording.meta.created
    return Take((Station(recording),), recorded=created, dated_by="clock")


def _refuse_too_much(archive: zipfile.ZipFile) -> None:
    if sum(info.file_size for info in archive.infolist()) > FILES.largest_unpacked:
        raise ValueError("it would unpack to more than any take holds")


def _refuse_newer(found: int, known: int, name: str) -> None:
    if found > known:
        raise RecordingError(
            f"{name} was written by a newer posecheck (format {found}, this one reads up to "
            f"{FORMAT}). Install the newer version to open it."
        )


def _station(archive: zipfile.ZipFile, at: int, listed: _Station) -> Station:
    looks = {
        name: _recording(archive, f"{at}/{name}/", meta)
        for name in _LOOKS
        if (meta := getattr(listed, name)) is not None
    }
    contour = None
    if listed.masks is not None:
        rows = [zip_file.array(archive, f"{at}/contour/{name}.npy") for name in CONTOUR_ARRAYS]
        contour = Contour(rows[0], rows[1], rows[2], rows[3], listed.masks)
    return Station(
        recording=_recording(archive, f"{at}/recording/", listed.meta),
        kind=listed.kind,
        **looks,
        contour=contour,
        markers=listed.markers,
        people=listed.people,
    )


def _recording(archive: zipfile.ZipFile, folder: str, meta: RecordingMeta) -> Recording:
    there = archive.namelist()
    names = [*ARRAYS, *(name for name in DEPTH if f"{folder}{name}.npy" in there)]
    arrays = {name: zip_file.array(archive, f"{folder}{name}.npy") for name in names}
    return Recording(**arrays, meta=meta)
