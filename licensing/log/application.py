"""The library's Application with our own written form and permanent type names."""

from __future__ import annotations

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import ApplicationRecorder, JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import Environment, EnvType

from licensing.log.recording import Entry


class WrittenForm(Mapper[str]):
    """Stores the bytes that the domain wrote, under the type on the wire, instead of the library's form."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """An entry as the library stores it."""
        assert isinstance(domain_event, Entry)  # noqa: S101  nothing else is ever saved
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.type,
            state=domain_event.body,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """A stored event as an entry."""
        e = stored_event
        return Entry(str(e.originator_id), e.originator_version, e.topic, e.state)


class Journal(Application[str]):
    """The one application of this program: its recorder is handed in, no environment variable changes it."""

    name = "counterfoil"

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._handed = recorder
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing of the surroundings."""
        return Environment(name, {"PERSISTENCE_MODULE": "eventsourcing.popo"})

    def construct_mapper(self) -> Mapper[str]:
        """Our written form."""
        return WrittenForm(JSONTranscoder())

    def construct_recorder(self) -> ApplicationRecorder:
        """The recorder that was handed in."""
        return self._handed
