"""One number as the page shows it: large, with its interval in words."""

import streamlit as st

from posecheck.assessment import Measure
from posecheck.wording import number, value_in_words


def show_figure(measure: Measure) -> None:
    """Show a measure that has a value."""
    if isinstance(measure.value, str):
        st.html(f'<span class="number word">{value_in_words(measure).capitalize()}</span>')
        return
    if measure.value is None:
        return
    st.html(f'<span class="number">{number(measure.value, measure.unit)}</span>')
    if measure.low is not None and measure.high is not None:
        low, high = number(measure.low, measure.unit), number(measure.high, measure.unit)
        st.markdown(f"with 95 % certainty between {low} and {high}")
