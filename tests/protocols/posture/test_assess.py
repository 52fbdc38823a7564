import re
from dataclasses import replace

import numpy as np
import pytest

from posecheck import Assessment
from posecheck.assessment import Measure
from posecheck.protocols.posture.assess import PostureOptions, PostureTake, assess
from posecheck.protocols.posture.body_frame import figure_of
from posecheck.take import Markers
from tests.protocols.posture.people import stand

SIDE = ("posture_class", "trunk_lean", "body_lean", "head_forward", "pelvic_displacement")
OUTLINE = ("pelvic_rotation", "lumbar_hollow", "belly_protrusion", "buttock_prominence")
FRONT = ("shoulder_level", "lateral_shift", "hip_shift", "trunk_side_ratio")
FORBIDDEN = re.compile(
    r"you have|weak|tight|psoas|dysfunction|misalign|disease|abnormal|cause|pain|risk|wrong", re.I
)


def marked(name="upright"):
    figure = figure_of(stand(name))
    asis, psis = figure.to_pixels((0.13, -0.08)), figure.to_pixels((-0.15, -0.14))
    return replace(stand(name), markers=Markers(tuple(asis), tuple(psis)))


def an_index(value):
    return Measure(name="pelvic_tilt_index", value=value, unit="%", low=value - 20, high=value + 20)


def whole_take():
    return PostureTake(
        side=[stand("upright")],
        front=[stand("shoulder_up")],
        tuck=stand("tuck"),
        arch=stand("arch"),
    )


def test_side_and_front_give_everything_but_the_level_of_the_pelvis():
    result = assess(whole_take())
    assert result.protocol == "standing_posture"
    assert result.view == "side-left"
    assert result.quality.verdict == "ok"
    for name in (*SIDE, *OUTLINE, *FRONT, "pelvic_tilt", "pelvic_tilt_index"):
        measure = result.measure(name)
        assert measure is not None, name
        assert measure.value is not None, name
        if isinstance(measure.value, float):
            assert measure.low < measure.value < measure.high
    assert result.measure("pelvis_level").value is None
    assert result.measure("knee_alignment", "left").value is not None


def test_it_survives_json():
    result = assess(whole_take())
    assert Assessment.from_json(result.to_json()) == result


def test_the_same_stands_give_the_same_numbers():
    first, second = assess(whole_take()), assess(whole_take())
    assert first.measures == second.measures
    assert first.provenance.recording_digest == second.provenance.recording_digest


@pytest.mark.parametrize(
    ("take", "evidence"),
    [
        (PostureTake(side=[stand("upright")]), "silhouette"),
        (whole_take(), "own_range"),
        (replace(whole_take(), side=[marked()]), "markers"),
    ],
)
def test_the_best_evidence_for_the_tilt_wins_and_says_which_it_was(take, evidence):
    tilt = assess(take).measure("pelvic_tilt")
    assert tilt is not None
    assert tilt.evidence == evidence
    assert tilt.reason
    if evidence != "markers":
        # Bone shape alone spreads it by 5° SD between people.
        assert tilt.high - tilt.low > 2 * 1.96 * 5


def test_spots_that_only_looked_like_stickers_are_nothing_to_complain_about():
    """Nobody put them there, so the check goes on without them."""
    figure = figure_of(stand("upright"))
    points = [tuple(figure.to_pixels(place)) for place in ((0.3, 0.05), (-0.35, -0.35))]
    given = replace(stand("upright"), markers=Markers(*points, found=True))
    tilt = assess(PostureTake(side=[given])).measure("pelvic_tilt")
    assert tilt is not None
    assert tilt.evidence == "silhouette"


def test_the_view_that_is_missing_is_named():
    from_side = assess(PostureTake(side=[stand("upright")]))
    for name in (*FRONT, "knee_alignment"):
        assert "from the front" in (from_side.measure(name).reason or "")
    assert "three clips" in (from_side.measure("pelvic_tilt_index").reason or "")
    from_front = assess(PostureTake(front=[stand("shoulder_up")]))
    assert from_front.view == "front"
    for name in (*SIDE, *OUTLINE, "pelvic_tilt", "pelvic_tilt_index"):
        assert "from the side" in (from_front.measure(name).reason or "")


def test_a_stand_that_cannot_be_measured_is_left_out_and_said():
    good, bad = stand("upright"), stand("shoulder_up")
    result = assess(PostureTake(side=[good, bad]))
    assert result.quality.verdict == "degraded"
    assert [reason.gate for reason in result.quality.reasons] == ["side_view"]
    assert result.measure("trunk_lean").n == 1
    nothing = assess(PostureTake(side=[bad]))
    assert nothing.quality.verdict == "unusable"
    assert all(measure.value is None for measure in nothing.measures)
    assert nothing.findings == ()


def test_three_stands_are_one_answer():
    result = assess(PostureTake(side=[stand("upright"), stand("upright"), stand("tuck")]))
    assert result.measure("posture_class").n == 3
    one = assess(PostureTake(side=[stand("upright")])).measure("pelvic_rotation")
    three = result.measure("pelvic_rotation")
    assert three.n == 3
    assert three.value == pytest.approx(one.value)
    # They differ by 15°, so the interval is wider than one stand's.
    assert three.high - three.low > one.high - one.low


def test_a_hidden_belly_is_named_as_such():
    given = stand("upright")
    points = figure_of(given)
    covered = replace(given.contour, left_px=given.contour.left_px.copy())
    rows = (given.contour.y_px > points.to_pixels((0, -0.8))[1]) & (
        given.contour.y_px < points.to_pixels((0, -0.2))[1]
    )
    front = covered.left_px if points.forward < 0 else covered.right_px
    front[rows] = np.nan
    result = assess(PostureTake(side=[replace(given, contour=covered)]))
    assert "hide the front" in (result.measure("belly_protrusion").reason or "")
    assert result.measure("lumbar_hollow").value is not None


def test_a_coat_voids_what_rests_on_the_outline_only():
    result = assess(PostureTake(side=[stand("upright")]), PostureOptions(clothing="coat"))
    assert "coat" in (result.measure("pelvic_rotation").reason or "")
    assert "coat" in (result.measure("lumbar_hollow").reason or "")
    assert result.measure("trunk_lean").value is not None


def test_loose_clothes_are_mentioned():
    """Everything that rests on the outline says so, and is less certain by it."""
    fitted, loose = (
        assess(whole_take(), PostureOptions(clothing=clothing)) for clothing in ("fitted", "loose")
    )
    for name in (*OUTLINE, "pelvic_tilt", "pelvic_tilt_index"):
        before, after = fitted.measure(name), loose.measure(name)
        assert "loose clothes" in (after.reason or ""), name
        assert after.high - after.low > before.high - before.low, name
    assert "loose clothes" not in (loose.measure("trunk_lean").reason or "")
    assert loose.quality.verdict == "degraded"
    assert [reason.gate for reason in loose.quality.reasons] == ["clothing"]


def test_a_stand_without_a_clear_outline_is_no_good_take():
    bare = replace(stand("upright"), contour=None)
    result = assess(PostureTake(side=[stand("upright"), bare]))
    assert result.quality.verdict == "degraded"
    assert [reason.gate for reason in result.quality.reasons] == ["outline"]
    assert result.measure("pelvic_rotation").n == 1
    assert result.measure("trunk_lean").n == 2


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("upright", "within_usual", "usual range"),
        ("sway_back", "sway_back", "sway-back"),
        ("stoop", "stoop", "stooping"),
    ],
)
def test_findings_name_the_stance(name, code, words):
    findings = {f.code: f.text for f in assess(PostureTake(side=[stand(name)])).findings}
    assert words in findings[code]
    assert "one stand only" in findings[code]


def test_no_finding_diagnoses_or_frightens():
    texts = [
        finding.text
        for take in (
            whole_take(),
            replace(whole_take(), side=[marked()]),
            *(PostureTake(side=[stand(name)]) for name in ("sway_back", "stoop", "arch")),
        )
        for finding in assess(take, PostureOptions(previous=an_index(10.0))).findings
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
        result = assess(replace(whole_take(), relaxed=[stand(relaxed)]))
        text = next(f.text for f in result.findings if f.code == "tilt_in_own_range")
        assert f"nearer the {end} end of your own range" in text
        assert ("may lie beyond the middle" in text) == doubt


@pytest.mark.parametrize(
    ("before", "words"),
    [(40.0, "less than"), (-40.0, "arched end"), (-40.0, "more than"), (130.0, "tucked end")],
)
def test_the_change_since_last_time(before, words):
    result = assess(whole_take(), PostureOptions(previous=an_index(before)))
    change = next(finding for finding in result.findings if finding.code == "tilt_change")
    assert words in change.text
    measure = result.measure("pelvic_tilt_change")
    assert measure.low < measure.value < measure.high


def test_without_an_earlier_time_nothing_is_said_of_a_change():
    assert assess(whole_take()).measure("pelvic_tilt_change") is None
    from_front = assess(
        PostureTake(front=[stand("shoulder_up")]), PostureOptions(previous=an_index(40.0))
    )
    assert "from the side" in (from_front.measure("pelvic_tilt_change").reason or "")
