"""Quantity and validity of the export licence: R01, R02, R03, R04 on both sides of each threshold."""

from __future__ import annotations

from tests.builders import (
    POWDER,
    ROUNDS,
    Fact,
    amended,
    calendar,
    licence,
    line,
    published,
    reinstated,
    revocation_undone,
    revoked,
    surrendered,
    suspended,
    tick,
    told,
    worth,
)
from tests.domain.rows.row import Row, left, quiet, speaks
from tests.movements import (
    adjusted,
    cancelled,
    declared,
    exited,
    item,
)


def on(day: str) -> tuple[Fact, Fact]:
    """The licence of 2030, and a consignment declared on a day."""
    return licence(), declared(on=day)


def valued(euros: str) -> Fact:
    """A consignment worth so much, gone."""
    return declared(lines=[item(1, 1, value=worth(euros))])


BY_VALUE = {"control": "V", "value": worth("1000"), "quantity": None}
UNLIMITED = {"control": "O", "quantity": None}

ROWS: tuple[Row, ...] = (
    quiet("R01", "60 and 40 use up a line of 100", licence(), *left(60, 40)),
    speaks("R01", "HOLD 1", "60 and 41 are one more than 100", licence(), *left(60, 41)),
    quiet("R01", "1.000 hundreds are 100", licence(), *left("1.000", unit="CEN")),
    quiet("R01", "a box says nothing about pieces", licence(), *left(60, unit="BX")),
    speaks("R01", "HOLD 249", "249 above 1,000 rounds", licence([line(1, 1000, goods=ROUNDS)]), *left(1249)),
    speaks("R01", "STOP 250", "250 above 1,000 rounds, a quarter", licence([line(1, 1000, goods=ROUNDS)]), *left(1250)),
    speaks("R01", "HOLD 49", "49 pistols above 1,000", licence(1000), *left(1049)),
    speaks("R01", "STOP 50", "50 pistols above 1,000", licence(1000), *left(1050)),
    quiet(
        "R01",
        "the second consignment has a tenth of the 40 kg left too much",
        licence([line(1, 100, "KGM", POWDER)]),
        *left(60, 44, unit="KGM", goods=POWDER),
    ),
    speaks(
        "R01",
        "HOLD 4.1",
        "the second consignment has more than a tenth of the 40 kg left too much",
        licence([line(1, 100, "KGM", POWDER)]),
        *left(60, "44.1", unit="KGM", goods=POWDER),
    ),
    quiet("R01", "a quarter above the value of a line", licence([line(1, 1) | BY_VALUE]), valued("1250"), exited()),
    speaks("R01", "HOLD 250.01", "more than that", licence([line(1, 1) | BY_VALUE]), valued("1250.01"), exited()),
    quiet("R01", "a line without limit", licence([line(1, 1) | UNLIMITED]), *left(9999)),
    quiet("R01", "not gone, and 48 hours not over", licence(), declared(lines=101), tick("2030-03-05T11:59:59.999Z")),
    speaks("R01", "HOLD 1", "not gone, 48 hours over", licence(), declared(lines=101), tick("2030-03-05T12:00:00Z")),
    quiet("R01", "adjusted on the next day, then gone", licence(), declared(lines=101), adjusted("S1", 100), exited()),
    quiet(
        "R01",
        "an increase in effect on the control date, recorded in June",
        licence(),
        told(amended(150, since="2030-03-01"), recorded="2030-06-01"),
        *left(120),
    ),
    speaks("R01", "HOLD 20", "an increase from the day after", licence(), amended(150, since="2030-03-02"), *left(120)),
    quiet("R01", "cumulative rows add nothing", licence(), declared(lines=[item(1, 200, statement="CUMULATIVE")])),
    quiet("R02", "60 and 40 use up a line of 100", licence(), *left(60, 40)),
    speaks("R02", "HOLD 5", "5 more after 60 and 40 of 100", licence(), *left(60, 40, 5)),
    quiet("R02", "5 more after 60 and 39: too much, but not exhausted", licence(), *left(60, 39, 5)),
    quiet("R02", "none drawn of what is exhausted", licence(), *left(60, 40, 0)),
    quiet("R02", "5 more, not settled", licence(), *left(60, 40), declared("S3", 5), tick("2030-03-05T11:00:00Z")),
    speaks("R02", "HOLD 5", "5 more, settled by time", licence(), *left(60, 40), declared("S3", 5), tick("2030-03-06")),
    quiet("R02", "an earlier consignment is cancelled", licence(), *left(60, 40, 5), cancelled("S1")),
    quiet("R02", "declared on the day of the surrender", licence(), surrendered("2030-03-01"), *left(60)),
    speaks("R02", "HOLD 60", "declared the day after the surrender", licence(), surrendered("2030-02-28"), *left(60)),
    speaks(
        "R02",
        "HOLD 7",
        "a line the licence does not have",
        licence(),
        declared(lines=[item(1, 7, licence_line=9)]),
        exited(),
    ),
    quiet("R03", "declared one day after the end", *on("2031-01-01")),
    speaks("R03", "CHECK", "declared two days after the end", *on("2031-01-02")),
    speaks("R03", "CHECK", "30 days after the end", *on("2031-01-30")),
    speaks("R03", "HOLD", "31 days after the end", *on("2031-01-31")),
    quiet("R03", "declared one day before the start", *on("2029-12-31")),
    speaks("R03", "CHECK", "declared two days before the start", *on("2029-12-30")),
    quiet(
        "R03",
        "23:30 of the last day plus one in XA is another day in Greenwich",
        published("authorities", calendar(offset="-01:00")),
        licence(),
        declared(on="2031-01-02T00:30:00Z", control_date="2031-01-02T00:30:00Z"),
    ),
    quiet("R03", "declared in time, gone late", *on("2030-12-31"), exited(on="2031-02-01")),
    speaks(
        "R03",
        "HOLD",
        "declared in time, gone late, where the exit is tested",
        published("authorities", calendar(test="EXIT")),
        *on("2030-12-31"),
        exited(on="2031-02-01"),
    ),
    quiet(
        "R03",
        "extended in December, heard of in February",
        *on("2031-01-20"),
        told(amended(since="2030-12-01", valid_to="2031-06-30"), recorded="2031-02-01"),
    ),
    speaks(
        "R03",
        "CHECK",
        "extended back in time without saying so",
        *on("2031-01-20"),
        amended(since="2030-12-01", on="2031-02-01", valid_to="2031-06-30"),
    ),
    quiet(
        "R03",
        "extended retroactively by the authority",
        *on("2031-01-20"),
        amended(since="2030-12-01", on="2031-02-01", retroactive=True, valid_to="2031-06-30"),
    ),
    quiet("R03", "after the end of a revoked licence, which R04 says", revoked("2030-05-01"), *on("2031-02-20")),
    speaks("R04", "STOP", "declared on the day of the revocation", revoked("2030-03-03"), *on("2030-03-03")),
    quiet("R04", "declared and gone the day before", revoked("2030-03-04"), *on("2030-03-03"), exited(on="2030-03-03")),
    speaks("R04", "HOLD", "declared before, gone on that day", revoked("2030-03-04"), *on("2030-03-03"), exited()),
    quiet("R04", "declared before, not gone", revoked("2030-03-04"), *on("2030-03-03")),
    speaks(
        "R04",
        "STOP",
        "the last day of a suspension",
        suspended("2030-03-01"),
        reinstated("2030-03-04"),
        *on("2030-03-03"),
    ),
    quiet("R04", "the day of reinstatement", suspended("2030-03-01"), reinstated("2030-03-03"), *on("2030-03-03")),
    speaks(
        "R04",
        "STOP",
        "the last day of a revocation that is undone",
        revoked("2030-03-01"),
        revocation_undone("2030-03-04"),
        *on("2030-03-03"),
    ),
    quiet(
        "R04",
        "the day from which a revocation is undone",
        revoked("2030-03-01"),
        revocation_undone("2030-03-03"),
        *on("2030-03-03"),
    ),
    speaks(
        "R04",
        "STOP",
        "revoked again after it was undone",
        revoked("2030-02-01"),
        revocation_undone("2030-02-03"),
        revoked("2030-03-03"),
        *on("2030-03-03"),
    ),
    quiet("R04", "revoked by somebody else", told(revoked("2030-03-01"), by="/states/XB/licensing"), *on("2030-03-03")),
)
