"""A window of the studio without a browser: Starlette's client for tests."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from experiments.studio import server
from experiments.studio.ask import Studio

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # that another library than httpx is to come
    from starlette.testclient import TestClient as TestClient

HERE = "http://127.0.0.1:8123"


@contextmanager
def window(studio: Studio, entered: bool = True) -> Iterator[TestClient]:
    """A window; unless said otherwise it has come in by the address with the token."""
    with TestClient(server.app(studio), base_url=HERE, raise_server_exceptions=False) as client:
        if entered:
            assert client.get(f"/?token={studio.token}").status_code == 200
        yield client
