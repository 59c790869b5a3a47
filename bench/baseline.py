"""B: pgbench calling one payment-like function with durable commit, 16 clients, on the same server.

Every other speed is told as a ratio to it, so that numbers of different machines can be compared.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from houqin.site.postgres import OWNER, Cluster, programs

CLIENTS, THREADS = 16, 2
SCHEMA = """
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.account (id int PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
CREATE TABLE bench.entry (id bigserial PRIMARY KEY, payer int NOT NULL, payee int NOT NULL, fen bigint NOT NULL,
                          key text NOT NULL UNIQUE, at timestamptz NOT NULL DEFAULT now());
INSERT INTO bench.account SELECT n, 1000000000 FROM generate_series(1, 10000) AS n;
CREATE FUNCTION bench.pay(payer int, payee int, fen bigint, key text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
    UPDATE bench.account SET balance = balance - fen WHERE id = payer;
    INSERT INTO bench.entry (payer, payee, fen, key) VALUES (payer, payee, fen, key) RETURNING id INTO made;
    RETURN made;
END $$;
"""
PAYMENT = r"""
\set payer random(1, 10000)
\set payee random(1, 40)
SELECT bench.pay(:payer, :payee, 100, gen_random_uuid()::text);
"""


def prepare(cluster: Cluster) -> None:
    """Make the baseline's tables and function."""
    run(cluster, "psql", "-q", "-c", SCHEMA)


def payments_per_second(cluster: Cluster, seconds: int) -> float:
    """Return B, payments a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as script:
        script.write(PAYMENT)
    Path(script.name).chmod(0o644)
    said = run(
        cluster,
        "pgbench",
        "-n",
        "-f",
        script.name,
        "-c",
        str(CLIENTS),
        "-j",
        str(THREADS),
        "-T",
        str(seconds),
    )
    Path(script.name).unlink()
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])


def run(cluster: Cluster, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on the measured database; returns what it printed."""
    command = [str(programs() / program), "-h", str(cluster.socket_directory), "-U", OWNER, *arguments]
    if program == "psql":
        command += ["-d", "houqin"]
    else:
        command.append("houqin")
    done = subprocess.run(
        command, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=True
    )
    return done.stdout
