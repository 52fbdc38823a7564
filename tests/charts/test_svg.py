import re

from hypothesis import given
from hypothesis import strategies as st

from posecheck.charts import Chart, Dot, End, Series, Zone, date_place
from posecheck.charts.svg import chart_svg


def a_chart(dots, **more):
    series = tuple(
        Series(side, side, dots=tuple(dots), joined=True) for side in ("left", "right")
    )  # fmt: skip
    return Chart("Peak", "Peak over the dates", "°", "date", (0.0, 49.0), series, **more)


def test_a_date_is_that_of_the_clock_beside_the_take():
    from tests.takes import START

    late = START.replace(hour=23, minute=30)  # 21:30 UTC of the same day, the next one in Tokyo
    assert int(date_place(late)) == int(date_place(START))


def test_every_shape_lies_within_the_picture_at_any_width():
    chart = a_chart(
        [Dot(7.0 * week, 80.0 + week, 70.0, 90.0) for week in range(8)],
        zones=(Zone(78.0, 82.0, "minimal detectable change ±2°"),),
        target=90.0,
    )
    for width in (250.0, 344.0, 680.0):
        svg = chart_svg(chart, width, 200.0, 12.0)
        xs = [float(x) for x in re.findall(r'(?:cx|x)="([-\d.]+)"', svg)]
        ys = [float(y) for y in re.findall(r'(?:cy|y)="([-\d.]+)"', svg)]
        assert -1 <= min(xs) <= max(xs) <= width + 1
        assert -1 <= min(ys) <= max(ys) <= 201


@given(
    st.lists(st.floats(-1e3, 1e3), max_size=3),
    st.lists(st.tuples(st.booleans(), st.floats(-1e3, 1e3)), min_size=1, max_size=4),
)
def test_an_end_is_an_arrow_the_right_way_with_room_and_words_in_the_key(values, ends):
    """Also where nothing is drawn beyond it, or nothing else at all."""
    dots = tuple(Dot(7.0 * week, value) for week, value in enumerate(values))
    known = tuple(
        End(7.0 * week, **{"high" if below else "low": end})
        for week, (below, end) in enumerate(ends)
    )
    series = (Series("right", "right", dots, joined=True, ends=known),)
    chart = Chart("Peak", "Peak over the dates", "", "date", (0.0, 21.0), series)
    svg = chart_svg(chart, 400.0, 200.0, 12.0)
    ways = {"below" if below else "above" for below, _ in ends}
    said = " or ".join(way for way in ("below", "above") if way in ways)
    assert f">right: surely {said}<" in svg
    assert (">right<" in svg) == bool(dots)
    drawn = re.findall(r'<polygon points="([^"]+)" fill="#ffffff"', svg)
    tips = [[float(pair.split(",")[1]) for pair in each.split()] for each in drawn]
    assert len(tips) == len(ends) + 1  # and the one in the key
    for (below, _), (tip, back, _) in zip(ends, tips[: len(ends)], strict=True):
        assert (tip > back) == below
        assert 0 < min(tip, back) < max(tip, back) < 200.0


def test_two_ends_are_a_bar_without_an_arrow():
    def drawn(*ends):
        series = (Series("left", "left", (Dot(0, 40.0),), ends=ends),)
        return chart_svg(Chart("Peak", "", "", "date", (0.0, 7.0), series, reach=(0.0, 90.0)))

    plain, bar, arrow = drawn(), drawn(End(7.0, 30.0, 50.0)), drawn(End(7.0, high=50.0))
    lines = [svg.count("<polyline") for svg in (plain, bar, arrow)]
    assert lines[1] - lines[2] == 1  # a second cap
    assert [svg.count("<polygon") for svg in (plain, bar, arrow)] == [0, 1, 2]  # one in the key


def test_letters_keep_their_size_at_every_width():
    sizes = {
        float(size)
        for width in (250.0, 680.0)
        for size in re.findall(
            r'font-size="([\d.]+)"', chart_svg(a_chart([Dot(1, 80)]), width, 200.0, 13.0)
        )
    }
    assert sizes == {13.0}


def test_four_hundred_takes_make_no_comb_of_bars():
    dots = [Dot(float(day), 80.0, 70.0, 90.0) for day in range(400)]
    few, many = chart_svg(a_chart(dots[:8])), chart_svg(a_chart(dots))
    assert few.count("<polyline") - 2 > many.count("<polyline")
    assert "<polygon" in many


def test_names_of_other_people_are_no_markup():
    chart = a_chart([Dot(1, 2)])
    evil = Chart(**{**vars(chart), "told": '"><script>x</script>', "unit": "<b>"})
    assert "<script" not in chart_svg(evil)
    assert "<b>" not in chart_svg(evil)
