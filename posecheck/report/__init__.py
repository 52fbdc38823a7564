"""The report of an assessment, as a page and as a PDF."""

from posecheck.report.content import Content, content_of
from posecheck.report.html import to_html
from posecheck.report.pdf import to_pdf

__all__ = ["Content", "content_of", "to_html", "to_pdf"]
