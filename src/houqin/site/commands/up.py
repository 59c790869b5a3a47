"""`houqin up`: from an empty folder to a running site, and back down when told to stop."""

import argparse
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from houqin.kernel.web.models import SiteProfile
from houqin.site import static
from houqin.site.commands.demo import PROFILES
from houqin.site.commands.demo import load as load_demo
from houqin.site.commands.migrate import migrate
from houqin.site.progress import say, step
from houqin.site.supervisor import Child, Supervisor

READY_SECONDS = 60
WATCH_SECONDS = 2.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}


def up(argv: list[str]) -> int:
    """Prepare the database, the demo and the files, then run web and worker until told to stop."""
    wanted = _parser().parse_args(argv)
    if not _free(wanted.host, wanted.port):
        say(_("端口 {port} 已被占用，请用 --port 换一个端口。").format(port=wanted.port))
        return 1
    signal.signal(signal.SIGTERM, _end)
    ours = settings.EMBEDDED and not settings.CLUSTER.running()
    try:
        _prepare(None if wanted.no_demo else wanted.campus)
        supervisor = Supervisor(children(wanted), watch=_watch_database(), report=say)
        supervisor.start()
        if _answers(wanted, supervisor):
            host = EVERYWHERE.get(wanted.host, wanted.host)
            print(_("智慧后勤已就绪：{url}").format(url=f"http://{host}:{wanted.port}/"), flush=True)
        supervisor.run()
    finally:
        if ours:
            settings.CLUSTER.stop()
    return 0


def children(wanted: argparse.Namespace) -> Sequence[Child]:
    """Return the processes of a site: the web server with its own workers, and the worker."""
    application = {"HOUQIN_ROLE": "application"}
    web = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", wanted.host, "--port", str(wanted.port),
        "--workers", str(wanted.workers), "--respawn-failed-workers", "--workers-kill-timeout", "10",
        "--no-ws", "--http", "1", "--log-level", "warning", "houqin.site.asgi:application",
    ]  # fmt: skip
    worker = [sys.executable, "-m", "houqin.site", "worker"]
    return [Child("web", web, application), Child("worker", worker, application)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("houqin up")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: all)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty campus")
    parser.add_argument(
        "--campus", choices=PROFILES, default=PROFILES[0], help="which campus to load at first start"
    )
    return parser


def _prepare(campus: str | None) -> None:
    if settings.EMBEDDED:
        with step(_("启动数据库")):
            settings.CLUSTER.ensure()
    with step(_("更新数据表")):
        migrate([])
    with step(_("准备页面文件")):
        static.collect()
    if campus and not SiteProfile.objects.exists():
        say(_("第一次启动，正在载入演示校园"))
        load_demo(campus)
    connections.close_all()


def _answers(wanted: argparse.Namespace, supervisor: Supervisor) -> bool:
    with step(_("启动网站")):
        deadline = time.monotonic() + READY_SECONDS
        host = EVERYWHERE.get(wanted.host, wanted.host)
        while time.monotonic() < deadline and not supervisor.stopping:
            try:
                with urllib.request.urlopen(f"http://{host}:{wanted.port}/sign-in/", timeout=10):
                    return True
            except urllib.error.HTTPError as error:
                say(_("网站已启动，但首页回答 {status}，请查看上面的错误信息。").format(status=error.code))
                return False
            except OSError:
                time.sleep(0.1)
                supervisor.tick()
    return False


def _watch_database() -> Callable[[], None]:
    """Start the embedded server again should it die; it recovers by itself."""
    looked_at = time.monotonic()

    def watch() -> None:
        nonlocal looked_at
        if settings.EMBEDDED and time.monotonic() - looked_at > WATCH_SECONDS:
            looked_at = time.monotonic()
            if not settings.CLUSTER.alive():
                settings.CLUSTER.start()

    return watch


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _end(number: int, frame: object) -> None:
    """Leave by the front door also when told to stop before the supervisor listens."""
    raise SystemExit(128 + number)
