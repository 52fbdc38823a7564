"""Charts as data and as SVG: one set for the page, the HTML and the PDF."""
