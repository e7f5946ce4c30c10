"""A broker takes part whom the licence does not name, or who is not registered."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.parties.mentions import party_id
from domain.chapters.parties.sameness import FORWARDING, Sameness, is_of_kind, known
from domain.chapters.screening.brokering import among, register_entry, unregistered
from domain.chapters.screening.named_parties import BROKER, Mentioned, brokers
from domain.chapters.transfers.dossiers import LicenceDossier
from domain.findings.rule import Severity, Suspicion, rule, unique
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.record.fact import Fact
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
        answer = among(records, likeness, x.mention, licensed)
        entry, told = register_entry(records, x.mention), {"licence": dossier.key, "broker": x.mention.name}
        why = message("r22.not-named", **told)
        if answer is Sameness.SAME:
            if not unregistered(records, x.mention, dossier.held.issued_on):
                continue
            answer, why = (
                Sameness.DIFFERENT,
                message("r22.unregistered", **told, issued=date_text(dossier.held.issued_on)),
            )
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
