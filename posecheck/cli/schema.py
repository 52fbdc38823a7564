"""`posecheck schema`: what an assessment's JSON holds, for programs."""

import json

from posecheck import assessment


def schema() -> None:
    """Print the JSON schema of an assessment."""
    print(json.dumps(assessment.schema(), indent=2))
