"""The slow march, from a recording to an assessment. Pure."""

from collections import Counter

import numpy as np

import posecheck
from posecheck.assessment import Assessment, Measure, Provenance, Repetition
from posecheck.errors import SourceError
from posecheck.kinematics import elevation_correction
from posecheck.kinematics.statistics import Z95
from posecheck.protocols.slow_march.analysis import MarchAnalysis, ScoredLift, analyse
from posecheck.protocols.slow_march.findings import march_findings
from posecheck.protocols.slow_march.gates import check_lifts, check_take
from posecheck.protocols.slow_march.measures import march_measures
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.protocols.slow_march.prepare import Prepared
from posecheck.quality import GateResult, combine
from posecheck.quality.camera import camera_place
from posecheck.quality.source import person_found
from posecheck.recording import Recording
from posecheck.thresholds import SHARED


def assess(recording: Recording, options: MarchOptions | None = None) -> Assessment:
    """Return what a recorded march says about the person.

    The same recording and options always give the same numbers. A poor take raises nothing: its
    verdict is "unusable" or "degraded", with the reasons, and what cannot be measured says why.
    An unusable take has no values and no findings; its lifts are listed with their times only, and
    none of them counts.

    Raises
    ------
    SourceError : nobody was found in the whole recording.
    """
    options = options or MarchOptions()
    return assess_analysis(recording, options, analyse(recording, options))


def assess_analysis(
    recording: Recording, options: MarchOptions, analysis: MarchAnalysis | None
) -> Assessment:
    """Return the assessment of a march that is analysed already, for callers that draw it too.

    Raises
    ------
    SourceError : nobody was found in the whole recording.
    """
    if not recording.found.any():
        raise SourceError(person_found(recording).message)
    gates = _gates(recording, analysis)
    measures = march_measures(analysis) if analysis is not None else []
    refusal = next((gate.message for gate in gates if gate.verdict == "unusable"), None)
    if refusal is not None:
        measures = [_withheld(measure, refusal) for measure in measures]
    findings = march_findings(measures, options.target_deg) if refusal is None else []
    lifts = [_repetition(analysis, lift) for lift in analysis.lifts] if analysis else []
    if refusal is not None:
        lifts = [_listed_only(lift, refusal) for lift in lifts]
    return Assessment(
        posecheck_version=posecheck.__version__,
        protocol="slow_march",
        view=analysis.view if analysis is not None else "unknown",
        quality=combine(gates),
        repetitions=tuple(lifts),
        measures=tuple(measures),
        findings=tuple(findings),
        provenance=_provenance(recording, options, analysis),
    )


def _gates(recording: Recording, analysis: MarchAnalysis | None) -> list[GateResult]:
    if analysis is None:
        return check_take(recording, None)
    prepared = Prepared(analysis.track, analysis.rest, analysis.view, analysis.seen)
    return [
        *check_take(recording, prepared),
        camera_place(analysis.elevation),
        *check_lifts([scored.lift for scored in analysis.lifts]),
    ]


def _withheld(measure: Measure, reason: str) -> Measure:
    """Return a measure of a take that cannot answer: no value, whatever was computed."""
    return measure.model_copy(update={"value": None, "low": None, "high": None, "reason": reason})


def _listed_only(lift: Repetition, refusal: str) -> Repetition:
    """Return a lift of a take that cannot answer: when it was, and no number on it."""
    return Repetition(
        side=lift.side,
        start_s=lift.start_s,
        peak_s=lift.peak_s,
        end_s=lift.end_s,
        peak_elevation_deg=None,
        valid=False,
        reason=lift.reason or refusal,
    )


def _repetition(analysis: MarchAnalysis, scored: ScoredLift) -> Repetition:
    lift, phases, body, t_s = scored.lift, scored.phases, scored.body, analysis.track.t_s
    plain = Repetition(
        side=lift.side,
        start_s=float(t_s[lift.start]),
        peak_s=float(t_s[lift.peak]),
        end_s=float(t_s[lift.end]),
        peak_elevation_deg=None,
        double=lift.peaks,
        valid=lift.valid and phases is not None,
        reason=lift.reason or ("The leg was lost during this lift." if phases is None else None),
    )
    if phases is None or body is None:
        return plain
    error = analysis.elevation.error
    half = Z95 * float(np.sqrt(error.common**2 + error.side**2 + error.repetition**2))
    measured = {
        "peak_elevation_deg": phases.peak_deg,
        "peak_elevation_low_deg": phases.peak_deg - half,
        "peak_elevation_high_deg": phases.peak_deg + half,
        "hold_s": phases.hold_s,
        "droop_deg": phases.droop_deg,
        "raising_s": phases.raising_s,
        "lowering_s": phases.lowering_s,
        "peak_lowering_speed_deg_s": phases.lowering_speed_deg_s,
        "drop_ratio": phases.drop_ratio,
        "sparc": phases.sparc,
        "landing": body.landing,
    }
    return Repetition.model_validate(plain.model_dump() | measured)


def _formula(analysis: MarchAnalysis | None) -> str | None:
    """Return the elevation's formula and the version of its coefficients."""
    return (
        None
        if analysis is None
        else f"{analysis.elevation.method} {elevation_correction.version()}"
    )


def _provenance(
    recording: Recording, options: MarchOptions, analysis: MarchAnalysis | None
) -> Provenance:
    sizes = Counter(map(tuple, recording.frame_size_px.tolist()))
    steps = np.diff(recording.t_s)
    meta, camera = recording.meta, options.camera
    return Provenance(
        source=meta.source,
        recording_digest=recording.digest(),
        recorded=meta.created,
        duration_s=recording.duration_s,
        frames=len(recording),
        frames_per_s=float(1.0 / np.median(steps)) if len(steps) else 0.0,
        frame_size_px=sizes.most_common(1)[0][0] if sizes else None,
        thresholds_version=SHARED.version,
        correction_version=_formula(analysis),
        model_name=meta.model_name,
        model_sha256=meta.model_sha256,
        packages=dict(meta.packages),
        options={
            "target_deg": options.target_deg,
            "view": options.view,
            "lens_height_m": camera.lens_height_m,
            "distance_m": camera.distance_m,
            "person_height_m": camera.person_height_m,
        },
    )
