"""Three brokers with TLS, passwords and rights: who leads a topic dies under load; nothing is lost or doubled."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from consumers import kafka_asking
from consumers.kafka import EventsTopic
from consumers.kafka_asking import RefusedByBroker
from consumers.kafka_brokers import Brokers, UnusableKey
from consumers.kafka_inbound import InboundTopic
from consumers.kafka_topics import make_topic, topic_form
from consumers.patience import BrokerAway
from consumers.topic_form import wrong_with
from domain.kernel.log_entry import Stored
from licensing.log import Log, open_log
from services import java, kafka_cluster
from services.kafka_cluster import Cluster, Node
from tests.drill.conftest import LONG
from tests.drill.processes import Process
from tests.drill.settled import everything, told
from tests.drill.stage import Stage
from tests.drill.three_brokers import Sender, Users, fact, records
from tests.waiting import eventually

LEADERS_KILLED = int(os.environ.get("COUNTERFOIL_DRILL_LEADERS") or (100 if LONG else 3))

pytestmark = [
    pytest.mark.drill,
    # kafka-python does not close a socket whose connection was refused.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("sockets_collected"),
]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    lacking = java.missing()
    if lacking and os.environ.get("COUNTERFOIL_REQUIRE_SERVICES") == "1":
        pytest.fail(f"three brokers: {lacking}; COUNTERFOIL_REQUIRE_SERVICES=1 forbids to skip it")
    if lacking:
        pytest.skip(f"three brokers: {lacking}")
    with kafka_cluster.running(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(scope="module")
def users(cluster: Cluster) -> Users:
    made = Users(cluster, "rights")
    make_topic(made["publish"], made.events)
    make_topic(made["consume"], made.inbound)
    return made


def event(position: int) -> Stored:
    return Stored(
        position, "s", position, "t", json.dumps(dict.fromkeys(("id", "source", "subject", "time"), "x")).encode()
    )


def test_a_topic_of_ours_has_three_copies_of_which_two_count(cluster: Cluster, users: Users) -> None:
    for topic in (users.events, users.inbound):
        form = topic_form(cluster.administrator, topic)
        assert form is not None
        assert (form.partitions, form.copies, form.settings["min.insync.replicas"]) == (1, 3, "2")
        assert wrong_with(form, strict=True) == []


def test_one_copy_is_refused_in_production_and_taken_in_a_demo(cluster: Cluster) -> None:
    demo = replace(cluster.administrator, copies=1, strict=False)
    make_topic(demo, "one-copy")
    with pytest.raises(RefusedByBroker, match=r"one copy of it.*kafka-reassign-partitions"):
        make_topic(cluster.administrator, "one-copy")
    with pytest.raises(RefusedByBroker, match="9 copies, and there are fewer brokers"):
        make_topic(replace(cluster.administrator, copies=9), "nine-copies")


def test_the_publisher_sends_and_looks_where_it_stands_and_nobody_else_may(users: Users) -> None:
    with closing(EventsTopic(users["publish"], users.events)) as topic:
        topic.send([event(1), event(2)], 0)
        assert topic.last().position == 2
    with closing(EventsTopic(users["read"], users.events)) as topic:
        assert topic.last().position == 2
        with pytest.raises(RefusedByBroker, match="refuses"):
            topic.send([event(3)], 2)
    for who in ("consume", "sender"):
        with closing(EventsTopic(users[who], users.events)) as topic, pytest.raises((RefusedByBroker, BrokerAway)):
            topic.last()


def test_facts_are_read_in_the_group_by_the_consumer_alone(users: Users) -> None:
    with pytest.raises(RefusedByBroker, match="refuses"), closing(InboundTopic(users["read"], users.inbound)) as topic:
        topic.poll(1, 10)
    with closing(InboundTopic(users["consume"], users.inbound)) as topic:
        assert topic.poll(1, 0.1) == []


def test_who_may_not_make_a_topic_is_told_what_to_do(users: Users) -> None:
    with pytest.raises(RefusedByBroker, match="counterfoil topics --make"):
        make_topic(users["publish"], "another")


def test_a_wrong_password_a_wrong_authority_and_a_missing_key_do_not_get_in(
    cluster: Cluster, users: Users, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_asking, "ANSWER_MS", 2_000)

    def fails(brokers: Brokers, kind: type[Exception], told: str) -> None:
        with pytest.raises(kind, match=told):
            topic_form(brokers, users.events)

    fails(cluster.user("rights-publish", "guessed"), BrokerAway, "user or password is refused")
    fails(replace(users["publish"], ca=""), BrokerAway, "does not answer")
    fails(replace(users["publish"], ca=str(tmp_path / "none.pem")), UnusableKey, "COUNTERFOIL_KAFKA_CA")
    fails(replace(cluster.administrator, key=cluster.administrator.ca), UnusableKey, "COUNTERFOIL_KAFKA_KEY")
    assert topic_form(users["publish"], users.events) is not None


def test_a_password_may_also_be_shown_as_it_is_where_brokers_ask_so(cluster: Cluster) -> None:
    assert topic_form(cluster.user("plain", "plain secret", "PLAIN"), "nobody's") is None


def lead_dies(cluster: Cluster, topic: str) -> Node:
    """The broker that leads a topic is killed, and another leads."""
    leader = eventually(lambda: cluster.leader(topic))
    assert leader is not None
    leader.kill()
    eventually(lambda: cluster.leader(topic), lambda found: found not in (None, leader))
    return leader


def test_leaders_die_under_load_and_nothing_is_lost_doubled_or_out_of_order(office: Stage, cluster: Cluster) -> None:
    users = Users(cluster, "drill")
    make_topic(users["consume"], users.inbound)
    at_work = {}
    for who in ("publish", "consume", "read"):
        office.environment |= users.environment(who, office.folder)
        at_work[who] = office.start(who)
    with closing(open_log(office.place)) as log, closing(Sender(users["sender"], users.inbound)) as sender:
        for number in range(LEADERS_KILLED):
            sender.has_sent_more()
            topic = (users.events, users.inbound)[number % 2]
            killed = lead_dies(cluster, topic)
            office.count(f"leader of the topic {topic.partition('.')[2]}: kill -9 under load")
            sender.has_sent_more()
            goes_on(log, at_work["consume"])
            killed.start()
            eventually(lambda: cluster.all_in_step(users.events, users.inbound, "__consumer_offsets"))
        count = sender.end()
        at_work["consume"].until(lambda: log.head() == count)
        with closing(EventsTopic(users["publish"], users.events)) as events:
            at_work["publish"].until(lambda: events.last().position == count)
        office.has_read_all(at_work["read"])
        for process in at_work.values():
            process.stop()
        nothing_is_lost_doubled_or_out_of_order(log, cluster.administrator, users, count)


def goes_on(log: Log, consumer: Process) -> None:
    """Waits until more facts are on record than now."""
    head = log.head()
    consumer.until(lambda: log.head() > head)


def nothing_is_lost_doubled_or_out_of_order(log: Log, reader: Brokers, users: Users, count: int) -> None:
    """Both topics hold record by record what was sent, and the log stands between them."""
    sent = [fact(number) for number in range(1, count + 1)]
    assert [record.value for record in records(reader, users.inbound)] == sent
    held = everything(log)
    assert [x["id"] for _, _, x in told(held)] == [json.loads(x)["id"] for x in sent]
    published = records(reader, users.events)
    assert [int(dict(x.headers)["position"]) for x in published] == list(range(1, count + 1))
    assert [x.value for x in published] == [x.body for x in held]
