"""A store with desks at which officers give orders; all there is comes to be by orders alone, as it would in an office.

with OrderingWorld(place) as world:
    world.licence("XA:EL-1", 100)
    acknowledgement = world.desk.order("noor", "consignment declare", declaration("S1", 60, "XA:EL-1"))
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from consumers.project import keep_read_models
from domain.decisions import COMMANDS
from licensing.access import Actor
from licensing.commands.running import ALL_AWAY
from licensing.http.auth.issuer import DEMO_OFFICERS
from licensing.orders.acknowledgement import PROPOSED, Acknowledgement
from licensing.orders.deciding import order_placed
from licensing.orders.form import read_order
from licensing.wiring import World
from projections.catalogue import read_models
from projections.findings.overlay import Behind
from projections.findings.overlay_reach import NotYetAttributed
from projections.history import History
from projections.page_data import SheetMaker
from projections.page_data.shapes import At, AuthorizationSheet, LicenceSheet
from projections.store.opening import open_views
from projections.store.views import Views
from tests import builders, movements
from tests.applications import determination, wanted
from tests.builders import Fact
from tests.licensing.deliveries import Place
from tests.licensing.pairs import pair_of
from tests.modes import demo_settings
from tests.waiting import LONGEST

NOW = "2030-02-01T12:00:00Z"
PATIENCE, PAUSE = LONGEST, 0.02
EXPORTER, IMPORTER, END_USER = "XA-P-0001", "XB-P-0001", "XB-P-0002"
WHO: dict[str, Actor] = {officer.subject: officer for officer in DEMO_OFFICERS}


# -- what is ordered ---------------------------------------------------------------------------------------------------


def terms(pieces: object, authorization: str, **changes: Any) -> Fact:
    """Terms of a licence for so many pistols, against an import authorization."""
    needed: Fact = {"import_authorization": authorization, "import_authorization_required": True}
    return builders.terms(pieces, **(needed | changes))


def declaration(ucr: str, pieces: object, licence: str, **changes: Any) -> Fact:
    """An export declaration of so many pistols on line 1 of a licence."""
    usual = {"parties": [builders.mention("EXPORTER", EXPORTER)], "control_date": NOW[:10]}
    found: Fact = movements.declared(ucr, pieces, number=licence, **(usual | changes))["data"]
    return found


def issue_of(licence: str) -> Fact:
    """The order to issue a licence that is applied for under the same number."""
    named = builders.reference(licence, "XA")
    return {"application": applied_for(licence), "licence": named, "issued_on": NOW[:10]}


def applied_for(licence: str) -> Fact:
    """The application for a licence."""
    state, _, number = licence.partition(":")
    return {"state": state, "reference": f"AP-{number}"}


def ids_of(name: str) -> Iterator[str]:
    """Ids that only a desk of this name gives."""
    return (f"{name}-{number}" for number in itertools.count(1))


# -- a desk ------------------------------------------------------------------------------------------------------------


class OrderDesk:
    """A writer of its own over a store, whoever else has one; clock and ids are handed in."""

    def __init__(
        self,
        place: Place,
        ids: Iterator[str],
        now: Callable[[], str] = lambda: NOW,
        officers: Iterable[Actor] = DEMO_OFFICERS,
    ) -> None:
        where = {"data": str(place)} if isinstance(place, Path) else {"database": place}
        self.world = World(demo_settings(where), now, lambda: next(ids), tuple(officers))
        self.log, self.writer = self.world.log, self.world.writer

    def place(
        self, officer: str, order: str, data: Fact, key: str | None = None, **more: Any
    ) -> Future[Acknowledgement]:
        """Hands an order in; `seen` is the version it was judged by, the rest stands beside its data."""
        seen = more.pop("seen", None)
        form = read_order(COMMANDS[order], msgspec.json.encode({"data": data} | more))
        return self.writer.place(order_placed(form, WHO[officer], seen, key))

    def order(self, officer: str, order: str, data: Fact, key: str | None = None, **more: Any) -> Acknowledgement:
        """The answer to an order; it waits for views that it cannot do without, as the service does."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.place(officer, order, data, key, **more).result(PATIENCE)
            except (NotYetAttributed, Behind):
                if time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    def recorded(self, officer: str, order: str, data: Fact, **more: Any) -> Acknowledgement:
        """The same where nothing stands in its way; what takes two persons is proposed and confirmed by them."""
        acknowledgement = self.by_two(officer, order, data, **more)
        assert acknowledgement.outcome == "RECORDED", acknowledgement.reasons
        return acknowledgement

    def by_two(self, officer: str, order: str, data: Fact, key: str | None = None, **more: Any) -> Acknowledgement:
        """The answer to an order that a second person confirms, where it takes two; else to the order alone."""
        pair = pair_of(WHO[officer], order, WHO.values())
        if pair is None:
            return self.order(officer, order, data, key, **more)
        proposer, confirmer = pair
        told = self.order(proposer.subject, order, data, key and f"{key}-proposed", **more)
        if told.outcome != PROPOSED:
            return told
        proposal: Any = told.entries[-1].data
        return self.order(confirmer.subject, "proposal confirm", {"proposal": proposal.proposal}, key)

    def close(self) -> None:
        """Decides what was handed in, then lets go of the store."""
        self.world.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# -- a world -----------------------------------------------------------------------------------------------------------


class OrderingWorld:
    """A store whose read models are kept by a thread, and a desk over it."""

    def __init__(
        self,
        place: Place,
        now: Callable[[], str] = lambda: NOW,
        ids: Iterator[str] | None = None,
        officers: Iterable[Actor] = DEMO_OFFICERS,
    ) -> None:
        self.place = place
        self.desk = OrderDesk(place, ids or ids_of("world"), now, officers)
        self._prepared = False
        self._stop = threading.Event()
        self._readers = threading.Thread(target=self._read, name="readers", daemon=True)
        self._readers.start()

    def _read(self) -> None:
        keep_read_models(
            lambda: open_views(self.place), lambda: self.desk.log, read_models(), self._stop, away=ALL_AWAY
        )

    # -- what a transfer needs beforehand --------------------------------------------------------------------------

    def prepare(self) -> None:
        """The list of authorities is published; exporter, importer and final recipient are registered."""
        if not self._prepared:
            self._prepared = True
            rows = builders.published("authorities", builders.calendar("XA"), builders.calendar("XB"))
            self.desk.recorded("sam", "list publish", rows["data"])
            for officer, party in (("amara", EXPORTER), ("tomas", IMPORTER), ("tomas", END_USER)):
                self.desk.recorded(officer, "party register", builders.registered(party)["data"])

    def authorization(self, key: str, pieces: int) -> None:
        """The State of import authorizes so many pistols."""
        self.prepare()
        issued = builders.authorized(pieces, key.partition(":")[2])["data"]
        self.desk.recorded("bruno", "authorization issue", issued)

    def verified(self, authorization: str) -> None:
        """It confirms the authorization to the State of export, which has an application under it."""
        state, _, number = authorization.partition(":")
        named = {"authorization": builders.reference(number, state)}
        answer = builders.authorization_verified("CONFIRMED")["data"] | named
        self.desk.recorded("amara", "authorization verify", answer)

    def application(self, licence: str, pieces: object, authorization: str, **changes: Any) -> Fact:
        """An application determined, verified and assessed; the order to issue the licence is what it returns."""
        self.prepare()
        for state in changes.get("transit_states", ()):
            self.consented(licence, state)
        applied = self.applied(licence, pieces, authorization, **changes)
        self.verified(authorization)
        assessed = {"application": applied["application"], "recommendation": "GRANT", "assessment": "All in order."}
        self.desk.recorded("amara", "application assess", assessed)
        return issue_of(licence)

    def consented(self, licence: str, state: str = "XC") -> None:
        """A State of transit was asked about a licence, and consents in writing."""
        number = builders.reference(f"TN-{state}-{licence.partition(':')[2]}", "XA")
        asked = builders.asked(state, licence=builders.reference(licence, "XA"))["data"]
        self.desk.recorded("amara", "notice send", asked | {"notice": number})
        answer = builders.answered("NO_OBJECTION", since="2030-02-01")["data"] | {
            "notice": number,
            "transit_state": state,
        }
        self.desk.recorded("yusra", "notice answer", answer)

    def applied(self, licence: str, pieces: object, authorization: str, **changes: Any) -> Fact:
        """An application for a licence on such terms, determined to lead to them."""
        named, told = {"application": applied_for(licence)}, terms(pieces, authorization, **changes)
        self.desk.recorded("amara", "application submit", named | {"wanted": wanted(told)})
        self.desk.recorded("amara", "application determine", named | {"determination": determination(told)})
        return named

    def licence(self, key: str, pieces: int, **changes: Any) -> Acknowledgement:
        """A licence for so many pistols, with an authorization of its own."""
        authorization = f"XB:IA-{key.partition(':')[2]}"
        self.authorization(authorization, pieces)
        order = self.application(key, pieces, authorization, **changes)
        return self.desk.recorded("jonas", "licence issue", order)

    # -- what is to be seen ----------------------------------------------------------------------------------------

    def has_read(self) -> None:
        """Waits until the readers have come to the end of the log."""
        until, head = time.monotonic() + PATIENCE, self.desk.log.head()
        with closing(open_views(self.place)) as views:
            while any(views.position(model.name) < head for model in read_models()):
                assert time.monotonic() < until, "the readers do not come to the end"
                time.sleep(PAUSE)

    @contextmanager
    def sheets(self) -> Iterator[SheetMaker]:
        """Sheets as of now, when the readers have come to the end of the log."""
        self.has_read()
        with closing(open_views(self.place)) as views:
            yield SheetMaker(_shown(views, "findings"), _shown(views, History.name), self.desk.log.at)

    def licence_sheet(self, key: str) -> LicenceSheet:
        """The page of a licence."""
        with self.sheets() as sheets:
            found = sheets.licence(key, At())
        assert found is not None
        return found

    def authorization_sheet(self, key: str) -> AuthorizationSheet:
        """The page of an import authorization."""
        with self.sheets() as sheets:
            found = sheets.authorization(key, At())
        assert found is not None
        return found

    def close(self) -> None:
        """Ends the readers and the desk."""
        self._stop.set()
        self._readers.join()
        self.desk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _shown(views: Views, name: str) -> Any:
    return views.current(name, next(model for model in read_models() if model.name == name).tables)
