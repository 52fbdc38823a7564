import re
from pathlib import Path

import pytest

import posecheck
from posecheck import thresholds

CODE = "\n".join(path.read_text("utf-8") for path in Path(posecheck.__file__).parent.rglob("*.py"))


def named_in_code() -> list[str]:
    return sorted(set(re.findall(r'threshold\(\s*"([a-z0-9_.]+)"', CODE)))


@pytest.mark.parametrize("name", named_in_code())
def test_every_threshold_that_code_names_is_in_the_file(name):
    assert isinstance(thresholds.threshold(name), float)


@pytest.mark.parametrize("name", thresholds.names())
def test_every_threshold_says_where_it_comes_from_and_is_used(name):
    assert len(thresholds.source(name)) > 10
    # Some names are put together in code from a stem and a last part.
    assert name.rsplit(".", 1)[0] in CODE or name.rsplit(".", 1)[1] in CODE


def test_a_name_that_is_not_there_is_a_mistake():
    with pytest.raises(KeyError):
        thresholds.threshold("march.no_such")
