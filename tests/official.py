"""An official at a browser: a studio that is served, and a window whose clicks are counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as resources
from typing import Any

import uvicorn
from playwright.sync_api import (
    Browser,
    CDPSession,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
)

from experiments.studio import server
from experiments.studio.ask import Studio

PHONE, DESK = (390, 844), (1300, 900)
_WAIT = 15_000  # milliseconds, on a busy machine
expect.set_options(timeout=_WAIT)
_AXE = resources("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_FOUND = """which => axe.run(document, {
    ...which, resultTypes: ["violations"], selectors: false, preload: false
}).then(found => found.violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => one.id + ": " + one.nodes[0].html))"""
_OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What of axe's rules may find other faults in the dark than in the light."""
_NO_FAULT = ("status of 4", "htmx:sendAbort", "htmx:afterRequest")
"""What a browser says of what was refused, and of a request that a newer one took the place of."""


@contextmanager
def served(studio: Studio) -> Iterator[str]:
    """Serve a studio and return where."""
    config = uvicorn.Config(
        server.app(studio),
        port=0,
        log_level="critical",
        lifespan="off",
        timeout_graceful_shutdown=0,
    )
    serving = uvicorn.Server(config)
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    while not serving.started:
        time.sleep(0.01)
    port = serving.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    serving.should_exit = serving.force_exit = True
    thread.join()


@dataclass
class Official:
    """Somebody at a window.

    Attributes
    ----------
    clicks
        How often something was clicked, chosen or pressed.
    seconds
        How long each of that took until what is answered was there.
    elsewhere
        Requests that left this machine: there must be none.
    said
        What the browser complained of: there must be nothing.
    """

    page: Page
    home: str
    clicks: int = 0
    seconds: list[float] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def does(self, act: Callable[[], object], shown: Locator | None = None) -> None:
        """Do something once and wait for what comes of it."""
        began = time.monotonic()
        act()
        if shown is not None:
            shown.first.wait_for(timeout=_WAIT)
        self.clicks += 1
        self.seconds.append(time.monotonic() - began)

    def clicks_on(self, what: Locator, shown: Locator | None = None) -> None:
        """Click on something and wait for what comes of it."""
        self.does(what.first.click, shown)

    def chooses(self, where: Locator, what: Any, shown: Locator | None = None) -> None:
        """Choose something in a list and wait for what comes of it."""
        self.does(lambda: where.first.select_option(what), shown)

    def goes(self, path: str) -> None:
        """Type an address."""
        self.page.goto(f"{self.home}{path}")

    def leaves(self) -> None:
        """Leave the page for one that does nothing; elsewhere it would be another process."""
        try:
            self.goes("/static/style.css")
        except Error:  # the studio has stopped
            self.page.goto("about:blank")


def window(
    browser: Browser,
    size: tuple[int, int] = DESK,
    script: bool = True,
    policy: bool = True,
) -> Page:
    """Return the window of all tests of a process, with what the last one saw still in it.

    Each new one would be processes of its own, so what may run is changed in this one.
    """
    page, inside = _opened(browser)
    inside.send("Emulation.setScriptExecutionDisabled", {"value": not script})
    inside.send("Page.setBypassCSP", {"enabled": not policy})
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(media="screen", color_scheme="light")
    return page


@cache
def _opened(browser: Browser) -> tuple[Page, CDPSession]:
    page = browser.new_context().new_page()
    return page, page.context.new_cdp_session(page)


def faults(page: Page) -> list[str]:
    """What axe finds serious or critical in light or in dark, everything on the page unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(_AXE)
    page.emulate_media(color_scheme="dark")
    found: list[str] = page.evaluate(_FOUND, {})
    page.emulate_media(color_scheme="light")
    found += page.evaluate(_FOUND, _OF_COLOURS)
    return found


@contextmanager
def official(
    browser: Browser,
    studio: Studio,
    home: str,
    size: tuple[int, int] = DESK,
    script: bool = True,
    policy: bool = True,
) -> Iterator[Official]:
    """Give somebody a window that has been let in already, and let nothing leave it."""
    page = window(browser, size, script, policy)
    port = home.rpartition(":")[2]
    page.context.add_cookies([{"name": f"shenguan-{port}", "value": studio.token, "url": home}])
    who = Official(page, home)

    def asks(one: Request) -> None:
        if not one.url.startswith((f"{home}/", "data:")):
            who.elsewhere.append(one.url)

    def complains(one: ConsoleMessage) -> None:
        if one.type == "error" and not any(word in one.text for word in _NO_FAULT):
            who.said.append(one.text)

    def fails(error: Error) -> None:
        who.said.append(str(error))

    page.on("request", asks)
    page.on("console", complains)
    page.on("pageerror", fails)
    try:
        yield who
        who.leaves()
        if who.elsewhere or who.said:
            raise AssertionError([*who.elsewhere, *who.said])
    finally:
        for event, heard in (("request", asks), ("console", complains), ("pageerror", fails)):
            page.remove_listener(event, heard)
        page.context.clear_cookies()
