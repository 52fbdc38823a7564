"""How a person's measures moved over their takes, as one page that needs nothing else."""

from collections.abc import Sequence

from posecheck.history.notes import Entry
from posecheck.history.trends import Trend
from posecheck.report.html import page
from posecheck.report.plots import trend_plot
from posecheck.wording import NOT_A_DIAGNOSIS, label, value_in_words, view_in_words

_TEMPLATE = "trends.html.j2"


def trends_page(like: Entry, trends: Sequence[Trend]) -> str:
    """Return a page with a plot per measure of two takes or more.

    Parameters
    ----------
    like : the take that the others are like.
    trends : the measures of comparable takes.
    """
    shown = [trend for trend in trends if len(trend.points) > 1]
    plots = [
        {
            "title": f"{label(trend.name)}{f', {trend.side}' if trend.side else ''}",
            "drawing": trend_plot(trend),
            "newest": value_in_words(trend.points[-1].measure),
            "remark": trend.mdc_reason or "",
        }
        for trend in shown
    ]
    target = "" if like.target_deg is None else f", target {like.target_deg:g}°"
    takes = max((len(trend.points) for trend in trends), default=0)
    return page(
        _TEMPLATE,
        like.notes.person,
        person=like.notes.person or "No name given",
        kind=f"{like.protocol.replace('_', ' ')}, {view_in_words(like.view)}{target}",
        takes=takes,
        plots=plots,
        note=NOT_A_DIAGNOSIS,
    )
