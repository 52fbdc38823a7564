import re
from dataclasses import replace

import numpy as np
import pytest

from posecheck import Assessment, Setting, Stated, Take
from posecheck.errors import OptionError
from posecheck.protocols.posture import PROTOCOL, kinds
from posecheck.protocols.posture.body_frame import figure_of
from posecheck.take import Markers
from posecheck.take_file import from_bytes, to_bytes
from tests.protocols.posture.people import assess, once_more, stand, take_of, trial

SIDE = (kinds.CLASS, *kinds.ANGLES)
OUTLINE = (kinds.TILT_FROM_NEUTRAL, *kinds.SHAPES)
FRONT = [
    kind for kind in kinds.FROM_THE_FRONT if kind not in (kinds.PELVIS_LEVEL, kinds.KNEE_ALIGNMENT)
]
FORBIDDEN = re.compile(
    r"you have|weak|tight|psoas|dysfunction|misalign|disease|abnormal|cause|pain|risk|wrong", re.I
)


def marked(name="upright"):
    figure = figure_of(trial(name))
    asis, psis = figure.to_pixels((0.13, -0.08)), figure.to_pixels((-0.15, -0.14))
    return replace(stand(name), markers=Markers(tuple(asis), tuple(psis)))


def whole_take(setting=None, options=None, side="upright", **more):
    stands = {"side": side, "front": "shoulder_up", "tuck": "tuck", "arch": "arch", **more}
    return take_of(setting, options, **stands)


def since(value):
    """The options of a take after one whose place in the own range was this."""
    return {
        "previous_index": value,
        "previous_index_low": value - 20,
        "previous_index_high": value + 20,
    }


def test_side_and_front_give_everything_but_the_level_of_the_pelvis():
    result = assess(whole_take())
    assert result.protocol == "posture"
    assert result.view == "side-left"
    assert result.quality.verdict == "ok"
    for kind in (*SIDE, *OUTLINE, *FRONT, kinds.PELVIC_TILT, kinds.TILT_INDEX):
        measure = result.measure(kind)
        assert measure is not None, kind.name
        assert measure.value is not None, kind.name
        if isinstance(measure.value, float):
            assert measure.low < measure.value < measure.high
    assert result.measure(kinds.PELVIS_LEVEL).value is None
    assert result.measure(kinds.KNEE_ALIGNMENT, "left").value is not None


def test_it_survives_json():
    result = assess(whole_take())
    assert Assessment.from_json(result.to_json()) == result


def test_a_take_gives_the_same_numbers_and_digest_from_its_file():
    take = whole_take(
        Setting(roll_deg=Stated(value=1.5), clothing="loose"),
        since(30.0),
        side=["upright", marked("sway_back")],
        relaxed=once_more("upright"),
    )
    opened = from_bytes(to_bytes(take))
    before, after = assess(take), assess(opened)
    assert after.measures == before.measures
    assert after.findings == before.findings
    assert after.quality == before.quality
    assert opened.digest() == take.digest()


def test_the_same_stands_give_the_same_numbers():
    first, second = assess(whole_take()), assess(whole_take())
    assert first.measures == second.measures
    assert first.provenance.recording_digest == second.provenance.recording_digest


@pytest.mark.parametrize(
    ("take", "evidence"),
    [
        (take_of(side="upright"), "silhouette"),
        (whole_take(), "own_range"),
        (whole_take(side=marked()), "markers"),
    ],
)
def test_the_best_evidence_for_the_tilt_wins_and_says_which_it_was(take, evidence):
    tilt = assess(take).measure(kinds.PELVIC_TILT)
    assert tilt is not None
    assert tilt.evidence == evidence
    assert tilt.caution
    if evidence != "markers":
        # Bone shape alone spreads it by 5° SD between people.
        assert tilt.high - tilt.low > 2 * 1.96 * 5


def test_spots_that_only_looked_like_stickers_are_nothing_to_complain_about():
    """Nobody put them there, so the check goes on without them."""
    figure = figure_of(trial("upright"))
    points = [tuple(figure.to_pixels(place)) for place in ((0.3, 0.05), (-0.35, -0.35))]
    given = replace(stand("upright"), markers=Markers(*points, found=True))
    tilt = assess(take_of(side=given)).measure(kinds.PELVIC_TILT)
    assert tilt is not None
    assert tilt.evidence == "silhouette"


def test_the_view_that_is_missing_is_named():
    from_side = assess(take_of(side="upright"))
    for kind in (*FRONT, kinds.KNEE_ALIGNMENT):
        side = "left" if kind.per_side else None
        assert "from the front" in from_side.measure(kind, side).reason
    assert "three clips" in (from_side.measure(kinds.TILT_INDEX).reason or "")
    from_front = assess(take_of(front="shoulder_up"))
    assert from_front.view == "front"
    for kind in (*SIDE, *OUTLINE, kinds.PELVIC_TILT, kinds.TILT_INDEX):
        assert "from the side" in from_front.measure(kind).reason


def test_a_stand_that_cannot_be_measured_is_left_out_and_said():
    good, bad = stand("upright"), stand("shoulder_up")
    result = assess(take_of(side=[good, bad]))
    assert result.quality.verdict == "degraded"
    assert [reason.gate for reason in result.quality.reasons] == ["side_view"]
    assert result.measure(kinds.TRUNK_LEAN).n == 1
    nothing = assess(take_of(side=bad))
    assert nothing.quality.verdict == "unusable"
    assert all(measure.value is None for measure in nothing.measures)
    assert nothing.findings == ()


def test_three_stands_are_one_answer():
    result = assess(take_of(side=["upright", once_more("upright"), "tuck"]))
    assert result.measure(kinds.CLASS).n == 3
    one = assess(take_of(side="upright")).measure(kinds.TILT_FROM_NEUTRAL)
    three = result.measure(kinds.TILT_FROM_NEUTRAL)
    assert three.n == 3
    assert three.value == pytest.approx(one.value, abs=0.1)
    # They differ by 15°, so the interval is wider than one stand's.
    assert three.high - three.low > one.high - one.low


def test_a_hidden_belly_is_named_as_such():
    given = stand("upright")
    points = figure_of(trial(given))
    rows = (given.contour.y_px > points.to_pixels((0, -0.8))[1]) & (
        given.contour.y_px < points.to_pixels((0, -0.2))[1]
    )
    front = "left_px" if points.forward < 0 else "right_px"
    edge = np.where(rows, np.nan, getattr(given.contour, front))
    covered = replace(given.contour, **{front: edge})
    result = assess(take_of(side=replace(given, contour=covered)))
    assert "hide the front" in (result.measure(kinds.BELLY).reason or "")
    assert result.measure(kinds.LUMBAR_DEPTH).value is not None


def test_a_coat_voids_what_rests_on_the_outline_only():
    result = assess(take_of(Setting(clothing="coat"), side="upright"))
    assert "coat" in (result.measure(kinds.TILT_FROM_NEUTRAL).reason or "")
    assert "coat" in (result.measure(kinds.LUMBAR_DEPTH).reason or "")
    assert result.measure(kinds.TRUNK_LEAN).value is not None


def test_loose_clothes_are_mentioned():
    """Everything that rests on the outline says so, and is less certain by it."""
    fitted, loose = (
        assess(whole_take(Setting(clothing=clothing))) for clothing in ("fitted", "loose")
    )
    for kind in (*OUTLINE, kinds.PELVIC_TILT, kinds.TILT_INDEX):
        before, after = fitted.measure(kind), loose.measure(kind)
        assert "Loose clothes" in after.caution, kind.name
        assert after.high - after.low > before.high - before.low, kind.name
    assert "Loose clothes" not in (loose.measure(kinds.TRUNK_LEAN).caution or "")
    assert loose.quality.verdict == "degraded"
    assert [reason.gate for reason in loose.quality.reasons] == ["clothing"]


def test_a_stand_without_a_clear_outline_is_no_good_take():
    bare = once_more(replace(stand("upright"), contour=None))
    result = assess(take_of(side=[stand("upright"), bare]))
    assert result.quality.verdict == "degraded"
    assert [reason.gate for reason in result.quality.reasons] == ["outline"]
    assert result.measure(kinds.TILT_FROM_NEUTRAL).n == 1
    assert result.measure(kinds.TRUNK_LEAN).n == 2


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("upright", "within_usual", "usual range"),
        ("sway_back", "sway_back", "sway-back"),
        ("stoop", "stoop", "stooping"),
    ],
)
def test_findings_name_the_stance(name, code, words):
    findings = {f.code: f.text for f in assess(take_of(side=name)).findings}
    assert words in findings[code]
    assert "one stand only" in findings[code]


def test_no_finding_diagnoses_or_frightens():
    texts = [
        finding.text
        for take in (
            whole_take(),
            whole_take(side=marked()),
            *(take_of(side=name) for name in ("sway_back", "stoop", "arch")),
        )
        for finding in assess(replace(take, options=since(10.0))).findings
    ]
    assert len(texts) > 8
    for text in texts:
        assert not FORBIDDEN.search(text), text
        assert text.endswith(".")


def test_every_word_about_the_pelvis_says_what_a_camera_cannot_see():
    for finding in assess(whole_take()).findings:
        if "pelvi" in finding.text:
            assert "A camera cannot see the pelvic bones" in finding.text


def test_the_nearer_end_is_named_with_the_doubt_there_is():
    """The upright stand lies at 43 % of this range, where a single stand cannot tell the half."""
    for relaxed, end, doubt in (("upright", "tucked", True), ("arch", "arched", False)):
        result = assess(whole_take(relaxed=once_more(relaxed)))
        text = next(f.text for f in result.findings if f.code == "tilt_in_own_range")
        assert f"nearer the {end} end of your own range" in text
        assert ("may lie beyond the middle" in text) == doubt


@pytest.mark.parametrize(
    ("before", "words"),
    [(40.0, "less than"), (-40.0, "arched end"), (-40.0, "more than"), (130.0, "tucked end")],
)
def test_the_change_since_last_time(before, words):
    result = assess(whole_take(options=since(before)))
    change = next(finding for finding in result.findings if finding.code == "tilt_change")
    assert words in change.text
    measure = result.measure(kinds.TILT_CHANGE)
    assert measure.low < measure.value < measure.high


def test_without_an_earlier_time_nothing_is_said_of_a_change():
    assert assess(whole_take()).measure(kinds.TILT_CHANGE) is None
    from_front = assess(take_of(options=since(40.0), front="shoulder_up"))
    assert "from the side" in (from_front.measure(kinds.TILT_CHANGE).reason or "")


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        ({"side": "upright", "tuck": "tuck"}, "Tuck and arch go together"),
        ({"tuck": "tuck", "arch": "arch"}, "need a stand at ease"),
        ({"relaxed": "upright"}, "A relaxed stand needs tuck and arch"),
    ],
)
def test_stands_that_need_others(stands, words):
    with pytest.raises(OptionError, match=words):
        assess(take_of(**stands))


def test_stands_without_a_name_get_that_of_the_view_they_show():
    take = Take((replace(stand("upright"), kind=""), replace(stand("shoulder_up"), kind="")))
    assert [station.kind for station in PROTOCOL.assign(take).stations] == ["side", "front"]


def test_the_same_stand_twice_is_one_stand():
    result = assess(take_of(side=["upright", "upright"]))
    assert [reason.gate for reason in result.quality.reasons] == ["repeated"]
    assert "the same stand" in result.quality.reasons[0].message
    assert result.measure(kinds.CLASS).n == 1


def test_a_result_relates_to_an_earlier_one():
    earlier = assess(whole_take())
    index = earlier.measure(kinds.TILT_INDEX)
    assert PROTOCOL.since(earlier) == {
        "previous_index": index.value,
        "previous_index_low": index.low,
        "previous_index_high": index.high,
    }
    with pytest.raises(OptionError, match="tuck and arch"):
        PROTOCOL.since(assess(take_of(side="upright")))
