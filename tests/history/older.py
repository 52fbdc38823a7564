"""Writes a history as its first version did, with plain SQL."""

import sqlite3

from posecheck import Assessment, Recording

VERSION_1 = """
CREATE TABLE posecheck_meta (key VARCHAR(50) PRIMARY KEY, value VARCHAR(200) NOT NULL);
INSERT INTO posecheck_meta VALUES ('schema_version', '1');
CREATE TABLE posecheck_takes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid VARCHAR(32) NOT NULL UNIQUE,
    person VARCHAR(200) NOT NULL, pain_before INTEGER, pain_after INTEGER, effort INTEGER,
    band VARCHAR(100) NOT NULL, chair BOOLEAN NOT NULL, note TEXT NOT NULL,
    protocol VARCHAR(50) NOT NULL, view VARCHAR(20) NOT NULL, verdict VARCHAR(20) NOT NULL,
    recorded VARCHAR(40) NOT NULL, saved VARCHAR(40) NOT NULL, target_deg FLOAT,
    headline TEXT NOT NULL, posecheck_version VARCHAR(50) NOT NULL,
    has_recording BOOLEAN NOT NULL, assessment TEXT NOT NULL
);
CREATE INDEX ix_posecheck_takes_person ON posecheck_takes (person);
CREATE INDEX ix_posecheck_takes_recorded ON posecheck_takes (recorded);
CREATE TABLE posecheck_recordings (
    take_id INTEGER PRIMARY KEY REFERENCES posecheck_takes (id) ON DELETE CASCADE,
    content BLOB NOT NULL
);
"""


def write_version_1(path, person: str, assessment: Assessment, recording: Recording) -> None:
    """Make an SQLite history of version 1 with one take in it."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1)
    moment = assessment.provenance.recorded.isoformat(timespec="microseconds")
    connection.execute(
        "INSERT INTO posecheck_takes VALUES (1, 'ab12', ?, 1, 2, 3, 'red', 1, 'first', "
        "'slow_march', 'front', 'degraded', ?, ?, 90, 'headline', '0.1.0', 1, ?)",
        (person, moment, moment, assessment.to_json()),
    )
    connection.execute("INSERT INTO posecheck_recordings VALUES (1, ?)", (recording.to_bytes(),))
    connection.commit()
    connection.close()
