"""The orders about an export licence on its page: suspend, reinstate, revoke, give back."""

from __future__ import annotations

from licensing.http.pages.forms import NULL, Field, OrderForm
from licensing.http.pages.looking import Looking, page_address
from licensing.http.pages.sending import today_in, version_seen
from licensing.http.pages.verdicts import VerdictShown, verdict_on
from licensing.http.queries import Register
from projections.page_data.shapes import LicenceSheet

_STEPS = (
    ("suspend", "Suspend", "Suspend the licence", "First day of the suspension", False),
    ("reinstate", "Reinstate", "Reinstate the licence", "First day on which it has effect again", False),
    ("revoke", "Revoke", "Revoke the licence", "First day without effect", True),
    ("surrender", "The holder gives it back", "Record that it is given back", "First day without effect", False),
)


def licence_verdict_shown(look: Looking, s: LicenceSheet) -> VerdictShown | None:
    """What customs are told of a licence today."""
    return verdict_on(look, Register.LICENCE, s.key, s.key[:2])


def licence_forms(look: Looking, s: LicenceSheet) -> tuple[OrderForm, ...]:
    """The orders about a licence."""
    state, _, reference = s.key.partition(":")
    stream, here = f"licence/{s.key}", page_address("licences", s.key)
    today = today_in(look, look.reading.sheets.records(), state)
    seen = version_seen(look, stream)
    return tuple(
        OrderForm(
            name=verb,
            order=f"licence {verb}",
            action=f"{here}/{verb}",
            title=title,
            button=button,
            fixed={"licence": {"state": state, "reference": reference}},
            about=stream,
            seen=seen,
            states=(state,),
            weighty=weighty,
            then=here,
            fields=(Field("effective_on", day, "date", value=today), _last(verb)),
        )
        for verb, title, button, day, weighty in _STEPS
    )


def _last(verb: str) -> Field:
    if verb == "surrender":
        told = "State and reference of the licence that replaces it, if one does."
        return Field("replaced_by", "Replaced by", "document", told, needed=False, blank=NULL)
    return Field("reason", "Reason", "area", needed=False)
