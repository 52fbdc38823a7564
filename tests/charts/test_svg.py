import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from posecheck.charts import Chart, Dot, Series, Zone, date_place
from posecheck.charts.svg import chart_svg, date_ticks, number_ticks

sizes = st.floats(-1e4, 1e4)


@given(sizes, sizes, st.integers(2, 8))
def test_round_numbers_enclose_the_values(one, other, most):
    low, high = min(one, other), max(one, other)
    places = [tick.place for tick in number_ticks(low, high, most, "°")]
    assert places == sorted(places)
    assert places[0] <= low + 1e-6 * (1 + abs(low))
    assert places[-1] >= high - 1e-6 * (1 + abs(high))
    assert len(places) <= 2 * most + 2


@given(st.integers(10_000, 30_000), st.floats(0.0, 4000.0), st.integers(2, 9))
def test_dates_are_few_real_and_in_their_place(first, days, most):
    ticks = date_ticks(first + 0.3, first + 0.3 + days, most)
    assert len(ticks) <= most + 1
    for tick in ticks:
        assert first <= tick.place <= first + 1 + days
        day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=tick.place)
        assert (day.hour, day.minute) == (0, 0)
        assert f"{day:%b}" in tick.text or tick.text == f"{day:%Y}"


def test_eight_weeks_have_dates_on_a_narrow_chart():
    assert len(date_ticks(20_000, 20_049, 3)) >= 2


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
