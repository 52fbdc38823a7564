"""Opens the page: `streamlit run streamlit_app.py`, the same as `posecheck app`."""

from posecheck.app.main import main

main()
