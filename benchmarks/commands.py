"""`commands_…` and `command_p99`: durable reservations over HTTP, authenticated, beside a POST that does nothing.

The limit is an application of the same framework under the same server and clients: one route that opens the
bearer token as ours does and answers 201.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import COUNTERFOIL, ROOT, Bench, Row, alternating, apart, clean, medians, quantiles, run
from benchmarks.clients import Found, posted, request
from benchmarks.orders import OPEN, declarations, facts, facts_with_open_findings

ROWS = (
    "commands_sqlite",
    "commands_sqlite_one",
    "commands_sqlite_findings",
    "commands_sqlite_findings_one",
    "commands_sqlite_embedded",
    "commands_postgres",
    "commands_postgres_one",
    "command_p99",
)
CLIENTS = 32
_ORDERS, _BARE, _QUICK = 6_000, 12_000, 96
"""So many orders stay within what is read of the log beyond the views, when nobody brings those up to date."""
_WARM = 64
_BUSY = 0.6
"""More than this part of the time the clients may not work: then they would be what is measured."""
_OFFICER = "noor"
_PATH = "/api/v1/consignments/declare"
_LIMIT = "a POST that only opens the bearer token and answers 201, same framework, server and 32 clients"
_SLOWEST_OF = "commands_sqlite"


class _Kind(NamedTuple):
    """What a row of rates measures."""

    row: str
    on_server: bool
    spread: bool
    readers: str
    goal: str
    told: str
    findings: bool = False


_KINDS = (
    _Kind("commands_sqlite", False, True, "apart", "≥ 1,500", "spread over 1,000 licences, no readers at work"),
    _Kind("commands_sqlite_one", False, False, "apart", "", "all on one licence, no readers at work"),
    _Kind("commands_sqlite_findings", False, True, "apart", "", "spread, ten findings open on the parties", True),
    _Kind("commands_sqlite_findings_one", False, False, "apart", "", "all on one, ten findings open", True),
    _Kind("commands_sqlite_embedded", False, True, "embedded", "", "spread, the readers at work in our process"),
    _Kind("commands_postgres", True, True, "apart", "≥ 1,300", "spread over 1,000 licences, no readers at work"),
    _Kind("commands_postgres_one", True, False, "apart", "", "all on one licence, no readers at work"),
)


class _Figures(NamedTuple):
    """A second of one kind of requests, and how long each took."""

    rate: float
    taken: Sequence[float]


def measured(bench: Bench, wanted: set[str]) -> Iterator[Row]:
    """The rows of this group."""
    for kind in _KINDS:
        names = {kind.row, "command_p99"} if kind.row == _SLOWEST_OF else {kind.row}
        if wanted & names:
            pairs = alternating(bench.times, partial(_ours, bench, kind), partial(_nothing, bench))
            yield from (row for row in _rows(kind, pairs) if row.name in wanted & names)


def _rows(kind: _Kind, pairs: Sequence[tuple[_Figures, _Figures]]) -> Iterator[Row]:
    rate, bare = medians([(ours.rate, limit.rate) for ours, limit in pairs])
    yield Row(kind.row, rate, "orders/s", bare, f"{_LIMIT}; {kind.told}", kind.goal)
    slow, bare = medians([(quantiles(ours.taken)[1], quantiles(limit.taken)[1]) for ours, limit in pairs])
    yield Row("command_p99", slow * 1_000, "ms", bare * 1_000, f"{_LIMIT}; {kind.told}, none of them ever pausing")


# -- ours --------------------------------------------------------------------------------------------------------------


def _ours(bench: Bench, kind: _Kind) -> _Figures:
    data = bench.fresh_folder("orders")
    if not kind.on_server:
        shutil.copytree(_prepared(bench, kind.findings), data, dirs_exist_ok=True)
        return _ordered(bench, kind, data, "")
    with bench.database() as address:
        _prepare(bench, data, address)
        return _ordered(bench, kind, data, address)


def _prepared(bench: Bench, findings: bool) -> Path:
    """A data folder with all that the orders rest on; only copied from."""
    made = bench.folder / ("orders-prepared-findings" if findings else "orders-prepared")
    if not made.exists():
        made.mkdir()
        _prepare(bench, made, "", findings)
    return made


def _prepare(bench: Bench, data: Path, address: str, findings: bool = False) -> None:
    """Imports what the orders rest on, and brings the views up to date with it."""
    file = bench.folder / "orders.jsonl"
    rested_on = facts_with_open_findings() if findings else facts()
    file.write_bytes(b"\n".join(rested_on) + b"\n")
    run("import", str(file), "--rejects", str(bench.folder / "orders-rejected.jsonl"), *_place(data, address))
    run("findings", *_place(data, address))


def _place(data: Path, address: str) -> list[str]:
    return ["--data", str(data), *(["--database", address] if address else [])]


def _ordered(bench: Bench, kind: _Kind, data: Path, address: str) -> _Figures:
    count = _QUICK if bench.quick else _ORDERS
    tokens = apart(tokens_of, data=data, count=CLIENTS)
    with _serving(*COUNTERFOIL, "serve", "--port", "0", "--readers", kind.readers, *_place(data, address)) as port:
        _send(port, tokens, declarations(_WARM, kind.spread))
        found = _send(port, tokens, declarations(count, kind.spread))
    there = apart(declared, data=data, address=address)
    if there != _WARM + count + (OPEN if kind.findings else 0):
        raise RuntimeError(f"{_WARM + count} answers, and {there} declarations on record")
    return found


def _send(
    port: int, tokens: Sequence[str], bodies: Iterator[bytes], expected: bytes = b'"outcome":"RECORDED"'
) -> _Figures:
    """Every client has a token of its own, every order a key of its own."""
    all_bodies = list(bodies)
    requests = [
        [request(_PATH, token, body, secrets.token_hex(16)) for body in all_bodies[number :: len(tokens)]]
        for number, token in enumerate(tokens)
    ]
    return _figures(posted(requests, port, expected))


def _figures(found: Found) -> _Figures:
    if found["worked"] > _BUSY * found["seconds"]:
        raise RuntimeError(f"the clients worked {found['worked']:.1f} of {found['seconds']:.1f} s: they are the limit")
    return _Figures(len(found["taken"]) / found["seconds"], found["taken"])


def tokens_of(data: str, count: int) -> list[str]:
    """A bearer token for each client."""
    from licensing.http.auth.issuer import DemoIssuer, issuer_key

    issuer = DemoIssuer(issuer_key(Path(data) / "keys"))
    return [issuer.token(issuer.officers[_OFFICER]) for _ in range(count)]


def declared(data: str, address: str) -> int:
    """How many declarations are on record."""
    from licensing.log import open_log

    count, position = 0, 0
    with closing(open_log(address or Path(data))) as log:
        while batch := log.read(position, 4_000):
            count += sum(stored.type.startswith("shipment.declared.") for stored in batch)
            position = batch[-1].position
    return count


# -- the limit ---------------------------------------------------------------------------------------------------------


def _nothing(bench: Bench) -> _Figures:
    data = bench.fresh_folder("nothing")
    tokens, count = apart(tokens_of, data=data, count=CLIENTS), _QUICK if bench.quick else _BARE
    call = (COUNTERFOIL[0], "-m", "benchmarks.nothing", str(data))
    with _serving(*call) as port:
        _send(port, tokens, declarations(_WARM, spread=True), b"")
        return _send(port, tokens, declarations(count, spread=True), b"")


def _port(call: Sequence[str], lines: Iterable[str]) -> int:
    """The port that a process says it serves at, in whatever form its lines are."""
    told = []
    for line in lines:
        found = re.search(r"serving http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return int(found[1])
        told.append(line)
    raise RuntimeError(f"{' '.join(call[1:4])} does not serve: {''.join(told)[-2_000:]}")


@contextmanager
def _serving(*call: str) -> Iterator[int]:
    """The port of a process that says where it serves; it is told to end."""
    with subprocess.Popen(call, cwd=ROOT, env=clean(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            yield _port(call, process.stderr)
        finally:
            process.terminate()
            process.wait(60)
