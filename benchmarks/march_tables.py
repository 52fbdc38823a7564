"""The tables of `accuracy_march.py`: what was read of true lifts against what is true."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from march_conditions import is_plain, moves_as_real_people
from march_errors import Lift, between_sides, told_apart
from march_tops import Row

from posecheck.protocols.slow_march import TARGETS_DEG
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.findings import march_findings
from posecheck.protocols.slow_march.measures import march_measures

FloatArray = npt.NDArray[np.float64]

BANDS = ((15, 35), (35, 55), (20, 55), (55, 75), (75, 115), (55, 115))
PLAIN_BANDS = ((20, 55), (55, 115))


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [f"\n### {title}\n", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _mean(values: Sequence[float] | FloatArray) -> str:
    return f"{np.mean(np.abs(values)):.1f}°" if len(values) else "–"


def _share(values: Sequence[bool]) -> str:
    return f"{100 * np.mean(values):.0f} %" if len(values) else "–"


def by_height(
    lifts: Sequence[Lift], easy: Sequence[Lift], rows: Sequence[Row]
) -> Iterator[list[str]]:
    """Yield the lines of the table by true height.

    `easy` are the same lifts with only the person left out, `rows` hold their plain geometry. In
    plain takes the standing foot stays flat, its knee as it was, and the camera is aimed.
    """
    geometry = {(row.clip, row.truth_deg): row.geometry_deg - row.truth_deg for row in rows}

    def row(name: str, low: float, high: float, asked: Callable[[Lift], bool]) -> list[str]:
        own, chose = (
            [each for each in some if low <= each.true_deg < high and asked(each)]
            for some in (lifts, easy)
        )
        told = [each for each in own if each.has_number]
        keys = [(each.take.name, each.true_deg) for each in told]
        worst = f" ({max(abs(each.error_deg) for each in told):.0f}°)" if told else ""
        return [
            name,
            str(len(own)),
            str(sum(each.scored is not None for each in own)),
            str(len(told)),
            _mean([each.error_deg for each in told]) + worst,
            _mean([each.error_deg for each in chose if each.has_number]),
            _mean([geometry[key] for key in keys if key in geometry]),
            _share([abs(each.error_deg) <= each.half_deg for each in told]),
            f"±{np.median([each.half_deg for each in told]):.0f}°" if told else "–",
        ]

    for low, high in BANDS:
        yield row(f"{low}–{high}°", low, high, lambda _: True)
    for low, high in PLAIN_BANDS:
        yield row(f"… {low}–{high}°, plain takes", low, high, _is_plain)


def _is_plain(lift: Lift) -> bool:
    return is_plain(lift.take.truth["scenario"])


HEIGHT_HEAD = (
    "true height", "lifts", "counted", "with a number", "error (worst), choice left out too",
    "person left out", "geometry alone", "interval right", "half width",
)  # fmt: skip


def low_ones(lifts: Sequence[Lift]) -> str:
    """Return how often a lift that is called low is under what it is said to be under."""
    low = [each for each in lifts if each.has_height and not each.has_number]
    right = [each.true_deg <= each.read_deg + each.half_deg for each in low]
    true = [each.true_deg for each in low]
    if not low:
        return "No lift was called low."
    return (
        f"{len(low)} lifts were called low; {_share(right)} of them are under what they are said "
        f"to be under. They are truly {min(true):.0f} to {max(true):.0f}°."
    )


def targets(lifts: Sequence[Lift]) -> str:
    """Return how often a single lift would be told to reach a target that it does not reach."""
    asked = [(each, target) for each in lifts if each.has_number for target in TARGETS_DEG]
    reached = [pair for pair in asked if pair[0].read_deg - pair[0].half_deg >= pair[1]]
    wrong = sum(each.true_deg < target for each, target in reached)
    true = sum(each.true_deg >= target for each, target in asked)
    degrees = ", ".join(f"{each}°" for each in TARGETS_DEG)
    return (
        f"Targets of {degrees}: of {true} that a lift reaches {len(reached) - wrong} are called "
        f"reached; of {len(asked) - true} that it does not, {wrong}."
    )


def low_sides(lifts: Sequence[Lift]) -> str:
    """Return how often a low side is lower than the other by what is said to be the least."""
    every = between_sides(lifts).values()
    too_much = [each.too_much_deg for each in every if each.too_much_deg is not None]
    wrong = [each for each in too_much if each > 0]
    one, both = (sum(len(each.low) == count for each in every) for count in (1, 2))
    return (
        f"In {one} takes one leg is too low for a number; of {len(too_much)} it is said by how "
        f"much it is lower at the least, rightly of {len(too_much) - len(wrong)}"
        f"{f' (worst {max(wrong):.0f}° too much)' if wrong else ''}. "
        f"In {both} takes both are too low."
    )


def sides_rows(groups: Mapping[str, Sequence[Lift]]) -> Iterator[list[str]]:
    """Yield the lines of the table of right − left."""
    for name, lifts in groups.items():
        found = list(told_apart(lifts).values())
        if not found:
            continue
        errors = np.array([each.error_deg for each in found])
        right = [abs(each.error_deg) <= each.half_deg for each in found]
        yield [
            name, str(len(found)), _mean(errors), f"{np.abs(errors).max():.0f}°",
            f"{np.sqrt(np.mean(errors**2)):.1f}°", _share(right),
        ]  # fmt: skip


PHONE_HEAD = ("", "lifts", "mean", "root mean square", "interval, half", "interval right",
              "right − left: takes", "mean", "worst", "interval right")  # fmt: skip


def phone_rows(plain: Sequence[Lift], beside: Sequence[Lift]) -> Iterator[list[str]]:
    """Yield how well the same lifts are read without and with a phone, the first ones left out."""
    for name, lifts in (("without", plain), ("with a phone", beside)):
        later = []
        for each in lifts:
            own = [one for one in lifts if one.take is each.take and one.scored is not None]
            same = [one for one in own if one.truth["side"] == each.truth["side"]]
            if each.has_number and each is not same[0]:
                later.append(each)
        errors = np.array([each.error_deg for each in later])
        apart = list(told_apart(lifts).values())
        off = np.array([each.error_deg for each in apart])
        yield [
            name, str(len(later)), _mean(errors), f"{np.sqrt(np.mean(errors**2)):.1f}°",
            f"{np.median([each.half_deg for each in later]):.1f}°",
            _share([abs(each.error_deg) <= each.half_deg for each in later]),
            str(len(apart)), _mean(off), f"{np.abs(off).max():.0f}°",
            _share([abs(each.error_deg) <= each.half_deg for each in apart]),
        ]  # fmt: skip


SIDES_HEAD = ("takes", "number", "mean", "worst", "root mean square", "interval right")


def condition_rows(groups: Mapping[str, Sequence[Lift]]) -> Iterator[list[str]]:
    """Yield the lines of the table by condition."""
    for name, lifts in groups.items():
        told = [each for each in lifts if each.has_number]
        if not told:
            continue
        errors = np.array([each.error_deg for each in told])
        apart = [each.error_deg for each in told_apart(lifts).values()]
        yield [
            name, str(len({each.take.name for each in lifts})),
            f"{sum(each.scored is not None for each in lifts)} of {len(lifts)}", str(len(told)),
            _mean(errors), f"{errors.mean():+.1f}°", _mean(apart),
            _share([abs(each.error_deg) <= each.half_deg for each in told]),
        ]  # fmt: skip


CONDITION_HEAD = (
    "condition", "takes", "lifts counted", "with a number", "error", "bias", "right − left",
    "interval right",
)  # fmt: skip


def time_rows(lifts: Sequence[Lift]) -> Iterator[list[str]]:
    """Yield the lines of the table of times, against what the rendered people were told to do."""
    for view in ("front", "oblique", "side"):
        seen = [each for each in lifts if each.take.view.startswith(view)]
        for low, high in ((20, 45), (45, 65), (65, 115)):
            own = [each for each in seen if each.scored is not None and low <= each.true_deg < high]
            if len(own) < 3:
                continue
            cells = []
            for name, begin, end in (
                ("hold_s", "rise_end_s", "hold_end_s"),
                ("raising_s", "start_s", "rise_end_s"),
                ("lowering_s", "hold_end_s", "end_s"),
            ):
                errors = [
                    getattr(each.scored.phases, name) - (each.truth[end] - each.truth[begin])
                    for each in own
                    if each.scored is not None
                    and getattr(each.scored.phases, name, None) is not None
                ]
                cells.append(
                    f"{np.mean(errors):+.2f} s, {np.median(errors):+.2f} s, "
                    f"{np.percentile(np.abs(errors), 95):.2f} s"
                )
            yield [f"{view}, {low}–{high}°", str(len(own)), *cells]


TIME_HEAD = ("view, height", "lifts", *(
    f"{each}: mean, median, 95 % within" for each in ("hold", "way up", "way down")
))  # fmt: skip


def called_fast(lifts: Sequence[Lift]) -> str:
    """Return how often a calm lowering is called fast."""
    takes: dict[str, MarchAnalysis] = {}
    calm: dict[str, list[float]] = {}
    for each in lifts:
        takes[each.take.name] = each.analysis
        seconds = each.truth["end_s"] - each.truth["hold_end_s"]
        calm.setdefault(each.take.name, []).append(seconds)
    told = {
        name: any(
            finding.code.startswith("lowering_fast")
            for finding in march_findings(march_measures(analysis), 90.0)
        )
        for name, analysis in takes.items()
    }
    slow = [told[name] for name, seconds in calm.items() if min(seconds) >= 1.0]
    quick = [told[name] for name, seconds in calm.items() if max(seconds) < 0.5]
    return (
        f"Told that the leg comes down fast: {sum(slow)} of {len(slow)} takes whose lowerings all "
        f"take 1.0 s or longer, {sum(quick)} of {len(quick)} takes whose lowerings all take less "
        "than 0.5 s."
    )


def sides_table(title: str, lifts: Sequence[Lift]) -> str:
    """Return the table of right − left."""
    groups = {
        "all": lifts,
        "with the spreads of real people": [
            each for each in lifts if moves_as_real_people(each.take.truth["scenario"])
        ],
        "ordinary": [
            each for each in lifts if not moves_as_real_people(each.take.truth["scenario"])
        ],
        "plain takes": [each for each in lifts if _is_plain(each)],
        "lifts above 55° only": [each for each in lifts if each.true_deg >= 55],
    }
    return table(f"Right − left from the front, {title}", SIDES_HEAD, sides_rows(groups))
