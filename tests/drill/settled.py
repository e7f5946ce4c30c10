"""Whether everything came out as if nothing had ever died."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from consumers.arrival import Origin
from consumers.inbound import delivery_of
from consumers.project import bring_up_to_date
from domain.kernel.log_entry import Stored
from licensing.log import Log, open_log
from projections.catalogue import read_models
from projections.findings.printing import all_findings, as_contract
from projections.findings.tables import FINDING
from projections.history import ENTRY
from projections.search import RUN, WORD
from projections.store.opening import open_views
from projections.store.views import Digest, Generation, Views
from projections.traffic import TRAFFIC
from tests.drill import expected
from tests.drill.expected import Fact, Told
from tests.reference.judgement import findings

Place = Path | str
Named = tuple[str, str | None, int | None, str | None, str | None]


def everything(log: Log) -> list[Stored]:
    """The whole log."""
    return log.read(0, 1_000_000)


def told(events: Sequence[Stored]) -> list[Told]:
    """The log as positions, streams and facts."""
    return [(event.position, event.stream, expected.opened(event.body)) for event in events]


def the_log_holds_each_delivery_once(log: Log, deliveries: Sequence[Fact]) -> None:
    """Whatever order they came in: nothing is there that was not delivered, nothing twice, nothing lacks."""
    events = [fact for _, _, fact in told(everything(log))]
    known = {json.dumps(expected.kept(fact), sort_keys=True) for fact in deliveries}
    assert [fact for fact in events if json.dumps(expected.kept(fact), sort_keys=True) not in known] == []
    assert expected.appended(events) == [expected.kept(fact) for fact in events]
    assert expected.standing(events) == expected.standing(deliveries)


def the_log_has_no_holes(log: Log) -> None:
    """Positions count up, versions in every stream too."""
    events = everything(log)
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    versions: dict[str, int] = {}
    for event in events:
        assert event.version == versions.get(event.stream, 0) + 1
        versions[event.stream] = event.version


def idempotency_records_agree(log: Log) -> None:
    """Under every source and id that came, the position of the copy that stands, and no other."""
    places: dict[expected.Name, tuple[expected.Rank, int]] = {}
    for position, _, fact in told(everything(log)):
        name = expected.name_of(fact)
        places[name] = min(places.get(name, (expected.rank(fact), position)), (expected.rank(fact), position))
    assert {name: log.position_of(*name) for name in places} == {name: at for name, (_, at) in places.items()}


def the_topic_gives_every_position(brokers: str, topic: str, log: Log) -> None:
    """Read from its start: the bytes of the log in order; doubles may be there, gaps not."""
    events = everything(log)
    bodies = {event.position: event.body for event in events}
    reached = 0
    following = dict(zip([0, *bodies], [*bodies, 0], strict=True))
    for position, body in _records(brokers, topic):
        assert bodies[position] == body
        assert position <= reached or position == following[reached]
        reached = max(reached, position)
    assert reached == events[-1].position, f"{reached} of {events[-1].position}: {events[-1].body!r}"


def _records(brokers: str, topic: str) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    with closing(KafkaConsumer(bootstrap_servers=brokers, auto_offset_reset="earliest")) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek(partition, 0)
        end = consumer.end_offsets([partition])[partition]
        while consumer.position(partition) < end:
            for records in consumer.poll(timeout_ms=1_000).values():
                found += [(int(dict(record.headers)["position"]), record.value) for record in records]
    return found


def views_say_what_was_delivered(views: Views, log: Log, deliveries: Sequence[Fact]) -> None:
    """The plain views by folds in memory, the findings by the slow reference."""
    events = told(everything(log))
    current = {model.name: views.current(model.name, model.tables) for model in read_models()}
    assert {name: views.position(name) for name in current} == dict.fromkeys(current, events[-1][0])
    assert set(current["history"].select(ENTRY)) == expected.history(events)
    assert set(current["traffic"].select(TRAFFIC)) == expected.traffic(events)
    assert set(current["search"].select(RUN)) == expected.runs(events)
    assert _keys(current["search"].select(WORD)) == _keys(expected.search(events))
    findings_are_those_of_the_reference(current["findings"], deliveries)


def _keys(words: Any) -> set[tuple[Any, ...]]:
    # Of several ways to write one name any may be shown.
    return {row[:3] for row in words}


def findings_are_those_of_the_reference(generation: Generation, deliveries: Sequence[Fact]) -> None:
    """OPEN and CLOSED, with severity and quantity."""
    rows = list(map(as_contract, all_findings(generation)))
    evidence: dict[Named, list[str]] = {expected.key_of(row): row["evidence"] for row in rows}
    found = {
        expected.key_of(row): (row["state"], row["severity"], row["quantity"])
        for row in rows
        if row["state"] != "CLEARED"
    }
    assert found == {key: tuple(verdict) for key, verdict in findings(deliveries, evidence).items()}
    assert len(generation.select(FINDING)) == len(evidence)


def digests(views: Views) -> dict[str, Digest]:
    """What `counterfoil views --digest` prints."""
    return {model.name: views.digest(model.name, model.tables) for model in read_models()}


def undisturbed(folder: Path, events: Sequence[Stored]) -> dict[str, Digest]:
    """The digests of a world where the same came in the same order and nothing happened to anybody."""
    log = open_log(folder)
    with closing(log), closing(open_views(folder)) as views:
        log.record([delivery_of(expected.opened(event.body), Origin()) for event in events])
        bring_up_to_date(views, log, read_models())
        return digests(views)
