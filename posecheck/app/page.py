"""The script Streamlit runs; holds nothing but the calls, so that it reruns in no time."""

from posecheck.app.main import main
from posecheck.app.server import refuse_unguarded

refuse_unguarded()
main()
