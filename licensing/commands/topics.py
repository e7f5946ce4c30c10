"""`counterfoil topics`: what the topics are like, what is wrong with them, and who needs which rights on them."""

from __future__ import annotations

import argparse

from consumers.kafka_brokers import Brokers
from consumers.kafka_rights import WHO, rights
from consumers.kafka_topics import make_topic, topic_form
from consumers.topic_form import TopicForm, wrong_with
from licensing.brokers import named_brokers
from licensing.settings import Settings

NAME = "topics"
HELP = "Show the two topics and what is wrong with them; make them; list the rights that users need."
_SHOWN = ("min.insync.replicas", "cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to make topics or to list rights, and for which users."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--make", action="store_true", help="make what is not there; for an administrator of the brokers")
    what.add_argument("--acls", action="store_true", help="print the arguments of kafka-acls.sh, one right a line")
    parser.add_argument("--group", default="counterfoil", help="consumer group of `consume`; default: counterfoil")
    for who in WHO:
        parser.add_argument(
            f"--user-of-{who}",
            default=f"counterfoil-{who}",
            metavar="USER",
            help=f"user of {who}; default: counterfoil-{who}",
        )


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints topics, settings and faults in columns divided by tabs; 1 where something is wrong."""
    if arguments.acls:
        users = {who: getattr(arguments, f"user_of_{who}") for who in WHO}
        for right in rights(users, settings.events_topic, settings.inbound_topic, arguments.group):
            print(right.command)
        return 0
    brokers, names = named_brokers(settings), (settings.events_topic, settings.inbound_topic)
    if arguments.make:
        for name in names:
            make_topic(brokers, name)
    return max([_shown(brokers, name, one_partition=name == settings.events_topic) for name in names])


def _shown(brokers: Brokers, name: str, one_partition: bool) -> int:
    form = topic_form(brokers, name)
    if form is None:
        print(name, "is not there, or our user may not see it; `counterfoil topics --make` makes it", sep="\t")
        return 1
    settings = " ".join(f"{setting}={form.settings[setting]}" for setting in _SHOWN)
    print(name, f"partitions={form.partitions} copies={form.copies} {settings}", sep="\t")
    wrong = wrong_with(form, brokers.strict) + _order_lost(form, one_partition)
    for fault in wrong:
        print(name, f"wrong: {fault}", sep="\t")
    return 1 if wrong else 0


def _order_lost(form: TopicForm, one_partition: bool) -> list[str]:
    if not one_partition or form.partitions == 1:
        return []
    return [
        f"it has {form.partitions} partitions, so its order is lost; mend: another topic in COUNTERFOIL_EVENTS_TOPIC"
    ]
