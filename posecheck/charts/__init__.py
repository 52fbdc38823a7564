"""Charts as data and as SVG: one set for the page, the HTML and the PDF."""

from posecheck.charts.body import body_svg
from posecheck.charts.model import Chart, Dot, Series, Zone
from posecheck.charts.svg import chart_svg

__all__ = ["Chart", "Dot", "Series", "Zone", "body_svg", "chart_svg"]
