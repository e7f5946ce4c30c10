"""In which mode this program may do what it is asked: a demo stays on this machine, and nobody acts without a mode."""

from __future__ import annotations

import ipaddress

from licensing.settings import BadSetting, Settings

NO_MODE = (
    "say in which mode this runs: --mode demo (or COUNTERFOIL_MODE=demo) with invented officers on this machine, "
    "or --mode production with the officers of your own issuer; orders and `serve` run in no other way"
)
_TOLD = "; say so with --demo-in-the-open yes (COUNTERFOIL_DEMO_IN_THE_OPEN) if that is meant, or run in production"


def must_act_in_a_mode(settings: Settings) -> None:
    """Raises BadSetting where orders are to be given or served and nobody said in which mode."""
    if not settings.mode:
        raise BadSetting(NO_MODE)


def must_stay_here(settings: Settings) -> None:
    """Raises BadSetting where a demo, whose officers anybody may be, is to work over servers that others reach."""
    reached = [name for name, used in (("PostgreSQL", settings.database), ("Kafka", settings.kafka)) if used]
    if settings.mode == "demo" and reached and not settings.demo_in_the_open:
        raise BadSetting(f"a demo works over a data folder, not over {' and '.join(reached)}{_TOLD}")


def must_listen_here(settings: Settings, host: str) -> None:
    """Raises BadSetting where a demo is to listen on an address that other machines reach."""
    if settings.mode == "demo" and not settings.demo_in_the_open and not _loopback(host):
        raise BadSetting(f"a demo listens on this machine alone, not on {host or 'every address'}{_TOLD}")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def must_keep_its_clock(settings: Settings, kept: str) -> None:
    """Raises BadSetting where a world is told to go by another clock than the one it was made with."""
    if settings.clock and settings.clock != kept:
        raise BadSetting(
            f"the world at {settings.data if not settings.database else 'this database'} goes by {kept} since it was "
            f"made, not by {settings.clock}; leave out COUNTERFOIL_CLOCK, or make a new world in another place"
        )
