"""A broker takes part whom the licence does not name, or who is not registered."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.parties.mentions import party_id, resolved
from domain.chapters.parties.relations import MergedEntry, entry_of
from domain.chapters.parties.sameness import FORWARDING, Known, Sameness, is_of_kind, known, same
from domain.chapters.screening.named_parties import BROKER, Mentioned, brokers, registers_brokers
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.events.party import Party, PartyMention
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import Day, within
from domain.record.fact import Fact
from domain.record.law import Likeness
from domain.record.records import Records
from domain.state.licences import current_terms


def _brokers(dossier: LicenceDossier, records: Records) -> Iterator[Mentioned]:
    """The brokers of the licence, of the documents it names, and of the declarations under it."""
    terms = current_terms(records, dossier.held)
    for mention in terms.brokers:
        yield Mentioned(mention, next(v for v in _told(dossier) if v.data.terms is terms))
    for number in terms.end_use_documents:
        yield from brokers.of(records, number)
    for drawn in dossier.attributions:
        for mention in drawn.declared.data.parties:
            if mention.role == BROKER:
                yield Mentioned(mention, drawn.declared)


def _told(dossier: LicenceDossier) -> list[Fact]:
    return list(dossier.held.told_by)


def _among(records: Records, likeness: Likeness, mention: PartyMention, licensed: list[Known]) -> Sameness:
    found = {same(records, likeness, mention, x) for x in licensed}
    if Sameness.SAME in found:
        return Sameness.SAME
    return Sameness.UNDECIDED if Sameness.UNDECIDED in found else Sameness.DIFFERENT


def _registered(party: Party, on: Day) -> bool:
    return any(x.kind == BROKER and within(on, x.valid_from, x.valid_to) for x in party.registrations)


def _entry(records: Records, mention: PartyMention) -> MergedEntry | None:
    found = resolved(records, mention)
    return entry_of(records, found) if found else None


def _unlicensed(records: Records, mention: PartyMention, entry: MergedEntry | None, on: Day) -> bool:
    """True when its State registers brokers, and the register shows no registration of this one for the day."""
    state = entry.own.state if entry else mention.state
    required = registers_brokers.of(records, state) if state else False
    return required and not (entry and any(_registered(x, on) for x in entry.entries))


@rule(
    id="R22",
    title="Undeclared or unlicensed broker",
    law="UNFP 15; ATT 10",
    subject="licence",
    clears="an amendment that names the broker, or its registration for the date of issue",
)
def hidden_broker(dossier: LicenceDossier, records: Records) -> Iterator[Suspicion]:
    """Brokers stand on the licence, and are registered where their State registers them (R-031)."""
    taking = [x for x in _brokers(dossier, records) if not is_of_kind(records, x.mention, FORWARDING)]
    if not taking:
        return
    terms = current_terms(records, dossier.held)
    licensed, likeness = [known(records, x) for x in terms.brokers], dossier.law.likeness()
    found: dict[tuple[str, Sameness, Message], list[Fact | None]] = {}
    for x in taking:
        answer = _among(records, likeness, x.mention, licensed)
        entry, told = _entry(records, x.mention), {"licence": dossier.key, "broker": x.mention.name}
        why = message("r22.not-named", **told)
        if answer is Sameness.SAME:
            if not _unlicensed(records, x.mention, entry, dossier.held.issued_on):
                continue
            answer, why = Sameness.DIFFERENT, message("r22.not-registered", **told)
        evidence = found.setdefault((party_id(records, x.mention), answer, why), [])
        evidence += [x.fact, dossier.held.issued, *(entry.facts[:1] if entry else ())]
    yield from _told_once(dossier, found)


def _told_once(
    dossier: LicenceDossier, found: dict[tuple[str, Sameness, Message], list[Fact | None]]
) -> Iterator[Suspicion]:
    """One suspicion for each broker, however often and by what spelling it is named."""
    brokers: dict[tuple[str, bool], tuple[Message, list[Fact | None]]] = {}
    for (broker, answer, told), facts in found.items():
        known_as = brokers.setdefault((broker, answer is Sameness.UNDECIDED), (told, []))
        known_as[1].extend(facts)
    for (broker, candidate), (told, facts) in brokers.items():
        yield Suspicion(
            licence=dossier.key,
            subject=broker,
            severity=Severity.HOLD,
            candidate=candidate,
            facts=unique(facts),
            message=told,
        )
