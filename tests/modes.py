"""The mode in which the offices of tests work: a demo, whose officers are invented, over whatever store a test has."""

from collections.abc import Mapping

from licensing.settings import Settings, settings

AS_DEMO = {"COUNTERFOIL_MODE": "demo", "COUNTERFOIL_DEMO_IN_THE_OPEN": "yes"}
"""The same for programs that are started with an environment."""


def demo_settings(options: Mapping[str, str]) -> Settings:
    """The settings of an office over a store that these options name."""
    return settings(options, AS_DEMO)
