"""What the law says, by what it is read for: numbers, what counts as alike, and what is no number (R-141).

No number and no profile stands here: their rows are in `domain/data/law.toml`, each from a day, with its source and,
where it is not the same for all, its State or profile; `domain.record.statutes` says which row counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.kernel.event import shape
from domain.kernel.moments import DAY_LENGTH, Instant
from domain.record.quantities import Exact


@shape
class Law:
    """The numbers of one day, for one State and profile: whole days, pieces, rounds and exact shares (rules 1.10)."""

    settle_decl: int
    tz_slack: int
    late_arrival: int
    declaration_awaited: int
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

    def transit_max(self, mode: str) -> Instant:
        """How long goods may be in transit by a means of transport, as a length of time."""
        return int(getattr(self, f"transit_max_{mode.lower()}")) * DAY_LENGTH

    def tolerance(self, category: str | None, departed: Exact) -> Exact:
        """What may be missing of a departed quantity before it is a finding (rules 1.3.6; R14, R15, R17)."""
        if category == "PROPELLANT":
            return departed * self.tol_propellant
        return self.tol_rounds if category == "AMMUNITION" else 0


@shape
class Likeness:
    """What counts as alike, as the recorded clock has it: scores of names, years of birth, entries at one address."""

    name_same: Exact
    name_low: Exact
    screen_threshold: Exact
    birth_slack: int
    address_most: int


@shape
class Provisions:
    """What the law of one day says that is no measure, for one State and profile: duties, exemptions, kinds."""

    silence_is_consent: bool
    sea_and_air_need_no_consent: bool
    temporary_purposes: frozenset[str]
    user_statement_for: frozenset[str]
    quantity_stated_for: frozenset[str]
    verified_documents: frozenset[str]
    public_end_users: frozenset[str]
    registered_recipients: frozenset[str]
    recipient_registrations: frozenset[str]
    building_registrations: frozenset[str]
    controlled_headings: frozenset[str]
    controlled_categories: frozenset[str]
    free_headings: frozenset[str]
    antique_until: int
    correction_within: int
    profiles: frozenset[str]
    personal_purposes: frozenset[str]
    personal_classes: frozenset[str]
    personal_pieces: int
    personal_return: int
    hunter_rounds: int
    sport_rounds: int
    sample_classes: frozenset[str]
    sample_pieces: int
    sample_rounds: int
    temporary_return: int
    exempt_actions: frozenset[str]
    automatic_words: frozenset[str]
    military_headings: frozenset[str]
    import_exempt_as: frozenset[str]
    receipt_exempt_as: frozenset[str]
    simplified_purposes: frozenset[str]
    serial_for_each_piece: bool
    import_single_most: int
    import_multiple_most: int
    export_open_least: int
    export_open_most: int
    export_multiple_most: int
    export_simplified_most: int
    refusal_lookback: int
    refusal_share: Exact
    whole_numbers_of: frozenset[str]
    codes_of_firearms: frozenset[str]
    codes_of_components: frozenset[str]
    codes_of_accessories: frozenset[str]
    codes_of_ammunition: frozenset[str]
    codes_of_propellant: frozenset[str]
    codes_of_others: frozenset[str]

    def codes(self) -> Mapping[str, frozenset[str]]:
        """By category: the beginnings of the codes of the Harmonized System that goods of it are declared under."""
        return {
            "FIREARM": self.codes_of_firearms,
            "COMPONENT": self.codes_of_components,
            "ACCESSORY": self.codes_of_accessories,
            "AMMUNITION": self.codes_of_ammunition,
            "PROPELLANT": self.codes_of_propellant,
            "OTHER": self.codes_of_others,
        }
