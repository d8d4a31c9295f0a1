# shellcheck shell=bash
# Sourced by the other scripts: where things are, and the functions they share.
# Everything that set-up makes lives in .odoo/ of the checkout, so removing that folder undoes it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
STATE="$ROOT/.odoo"
VENV="$STATE/venv"
PYTHON="$VENV/bin/python"
DATA="$STATE/data"
LOGS="$STATE/log"
DEBIAN_SOURCE="$STATE/odoo/usr/lib/python3/dist-packages"
ADDON=crossbiz_addon
TEMPLATE_DB=crossbiz_template

# ODOO_SOURCE may name a git checkout of Odoo 19.0; bootstrap remembers it in .odoo/source.
if [ -z "${ODOO_SOURCE:-}" ] && [ -f "$STATE/source" ]; then
    ODOO_SOURCE=$(<"$STATE/source")
fi
ODOO_SOURCE=${ODOO_SOURCE:-$DEBIAN_SOURCE}

export ROOT STATE VENV PYTHON DATA LOGS ADDON ODOO_SOURCE
export ODOO_RC="$STATE/odoo.conf"
export PYTHONPATH="$ODOO_SOURCE"
export PATH="$VENV/bin:$PATH"

say() { printf '== %s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# quietly NAME COMMAND…: its output goes to .odoo/log/NAME.log; a dot every five seconds, the log's end on failure.
quietly() {
    local log="$LOGS/$1.log" status=0 started=$SECONDS ticker
    shift
    mkdir -p "$LOGS"
    (while kill -0 $$ 2>/dev/null; do sleep 5 >/dev/null 2>&1 8>&- 9>&-; printf .; done) >&2 &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [ $((SECONDS - started)) -lt 5 ] || printf '\n' >&2
    [ "$status" = 0 ] || { tail -n 25 "$log" >&2 && die "failed ($status): $* (whole log: $log)"; }
}

# Use the server that the PG… variables name, otherwise start the embedded one and set them.
start_database() {
    local settings
    if [ -z "${PGHOST:-}${PGPORT:-}${PGUSER:-}${PGSERVICE:-}" ]; then
        settings=$("$PYTHON" "$ROOT/script/postgres.py" start)
        eval "$settings"
    fi
}

# The scripts other than bootstrap call this first.
need_bootstrap() {
    [[ -x $PYTHON && -f $ODOO_RC && -d $ODOO_SOURCE/odoo ]] || die "run script/bootstrap first"
    start_database
}

odoo() { "$PYTHON" -m odoo "$@"; }

database() { "$PYTHON" "$ROOT/script/database.py" "$@"; }

load_demo() { odoo shell -d "$1" --no-http <"$ROOT/script/demo.py"; }

dependencies() { "$PYTHON" "$ROOT/script/addon.py" depends; }

# A database with what our addon depends on, but not our addon: copying it takes a second, building it a minute.
ensure_template() {
    local depends version wanted
    depends=$(dependencies)
    version=$("$PYTHON" -c 'from odoo import release; print(release.version)')
    wanted=$(printf '%s\n' en_US,zh_CN "$depends" "$version" "$ODOO_SOURCE" "$DATA" | sha256sum | cut -c1-16)
    exec 9>"$STATE/template.lock"
    flock 9 # two scripts at once must not both build it
    if ! database fresh "$TEMPLATE_DB" "$wanted"; then
        say "template database: installing $depends (about a minute)"
        database drop "$TEMPLATE_DB"
        quietly template odoo -d "$TEMPLATE_DB" -i "$depends" --load-language en_US,zh_CN --stop-after-init --no-http
        database seal "$TEMPLATE_DB"
        database mark "$TEMPLATE_DB" "$wanted"
    fi
    exec 9>&-
}
