"""Writes docs/openapi.json from the code: `python -m tools.openapi`."""

from __future__ import annotations

import json
from pathlib import Path

from licensing.http.app import openapi_described

TARGET = Path(__file__).parent.parent / "docs" / "openapi.json"


def main() -> int:
    """Writes the description, and says where."""
    TARGET.write_text(json.dumps(openapi_described(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(TARGET)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
