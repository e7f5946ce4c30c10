"""The law as it might be: its numbers changed by their names, or by the plain name that they have in a rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from domain.kernel.errors import NotAllowed
from domain.kernel.moments import date_text, day
from domain.record.quantities import Exact, exact, plain
from domain.record.statutes import KINDS, NUMBERS, StatuteBook, StatuteRow, parameters, row_of, statutes, value_of

PLAIN_NAMES: Mapping[str, Mapping[str, str]] = {
    "R01": {"value-tolerance": "tol_value", "powder-tolerance": "tol_propellant", "grave": "grave_share"},
    "R03": {"slack": "tz_slack", "grave": "grave_breach"},
    "R05": {"wait": "settle_decl"},
    "R08": {"similarity": "doc_similarity"},
    "R09": {"due": "euc_verify_due"},
    "R10": {"silence": "tacit_consent"},
    "R12": {"late": "late_export", "grave": "overstay_grave", "stop": "stop_min"},
    "R13": {"wait": "seal_reconcile", "life": "seal_life", "suffix": "seal_suffix"},
    "R14": {"tolerance": "tol_rounds", "powder-tolerance": "tol_propellant", "wait": "late_arrival"},
    "R15": {"tolerance": "tol_rounds", "powder-tolerance": "tol_propellant", "wait": "settle_decl"},
    "R16": {"least": "mass_min", "packing": "gross_extra"},
    "R17": {"tolerance": "tol_rounds", "due": "dvc_due", "check": "dvc_check", "stop": "dvc_stop"},
    "R18": {"enquiry": "no_exit_enquiry", "invalid": "no_exit_invalid"},
    "R23": {"raise": "risk_raise", "lookback": "risk_lookback", "growth": "risk_growth"},
    "R24": {"window": "struct_window", "band": "struct_band", "least": "struct_min", "chance": "struct_alpha"},
    "R26": {"wait": "late_arrival"},
    "R27": {"tolerance": "tol_rounds", "due": "temp_return", "grave": "temp_grave"},
    "R28": {"share": "reexport_share", "lookback": "reexport_lookback"},
    "R29": {"window": "kit_window", "least": "kit_min", "origins": "kit_origins"},
    "R30": {"tolerance": "tol_rounds", "lookback": "trace_lookback"},
}
"""By rule: what its officers call a number, and the number of the law that this is."""
PUBLISHED = "default-1"
_WHERE = frozenset({"from", "state", "profile"})
_FIRST_DAY = min(row["from"] for row in parameters())
LAW_NAMES = tuple(sorted(NUMBERS))
_UNITS: Mapping[str, str] = {row["name"]: row["unit"] for row in parameters()}
_WHOLE = frozenset(row["name"] for row in parameters() if isinstance(row["value"], int))
_UP_TO_ONE = ("share", "score", "probability")
_LIMITS: Mapping[str, tuple[Exact, Exact]] = {
    "body_distance": (0, 1),
    "doc_similarity": (Fraction(7, 10), 1),
    "seal_suffix": (1, 40),
    "screen_threshold": (Fraction(88, 100), 1),
    "risk_raise": (0, 1_000),
}
"""Numbers between other limits: beyond them things that belong together would not be looked at together."""
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST: Exact = 10**9


def changed(book: StatuteBook, changes: Mapping[str, str], rules: Collection[str] = ()) -> StatuteBook:
    """A law with numbers changed on all days, in all States and under all profiles.

    Plain names are those of the rules, or of all where none are named.
    """
    told = {number_named(name, rules): text for name, text in changes.items()}
    return book.with_values({name: _value(name, text) for name, text in told.items()}) if told else book


def number_named(name: str, rules: Collection[str] = ()) -> str:
    """The number of the law that a name stands for; raises NotAllowed where it stands for none, or for several."""
    if name in LAW_NAMES:
        return name
    meant = sorted(
        {names[name] for rule, names in PLAIN_NAMES.items() if name in names and (rule in rules or not rules)}
    )
    if len(meant) > 1:
        mend = f"Name the rule, or one of {', '.join(meant)}."
        raise NotAllowed("AMBIGUOUS_NUMBER", "R-141", mend, name=name)
    if not meant:
        mend = f"Name one of {', '.join(plain_names(rules)) or 'those of the law'}, or one of {', '.join(LAW_NAMES)}."
        raise NotAllowed("NO_SUCH_NUMBER", "R-141", mend, name=name)
    return meant[0]


def plain_names(rules: Collection[str] = ()) -> list[str]:
    """The plain names that some rules have, or all rules where none are named."""
    return sorted({name for rule, names in PLAIN_NAMES.items() if rule in rules or not rules for name in names})


def law_named(name: str) -> StatuteBook:
    """The published law by its name, or as it is on a day, for always; raises NotAllowed for anything else."""
    if name == PUBLISHED:
        return statutes()
    try:
        return statutes().as_of(day(written_day(name)))
    except (ValueError, TypeError) as why:
        mend = f"Name {PUBLISHED}, a day such as 2031-01-01, or a file with rows as domain/data/law.toml has them."
        raise NotAllowed("NO_SUCH_LAW", "R-141", mend, name=name) from why


def written_day(text: str) -> str:
    """A day as it is to be written; raises ValueError for anything else."""
    if not _DAY.fullmatch(text) or date_text(day(text)) != text:
        raise ValueError(text)
    return text


def law_written(text: str) -> StatuteBook:
    """The law of a file: rows as the published table has them; what it does not name stays as it is.

    A row that names neither a first day nor a State nor a profile counts always and everywhere, others as they say.
    """
    try:
        told = tomllib.loads(text)
        written = [dict(x) for x in (*told.get("parameter", []), *told.get("provision", []))]
        rows = [(_named(x), row_of({"from": _FIRST_DAY, **_named(x)}, _checked)) for x in written]
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as why:
        mend = 'Write rows as domain/data/law.toml has them: [[parameter]], name = "tol_rounds", value = 2.'
        raise NotAllowed("NO_LAW_IN_FILE", "R-141", mend, why=str(why)) from why
    always = {row.name: row.value for told, row in rows if told.keys().isdisjoint(_WHERE)}
    return statutes().with_values(always).with_rows(row for told, row in rows if not told.keys().isdisjoint(_WHERE))


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row by the law's own name for what it is about."""
    name = str(row["name"])
    return {**row, "name": name if name in KINDS else number_named(name)}


def _checked(name: str, value: Any) -> Any:
    """A value of a file: a number within its limits; what is no measure as it is written."""
    return _value(name, str(value)) if name in NUMBERS else value_of(name, value)


def differences(book: StatuteBook, other: StatuteBook) -> dict[str, tuple[str, str]]:
    """By name what two laws say differently; of one that has several rows, all of them."""
    names = (name for name in KINDS if book.of(name) != other.of(name))
    return {name: (_told(book.of(name)), _told(other.of(name))) for name in sorted(names)}


def _told(rows: Iterable[StatuteRow]) -> str:
    found = list(rows)
    return "; ".join(_one(x, alone=len(found) == 1) for x in found)


def _one(row: StatuteRow, *, alone: bool) -> str:
    value = row.value
    if isinstance(value, frozenset):
        said = ", ".join(sorted(value)) or "none"
    elif isinstance(value, bool):
        said = "yes" if value else "no"
    else:
        said = plain(value)
    return said if alone else f"{said}{row.told().removeprefix(row.name)}"


def limits(name: str) -> tuple[Exact, Exact]:
    """The least and the most that a number may be set to."""
    return _LIMITS.get(name, (0, 1 if _UNITS[name] in _UP_TO_ONE else _MOST))


def _value(name: str, text: str) -> Any:
    least, most = limits(name)
    found = exact(text) if _NUMBER.fullmatch(text) else None
    whole = name not in _WHOLE or isinstance(found, int)
    if found is None or not whole or not least <= found <= most:
        kind = "whole number" if name in _WHOLE else "number"
        mend = f"Give a {kind} of {_UNITS[name]} from {float(least):g} to {float(most):g}."
        raise NotAllowed("NOT_SUCH_A_NUMBER", "R-141", mend, name=name, value=text[:40])
    return found
