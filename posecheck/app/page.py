"""The script Streamlit runs; holds nothing but the call, so that it reruns in no time."""

from posecheck.app.main import main

main()
