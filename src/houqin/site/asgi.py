"""The one door of the running site: live streams here, everything else through the bridge."""

import os

from houqin.site.bridge import Bridge, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "houqin.site.settings")

from houqin.site.live import Live
from houqin.site.wsgi import application as pages  # Django stands from here on

THREADS = 8  # below the 12 connections of the database pool, which the live streams share

bridge = Bridge(pages, THREADS)
live = Live()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request, or tell the server that the process stands."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == "/live/" and live.wants(scope):
        await live(scope, receive, send)
    else:
        await bridge(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            live.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await live.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
