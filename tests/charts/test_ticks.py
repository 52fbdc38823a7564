from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from posecheck.charts.ticks import date_ticks, number_ticks

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
