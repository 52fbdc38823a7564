"""One body in several clothes before several places of the camera: what its outline errs by."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from posture_data import Sample
from posture_refusals import Line

import posecheck
from posecheck.protocols.posture import PROTOCOL, kinds

TILT = kinds.TILT_FROM_NEUTRAL.name


def repeated_stands(samples: Sequence[Sample]) -> Iterator[Line]:
    """Yield how one body's outline errs from take to take, and what comparing two of them says."""
    results = {s.name: posecheck.assess(s.take).assessment for s in samples if s.side}
    measures = {name: result.measure(kinds.TILT_FROM_NEUTRAL) for name, result in results.items()}
    groups: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        measure = measures.get(sample.name)
        if measure is not None and isinstance(measure.value, float):
            groups[sample.body].append(sample)
    within, said, every, inside = [], [], [], []
    for group in groups.values():
        errors = [float(measures[s.name].value) - s.truth[TILT] for s in group]  # type: ignore
        within.append((np.var(errors, ddof=1), len(errors) - 1))
        every += errors
        inside += [
            float(measures[s.name].low) <= s.truth[TILT] <= float(measures[s.name].high)  # type: ignore
            for s in group
        ]
        for first in group:
            options = PROTOCOL.since(results[first.name])
            for second in group:
                if second is not first:
                    take = replace(second.take, options=dict(options))
                    compared = posecheck.assess(take).assessment.measure(kinds.TILT_COMPARED)
                    change = second.truth[TILT] - first.truth[TILT]
                    said.append((change, compared.value if compared else None))
    pooled = np.sqrt(np.average([v for v, _ in within], weights=[n for _, n in within]))
    total = sum(len(group) for group in groups.values())
    yield (
        "mean absolute error of bodies that no model was fitted on; intervals right",
        f"{np.abs(every).mean():.1f}°; {100 * np.mean(inside):.0f} %",
    )
    yield (
        "standard deviation of the error within a body",
        f"{pooled:.1f}°, {total} of {len(results)} stands of {len(groups)} bodies",
    )
    for least, most in ((0, 3), (3, 8), (8, 12), (12, 99)):
        pairs = [(change, word) for change, word in said if least <= abs(change) < most]
        right = sum(word == ("more" if change > 0 else "less") for change, word in pairs)
        same = sum(word == "about_the_same" for _, word in pairs)
        yield (
            f"pairs {least}–{most}° apart: right way, no difference told, wrong way",
            f"{right}, {same}, {len(pairs) - right - same} of {len(pairs)}",
        )
