"""Scores a take: asks its protocol's gates, analyses, measures, says how the numbers came about.

The one way for command line, page, history, batch and, as `posecheck.assess`, for Python.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from posecheck.analysis import Analysis
from posecheck.assessment import Assessment, Measure, Provenance, Repetition
from posecheck.errors import OptionError
from posecheck.gates import Gate, quality_of, refusal
from posecheck.landmarks import SIDES
from posecheck.registry import AnyProtocol, installed, protocol
from posecheck.station import Setting
from posecheck.take import Take
from posecheck.thresholds import SHARED


@dataclass(frozen=True, eq=False)
class Scored:
    """What one take says: the numbers, and the analysis behind them for whoever draws.

    Attributes
    ----------
    take
        what was recorded.
    assessment
        numbers, reasons, findings.
    analysis
        curves and repetitions; None where a gate refused the take before its analysis.
    """

    take: Take
    assessment: Assessment
    analysis: Analysis | None


def score(take: Take, protocol: str | None = None) -> Scored:
    """Return what a take says about the person; `posecheck.assess` says more.

    Raises
    ------
    OptionError
        there is no such protocol, none was named, the take is of another one, or its stations,
        options or conditions are not possible.
    """
    if not isinstance(take, Take):
        raise OptionError(
            f"{take!r:.80} is not a take. Make one with record_video, or open one with open_take."
        )
    found = _protocol(take, protocol)
    take.setting.refuse_nonsense()
    take = found.assign(take)
    found.refuse_odd_stations(Counter(station.kind for station in take.stations))
    check = found.check(take)
    if check.prepared is None or refusal(check.gates) is not None:
        reason = refusal(check.gates) or check.gates[0].message
        return Scored(take, _refused(found, take, check.gates, check.view, reason), None)
    analysis: Analysis = found.analyse(check.prepared)
    gates = (*check.gates, *analysis.gates)
    reason_not = refusal(gates)
    if reason_not is not None:
        assessment = _refused(found, take, gates, analysis.view, reason_not)
        listed = tuple(_times_only(each, reason_not) for each in analysis.repetitions)
        return Scored(take, assessment.model_copy(update={"repetitions": listed}), analysis)
    measures = found.measure(analysis)
    assessment = Assessment(
        posecheck_version=version("posecheck"),
        protocol=found.name,
        view=analysis.view,
        quality=quality_of(gates),
        repetitions=analysis.repetitions,
        measures=tuple(measures),
        findings=tuple(found.find(analysis, measures)),
        provenance=_provenance(found, take, analysis),
    )
    return Scored(take, assessment, analysis)


def _protocol(take: Take, name: str | None) -> AnyProtocol:
    name = name or take.protocol
    if not name:
        raise OptionError(
            "It is not known which test this take shows. Name its protocol, "
            f"one of {', '.join(installed())}."
        )
    found = protocol(name)
    if take.protocol not in ("", found.name):
        raise OptionError(
            f"This take was recorded for {protocol(take.protocol).title.lower()} and cannot be "
            f"assessed as {found.title.lower()}. Record it again for that."
        )
    return found


def _refused(
    found: AnyProtocol, take: Take, gates: Sequence[Gate], view: Any, reason: str
) -> Assessment:
    """Return the assessment of a take that cannot answer: every measure without a value."""
    measures: list[Measure] = []
    for kind in found.measures:
        sides = SIDES if kind.per_side else (None,)
        measures += [kind.missing(reason, view, side) for side in sides]
    return Assessment(
        posecheck_version=version("posecheck"),
        protocol=found.name,
        view=view,
        quality=quality_of(gates),
        measures=tuple(measures),
        provenance=_provenance(found, take, None),
    )


def _times_only(repetition: Repetition, reason: str) -> Repetition:
    """Return a repetition of a take that cannot answer: when it was, and no number on it."""
    return repetition.model_copy(
        update={"values": {}, "valid": False, "reason": repetition.reason or reason}
    )


def _provenance(found: AnyProtocol, take: Take, analysis: Analysis | None) -> Provenance:
    recordings = [station.recording for station in take.stations]
    first = recordings[0].meta
    sizes = Counter(tuple(size) for each in recordings for size in each.frame_size_px.tolist())
    steps = np.concatenate([np.diff(each.t_s) for each in recordings])
    own = found.thresholds
    unsaid = Setting().model_dump(mode="json")
    setting = take.setting.model_dump(mode="json").items()
    return Provenance(
        source=", ".join(dict.fromkeys(each.meta.source for each in recordings)),
        recording_digest=take.digest(),
        recorded=take.recorded,
        dated_by=take.dated_by,
        duration_s=sum(each.duration_s for each in recordings),
        frames=sum(map(len, recordings)),
        frames_per_s=float(1.0 / np.median(steps)) if len(steps) else 0.0,
        frame_size_px=sizes.most_common(1)[0][0] if sizes else None,
        thresholds_version=SHARED.version + (f"+{own.version}" if own is not None else ""),
        correction_version=found.correction_version,
        method=analysis.method if analysis is not None else None,
        model_name=first.model_name,
        model_sha256=first.model_sha256,
        packages=dict(first.packages),
        options=found.options.said(take.options).model_dump(mode="json"),
        setting={name: value for name, value in setting if value != unsaid[name]},
    )
