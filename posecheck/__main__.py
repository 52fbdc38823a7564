"""`python -m posecheck` is the command `posecheck`."""

from posecheck.start import main

main()
