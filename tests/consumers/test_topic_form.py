"""What a topic must be like: each fault is told with its mend, and the lawful twin passes."""

from __future__ import annotations

import pytest

from consumers.topic_form import LARGEST, TopicForm, settings_of_a_new_topic, wrong_with

SAFE = settings_of_a_new_topic(3) | {"retention.bytes": "-1", "unclean.leader.election.enable": "false"}


def topic(copies: int = 3, **changes: str) -> TopicForm:
    """A safe topic, but for what is said; underscores stand for dots."""
    return TopicForm("events", 1, copies, SAFE | {name.replace("_", "."): value for name, value in changes.items()})


def test_a_topic_as_we_make_it_is_right() -> None:
    assert wrong_with(topic(), strict=True) == []


@pytest.mark.parametrize(
    ("form", "told", "mend"),
    [
        (topic(1), "one copy", "kafka-reassign-partitions"),
        (topic(min_insync_replicas="1"), "when one broker has it", "min.insync.replicas=2"),
        (topic(2, min_insync_replicas="3"), "nothing can be written", "min.insync.replicas=2"),
        (topic(unclean_leader_election_enable="true"), "lacks records", "unclean.leader.election.enable=false"),
        (topic(retention_ms="3600000"), "before a week", "retention.ms=-1"),
        (topic(retention_bytes="1073741824"), "when there are many", "retention.bytes=-1"),
        (topic(max_message_bytes="1048588"), "would be refused", f"max.message.bytes={LARGEST}"),
    ],
)
def test_what_could_lose_a_record_is_wrong_in_production_and_taken_in_a_demo(
    form: TopicForm, told: str, mend: str
) -> None:
    (fault,) = wrong_with(form, strict=True)
    assert told in fault
    assert mend in fault
    assert wrong_with(form, strict=False) == []


@pytest.mark.parametrize(
    "form",
    [
        topic(2),
        topic(5, min_insync_replicas="3"),
        topic(retention_ms="604800000"),
        topic(max_message_bytes="33554432"),
        topic(max_message_bytes=str(LARGEST)),
    ],
)
def test_what_loses_nothing_is_right_however_it_is_set(form: TopicForm) -> None:
    assert wrong_with(form, strict=True) == []


@pytest.mark.parametrize("policy", ["compact", "compact,delete"])
@pytest.mark.parametrize("strict", [True, False])
def test_a_topic_that_is_compacted_is_never_right(policy: str, strict: bool) -> None:
    (fault,) = wrong_with(topic(cleanup_policy=policy), strict)
    assert "cleanup.policy=delete" in fault


def test_a_topic_with_one_copy_is_made_without_asking_for_a_second() -> None:
    assert "min.insync.replicas" not in settings_of_a_new_topic(None) | settings_of_a_new_topic(1)
    assert settings_of_a_new_topic(2)["min.insync.replicas"] == "2"
