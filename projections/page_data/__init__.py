"""Sheets of single things, made on demand from a snapshot of the facts in force on both clocks."""

from __future__ import annotations

from dataclasses import replace

from domain.events.goods import Quantity
from domain.record.records import Records
from projections.page_data.applications import application_sheet, availability_of
from projections.page_data.consignments import consignment_sheet
from projections.page_data.explanation import explain
from projections.page_data.licences import licence_sheet
from projections.page_data.parties import authorization_sheet, party_sheet
from projections.page_data.shapes import (
    ApplicationSheet,
    At,
    AuthorizationSheet,
    Availability,
    ConsignmentSheet,
    Explanation,
    LicenceSheet,
    PartySheet,
    VerdictSheet,
)
from projections.page_data.snapshot import Bodies, Snapshot
from projections.page_data.verdicts import held_by, verdict_on_consignment, verdict_on_licence
from projections.sentences import ENGLISH
from projections.store.views import Generation


class SheetMaker:
    """Makes sheets over one generation of the findings and of the history; bodies come from the log."""

    def __init__(self, findings: Generation, history: Generation, bodies: Bodies, language: str = ENGLISH) -> None:
        self._findings, self._history, self._bodies = findings, history, bodies
        self._language = language
        self._snapshots: dict[At, Snapshot] = {}

    def _snapshot(self, at: At) -> Snapshot:
        # What one sheet looked up the next one need not: a reading has one position.
        if at not in self._snapshots:
            self._snapshots[at] = Snapshot(self._findings, self._history, self._bodies, at, self._language)
        return self._snapshots[at]

    def told_in(self, language: str) -> SheetMaker:
        """Sheets over the same, told in another language."""
        return SheetMaker(self._findings, self._history, self._bodies, language)

    def licence(self, key: str, at: At) -> LicenceSheet | None:
        """An export licence; what holds it is told of today alone."""
        snapshot = self._snapshot(at)
        made = licence_sheet(snapshot, key, at)
        if made is None or at != At():
            return made
        return replace(made, held=held_by(snapshot, self._findings, key))

    def consignment(self, key: str, at: At) -> ConsignmentSheet | None:
        """A consignment."""
        return consignment_sheet(self._snapshot(at), key, at)

    def authorization(self, key: str, at: At) -> AuthorizationSheet | None:
        """An import authorization."""
        return authorization_sheet(self._snapshot(at), key, at)

    def party(self, key: str, at: At) -> PartySheet | None:
        """A party of the register."""
        return party_sheet(self._snapshot(at), self._findings, key, at)

    def application(self, key: str, at: At) -> ApplicationSheet | None:
        """An application for an export licence."""
        return application_sheet(self._snapshot(at), self._findings, key, at)

    def availability(self, key: str, on: str | None, line: int | None, asked: Quantity | None) -> Availability | None:
        """Whether a licence lets goods pass on a day, a quantity of a line where one is asked for."""
        return availability_of(self._snapshot(At()), self._findings, key, on, line, asked)

    def verdict(self, register: str, key: str, reader: str) -> VerdictSheet | None:
        """What customs is to do with a licence or a consignment, told to a State."""
        on = verdict_on_licence if register == "licences" else verdict_on_consignment
        return on(self._snapshot(At()), self._findings, key, reader)

    def explain(self, finding_id: str) -> Explanation | None:
        """Why a finding stands."""
        return explain(self._snapshot(At()), self._findings, finding_id)

    def records(self) -> Records:
        """The record as it stands, for whoever prepares an order."""
        return self._snapshot(At())
