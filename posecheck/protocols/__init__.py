"""The protocols that come with posecheck, a package each; `posecheck.registry` finds them."""
