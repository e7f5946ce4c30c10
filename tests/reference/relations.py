"""Parties of the register and what ties them together: resolution, keys, links, clusters (rules.md 1.6)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cached_property

from tests.reference.days import day_number
from tests.reference.parties import Register, compared
from tests.reference.standing import Json
from tests.reference.text import alike, canon, says_nothing

Mark = tuple[str, ...]
PHONE = 8
REGISTER_ID = re.compile(r"[A-Z]{2}-P-[0-9]{4,9}")


def tidy(text: str) -> str:
    """NFKC, capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def holds(entry: Json | None, kinds: tuple[str, ...], day: int) -> list[Json]:
    """The registrations of some kinds that cover a day."""
    return [
        x
        for x in (entry or {}).get("registrations", [])
        if x["kind"] in kinds
        and day_number(x["valid_from"]) <= day
        and (x["valid_to"] is None or day <= day_number(x["valid_to"]))
    ]


class Relations:
    """The register as a whole. A party is known by its survivor.

    What it is, its own entry says, or while that is absent one that it absorbed; what ties it to others, the
    entries of all that it absorbed as well.
    """

    def __init__(self, register: Register, crowd: int) -> None:
        self.register, self.crowd = register, crowd
        self.entries = {party: register.heads.get(party, of[-1]) for party, of in register.members.items()}

    def resolve(self, mention: Json) -> str | None:
        """The register id of a mention, or of the one entry that shares an identifier with it."""
        if mention.get("register_id") is not None:
            return self.register.survivor(mention["register_id"])
        found = set()
        for survivor in self.register.members:
            mine, theirs = compared(mention, self.register.party({**mention, "register_id": survivor}))
            if mine & theirs:
                found.add(survivor)
        return next(iter(found)) if len(found) == 1 else None

    def party_id(self, mention: Json) -> str:
        """The party as keys write it."""
        resolved = self.resolve(mention)
        if resolved is not None:
            return resolved
        numbered = [x["value"] for x in mention["identifiers"] if x["scheme"] == "IMO"]
        vessels = [canon(x) for x in numbered if not says_nothing(x, identifier=True)]
        return f"IMO:{vessels[0]}" if vessels else f"NAME:{tidy(mention['name'])}"

    @cached_property
    def _sharing(self) -> dict[Mark, set[str]]:
        """Who has a mark; an address of more than five ties nobody."""
        found: dict[Mark, set[str]] = defaultdict(set)
        for party, members in self.register.members.items():
            for mark in set().union(*(self._marks(member) for member in members)):
                found[mark].add(party)
        return {mark: who for mark, who in found.items() if mark[0] != "address" or len(who) <= self.crowd}

    def _marks(self, entry: Json) -> set[Mark]:
        """Address without suite, telephone, e-mail, officers."""
        found: set[Mark] = {("officer", self._officer(text)) for text in entry.get("officers", [])}
        address = entry.get("address") or {}
        if alike(address.get("street") or ""):
            parts = (address.get(part) or "" for part in ("street", "locality", "postcode", "state"))
            found.add(("address", *(alike(part) for part in parts)))
        digits = re.sub("[^0-9]", "", entry.get("phone") or "")
        if len(digits) >= PHONE:
            found.add(("phone", digits[-PHONE:]))
        if (entry.get("email") or "").strip():
            found.add(("email", entry["email"].strip().casefold()))
        return found

    def _officer(self, text: str) -> str:
        return self.register.survivor(text) if REGISTER_ID.fullmatch(text) else tidy(text)

    def sharing(self, party: str, *kinds: str) -> set[str]:
        """The others with some mark of a party, of any kind unless told."""
        shared = (who for mark, who in self._sharing.items() if party in who and (not kinds or mark[0] in kinds))
        return set().union(*shared) - {party}

    def owners(self, party: str) -> set[str]:
        """Entries that own or control a party."""
        members = self.register.members
        named = {self.register.survivor(x) for member in members.get(party, []) for x in member.get("owned_by", [])}
        return (named & members.keys()) - {party}

    def tied_by_ownership(self, party: str) -> set[str]:
        """Owners and owned."""
        return self.owners(party) | {other for other in self.register.members if party in self.owners(other)}

    def connected_by_ownership(self, party: str) -> set[str]:
        """The same through any number of others."""
        reached, waiting = {party}, [party]
        while waiting:
            new = self.tied_by_ownership(waiting.pop()) - reached
            reached |= new
            waiting += new
        return reached

    def cluster(self, party: str) -> frozenset[str]:
        """Everybody linked with a party, directly or through others; a party that is no entry is alone."""
        reached, waiting = {party}, [party] if party in self.register.members else []
        while waiting:
            one = waiting.pop()
            new = (self.sharing(one) | self.tied_by_ownership(one)) - reached
            reached |= new
            waiting += new
        return frozenset(reached)

    def cluster_name(self, party: str) -> str:
        """The smallest register id of the cluster."""
        return min(self.cluster(party))
