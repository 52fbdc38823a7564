"""Takes that nobody has saved yet: one file each, and none of them breaks the page."""

from dataclasses import replace
from pathlib import Path

from posecheck.app import unfinished_takes
from posecheck.take import Take
from tests.app.conftest import Open, press, texts


def test_a_take_waits_as_one_file_and_is_replaced_by_its_better_self(take: Take, tmp_path: Path):
    name = unfinished_takes.keep(take)
    assert [path.name for path in (tmp_path / "unfinished").iterdir()] == [name]
    assert unfinished_takes.keep(replace(take, ending="Later."), name) == name
    (only,) = unfinished_takes.waiting()
    assert (only.name, only.take.ending) == (name, "Later.")
    assert only.take.digest() == take.digest()
    unfinished_takes.forget(name)
    assert unfinished_takes.waiting() == []
    unfinished_takes.forget(name)


def test_a_damaged_take_is_named_and_never_stops_the_page(page: Open, take: Take, tmp_path: Path):
    unfinished_takes.keep(take)
    folder = tmp_path / "unfinished"
    whole = next(folder.iterdir())
    content = whole.read_bytes()
    for at in range(0, len(content), max(1, len(content) // 60)):
        whole.write_bytes(content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :])
        assert len(unfinished_takes.waiting()) == 1
    whole.write_bytes(content[: len(content) // 2])
    app = page()
    assert not app.exception
    assert "its file is damaged" in texts(app)
    assert not any(button.label == "Show it" for button in app.button)
    app = press(app, "Delete it")
    assert not list(folder.iterdir())


def test_what_an_earlier_posecheck_left_without_its_list_is_found(take: Take, tmp_path: Path):
    orphan = tmp_path / "unfinished" / "0123"
    orphan.mkdir(parents=True)
    take.save(orphan / "march.posecheck")
    (found,) = unfinished_takes.waiting()
    assert found.take is not None
    unfinished_takes.forget(found.name)
    assert not orphan.exists()
