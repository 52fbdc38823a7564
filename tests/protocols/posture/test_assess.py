import re
from dataclasses import replace

import numpy as np
import pytest

from posecheck import Setting, Stated, Take
from posecheck.assessment import Measure
from posecheck.assessment_file import read_assessment
from posecheck.errors import OptionError
from posecheck.landmarks import EAR, HIP, NOSE, SHOULDER
from posecheck.protocols.posture import PROTOCOL, kinds
from posecheck.protocols.posture.figure import figure_of
from posecheck.registry import kind_of
from posecheck.station import Markers
from posecheck.take import from_bytes, to_bytes
from posecheck.wording import value_in_words
from tests.protocols.posture.people import (
    assess,
    cut,
    once_more,
    stand,
    take_of,
    to_pixels,
    trial,
    with_points,
)

SIDE = kinds.ANGLES
OUTLINE = (kinds.TILT_FROM_NEUTRAL, *kinds.SHAPES)
FRONT = [
    kind for kind in kinds.FROM_THE_FRONT if kind not in (kinds.PELVIS_LEVEL, kinds.KNEE_ALIGNMENT)
]
FORBIDDEN = re.compile(
    r"you have|weak|tight|psoas|dysfunction|misalign|disease|abnormal|cause|pain|risk|wrong", re.I
)


def marked(name="upright"):
    figure = figure_of(trial(name))
    asis, psis = to_pixels(figure, (0.13, -0.08)), to_pixels(figure, (-0.15, -0.14))
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
    assert "Degrees need two marked points" in result.measure(kinds.PELVIC_TILT).reason
    for kind in (*SIDE, *OUTLINE, *FRONT, kinds.TILT_INDEX):
        measure = result.measure(kind)
        assert measure is not None, kind.name
        assert measure.value is not None, kind.name
        if isinstance(measure.value, float):
            assert measure.low < measure.value < measure.high
    assert result.measure(kinds.PELVIS_LEVEL).value is None
    assert result.measure(kinds.KNEE_ALIGNMENT, "left").value is not None


def test_it_survives_json():
    result = assess(whole_take())
    assert read_assessment(result.to_json()) == result


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


def test_degrees_of_the_pelvis_come_from_marked_points_only():
    tilt = assess(whole_take(side=marked())).measure(kinds.PELVIC_TILT)
    assert tilt.evidence == "markers"
    assert tilt.low < 12 < tilt.high
    for take in (take_of(side="upright"), whole_take()):
        assert assess(take).measure(kinds.PELVIC_TILT).value is None


def test_spots_that_only_looked_like_stickers_are_nothing_to_complain_about():
    """Nobody put them there, so the check goes on without them."""
    figure = figure_of(trial("upright"))
    points = [tuple(to_pixels(figure, place)) for place in ((0.3, 0.05), (-0.35, -0.35))]
    given = replace(stand("upright"), markers=Markers(*points, found=True))
    tilt = assess(take_of(side=given)).measure(kinds.PELVIC_TILT)
    assert "two marked points" in tilt.reason


def test_a_picture_without_head_or_feet_still_tells_of_the_pelvis():
    whole = assess(take_of(side="upright"))
    cropped = assess(take_of(side=cut(stand("upright"), "head", "feet")))
    assert cropped.quality.verdict == "degraded"
    assert [each.gate for each in cropped.quality.reasons] == ["head_in_picture", "feet_in_picture"]
    for kind in OUTLINE:
        assert cropped.measure(kind).value == pytest.approx(whole.measure(kind).value)
    assert "head" in cropped.measure(kinds.FORWARD_HEAD).reason
    assert "feet" in cropped.measure(kinds.PELVIC_DISPLACEMENT).reason
    assert cropped.measure(kinds.TRUNK_LEAN).value is not None


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
    assert result.measure(kinds.TRUNK_LEAN).n == 3
    one = assess(take_of(side="upright")).measure(kinds.TILT_FROM_NEUTRAL)
    three = result.measure(kinds.TILT_FROM_NEUTRAL)
    assert three.n == 3
    assert three.value == pytest.approx(one.value, abs=0.1)
    # They differ by 15°, so the interval is wider than one stand's.
    assert three.high - three.low > one.high - one.low


@pytest.mark.parametrize(("further_deg", "said"), [(12.0, []), (20.0, ["one_posture"])])
def test_two_postures_are_no_good_take(further_deg, said):
    def leaning(points):
        """Both shoulders and all above them turned about the hips, towards the face."""
        turned = points.copy()
        upper = range(max(SHOULDER.values()) + 1)
        hip = points[:, list(HIP.values())].mean(axis=1, keepdims=True)
        forward = np.sign(points[0, NOSE, 0] - points[0, list(EAR.values()), 0].mean())
        angle = np.radians(further_deg) * forward
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turned[:, upper] = hip + (points[:, upper] - hip) @ turn.T
        return turned

    result = assess(take_of(side=["upright", with_points(stand("upright"), leaning)]))
    assert [each.gate for each in result.quality.reasons if each.gate == "one_posture"] == said
    if said:
        assert result.quality.verdict == "degraded"
        assert f"{further_deg:.0f}° further" in result.quality.reasons[0].message


def test_a_hidden_belly_is_named_as_such():
    given = stand("upright")
    points = figure_of(trial(given))
    rows = (given.contour.y_px > to_pixels(points, (0, -0.8))[1]) & (
        given.contour.y_px < to_pixels(points, (0, -0.2))[1]
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
    for kind in (*OUTLINE, kinds.TILT_INDEX):
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
    assert len(texts) > 12
    for text in texts:
        assert not FORBIDDEN.search(text), text
        assert text.endswith(".")


@pytest.mark.parametrize(
    ("before", "words"),
    [(40.0, "cannot be told"), (-40.0, "forward more"), (130.0, "forward less")],
)
def test_the_pelvis_against_last_time(before, words):
    result = assess(whole_take(options=since(before)))
    assert result.measure(kinds.TILT_COMPARED).evidence == "own_range"
    finding = next(each for each in result.findings if each.question == "pelvis")
    assert words in finding.text
    assert kinds.TILT_COMPARED.name in finding.measures


def test_without_tuck_and_arch_the_outlines_are_compared():
    earlier = assess(take_of(side="tuck"))
    options = PROTOCOL.since(earlier)
    found = {
        name: assess(take_of(options=options, side=name)).measure(kinds.TILT_COMPARED)
        for name in ("tuck", "arch")
    }
    assert found["arch"].value == "more"
    assert found["tuck"].value == "about_the_same"
    assert found["arch"].evidence == "silhouette"


def test_without_an_earlier_time_nothing_is_said_of_a_change():
    assert assess(whole_take()).measure(kinds.TILT_COMPARED) is None
    from_front = assess(take_of(options=since(40.0), front="shoulder_up"))
    assert "from the side" in (from_front.measure(kinds.TILT_COMPARED).reason or "")


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
    assert result.measure(kinds.TRUNK_LEAN).n == 1


def test_a_result_relates_to_an_earlier_one():
    earlier = assess(whole_take(Setting(clothing="loose")))
    index, shape = (earlier.measure(kind) for kind in (kinds.TILT_INDEX, kinds.TILT_FROM_NEUTRAL))
    assert PROTOCOL.since(earlier) == {
        "previous_index": index.value,
        "previous_index_low": index.low,
        "previous_index_high": index.high,
        "previous_from_neutral": shape.value,
        "previous_loose": True,
    }
    with pytest.raises(OptionError, match="says nothing of the pelvis"):
        PROTOCOL.since(assess(take_of(front="shoulder_up")))


def test_results_with_retired_measures_open_and_are_read():
    """Earlier versions gave a class of standing and a change in degrees."""
    old = (
        Measure(name="posture_class", value="sway_back", unit="class", n=3),
        Measure(name="pelvic_tilt_change", value=4.0, unit="deg", low=-5.0, high=13.0),
    )
    result = assess(take_of(side="upright"))
    opened = read_assessment(result.model_copy(update={"measures": old}).to_json())
    assert [kind_of(each) for each in opened.measures] == list(kinds.RETIRED)
    assert "hips further forward" in value_in_words(opened.measures[0], kinds.CLASS)
    assert not {each.name for each in old} & {each.name for each in result.measures}
    refused = assess(take_of(side="shoulder_up"))
    assert not {each.name for each in old} & {each.name for each in refused.measures}
