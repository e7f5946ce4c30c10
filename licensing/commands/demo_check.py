"""What the demo asks of itself: pages as a browser would, the API as scripts would, each as different officers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from licensing.demo.story import ASTRAY, GOOD, REFUSED_ONE, SHORT, STORY
from licensing.demo.visitor import Visitor
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.http.json.rulebook import RULES

_Tell = Callable[[str], None]
OK, CREATED, FORBIDDEN, NOT_FOUND = 200, 201, 403, 404
_FOR_ANOTHER = 202
ADMINISTRATORS = ("sam", "dora")
"""Who publishes lists and sees no case."""
NOT_IN_THE_HISTORY = frozenset({"R20", "R21", "R23", "R24", "R28", "R29", "R30"})
"""Rules of patterns that show over more dealings than the history of the demo tells."""
_PLACES = {"licence": "licences", "shipment": "consignments"}


def look_round(base: str, tell: _Tell) -> Iterator[str]:
    """Tells what is to be seen; yields a clause for everything that is not as it should be."""
    visitors = {officer.subject: Visitor(base, officer.subject) for officer in DEMO_OFFICERS}
    for visitor in visitors.values():
        visitor.sign_in()
    yield from _everybody(visitors, tell)
    yield from _rules(visitors, tell)
    yield from _pages(visitors["amara"], tell)
    yield from _borders(visitors, tell)
    yield from _endings(visitors, tell)
    yield from _decision(visitors["amara"], visitors["jonas"], tell)


def _everybody(visitors: Mapping[str, Visitor], tell: _Tell) -> Iterator[str]:
    for officer in DEMO_OFFICERS:
        visitor = visitors[officer.subject]
        reply, home = visitor.api("/findings/count?state=OPEN"), visitor.page("/")
        sees = f"{reply.json['total']} open findings" if reply.status == OK else "no case"
        tell(f"{officer.name}, {officer.role.title} of {officer.state}, sees {sees}")
        if home.status != OK or officer.name not in home.text:
            yield f"the first page of {officer.name} answered {home.status}"


def _all_open(visitor: Visitor) -> list[Any]:
    found: list[Any] = visitor.api("/findings?state=OPEN&limit=200").json["findings"]
    return found


def _rules(visitors: Mapping[str, Visitor], tell: _Tell) -> Iterator[str]:
    seen = {f["finding_id"]: f for v in visitors.values() if v.officer not in ADMINISTRATORS for f in _all_open(v)}
    counts = Counter(finding["rule"] for finding in seen.values())
    tell("open by rule: " + ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items())))
    missing = [rule.id for rule in RULES if not counts[rule.id] and rule.id not in NOT_IN_THE_HISTORY]
    if missing:
        yield f"no open finding of {', '.join(missing)}"


def _pages(amara: Visitor, tell: _Tell) -> Iterator[str]:
    paths = ["/", "/findings?state=OPEN", "/licences", "/consignments", "/import-authorizations", "/parties"]
    paths += ["/rules", "/access", "/api"]
    for finding in _all_open(amara):
        paths.append(f"/findings/{finding['finding_id']}")
        paths += [_page_of(finding, name) for name in _PLACES if finding["key"][name]]
    for path in dict.fromkeys(paths):
        reply = amara.page(path)
        if reply.status != OK or b"</html>" not in reply.body:
            yield f"the page {path} answered {reply.status}"
    tell(f"{len(set(paths))} pages answered to {amara.officer}")


def _page_of(finding: Any, name: str) -> str:
    place = "import-authorizations" if finding["rule"] == "R07" else _PLACES[name]
    return f"/{place}/{quote(finding['key'][name], safe='/:')}"


def _borders(visitors: Mapping[str, Visitor], tell: _Tell) -> Iterator[str]:
    amara, hidden = visitors["amara"], []
    mine = {finding["finding_id"] for finding in _all_open(amara)}
    for other in ("tomas", "yusra", "mei"):
        hidden += [f["finding_id"] for f in _all_open(visitors[other]) if f["finding_id"] not in mine]
    for finding_id in hidden:
        status = amara.api(f"/findings/{finding_id}").status
        if status != NOT_FOUND:
            yield f"a finding of other States answered {status} to {amara.officer}"
    tell(f"{len(hidden)} findings of other States are not there for {amara.officer}")
    if visitors["sam"].api("/findings").status != FORBIDDEN:
        yield "the administrator is shown findings"


def _decision(amara: Visitor, jonas: Visitor, tell: _Tell) -> Iterator[str]:
    finding = next(f for f in _all_open(amara) if (f["key"]["licence"] or "").startswith("XA:"))
    path = f"/findings/{finding['finding_id']}"
    body = {"disposition": "EXPLAINED", "reason": "Looked at by the demo itself."}
    reply = amara.api(f"{path}/disposition", body, If_Match=amara.api(path).headers["etag"])
    if reply.status == _FOR_ANOTHER:
        # It holds goods or stops them: another officer confirms it.
        waits = reply.headers["location"].removeprefix("/api/v1")
        proposal = {"data": {"proposal": unquote(waits.rpartition("/")[2])}}
        seen = jonas.api(waits).headers["etag"]
        reply = jonas.api("/proposals/confirm", proposal, If_Match=seen)
    if reply.status != CREATED:
        yield f"a disposition answered {reply.status}: {reply.text}"
        return
    after = reply.headers["log-position"]
    state = amara.api(f"{path}?after={after}").json.get("state")
    tell(f"{amara.officer} disposed of {finding['rule']} on {finding['key']['licence']}: now {state}")
    if state != "CLOSED" or "closed" not in amara.page(path).text:
        yield f"a finding that was disposed of is {state}"


def _endings(visitors: Mapping[str, Visitor], tell: _Tell) -> Iterator[str]:
    """How the three parts of the story end, and whether its pages are there for who gave the orders."""
    amara = visitors["amara"]
    yield from _ended_well(amara, tell)
    yield from _ended_refused(amara, tell)
    yield from _ended_astray(amara, tell)
    for page, officer in dict.fromkeys((step.page, step.officer) for chapter in STORY for step in chapter.steps):
        status = visitors[officer].page(page).status
        if status != OK:
            yield f"the page {page} of the story answered {status} to {officer}"
    yield from _found(amara)


def _found(amara: Visitor) -> Iterator[str]:
    """Whether the search finds the licence of the story by its number."""
    number = GOOD.licence.partition(":")[2]
    hits = {hit["key"] for hit in amara.api(f"/search?q={number}").json["hits"]}
    if not {GOOD.licence, GOOD.ucr} <= hits:
        yield f"the search for {number} finds {', '.join(sorted(hits)) or 'nothing'}"


def _ended_well(amara: Visitor, tell: _Tell) -> Iterator[str]:
    line = amara.api(f"/licences/{GOOD.licence}").json["lines"][0]
    state = amara.api(f"/consignments/{GOOD.ucr}").json["status"]
    found = _open_about(amara, consignment=GOOD.ucr) | _open_about(amara, licence=GOOD.licence)
    used = f"{line['consumed']} consumed, {line['free']} free"
    tell(f"the transfer in order: consignment {state}, {used}, {', '.join(found) or 'no'} findings")
    if (state, line["consumed"], line["free"], found) != ("received", str(GOOD.pieces), "0", {}):
        yield f"the transfer in order ended {state}, with {line['free']} free and {found or 'no findings'}"


_AGAINST = {"IMPORT_EXCEEDED", "TRANSIT_OBJECTED:XC", "FINDINGS_NOT_ACKNOWLEDGED"}


def _ended_refused(amara: Visitor, tell: _Tell) -> Iterator[str]:
    sheet = amara.api(f"/applications/{REFUSED_ONE.application}").json
    missing = {check["code"] for check in sheet["preconditions"] if not check["met"]}
    licence = amara.api(f"/licences/{REFUSED_ONE.licence}").status
    tell(f"the application refused: {sheet['status']}, for {', '.join(sorted(missing))}")
    if (sheet["status"], missing, licence) != ("refused", _AGAINST, NOT_FOUND):
        yield f"the application that is to be refused is {sheet['status']}, for {', '.join(sorted(missing))}"


def _ended_astray(amara: Visitor, tell: _Tell) -> Iterator[str]:
    found = _open_about(amara, consignment=ASTRAY.ucr)
    told = (f"{rule} of {quantity}" if quantity else rule for rule, quantity in sorted(found.items()))
    tell(f"the transfer that goes astray: {', '.join(told)}")
    if set(found) != {"R10", "R14"} or found["R14"] != str(SHORT):
        yield f"the transfer that goes astray has {found or 'no findings'}"


def _open_about(amara: Visitor, **what: str) -> dict[str, str | None]:
    """The open findings about something, by rule, with their quantities."""
    wanted = "&".join(f"{name}={quote(value, safe='')}" for name, value in what.items())
    rows = amara.api(f"/findings?state=OPEN&{wanted}").json["findings"]
    return {row["rule"]: row["quantity"] for row in rows}
