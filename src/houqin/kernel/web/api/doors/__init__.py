"""The kernel's own operations: who am I, matters of every service, messages, search, figures."""

from collections.abc import Mapping

from ninja import Router

from houqin.kernel.web.api.doors import figures, inbox, matters, me, search

KERNEL: Mapping[str, Router] = {
    "/me": me.router,
    "/matters": matters.router,
    "/inbox": inbox.router,
    "/search": search.router,
    "/figures": figures.router,
}
