"""Fills in forms as a browser does: what stands in a form of a page is sent, with what a person changes."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx2 import Response

Values = dict[str, list[str]]


class Forms(HTMLParser):
    """The forms of a page by their ids: where each is sent, and what stands in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.actions: dict[str, str] = {}
        self.values: dict[str, Values] = {}
        self.buttons: dict[str, list[tuple[str, str]]] = {}
        self._form = ""
        self._field = ""
        self._text: list[str] | None = None
        self.feed(html)

    def _put(self, name: str, value: str) -> None:
        if self._form and name:
            self.values[self._form].setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = told.get("id", told.get("action", ""))
            self.actions[self._form] = told.get("action", "")
            self.values[self._form], self.buttons[self._form] = {}, []
        elif tag == "input" and (told.get("type") not in ("radio", "checkbox") or "checked" in told):
            self._put(told.get("name", ""), told.get("value", "on"))
        elif tag == "button" and self._form:
            self.buttons[self._form].append((told.get("name", ""), told.get("value", "")))
        elif tag == "select":
            self._field = told.get("name", "")
            self._put(self._field, "")
        elif tag == "option" and "selected" in told:
            self.values[self._form][self._field] = [told.get("value", "")]
        elif tag == "textarea":
            self._field, self._text = told.get("name", ""), []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            # A browser leaves out the first line break of a text field.
            self._put(self._field, "".join(self._text).removeprefix("\n"))
            self._text = None
        if tag == "form":
            self._form = ""


def forms(html: str) -> list[str]:
    """The names of the orders that a page lets one give."""
    return [name.removesuffix("-form") for name in Forms(html).actions if name.endswith("-form")]


def values(html: str, name: str) -> dict[str, str]:
    """What stands in a form; of several values the last."""
    return {field: found[-1] for field, found in Forms(html).values[f"{name}-form"].items()}


def send(browser: TestClient, html: str, name: str, **changes: str | Sequence[str]) -> Response:
    """Sends a form of a page with some fields changed; `__` in a name stands for a slash."""
    found = Forms(html)
    body: dict[str, str | Sequence[str]] = dict(found.values[f"{name}-form"])
    body |= {field.replace("__", "/"): value for field, value in changes.items()}
    return browser.post(found.actions[f"{name}-form"], data=body)


def by_two(proposer: TestClient, second: TestClient, path: str, name: str, **changes: str | Sequence[str]) -> str:
    """Sends the form of a page as one officer, and confirms what was proposed as another; the page that says so."""
    reply = send(proposer, proposer.get(path).text, name, **changes)
    assert reply.status_code == 303, reply.text
    proposal = reply.headers["location"]
    assert "Proposed" in proposer.get(proposal).text
    return carried_out(second, proposal.partition("?")[0], "confirm")


def carried_out(browser: TestClient, path: str, name: str, **changes: str | Sequence[str]) -> str:
    """Opens a page, sends its form, and follows to the page that says it is done."""
    reply = send(browser, browser.get(path).text, name, **changes)
    if reply.status_code == 200 and 'name="counted"' in reply.text:
        reply = send(browser, reply.text, name, counted="yes")
    assert reply.status_code == 303, reply.text
    shown = browser.get(reply.headers["location"])
    assert shown.status_code == 200, shown.text
    assert 'role="status"' in shown.text
    return shown.text
