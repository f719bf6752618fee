"""Files as they are found and read: folders, globs, and what only looks like a file."""

import os
from pathlib import Path

import pytest

from slugger.jobs.trackman import delivery
from slugger.jobs.trackman.delivery import DeliveryError, find, scan

NAME = "20260401-Park-1.csv"


def names(*paths: Path | str) -> list[str]:
    return sorted(found.name for found in find(paths))


def test_a_folder_gives_its_radar_files_whatever_the_case(tmp_path: Path) -> None:
    for name in (
        NAME,
        "20260402-Park-1.CSV",
        "20260403-Park-1.csv.gz",
        "notes.txt",
        "20260404-Park-1_battracking.json",
    ):
        (tmp_path / name).touch()
    (tmp_path / "folder.csv").mkdir()
    assert names(tmp_path) == sorted(
        [NAME, "20260402-Park-1.CSV", "20260403-Park-1.csv", "20260404-Park-1_battracking.json"]
    )
    assert names(tmp_path, tmp_path / NAME, f"{tmp_path}/*.csv", tmp_path / ".." / tmp_path.name / NAME) == names(
        tmp_path
    )


@pytest.mark.parametrize("path", ["", "nowhere", "nowhere/*.csv", "x" * 300])
def test_what_is_not_there_is_said(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DeliveryError):
        find([path])


def test_what_only_looks_like_a_file_is_named_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "20260401-Park-2.csv")
    (tmp_path / "20260401-Park-3.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "20260401-Park-4.csv").symlink_to(tmp_path / "20260401-Park-4.csv")
    (tmp_path / NAME).write_text("a\n")
    errors = {found.name: scan(found).error for found in find([f"{tmp_path}/*.csv"])}
    assert errors.pop(NAME) is None
    assert len(errors) == 3
    assert "no regular file" in str(errors["20260401-Park-2.csv"])
    assert all(errors.values())


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "KEPT_BYTES", 10)
    path = tmp_path / NAME
    path.write_text("a,b\n" * 100)
    scanned = scan(*find([path]))
    assert b"".join(scanned.blocks()) == path.read_bytes()
    path.write_text("a,c\n" * 30)
    with pytest.raises(DeliveryError, match="changed while it was read"):
        b"".join(scanned.blocks())
