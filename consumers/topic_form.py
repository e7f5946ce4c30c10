"""What a topic must be like, so that nothing that was acknowledged is lost on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

LARGEST = 17 * 1024 * 1024
"""Bytes of a record at most: a fact has up to 16 MiB; key, headers and framing come on top."""

SETTINGS_OF_OURS = {
    "retention.ms": "-1",
    "cleanup.policy": "delete",
    "message.timestamp.type": "LogAppendTime",
    "max.message.bytes": str(LARGEST),
}
"""The settings of a topic made here."""

_WEEK_MS = 7 * 24 * 3600 * 1000
_SAFE = 2
_ALTER = "mend: kafka-configs.sh --alter --entity-type topics --entity-name {topic} --add-config {setting}"
_COPY = "mend: kafka-reassign-partitions.sh gives it more; an empty one is deleted, and `counterfoil topics --make` run"


class TopicForm(NamedTuple):
    """A topic as the brokers describe it."""

    name: str
    partitions: int
    copies: int
    """Of the partition that has the fewest."""
    settings: Mapping[str, str]

    def number(self, setting: str) -> int:
        """A setting that is a number."""
        return int(self.settings[setting])


def settings_of_a_new_topic(copies: int | None) -> dict[str, str]:
    """The settings that a topic is made with; so many copies are written before anything counts as there."""
    return SETTINGS_OF_OURS | ({"min.insync.replicas": str(_SAFE)} if copies and copies >= _SAFE else {})


def wrong_with(form: TopicForm, strict: bool) -> list[str]:
    """What is wrong with a topic, each with its mend; `strict` as in production, else what no topic of ours may be."""
    wrong = []
    if "compact" in form.settings["cleanup.policy"]:
        wrong.append(f"it is compacted, so records vanish; {_alter(form, 'cleanup.policy=delete')}")
    return wrong + (_not_safe(form) + _not_kept(form) if strict else [])


def _not_safe(form: TopicForm) -> list[str]:
    wrong = []
    in_step = form.number("min.insync.replicas")
    if form.copies < _SAFE:
        wrong.append(f"there is one copy of it: the end of one disk is the end of it; {_COPY}")
    if in_step < _SAFE:
        told = "a record counts as there when one broker has it (min.insync.replicas=1)"
        wrong.append(f"{told}; {_alter(form, f'min.insync.replicas={_SAFE}')}")
    elif in_step > form.copies >= _SAFE:
        told = f"min.insync.replicas={in_step} with {form.copies} copies: nothing can be written"
        wrong.append(f"{told}; {_alter(form, f'min.insync.replicas={_SAFE}')}")
    if form.settings.get("unclean.leader.election.enable") == "true":
        told = "a broker that lacks records may lead it"
        wrong.append(f"{told}; {_alter(form, 'unclean.leader.election.enable=false')}")
    return wrong


def _not_kept(form: TopicForm) -> list[str]:
    wrong = []
    if 0 <= form.number("retention.ms") < _WEEK_MS:
        wrong.append(f"records are deleted before a week is over; {_alter(form, 'retention.ms=-1')}")
    if form.number("retention.bytes") >= 0:
        wrong.append(f"records are deleted when there are many; {_alter(form, 'retention.bytes=-1')}")
    if form.number("max.message.bytes") < LARGEST:
        told = f"a record of {LARGEST} bytes, which a fact may make, would be refused"
        wrong.append(f"{told}; {_alter(form, f'max.message.bytes={LARGEST}')}")
    return wrong


def _alter(form: TopicForm, setting: str) -> str:
    return _ALTER.format(topic=form.name, setting=setting)
