"""`fact_to_finding`: how long a fact takes from the inbound topic to a finding that can be read.

Real Kafka, real PostgreSQL, and the program's own processes: consume, publish, read.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from benchmarks.bench import COUNTERFOIL, DEMO, ROOT, Bench, Row, answer, apart, clean, quantiles, run, started
from benchmarks.made import RULE, Consignments
from consumers.kafka_topics import make_topic

ROWS = ("fact_to_finding_p50", "fact_to_finding_p99")
RATE = 200
_WARM_UP, _MEASURED, _LIMIT = 10.0, 60.0, 20.0
_QUICK = (3.0, 6.0, 4.0)
_LOOK = 0.001
_AHEAD = 16
_PATIENCE = 60.0

Times = dict[str, float]


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group; raises Unavailable without a broker."""
    ours, limit = _findings(bench), _alone(bench)
    for name, value, bare in zip(ROWS, quantiles(ours), quantiles(limit), strict=True):
        if name in wanted:
            yield Row(
                name,
                value * 1_000,
                "ms",
                bare * 1_000,
                f"from sent to polled alone, {RATE} a second through one topic of the same broker",
                "≤ 50" if name.endswith("p99") else "",
            )


def _findings(bench: Bench) -> list[float]:
    """Seconds from produced to readable, for each finding after the warm-up."""
    warm, seconds, _ = _QUICK if bench.quick else (_WARM_UP, _MEASURED, _LIMIT)
    name = f"bench.{secrets.token_hex(4)}"
    with bench.database() as address:
        settings = {
            "COUNTERFOIL_DATABASE": address,
            "COUNTERFOIL_KAFKA": bench.broker,
            "COUNTERFOIL_INBOUND_TOPIC": f"{name}.inbound",
            "COUNTERFOIL_EVENTS_TOPIC": f"{name}.events",
        }
        run("import", str(DEMO), "--rejects", str(bench.folder / "demo.jsonl"), **settings)
        day, count = str(apart(last_day, address=address)), int((warm + seconds) * RATE) // 2
        apart(prepare, servers=bench.broker, topic=f"{name}.inbound", day=day, count=count)
        with _processes(bench.fresh_folder("output"), settings):
            watching = started(watch, address=address, day=day, count=count)
            try:
                apart(wait_until_quiet, address=address)
                sent = apart(send, servers=bench.broker, topic=f"{name}.inbound", day=day, count=count)
                seen: Times = answer(watching)
            finally:
                watching.kill()
                watching.wait()
    return _after(warm, sent, seen)


def _alone(bench: Bench) -> list[float]:
    """Seconds from produced to polled, nothing else at work."""
    warm, _, seconds = _QUICK if bench.quick else (_WARM_UP / 2, _MEASURED, _LIMIT)
    topic, day, count = f"bench.{secrets.token_hex(4)}", "2030-01-01", int((warm + seconds) * RATE) // 2
    make_topic(bench.broker, topic)
    polling = started(poll, servers=bench.broker, topic=topic, count=count)
    try:
        sent = apart(send, servers=bench.broker, topic=topic, day=day, count=count)
        seen: Times = answer(polling)
    finally:
        polling.kill()
        polling.wait()
    return _after(warm, sent, seen)


def _after(warm: float, sent: Times, seen: Times) -> list[float]:
    begin = min(sent.values()) + warm
    return [seen[ucr] - at for ucr, at in sent.items() if at >= begin]


@contextmanager
def _processes(folder: Path, settings: dict[str, str]) -> Iterator[None]:
    """The program's processes; they are told to end, and said what they complained of if one ended before."""
    running: list[tuple[str, subprocess.Popen[bytes]]] = []
    try:
        for name in ("publish", "consume", "read"):
            with (folder / name).open("wb") as out:
                made = subprocess.Popen([*COUNTERFOIL, name], cwd=ROOT, env=clean() | settings, stdout=out, stderr=out)
            running.append((name, made))
            if name == "publish":
                time.sleep(2)  # it makes the topic that the reader asks for
        yield
        for name, process in running:
            if process.poll() is not None:
                raise RuntimeError(f"counterfoil {name} ended: {(folder / name).read_text()[-1_000:]}")
    finally:
        for _, process in running:
            process.terminate()
        for _, process in running:
            process.wait(30)


def last_day(address: str) -> str:
    """The day to which the clock has come."""
    from licensing.log import open_log

    with closing(open_log(address)) as log:
        return (log.greatest_recordedat() or "2030-01-01")[:10]


def prepare(servers: str, topic: str, day: str, count: int) -> None:
    """Sends the licences that the consignments will cite."""
    make_topic(servers, topic)
    with closing(_producer(servers)) as producer:
        for value in Consignments(date.fromisoformat(day), count).licences():
            producer.send(topic, value=value)
        producer.flush()


def wait_until_quiet(address: str) -> None:
    """Returns when all that was recorded so far is in the views, the licences included."""
    from licensing.log import open_log
    from projections.store.opening import open_views

    until, before = time.monotonic() + _PATIENCE, -1
    with closing(open_log(address)) as log, closing(open_views(address)) as views:
        while time.monotonic() < until:
            head = log.head()
            if head == before == views.position("findings"):
                return
            before = head
            time.sleep(2)
    raise RuntimeError(f"the views did not come to position {before}")


def send(servers: str, topic: str, day: str, count: int) -> Times:
    """Sends movements at an even rate, whatever becomes of them; when each declaration was sent."""
    facts = list(Consignments(date.fromisoformat(day), count).movements())
    sent: Times = {}
    with closing(_producer(servers)) as producer:
        producer.partitions_for(topic)
        start = time.monotonic() + 0.1
        for place, (ucr, value) in enumerate(facts):
            wait = start + place / RATE - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            sent.setdefault(ucr, time.monotonic())
            producer.send(topic, value=value)
        producer.flush()
    return sent


def watch(address: str, day: str, count: int) -> Times:
    """When each finding could first be read, looking every millisecond for those that come next."""
    from projections.findings.tables import FINDING, TABLES
    from projections.store.opening import open_views

    expected = [Consignments.ucr(number) for number in range(count)]
    seen: Times = {}
    until = time.monotonic() + 3 * _PATIENCE + count / RATE
    where = f"rule = ? AND shipment IN ({', '.join('?' * _AHEAD)})"
    with closing(open_views(address)) as views:
        generation = views.current("findings", TABLES)
        shipment = FINDING.names.index("shipment")
        first = 0
        while first < count and time.monotonic() < until:
            wanted = [*expected[first : first + _AHEAD], *[""] * _AHEAD][:_AHEAD]
            rows = generation.select(FINDING, where, (RULE, *wanted))
            now = time.monotonic()
            for row in rows:
                seen.setdefault(row[shipment], now)
            while first < count and expected[first] in seen:
                first += 1
            if not rows:
                time.sleep(_LOOK)
    if first < count:
        raise RuntimeError(f"no finding of {RULE} for {expected[first]}, {day}")
    return seen


def poll(servers: str, topic: str, count: int) -> Times:
    """When a consumer handed over each declaration."""
    seen: Times = {}
    with closing(KafkaConsumer(bootstrap_servers=servers, auto_offset_reset="earliest")) as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        while len(seen) < count:
            for records in consumer.poll(timeout_ms=1_000).values():
                now = time.monotonic()
                for record in records:
                    data = json.loads(record.value)["data"]
                    seen.setdefault(data["shipment"]["ucr"], now)
    return seen


def _producer(servers: str) -> KafkaProducer:
    return KafkaProducer(
        bootstrap_servers=servers, enable_idempotence=True, acks="all", linger_ms=0, metrics_enabled=False
    )
