"""The words of the house, each in the sentence of the class or function that it names: docs/glossary.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent

WORDS: Mapping[str, Mapping[str, str]] = {
    "Of the field": {
        "consignment": "domain/state/consignments.py:Consignment",
        "attribution": "domain/state/consignments.py:Attribution",
        "control date": "domain/state/consignments.py:control_day",
        "export licence": "domain/state/licences.py:Licence",
        "import authorization": "domain/state/authorizations.py:Authorization",
        "transit notice": "domain/state/notices.py:Notice",
        "counterfoil": "domain/events/balance.py:AuthorizationLicensed",
        "ledger": "domain/chapters/transfers/ledger.py:Ledger",
        "precondition": "domain/preconditions/check.py:Check",
        "refusal": "domain/events/refusal.py:OrderRefused",
        "receipt of goods": "domain/events/arrival.py:ShipmentDeliveryVerified",
        "bucket": "domain/chapters/items/identities.py:bucket_name",
    },
    "Of the record": {
        "event": "domain/kernel/event.py:event",
        "fact": "domain/record/fact.py:Fact",
        "accepted version": "domain/record/deliveries.py:Accepted",
        "correction chain": "domain/record/corrections.py:correction_chain",
        "in force": "domain/record/corrections.py:in_force",
        "subject": "domain/engine/subjects.py:subjects",
        "secondary index": "domain/engine/subjects.py:entries",
        "law": "domain/record/law.py:Law",
        "statutes": "domain/record/statutes.py:StatuteBook",
        "snapshot": "projections/page_data/snapshot.py:Snapshot",
        "message": "domain/kernel/message.py:Message",
    },
    "Of findings": {
        "rule": "domain/findings/rule.py:Rule",
        "suspicion": "domain/findings/rule.py:Suspicion",
        "finding": "domain/findings/lifecycle.py:KeptFinding",
        "evidence hash": "domain/findings/disposition.py:evidence_hash",
        "disposition": "domain/events/finding.py:FindingDisposed",
        "waiver": "domain/events/finding.py:WaiverGranted",
    },
    "Of the engine": {
        "derived query": "domain/record/records.py:Derived",
        "records": "domain/record/records.py:Records",
        "chapter": "domain/chapters/chapter.py:Chapter",
        "dependency tracker": "projections/findings/dependencies.py:Tracker",
        "dependency": "projections/findings/dependencies.py:Lookups",
        "overlay": "projections/findings/overlay.py:Overlay",
        "overlay memo": "projections/findings/overlay_memo.py:HeldDependencies",
        "catch-up": "projections/findings/overlay_catch_up.py:catch_up",
        "write-back cache": "projections/findings/write_back_cache.py:WriteBackCache",
        "two-generation cache": "projections/findings/write_back_cache.py:TwoGenerationCache",
        "multimap": "projections/findings/write_back_cache.py:Multimap",
    },
    "Of views": {
        "read model": "projections/store/projection.py:ReadModel",
        "generation": "projections/store/generation.py:Generation",
        "made under": "projections/store/made_under.py:MadeUnder",
        "digest": "projections/store/views.py:Digest",
    },
    "Of orders and the log": {
        "command": "domain/decisions/command.py:Command",
        "decision": "domain/decisions/command.py:Decision",
        "command handler": "licensing/orders/deciding.py:CommandHandler",
        "batch handler": "licensing/orders/writer.py:BatchHandler",
        "acknowledgement": "licensing/orders/acknowledgement.py:Acknowledgement",
        "idempotency record": "licensing/log/rows.py:IdempotencyRecord",
        "request": "licensing/log/rows.py:AnsweredRequest",
        "form of the log": "licensing/log/migrations.py:FoundLog",
        "migration": "licensing/log/migrations.py:Migration",
        "application context": "licensing/http/context.py:ApplicationContext",
    },
}


def glossary(made: str) -> Iterator[str]:
    """docs/glossary.md: every word with what it means and the file where it is at home; `made` says that it is made."""
    yield from ("# The words", "", made, "")
    yield "Each word is said in the sentence of the class or function that it names, and stands for nothing else."
    for part, words in WORDS.items():
        yield from ("", f"## {part}", "", "| word | what it is | at home in |", "|---|---|---|")
        for word, place in words.items():
            path, _, name = place.partition(":")
            yield f"| {word} | {meaning(path, name)} | `{path}` |"


def meaning(path: str, name: str) -> str:
    """The first paragraph of a docstring; AssertionError where nothing of that name says what it is."""
    for one in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == name:
            told = (ast.get_docstring(one) or "").partition("\n\n")[0]
            assert told, f"{path}: {name} does not say what it is"  # noqa: S101  a slip of ours, told by name
            return " ".join(told.split()).replace("|", "\\|")
    raise AssertionError(f"{path} declares no {name}; the glossary names it")
