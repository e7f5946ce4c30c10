"""The numbers the rules go by, each from a date and with its source (R-141); none stands in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from domain.kernel.event import shape
from domain.kernel.moments import DAY_LENGTH, Day, Instant, day
from domain.record.quantities import Exact, exact

TACIT_PROFILES = frozenset({"EU12", "EU25"})
LAWFUL_TEMPORARY = frozenset({"HUNTING", "SPORT", "EXHIBITION", "REPAIR", "EVALUATION"})


@shape
class Law:
    """A parameter set as it stands on one day: whole days, pieces, rounds and exact shares."""

    name: str
    settle_decl: int
    tz_slack: int
    late_arrival: int
    tol_value: Exact
    tol_propellant: Exact
    tol_rounds: int
    grave_share: Exact
    grave_firearms: int
    grave_breach: int
    dvc_due: int
    dvc_check: int
    dvc_stop: int
    tacit_consent: int
    transit_max_road: int
    transit_max_post: int
    transit_max_rail: int
    transit_max_air: int
    transit_max_sea: int
    late_export: int
    pairing_slack: int
    overstay_grave: int
    stop_min: int
    force_majeure_report: int
    no_exit_enquiry: int
    no_exit_invalid: int
    euc_verify_due: int
    doc_similarity: Exact
    body_distance: int
    seal_reconcile: int
    seal_life: int
    seal_suffix: int
    name_same: Exact
    name_low: Exact
    screen_threshold: Exact
    birth_slack: int
    temp_return: int
    temp_grave: int
    struct_window: int
    struct_band: Exact
    struct_alpha: Exact
    struct_floor: Exact
    struct_min: int
    struct_lookback: int
    kit_window: int
    kit_min: int
    kit_origins: int
    reexport_lookback: int
    reexport_share: Exact
    trace_lookback: int
    mass_firearm: Exact
    mass_ammunition: Exact
    gross_extra: Exact
    mass_min: int
    risk_new_party: int
    risk_percentile: Exact
    risk_lines: int
    risk_lookback: int
    risk_young_firm: int
    risk_shared: int
    risk_growth: int
    risk_per_officer: int
    risk_raise: Exact
    address_most: int

    def transit_max(self, mode: str) -> Instant:
        """How long goods may be in transit by a means of transport, as a length of time."""
        return int(getattr(self, f"transit_max_{mode.lower()}")) * DAY_LENGTH

    def tolerance(self, category: str | None, departed: Exact) -> Exact:
        """What may be missing of a departed quantity before it is a finding (rules 1.3.6; R14, R15, R17)."""
        if category == "PROPELLANT":
            return departed * self.tol_propellant
        return self.tol_rounds if category == "AMMUNITION" else 0


def parameters() -> list[dict[str, Any]]:
    """The rows of the parameter table, as published."""
    return list(tomllib.loads(files("domain.data").joinpath("law.toml").read_text("utf-8"))["parameter"])


def law_on(number: Day) -> Law:
    """The parameter set in force on a day: for each name the last row whose date has come."""
    values: dict[str, Any] = {}
    for row in sorted(parameters(), key=lambda row: day(row["from"])):
        if day(row["from"]) <= number:
            values[row["name"]] = row["value"] if isinstance(row["value"], int) else exact(row["value"])
    return Law(name="default-1", **values)


@cache
def current_law() -> Law:
    """The parameter set `default-1` with every row so far in force."""
    return law_on(day("9999-12-31"))
