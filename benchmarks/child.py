"""One measurement in a process of its own: `python -m benchmarks.child MODULE FUNCTION ARGUMENTS`."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """Calls the function with its arguments and prints what it answers as the last line."""
    module, function, arguments = sys.argv[1:]
    answer = getattr(import_module(module), function)(**json.loads(arguments))
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
