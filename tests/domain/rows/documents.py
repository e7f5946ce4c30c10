"""End-use documents: R08, R09 on both sides of each threshold."""

from __future__ import annotations

from typing import Any

from tests.builders import Fact, calendar, licence, mention, merged, published, tick
from tests.domain.rows.row import Row, quiet, speaks
from tests.movements import cancelled, declared, exited
from tests.papers import P20, P30, SHINGLES, certified, confirmed, presented, signatory

ALTERED = certified(1000)
TEXT = "a" * 64


def again(number: str = "EUC/2029/OO4711/Z", **changes: Any) -> tuple[Fact, Fact]:
    """A certificate, and another presentation a month later in another application."""
    return presented(), presented(number, on="2029-11-01", name="2", **changes)


def shipped(*facts: Fact, named: str = "XA:DOC-1") -> tuple[Fact, ...]:
    """The certificate is presented, and goods leave under a licence that names it before an answer is due."""
    held = licence(on="2029-10-02", end_use_documents=[named])
    return presented(), held, declared(on="2029-10-08"), exited(on="2029-10-09"), *facts


def unconfirmed(until: str, *facts: Fact, **changes: Any) -> tuple[Fact, ...]:
    """The certificate of 1 October, and the clock at an instant."""
    return presented(**changes), *facts, tick(until)


ROWS: tuple[Row, ...] = (
    speaks("R08", "HOLD", "ten times as many on a certificate with another check letter", *again(goods=ALTERED)),
    quiet("R08", "presented again unchanged", *again("EUC-2029-004711-K")),
    quiet("R08", "unchanged but for separators and check letter", *again()),
    quiet("R08", "altered, in one application", *again(goods=ALTERED, application="APP-1")),
    speaks("R08", "HOLD", "one digit exchanged", *again("EUC-2029-004712-K", goods=ALTERED)),
    speaks("R08", "HOLD", "one digit left out", *again("EUC-2029-00471-K", goods=ALTERED)),
    speaks("R08", "HOLD", "one digit added", *again("EUC-2029-0047711-K", goods=ALTERED)),
    speaks("R08", "HOLD", "two digits swapped", *again("EUC-2029-007411-K", goods=ALTERED)),
    quiet("R08", "two digits exchanged", *again("EUC-2029-004722-K", goods=ALTERED)),
    quiet("R08", "another State's certificate of that number", *again(goods=ALTERED, issuer_state="XC")),
    quiet("R08", "both confirmed", *again(goods=ALTERED), confirmed(), confirmed("AUTHENTIC", "2", on="2029-11-05")),
    speaks("R08", "HOLD", "only the first confirmed", *again(goods=ALTERED), confirmed()),
    speaks(
        "R08",
        "HOLD",
        "both confirmed by the applicant",
        *again(goods=ALTERED),
        confirmed(channel="APPLICANT"),
        confirmed("AUTHENTIC", "2", on="2029-11-05", channel="APPLICANT"),
    ),
    speaks("R08", "HOLD", "other goods, everything else alike", *again(goods=certified(goods=P30))),
    speaks("R08", "HOLD", "another date", *again(issued_on="2029-09-21")),
    speaks("R08", "HOLD", "another end user", *again(end_user=mention("END_USER", "XB-P-0003"))),
    quiet(
        "R08",
        "one that merged with the end user",
        *again(end_user=mention("END_USER", "XB-P-0003")),
        merged("XB-P-0002", "XB-P-0003"),
    ),
    quiet("R08", "two of six are others", *again(goods=certified(goods=P30), issued_on="2029-09-21")),
    speaks(
        "R08",
        "HOLD",
        "another date, four fifths of the text",
        *again(issued_on="2029-09-21", shingles=SHINGLES[:16]),
    ),
    quiet("R08", "another date, less of the text", *again(issued_on="2029-09-21", shingles=SHINGLES[:15])),
    quiet("R08", "another signatory, and nothing that contradicts", *again(signatory={"name": "A. Sami"})),
    speaks(
        "R08",
        "HOLD",
        "another signatory, and ten times as many",
        *again(signatory={"name": "A. Sami"}, goods=ALTERED),
    ),
    speaks(
        "R08",
        "HOLD",
        "the signatory with an accent and in capitals",
        *again(signatory={"name": "J KÁRÍM"}, goods=ALTERED),
    ),
    quiet("R08", "a hundred as a dozen dozen less forty-four", *again(goods=certified(1, unit="CEN"))),
    quiet("R08", "a set says nothing about pieces", *again(goods=certified(1, unit="SET"))),
    quiet(
        "R08",
        "an alias of the model",
        published("models", {"make": "Norden", "model": "P20", "aliases": ["P-Twenty"], "piece_mass_g": None}),
        *again(goods=certified(goods=P20 | {"model": "p twenty"})),
    ),
    speaks(
        "R08",
        "HOLD",
        "one text under two numbers",
        presented(text_hash=TEXT),
        presented("EUC-2030-991234-A", name="2", text_hash=TEXT, goods=ALTERED, issued_on="2029-09-28"),
    ),
    quiet(
        "R08",
        "one text under one number",
        presented(text_hash=TEXT),
        presented("EUC 2029 004711 K", name="2", text_hash=TEXT),
    ),
    speaks(
        "R08",
        "HOLD",
        "a contract, and ten times as many on another day",
        presented(contract_reference="C-1"),
        presented(name="2", contract_reference="C-1", issued_on="2029-09-25", goods=ALTERED),
    ),
    quiet("R09", "confirmed", *unconfirmed("2030-01-01", confirmed())),
    speaks("R09", "STOP", "repudiated", *unconfirmed("2030-01-01", confirmed("REPUDIATED"))),
    quiet(
        "R09",
        "repudiated, then confirmed",
        *unconfirmed("2030-01-01", confirmed("REPUDIATED"), confirmed(on="2029-10-06")),
    ),
    speaks(
        "R09",
        "STOP",
        "repudiated, then silent",
        *unconfirmed("2030-01-01", confirmed("REPUDIATED"), confirmed("NO_REPLY", on="2029-10-06")),
    ),
    quiet("R09", "no answer on day 30, the last", *unconfirmed("2029-10-31T23:59:59Z")),
    speaks("R09", "CHECK", "no answer on day 31", *unconfirmed("2029-11-01")),
    quiet(
        "R09",
        "day 30 is a Wednesday and a holiday: not before Friday",
        published("authorities", calendar(holidays=("2029-10-31",))),
        *unconfirmed("2029-11-01T23:59:59Z"),
    ),
    speaks(
        "R09",
        "CHECK",
        "and then",
        published("authorities", calendar(holidays=("2029-10-31",))),
        *unconfirmed("2029-11-02"),
    ),
    quiet("R09", "confirmed two months late", *unconfirmed("2030-01-01", confirmed(on="2029-12-20"))),
    speaks("R09", "CHECK", "only the applicant confirms", *unconfirmed("2029-11-01", confirmed(channel="APPLICANT"))),
    speaks("R09", "CHECK", "only another State confirms", *unconfirmed("2029-11-01", confirmed(by="XC"))),
    speaks(
        "R09", "CHECK", "only the applicant repudiates", *unconfirmed("2029-11-01", confirmed("REPUDIATED", by="XA"))
    ),
    quiet("R09", "State to State", *unconfirmed("2030-01-01", verification_required=False)),
    quiet("R09", "a consent to transit", *unconfirmed("2030-01-01", document_type="TRANSIT_CONSENT")),
    speaks("R09", "CHECK", "a statement counts as a certificate does", *unconfirmed("2029-11-01", document_type="EUS")),
    speaks("R09", "CHECK", "signed by nobody on the list", signatory("A. Somebody"), presented()),
    quiet("R09", "signed by somebody on the list", signatory("J. KARÍM"), presented()),
    quiet("R09", "in office until the date of the document", signatory("J. Karim", until="2029-09-20"), presented()),
    speaks("R09", "CHECK", "until the day before", signatory("J. Karim", until="2029-09-19"), presented()),
    quiet("R09", "in office from the date of the document", signatory("J. Karim", "2029-09-20"), presented()),
    speaks("R09", "CHECK", "from the day after", signatory("J. Karim", "2029-09-21"), presented()),
    quiet("R09", "signed by nobody on the list, and confirmed", signatory("A. Somebody"), presented(), confirmed()),
    quiet(
        "R09",
        "listed late, with an earlier date",
        signatory("A. Somebody"),
        presented(),
        signatory("J. Karim", "2029-03-01", on="2029-10-10"),
    ),
    speaks("R09", "HOLD", "goods left before anybody answered", *shipped()),
    speaks("R09", "STOP", "goods left, and it is repudiated", *shipped(confirmed("REPUDIATED"))),
    quiet("R09", "goods left, and it is confirmed", *shipped(confirmed())),
    quiet("R09", "declared, not gone", *shipped()[:3]),
    quiet("R09", "the declaration was cancelled", *shipped(cancelled("S1", on="2029-10-10"))),
    quiet("R09", "the licence names another document", *shipped(named="XA:DOC-2")),
)
