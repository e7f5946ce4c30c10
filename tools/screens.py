"""Takes the screens in docs/screens anew: `python -m tools.screens`; needs Chromium, and pngquant to keep them small.

The demo is loaded into a temporary folder and its story told as far as a page needs it; each page is taken as its
officer sees it, on a desk or on a phone.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from fastapi.testclient import TestClient

from consumers.project import bring_up_to_date, keep_read_models
from licensing.commands import importing
from licensing.commands.demo_story import tell_story
from licensing.commands.running import ALL_AWAY
from licensing.demo.story import ASTRAY, GOOD, STORY, Episode
from licensing.demo.visitor import field
from licensing.http.app import build
from licensing.settings import settings
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.opening import open_views
from tools.picture import browser_path, styled

TARGET = Path(__file__).parent.parent / "docs" / "screens"
MOST = 150_000
DESK, PHONE = (960, 1000), (390, 844)
NARROWEST = 500
"""No browser opens a narrower window; the page stands in a frame of its own width."""
FRAME = """<!doctype html><meta charset="utf-8"><style>body {{ margin: 0; }}
iframe {{ border: 0; width: {wide}px; height: {high}px; }}</style><iframe srcdoc="{page}"></iframe>"""


class Screen(NamedTuple):
    """One page as an officer sees it, in a window of a size."""

    name: str
    officer: str
    path: str
    size: tuple[int, int] = DESK


OVERDRAWN, REVOKED = "XA:EL-2031-511517", "UCXA317157588"
NOTICE = f"/transit-notices/{GOOD.notice}"
PARTS: tuple[tuple[str, tuple[Screen, ...]], ...] = (
    (
        "notice send",
        (
            Screen("border-licence", "noor", f"/border?q={OVERDRAWN}"),
            Screen("border-licence-phone", "noor", f"/border?q={OVERDRAWN}", PHONE),
            Screen("border-consignment", "noor", f"/border?q={REVOKED}"),
            Screen("licence", "noor", f"/licences/{OVERDRAWN}"),
            Screen("disposing", "amara", "/findings/dispose?state=OPEN"),
            Screen("transit-home", "yusra", "/"),
            Screen("transit-home-phone", "yusra", "/", PHONE),
            Screen("transit-notices", "yusra", "/transit-notices"),
            Screen("transit-notice", "yusra", NOTICE),
            Screen("transit-answer", "yusra", f"{NOTICE}?answer=NO_OBJECTION"),
        ),
    ),
    ("consignment leave-transit", (Screen("arrival", "livia", f"/border?q={GOOD.ucr}", (960, 1300)),)),
    ("", (Screen("border-astray", "livia", f"/border?q={ASTRAY.ucr}"),)),
)
"""The story is told until the first order of a kind, that one included; to its end where none is named."""


def told_until(order: str) -> tuple[Episode, ...]:
    """The story up to the first order of a kind; all of it where none is named."""
    if not order:
        return STORY
    steps = [step for episode in STORY for step in episode.steps]
    last = next(n for n, step in enumerate(steps) if step.order == order)
    return (Episode(STORY[0].title, tuple(steps[: last + 1]), None),)


@contextmanager
def kept(world: World, folder: Path) -> Iterator[None]:
    """The views of a folder are kept up to date meanwhile."""
    stop = threading.Event()
    keep = lambda: keep_read_models(  # noqa: E731
        lambda: open_views(folder), lambda: world.log, read_models(), stop, away=ALL_AWAY
    )
    readers = threading.Thread(target=keep, name="readers")
    readers.start()
    try:
        yield
    finally:
        stop.set()
        readers.join()


def take(world: World, screens: Sequence[Screen], to: Path, prefix: str) -> Iterator[Path]:
    """The pages, one picture each."""
    with TestClient(build(world.context), headers={"Accept": "text/html"}) as browser:
        style = browser.get("/static/counterfoil.css").text
        for screen in screens:
            token = field(browser.get("/sign-in").text, "form_token")
            browser.post("/sign-in", data={"form_token": token, "officer": screen.officer})
            reply = browser.get(screen.path)
            if reply.status_code != 200:
                raise SystemExit(f"{screen.path} answers {reply.status_code} to {screen.officer}")
            yield _picture(styled(reply.text, style), screen.size, to / f"{prefix}-{screen.name}.png")


def _picture(page: str, size: tuple[int, int], target: Path) -> Path:
    wide, high = size
    with tempfile.TemporaryDirectory() as made:
        framed = Path(made) / "page.html"
        framed.write_text(FRAME.format(wide=wide, high=high, page=escape(page)), "utf-8")
        command = [browser_path(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--window-size={max(wide, NARROWEST)},{high}", f"--screenshot={target}", framed.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    if smaller := shutil.which("pngquant"):
        subprocess.run([smaller, "--force", "--ext", ".png", "--speed", "1", "48", str(target)], check=True)
    return target


def main(words: Sequence[str] | None = None) -> int:
    """Takes the screens, and says how large each is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--prefix", default="after")
    given = parser.parse_args(words)
    given.to.mkdir(parents=True, exist_ok=True)
    taken: list[Path] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with World(settings({"data": str(folder), "mode": "demo"}, {})) as world:
            with as_file(files("licensing.demo").joinpath("history.jsonl.gz")) as history:
                importing.run(argparse.Namespace(files=[history], rejects=folder / "rejects.jsonl"), world.settings)
            for order, screens in PARTS:
                with kept(world, folder):
                    tell_story(world, "", lambda _: None, told_until(order))
                views = open_views(folder)
                bring_up_to_date(views, world.log, read_models())
                views.close()
                taken += take(world, screens, given.to, given.prefix)
    for target in taken:
        print(f"{target}: {target.stat().st_size} bytes")
    return 0 if all(x.stat().st_size < MOST for x in taken) else 1


if __name__ == "__main__":
    raise SystemExit(main())
