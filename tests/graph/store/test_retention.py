"""Versions are kept by a rule: the newest, and the last of each day, week, month and year; named ones always."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DamagedRetention
from graph.health import faults
from graph.repair import repair
from graph.store.retention import FILE, Retention
from graph.store.versions import VersionStore
from huunghi import main

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday


class Days:
    """A store to which versions are published at times that a test says."""

    def __init__(self, root: Path) -> None:
        self.now = BEGIN
        self.versions = VersionStore(root, clock=lambda: self.now)

    def publish(self, hours: float = 24.0) -> None:
        """Publish a version so many hours after the one before."""
        self.now += timedelta(hours=hours)
        with self.versions.change(note="test") as change:
            change.store.update(f"INSERT DATA {{ <urn:a> <urn:b> '{self.now}' }}")


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "store")


def command(versions: VersionStore, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--store", str(versions.root), "versions", "prune", *arguments])


def test_of_each_period_that_has_a_version_the_last_is_kept() -> None:
    created = {
        1: "2025-12-31T09:00Z",
        2: "2026-01-05T09:00Z",
        3: "2026-01-05T18:00Z",
        4: "2026-01-09T09:00Z",
        5: "2026-01-11T23:59Z",  # a Sunday
        6: "2026-01-12T00:01Z",
    }
    assert Retention(last=0, daily=3).kept(created) == {6: ("daily",), 5: ("daily",), 4: ("daily",)}
    assert Retention(last=2).kept(created) == {6: ("last",), 5: ("last",)}
    assert Retention(last=0, weekly=2).kept(created) == {6: ("weekly",), 5: ("weekly",)}
    assert Retention(last=0, monthly=5).kept(created) == {6: ("monthly",), 1: ("monthly",)}
    assert Retention(last=1, daily=1, yearly=2).kept(created) == {
        6: ("last", "daily", "yearly"),
        1: ("yearly",),
    }


def test_a_version_whose_time_is_not_known_counts_as_one_of_the_newest_only() -> None:
    assert Retention(last=2, daily=9).kept({1: "", 2: "2026-01-05T09:00Z", 3: ""}) == {
        3: ("last",),
        2: ("last", "daily"),
    }


@given(
    st.lists(st.floats(0.1, 900), min_size=1, max_size=40),
    st.builds(Retention, *[st.integers(0, 4)] * 5),
)
def test_pruning_after_each_version_keeps_what_pruning_all_at_once_would(
    gaps: list[float], rule: Retention
) -> None:
    """So nothing is lost that the rule keeps, however often it is applied on the way."""
    now, every, pruned = BEGIN, {}, {}
    for number, gap in enumerate(gaps, 1):
        now += timedelta(hours=gap)
        every[number] = pruned[number] = now.isoformat()
        pruned = {one: pruned[one] for one in rule.kept(pruned)}
    assert rule.kept(pruned) == rule.kept(every)


def test_a_change_prunes_by_the_rule_of_its_store(days: Days) -> None:
    Retention(last=1, daily=2, weekly=3).write(days.versions.root)
    for hours in (*(24.0,) * 20, 2.0, 3.0):  # until Sunday, 25 January
        days.publish(hours)
    kept = [days.versions.get(number).manifest.created[:16] for number in days.versions.numbers()]
    assert kept == ["2026-01-11T09:00", "2026-01-18T09:00", "2026-01-24T09:00", "2026-01-25T14:00"]


def test_without_a_rule_the_newest_five_are_kept(days: Days) -> None:
    for _ in range(7):
        days.publish()
    assert days.versions.numbers() == [3, 4, 5, 6, 7]


def test_what_is_named_and_what_is_read_is_kept_by_any_rule(days: Days) -> None:
    for _ in range(5):
        days.publish()
    days.versions.tag("first", name=1)
    with days.versions.get(3).open():
        said = command(days.versions, "--keep-last", "1", "--dry-run")
        assert [line.split("  ")[-1].strip() for line in said.stdout.splitlines()] == [
            "release first",
            "would go",
            "read",
            "would go",
            "last, current",
        ]
        assert days.versions.numbers() == [1, 2, 3, 4, 5]
        assert command(days.versions, "--keep-last", "1").stdout == "Removed 2: 2, 4.\n"
    assert command(days.versions, "--keep-last", "1").stdout == "Removed 1: 3.\n"
    assert days.versions.numbers() == [1, 5]


def test_the_command_says_the_rule_once_or_from_now_on(days: Days) -> None:
    for _ in range(5):
        days.publish()
    assert command(days.versions, "--keep-daily", "2").stdout == "Removed 3: 1, 2, 3.\n"
    days.publish()
    assert days.versions.numbers() == [4, 5, 6]
    assert command(days.versions, "--keep-daily", "2", "--from-now-on").stdout == "Removed 1: 4.\n"
    days.publish()
    assert days.versions.numbers() == [6, 7]
    assert command(days.versions).stdout == "Nothing to remove.\n"
    assert command(days.versions, "--from-now-on").exit_code == 2


@pytest.mark.parametrize("text", ["", '{"last": -1}', '{"hourly": 3}'])
def test_where_the_rule_cannot_be_read_changes_go_on_and_nothing_is_removed(days: Days, text: str) -> None:
    days.publish()
    (days.versions.root / FILE).write_text(text, encoding="latin-1")
    for _ in range(6):
        days.publish()
    assert days.versions.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert [type(one) for one in faults(days.versions)] == [DamagedRetention]
    said = command(days.versions)
    assert said.exit_code == 1
    assert "versions prune --keep-last 5 --from-now-on" in said.output
    assert [(one.part, one.mended) for one in repair(days.versions)] == [("rule of retention", True)]
    assert faults(days.versions) == []
    days.publish()
    assert len(days.versions.numbers()) == 8
    assert command(days.versions, "--keep-last", "5", "--from-now-on").stdout == "Removed 3: 1, 2, 3.\n"
