"""What the demo asks of itself: pages as a browser would, the API as scripts would, each as different officers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from http.cookiejar import CookieJar
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import msgspec

from licensing.api.issuer import OFFICERS
from licensing.api.rulebook import RULES

Tell = Callable[[str], None]
SECONDS = 20
OK, CREATED, FORBIDDEN, NOT_FOUND = 200, 201, 403, 404
_PLACES = {"licence": "licences", "shipment": "consignments"}


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, opened."""
        return msgspec.json.decode(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


class Visitor:
    """Somebody who asks one server, by pages or by API, as one officer."""

    def __init__(self, base: str, officer: str) -> None:
        self._base, self.officer = base.rstrip("/"), officer
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = ""

    def sign_in(self) -> None:
        """By the form for pages, by a token for the API."""
        form = {"form_token": field(self.page("/sign-in").text, "form_token"), "officer": self.officer}
        self._ask("/sign-in", urlencode(form).encode(), {"Accept": "text/html"})
        told = self._ask("/token", urlencode({"officer": self.officer}).encode(), {}).json
        self._token = str(told["access_token"])

    def page(self, path: str) -> Reply:
        """A page, as a browser gets it."""
        return self._ask(path, None, {"Accept": "text/html"})

    def api(self, path: str, body: Any = None, **headers: str) -> Reply:
        """An answer of the API."""
        sent = None if body is None else msgspec.json.encode(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {"Content-Type": "application/json"} if sent else {}
        return self._ask(f"/api/v1{path}", sent, {"Authorization": f"Bearer {self._token}", **kind, **named})

    def _ask(self, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        request = Request(self._base + path, body, dict(headers))  # noqa: S310 - the server just started
        try:
            with self._opener.open(request, timeout=SECONDS) as found:
                return Reply(found.status, dict(found.headers.items()), found.read())
        except HTTPError as why:
            with why:
                return Reply(why.code, dict(why.headers.items()), why.read())


def look_round(base: str, tell: Tell) -> Iterator[str]:
    """Tells what is to be seen; yields a clause for everything that is not as it should be."""
    visitors = {officer.subject: Visitor(base, officer.subject) for officer in OFFICERS}
    for visitor in visitors.values():
        visitor.sign_in()
    yield from _everybody(visitors, tell)
    yield from _rules(visitors, tell)
    yield from _pages(visitors["amara"], tell)
    yield from _borders(visitors, tell)
    yield from _decision(visitors["amara"], tell)


def _everybody(visitors: Mapping[str, Visitor], tell: Tell) -> Iterator[str]:
    for officer in OFFICERS:
        visitor = visitors[officer.subject]
        reply, home = visitor.api("/findings/count?state=OPEN"), visitor.page("/")
        sees = f"{reply.json['total']} open findings" if reply.status == OK else "no case"
        tell(f"{officer.name}, {officer.role.title} of {officer.state}, sees {sees}")
        if home.status != OK or officer.name not in home.text:
            yield f"the first page of {officer.name} answered {home.status}"


def _all_open(visitor: Visitor) -> list[Any]:
    found: list[Any] = visitor.api("/findings?state=OPEN&limit=200").json["findings"]
    return found


def _rules(visitors: Mapping[str, Visitor], tell: Tell) -> Iterator[str]:
    seen = {f["finding_id"]: f for v in visitors.values() if v.officer != "sam" for f in _all_open(v)}
    counts = Counter(finding["rule"] for finding in seen.values())
    tell("open by rule: " + ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items())))
    missing = [rule.id for rule in RULES if not counts[rule.id]]
    if missing:
        yield f"no open finding of {', '.join(missing)}"


def _pages(amara: Visitor, tell: Tell) -> Iterator[str]:
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


def _borders(visitors: Mapping[str, Visitor], tell: Tell) -> Iterator[str]:
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


def _decision(amara: Visitor, tell: Tell) -> Iterator[str]:
    finding = next(f for f in _all_open(amara) if (f["key"]["licence"] or "").startswith("XA:"))
    path = f"/findings/{finding['finding_id']}"
    body = {"disposition": "EXPLAINED", "reason": "Looked at by the demo itself."}
    reply = amara.api(f"{path}/disposition", body, If_Match=amara.api(path).headers["etag"])
    if reply.status != CREATED:
        yield f"a disposition answered {reply.status}: {reply.text}"
        return
    after = reply.headers["log-position"]
    state = amara.api(f"{path}?after={after}").json.get("state")
    tell(f"{amara.officer} disposed of {finding['rule']} on {finding['key']['licence']}: now {state}")
    if state != "CLOSED" or "closed" not in amara.page(path).text:
        yield f"a finding that was disposed of is {state}"


def field(html: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""
