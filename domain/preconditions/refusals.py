"""What was refused is not asked for again as if it had not been, unless that is reasoned (R-056)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.chapters.applications.applied_for import Again, AskedNow, goods_of, recipients_of, refused_before
from domain.kernel.message import Message, message
from domain.kernel.moments import date_text
from domain.preconditions.check import Asked, Check
from domain.record.quantities import plain
from domain.record.records import Records
from domain.state.licences import current_terms, licence

PRIOR_REFUSAL = "PRIOR_REFUSAL"
_TITLE = message("precondition.refusals")


def refusals(records: Records, asked: Asked) -> Iterator[Check]:
    """Nothing essentially identical was refused in the days that the law looks back, unless for a reason."""
    law = asked.law(records)
    said = law.provisions(asked.on)
    found = refused_before(records, _asking(records, asked), law.likeness(), said.refusal_lookback, said.refusal_share)
    told: list[Message] = []
    open_ = False
    for again in {x.refused.key: x for x in found}.values():
        name = _name(asked, again)
        says = _says(asked, again, name)
        if name in asked.undercut.refusals and asked.undercut.because.strip():
            told.append(message("precondition.refusals.undercut", told=says, because=asked.undercut.because))
            continue
        open_ = True
        mend = message("precondition.refusals.mend", refusal=name)
        yield Check(PRIOR_REFUSAL, "R-056", _TITLE, False, says, mend)
    if not open_:
        none = message("precondition.refusals.none", days=said.refusal_lookback)
        met = message("precondition.refusals.undercuts", told=tuple(told)) if told else none
        yield Check(PRIOR_REFUSAL, "R-056", _TITLE, True, met)


def _asking(records: Records, asked: Asked) -> AskedNow:
    held = licence.of(records, asked.licence)
    return AskedNow(
        application=asked.application or (held.issued.data.application if held else None),
        recipients=recipients_of(records, asked.terms),
        goods=goods_of(records, asked.terms.lines),
        on=asked.on,
        held=goods_of(records, current_terms(records, held).lines) if held else (),
    )


def _name(asked: Asked, again: Again) -> str:
    """How an officer names a refusal: his own State's by its application, another's by the State alone."""
    state = again.refused.key[:2]
    return again.refused.key if state == asked.licence[:2] else state


def _says(asked: Asked, again: Again, name: str) -> Message:
    if name != again.refused.key:
        return message("precondition.refusals.of-another-state", state=name)
    return message(
        "precondition.refusals.refused",
        application=name,
        on=date_text(again.refused.ended_on),
        item_class=again.goods.item_class,
        refused=plain(again.goods.amount.lo),
        wanted=plain(again.wanted),
    )
