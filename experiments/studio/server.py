"""The studio as a web application on this machine, and for this machine alone."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from anyio import create_task_group, to_thread
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from experiments.studio.address import LONGEST, Address
from experiments.studio.ask import Studio
from experiments.studio.files import MOST_LEDGER, MOST_SENT
from experiments.studio.lights.lighting import GONE, SECONDS
from experiments.studio.page import FILES, File, Screen, html
from experiments.studio.refusal import refusal, unforeseen
from experiments.studio.screens import SCREENS, module
from experiments.studio.times import Times, timing
from model.language import Complaint, say
from protocols.mistakes import Mistakes
from verify.patience import CutOff, Patience, patience, waiting

HOSTS = ("127.0.0.1", "localhost")
"""What a browser may call this machine; any other name is somebody else's page asking."""

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer says of how it may be used. Styles of drawings are attributes, never words of
a user's."""

_MOST_FORM = 100_000  # bytes of the rest of a form with a file
_DAY = 86_400


def app(studio: Studio) -> Starlette:
    """Return the application of one studio."""
    answer = partial(_answered, studio)
    routes = [
        Route("/static/{name}", _static),
        Route("/task", partial(_task, studio), methods=["POST"]),
        Route("/{screen:path}", answer, methods=["GET", "HEAD", "POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, studio=studio)])


class Guard:
    """Lets in only who was given the token, under a name of this machine, and bounds what is sent.

    The token comes once in an address and is a cookie from then on.
    """

    def __init__(self, inner: ASGIApp, studio: Studio) -> None:
        self.inner, self.studio = inner, studio

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in known
                    ),
                ]
            await send(message)

        request = Request(scope, receive)
        refused = self._refused(request)
        await (refused or self.inner)(scope, receive, sent)

    def _refused(self, request: Request) -> Response | None:
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if host not in HOSTS:
            return self._page(request, "studio.foreign-host", 421)
        if len(request.url.query) + len(request.url.path) > LONGEST:
            return self._page(request, "studio.long-address", 414, most=LONGEST)
        origin = request.headers.get("origin")
        if origin not in (None, f"http://{request.headers['host']}"):
            return self._page(request, "studio.foreign-origin", 403)
        file = MOST_LEDGER if request.url.path == "/ledger" else MOST_SENT
        unsaid = file + _MOST_FORM + 1 if request.method == "POST" else 0  # of what has no length
        length = request.headers.get("content-length", str(unsaid))
        if not length.isdecimal() or int(length[:20]) > file + _MOST_FORM:
            return self._page(request, "studio.sent-too-long", 413, most=file // 1_000_000)
        return None if request.url.path.startswith("/static/") else self._unknown(request)

    def _unknown(self, request: Request) -> Response | None:
        """Refuse who does not know the token; who brings it gets it as a cookie."""
        cookie = f"shenguan-{request.url.port or 80}"
        if secrets.compare_digest(
            request.cookies.get(cookie, "").encode(), self.studio.token.encode()
        ):
            return None
        given = request.query_params.get("token", "")
        if not secrets.compare_digest(given.encode(), self.studio.token.encode()):
            return self._page(request, "studio.no-token", 403)
        rest = request.url.remove_query_params("token")
        entered = RedirectResponse(f"{rest.path}{'?' if rest.query else ''}{rest.query}", 303)
        entered.set_cookie(cookie, self.studio.token, httponly=True, samesite="strict")
        return entered

    def _page(self, request: Request, key: str, status: int, **values: Any) -> Response:
        address = _spoken(request, self.studio)
        shown = refusal(say(key, **values), status)
        return Response(html(shown, "", address, {}, Times()), status, media_type="text/html")


def _spoken(request: Request, studio: Studio) -> Address:
    """Return an address that says no more than the language that a request is in."""
    asked = request.query_params.get("lang")
    return Address(lang="en" if asked == "en" else "zh" if asked == "zh" else studio.lang)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        return Response(status_code=404)
    kind, data = FILES[name]
    headers = {"cache-control": f"private, max-age={_DAY}"}
    return Response(data(), media_type=kind, headers=headers)


async def _task(studio: Studio, request: Request) -> Response:
    """Cancel a piece of work, or forget it so that it is asked for again; then go back."""
    form = await _form(request)
    key, back = str(form.get("key", "")), str(form.get("back", ""))
    if form.get("do") == "forget":
        studio.tasks.forget(key)
    else:
        studio.tasks.cancel(key)
    return RedirectResponse(back if _own(back) else "/", 303)


def _own(address: str) -> bool:
    """Whether an address is one of the studio's own, and not of somebody else's site."""
    return address.startswith("/") and "//" not in address[:2] and "\\" not in address


async def _answered(studio: Studio, request: Request) -> Response:
    """Answer in a thread of its own, so that nobody waits for anybody.

    Who goes away, as a window does that asks for something newer, is not worked for any longer.
    """
    form = await _form(request) if request.method == "POST" else None
    with timing() as times, waiting(SECONDS, True) as waited:
        GONE.set(lambda: waited.stopped)
        async with create_task_group() as group:
            group.start_soon(_watch, request, waited)
            work = partial(_answer, studio, request, form, times)
            response = await to_thread.run_sync(work)
            group.cancel_scope.cancel()
    return response


async def _watch(request: Request, waited: Patience) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    waited.stop()


async def _form(request: Request) -> dict[str, Any]:
    """Return what a form sent: the last value of each name, files as their names and bytes."""
    sent = await request.form(max_files=1, max_fields=1000, max_part_size=MOST_SENT)
    return {
        name: (value.filename or "", await value.read()) if isinstance(value, UploadFile) else value
        for name, value in sent.multi_items()
    }


def _answer(
    studio: Studio, request: Request, form: dict[str, Any] | None, times: Times
) -> Response:
    """Return the answer of a screen, or the page that says why there is none."""
    name = request.path_params["screen"] or "start"
    address = _spoken(request, studio)
    try:
        address = Address.of(request.query_params.multi_items(), studio.lang)
        if name not in SCREENS:
            return _shown(refusal(say("studio.no-screen", name=name[:80]), 404), "", address, times)
        if form is not None:
            return RedirectResponse(module(name).posted(address, studio, form), 303)
        screen = module(name).screen(address, studio)
        return _saved(screen) if isinstance(screen, File) else _shown(screen, name, address, times)
    except (Complaint, Mistakes) as mistake:
        refused = refusal(mistake, 400, [one.text for one in address.edits])
    except Exception as error:
        cut = patience().stopped or isinstance(error, CutOff)
        words = say("studio.cut-off", seconds=f"{SECONDS:g}")
        refused = refusal(words, 503) if cut else unforeseen(error)
    return _shown(refused, name if name in SCREENS else "", address, times)


def _shown(screen: Screen, name: str, address: Address, times: Times) -> Response:
    tabs = {each: say(key) for each, (_, key) in SCREENS.items() if key}
    page = html(screen, name, address, tabs, times)
    headers = {"server-timing": times.header}
    return Response(page, screen.status, headers, media_type="text/html")


def _saved(file: File) -> Response:
    from urllib.parse import quote

    disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return Response(file.data, headers={"content-disposition": disposition}, media_type=file.kind)
