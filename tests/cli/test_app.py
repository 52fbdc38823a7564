"""The command that opens the page: private by its settings, like the settings file."""

import tomllib
from pathlib import Path

from posecheck.app.server import PAGE, settings

SETTINGS = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def test_the_page_is_served_to_this_machine_only_and_tells_nobody():
    assert settings()["server.address"] == "127.0.0.1"
    assert settings()["browser.gatherUsageStats"] is False
    assert settings()["client.showErrorDetails"] == "none"
    assert settings(9000)["server.port"] == 9000


def test_the_settings_file_and_the_command_say_the_same():
    table = tomllib.loads(SETTINGS.read_text())
    written = {
        f"{section}.{name}": value for section in table for name, value in table[section].items()
    }
    given = settings()
    assert {name: given[name] for name in written} == written


def test_the_page_it_serves_is_in_the_package():
    assert Path(PAGE).is_file()
