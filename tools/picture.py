"""Takes the picture of the README anew: `python -m tools.picture`; needs Chromium or Chrome.

The demo is loaded into a temporary folder; two of its pages, as a licensing officer sees them, stand side by side.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from importlib.resources import as_file, files
from pathlib import Path

from fastapi.testclient import TestClient

from consumers.project import bring_up_to_date
from licensing.commands import importing
from licensing.demo.visitor import field
from licensing.http.app import build
from licensing.settings import settings
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.opening import open_views

TARGET = Path(__file__).parent.parent / "docs" / "picture.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGES = ("/findings?state=OPEN", "/licences/XA:EL-2031-511517")
OFFICER = "amara"
WIDE, HIGH = 960, 900
MOST = 250_000
FRAME = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; display: flex; gap: 26px; padding: 26px; background: #cfd6d8; }}
iframe {{ border: 0; width: {wide}px; height: {high}px; background: #fff; box-shadow: 0 2px 14px rgb(0 0 0 / 25%); }}
</style>{frames}"""


def pages(folder: Path) -> list[str]:
    """The two pages, each with its style inside."""
    with World(settings({"data": str(folder), "mode": "demo"}, {})) as world:
        with as_file(files("licensing.demo").joinpath("history.jsonl.gz")) as history:
            importing.run(argparse.Namespace(files=[history], rejects=folder / "rejects.jsonl"), world.settings)
        views = open_views(folder)
        bring_up_to_date(views, world.log, read_models())
        views.close()
        with TestClient(build(world.context), headers={"Accept": "text/html"}) as browser:
            form = {"form_token": field(browser.get("/sign-in").text, "form_token"), "officer": OFFICER}
            browser.post("/sign-in", data=form)
            style = browser.get("/static/counterfoil.css").text
            return [styled(browser.get(path).text, style) for path in PAGES]


def styled(html: str, style: str) -> str:
    """A page with its style inside."""
    head, _, rest = html.partition('<link rel="stylesheet"')
    return f"{head}<style>{style}</style>{rest.partition('>')[2]}"


def browser_path() -> str:
    """The browser of this machine; exits with a sentence when there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit(f"no browser found; install one of {', '.join(BROWSERS)}")
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Takes the picture, and says how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=TARGET)
    target: Path = parser.parse_args(words).to
    browser = browser_path()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        frames = "".join(f'<iframe srcdoc="{escape(page)}"></iframe>' for page in pages(folder / "data"))
        (folder / "page.html").write_text(FRAME.format(wide=WIDE, high=HIGH, frames=frames), "utf-8")
        size = f"{2 * WIDE + 78},{HIGH + 52}"
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--window-size={size}", f"--screenshot={target}", (folder / "page.html").as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    taken = target.stat().st_size
    print(f"{target}: {taken} bytes")
    return 0 if taken < MOST else 1


if __name__ == "__main__":
    raise SystemExit(main())
