"""R06, R07, R10: importing and transit States."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.reference.consignments import Consignment
from tests.reference.days import day_number
from tests.reference.licences import Document, authorized, licensed_by_class, line_class, reference_text
from tests.reference.quantities import ZERO, Interval, certain_rest
from tests.reference.standing import Fact, Json
from tests.reference.verdict import Found, Key
from tests.reference.world import World

PASSING = ("TRANSIT", "TRANSSHIPMENT", "CALL")
SEEN = ("shipment.transit-entered", "shipment.transit-exited", "shipment.transshipped")


def named_authorization(terms: Json) -> str | None:
    """The authorization that the terms name."""
    reference = terms["import_authorization"]
    return None if reference is None else reference_text(reference)


def r06(world: World) -> Iterator[Found]:
    """Import authorization missing or mismatched."""
    for licence in world.licences.values():
        tests = failed_tests(world, licence)
        if tests:
            excesses = [excess for _, excess in tests if excess is not None]
            severity = max(severity for severity, _ in tests)
            yield Found(Key("R06", licence.key, None, None, None), severity, max(excesses, default=None))


def failed_tests(world: World, licence: Document) -> list[tuple[int, Fraction | None]]:
    """Severity and greatest class excess of every test that fails: at issue, and at every exit."""
    issued = day_number(licence.issued.data["issued_on"])
    users = [s for s in world.users[licence.key] if s.departed and has_line(world, licence, s)]
    days = [(3, issued), *((4, s.exit_date(world.lists)) for s in users)]
    found: list[tuple[int, Fraction | None]] = []
    for severity, day in days:
        failed, excess = fails(world, licence, day)
        if failed:
            found.append((severity, excess))
    return found


def has_line(world: World, licence: Document, s: Consignment) -> bool:
    """Some item resolves to a line of the licence; items without a line are not seen here (1.5.6)."""
    return any(item.licence is licence and item.line is not None for item in world.goods(s))


def fails(world: World, licence: Document, day: int) -> tuple[bool, Fraction | None]:
    """One test of R06 with the terms of that day: whether it fails, and the greatest class excess."""
    terms = licence.terms(day, world.lists)
    if not terms["import_authorization_required"]:
        return False, None
    authorization = world.authorizations.get(named_authorization(terms) or "")
    if authorization is None:
        return True, None
    granted = authorization.terms(day, world.lists)
    excesses = class_excesses(world, terms, granted)
    failed = (
        day < day_number(granted["valid_from"])
        or (granted["valid_to"] is not None and day > day_number(granted["valid_to"]))
        or any(day >= end for end in authorization.dates("revoked"))
        or denied(authorization)
        or not matches(world, terms, granted)
        or bool(excesses)
    )
    return failed, max(excesses, default=None)


def matches(world: World, terms: Json, granted: Json) -> bool:
    """The authorization is for the licence's State and end user, by register ids after mergers."""
    recipient, end_user = granted["recipient"].get("register_id"), terms["end_user"].get("register_id")
    return bool(granted["import_state"] == terms["import_state"]) and world.register.same_id(recipient, end_user)


def class_excesses(world: World, terms: Json, granted: Json) -> list[Fraction]:
    """Certain excesses of the licensed Q quantity over the authorized one."""
    found = []
    for item_class, licensed in licensed_by_class(terms, world.lists).items():
        excess = certain_rest(licensed, authorized(granted, item_class, world.lists))
        if excess is not None and excess > 0:
            found.append(excess)
    return found


def denied(authorization: Document) -> bool:
    """The last answer about the authorization is NOT_FOUND or MISMATCH."""
    answers = authorization.of("verified")
    return bool(answers) and answers[-1].data["result"] in ("NOT_FOUND", "MISMATCH")


def r07(world: World) -> Iterator[Found]:
    """Import authorization overused."""
    under = {key for key, licence in world.licences.items() if failed_tests(world, licence)}
    naming: dict[str, list[Document]] = {}
    for key, licence in world.licences.items():
        named = named_authorization(licence.current_terms(world.lists))
        if named in world.authorizations and key not in under:
            naming.setdefault(named, []).append(licence)
    for name, licences in naming.items():
        for item_class, excess in overused(world, world.authorizations[name], licences):
            yield Found(Key("R07", name, None, None, item_class), 4, excess)


def overused(world: World, authorization: Document, licences: list[Document]) -> list[tuple[str, Fraction]]:
    """Every control class of which more left than was authorized, with the greatest certain excess."""
    shipped = {s.key: s for licence in licences for s in world.users[licence.key] if s.departed}
    cum: dict[str, Interval] = {}
    greatest: dict[str, Fraction] = {}
    for s in sorted(shipped.values(), key=lambda s: s.rank):
        granted = authorization.terms(s.control_date, world.lists)
        touched = set()
        for item in world.goods(s):
            item_class = None if item.terms_line is None else line_class(item.terms_line, world.lists)
            if item.licence in licences and item_class is not None:
                cum[item_class] = cum.get(item_class, ZERO) + item.quantity
                touched.add(item_class)
        for item_class in touched:
            excess = certain_rest(cum[item_class], authorized(granted, item_class, world.lists))
            if excess is not None and excess > greatest.get(item_class, Fraction(0)):
                greatest[item_class] = excess
    return list(greatest.items())


def r10(world: World) -> Iterator[Found]:
    """Transit consent missing."""
    for licence in world.licences.values():
        for s in world.users[licence.key]:
            if s.departed:
                for state in states_to_test(world, licence, s):
                    severity = Transit(world, licence, s, state).severity()
                    if severity is not None:
                        yield Found(Key("R10", licence.key, None, s.key, state), severity, None)


def states_to_test(world: World, licence: Document, s: Consignment) -> list[str]:
    """States of the route (without route: of the licence), and licensed ones in which s was seen."""
    terms = licence.terms(s.exit_date(world.lists), world.lists)
    route = s.data["route"]
    planned = [leg["state"] for leg in route if leg["activity"] in PASSING] if route else terms["transit_states"]
    seen = {world.lists.state_of(fact) for fact in s.of(*SEEN)} & set(terms["transit_states"])
    return sorted(({*planned} | seen) - {terms["export_state"], terms["import_state"]})


class Transit:
    """One consignment under one licence in one State of transit, at its exit date d."""

    def __init__(self, world: World, licence: Document, s: Consignment, state: str) -> None:
        self.world, self.licence, self.consignment, self.state = world, licence, s, state
        self.date = s.exit_date(world.lists)
        self.terms = licence.terms(self.date, world.lists)
        self.notices = [fact for fact in world.of_type("transit-notice.sent") if self._concerns(fact)]
        decided = {reference_text(n.data["notice"]): self._deciding(n) for n in self.notices}
        self.deciding = [fact for fact in decided.values() if fact is not None]

    def _concerns(self, notice: Fact) -> bool:
        """A notice for the State that names the licence or its authorization."""
        if notice.data["transit_state"] != self.state:
            return False
        licence, authorization = notice.data["licence"], notice.data.get("authorization")
        return (licence is not None and reference_text(licence) == self.licence.key) or (
            authorization is not None and reference_text(authorization) == named_authorization(self.terms)
        )

    def _deciding(self, notice: Fact) -> Fact | None:
        """The last answer or withdrawal in effect at d."""
        told = [
            (day_number(fact.data["effective_on"]), fact.order, fact)
            for name in ("transit-notice.answered", "transit-notice.withdrawn")
            for fact in self.world.of_type(name)
            if fact.data["notice"] == notice.data["notice"] and fact.data["transit_state"] == self.state
        ]
        return max((x for x in told if x[0] <= self.date), key=lambda x: x[:2], default=(0, (), None))[2]

    def severity(self) -> int | None:
        """S5 on objection whatever else, S4 with neither consent nor exemption."""
        if any(fact.data.get("answer") == "OBJECTION" for fact in self.deciding):
            return 5
        return None if self._consent() or self._exempt() else 4

    def _consent(self) -> bool:
        return any(
            fact.data.get("answer") in ("NO_OBJECTION", "CONDITIONAL")
            and fact.data["basis"] == "EXPRESS"
            and (fact.data["valid_until"] is None or self.date <= day_number(fact.data["valid_until"]))
            for fact in self.deciding
        )

    def _exempt(self) -> bool:
        return self._on_board() or self._temporary() or self._landlocked() or self._tacit()

    def _on_board(self) -> bool:
        """(a) calls only; (b) by sea or air under an EU profile. Both need a leg there, no transshipment."""
        legs = [leg for leg in self.consignment.data["route"] if leg["state"] == self.state]
        moved = [self.world.lists.state_of(fact) for fact in self.consignment.of("shipment.transshipped")]
        if not legs or self.state in moved:
            return False
        calls = all(leg["activity"] == "CALL" for leg in legs)
        aboard = all(leg["mode"] in ("SEA", "AIR") and leg["activity"] != "TRANSSHIPMENT" for leg in legs)
        return calls or (aboard and self._says("sea_and_air_need_no_consent", self.date))

    def _temporary(self) -> bool:
        """(c)."""
        return self.terms["kind"] == "TEMPORARY" and self.terms.get("purpose") in self._says(
            "temporary_purposes", self.date
        )

    def _landlocked(self) -> bool:
        """(d)."""
        ends = (self.terms["export_state"], self.terms["import_state"])
        return any(
            row["landlocked_state"] in ends
            and row["transit_state"] == self.state
            and day_number(row["from"]) <= self.date
            and (row["to"] is None or self.date <= day_number(row["to"]))
            for row in self.world.lists.landlocked
        )

    def _tacit(self) -> bool:
        """(e): silence for twenty working days, EU profiles; claims of another basis are no answers."""
        answered = any(fact.data.get("basis", "EXPRESS") == "EXPRESS" for fact in self.deciding)
        if answered:
            return False
        return any(self._silent_since(notice) for notice in self.notices)

    def _says(self, name: str, day: int) -> Any:
        return self.world.says(name, day, self.licence)

    def _silent_since(self, notice: Fact) -> bool:
        sent = self.world.lists.date(notice, self.licence.state)
        if not self._says("silence_is_consent", sent):
            return False
        days = int(self._says("tacit_consent", sent))
        last = self.world.lists.nth_working_day_after(sent, days, self.licence.state)
        return last is not None and self.date > last
