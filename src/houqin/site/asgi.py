"""The one door of the running site: live streams and tills here, everything else through the bridge."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from houqin.site.bridge import Bridge, Receive, Scope, Send

THREADS = 8  # below the 12 connections of the database pool, which the live streams share


class Door:
    """The ASGI application."""

    def __init__(self) -> None:
        pages = get_wsgi_application()  # Django stands from here on
        from houqin.site.live import Live
        from houqin.site.till import PATH, TillDoor

        self.bridge = Bridge(pages, THREADS)
        self.live = Live()
        self.till, self.till_path = TillDoor(), PATH

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or tell the server that the process stands."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["path"] == "/live/" and self.live.wants(scope):
            await self.live(scope, receive, send)
        elif scope["path"] == self.till_path:
            await self.till(scope, receive, send)
        else:
            await self.bridge(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.live.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.live.stop()
                await self.till.lane.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "houqin.site.settings")
application = Door()
gc.freeze()  # what stands for good need not be looked through again while somebody waits for a page
