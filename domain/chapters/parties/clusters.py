"""The dossier of a cluster of parties: its members, what it sends below thresholds, what components reach it."""

from __future__ import annotations

from domain.chapters.parties.exempt_exports import Dealing
from domain.chapters.parties.exempt_exports import dealings_of_cluster as dealings_of
from domain.chapters.parties.kits import Part
from domain.chapters.parties.kits import parts_of_cluster as parts_of
from domain.chapters.parties.relations import MergedEntry, cluster_of, entry_of
from domain.record.records import Records
from domain.state.parties import same_entry


class ClusterDossier:
    """A cluster by its smallest register id."""

    __slots__ = ("dealings", "entries", "members", "name", "parts", "states")

    def __init__(self, members: tuple[str, ...], records: Records) -> None:
        self.name, self.members = members[0], members
        self.dealings: list[Dealing] = dealings_of(records, self.name)
        self.parts: list[Part] = parts_of(records, self.name)
        held = (entry_of(records, x) for x in members) if self.dealings or self.parts else ()
        self.entries: tuple[MergedEntry, ...] = tuple(x for x in held if x is not None)
        states = [x.own.state for x in self.entries]
        self.states: tuple[str, ...] = (*states, *(x.destination for x in self.dealings))

    @property
    def parties(self) -> tuple[str, ...]:
        """The register ids of its members."""
        return self.members

    @property
    def title(self) -> str:
        """The cluster in words."""
        more = len(self.members) - 1
        own = next((x.own.name for x in self.entries), self.name)
        return f"{own} and {more} linked with it" if more else own


def cluster_dossier(records: Records, name: str) -> ClusterDossier | None:
    """The dossier of a cluster; None for a name that no cluster has any more."""
    members = cluster_of(records, name) or (same_entry(records, name),)
    return ClusterDossier(members, records) if members[0] == name else None
