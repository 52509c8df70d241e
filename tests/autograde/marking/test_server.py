"""The server of the page for manual grading: who may ask it for what."""

import asyncio
import json

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from autograde.demo import show
from autograde.marking import server
from autograde.marking.server import COOKIE

QUESTION = "window-is-no-memory"


def asked(room, requests):
    """Return (status, body) for each (path, what to send, cookie, kind) of a running server."""

    async def run():
        found, ready = [], asyncio.get_running_loop().create_future()
        task = asyncio.create_task(
            server.serve(room, show.LESSON, "ada", 0, opened=ready.set_result)
        )
        address, token = (await ready).split("/?token=")
        for path, data, cookie, kind in requests:
            headers = {"Cookie": f"{COOKIE}={token if cookie is True else cookie}"}
            body = None if data is None else json.dumps(data)
            if body is not None:
                headers["Content-Type"] = kind
            try:
                reply = await AsyncHTTPClient().fetch(
                    address + path, method="POST" if body else "GET", headers=headers, body=body
                )
            except HTTPClientError as error:
                reply = error.response
            found.append((reply.code, reply.body.decode(), reply.headers))
        task.cancel()
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    "path", ["/", "/marking.js", f"/next/{QUESTION}", "/?token=", "/?token=x"]
)
def test_without_the_token_nothing_is_served(room, path):
    """Is every request refused that does not come from the browser that was opened?"""
    data = {} if path.startswith("/next") else None
    for cookie in ("", "x"):
        ((code, body, _),) = asked(room, [(path, data, cookie, "application/json")])
        assert code == 403
        assert "lstm-course mark" in body
        assert QUESTION not in body


def test_what_a_page_gets(room):
    """Is the next answer sent as HTML with the progress, and an error as a sentence?"""
    saved = {"key": "0", "items": [1, 1, 1], "points": 3, "words": "", "seen": None}
    kind = "application/json"
    page, nxt, form, gone, other = asked(
        room,
        [
            ("/", None, True, kind),
            (f"/next/{QUESTION}", {}, True, kind),
            (f"/next/{QUESTION}", {}, True, "text/plain"),  # as another site's form can send
            (f"/save/{QUESTION}", saved, True, kind),
            ("/next/sgd", {}, True, kind),
        ],
    )
    assert page[0] == 200
    assert "script-src 'self'" in page[2]["Content-Security-Policy"]
    state = json.loads(nxt[1])
    assert state["graded"] == 0
    assert state["total"] > 8
    assert "<p>" in state["answer"]["html"]
    assert form[0] == 400
    assert (gone[0], other[0]) == (400, 404)
    assert "replaced" in json.loads(gone[1])["error"]
