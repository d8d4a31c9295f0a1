"""``odoo crossbiz_complaint_key -d DATABASE show|create|rotate|forget``: the key ring of the complaint channel."""

import sys
from inspect import cleandoc

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli.command import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

WORKS = ("show", "create", "rotate", "forget")


class CrossbizComplaintKey(Command):
    """Look after the key ring that seals complaints.

    show: where it is, its fingerprint and its keys' numbers. create: make one where there is none and nothing was
    sealed yet. rotate: add a key and wrap the keys of all complaints with it; the server may go on running. forget:
    take out the keys that nothing in the database needs any more; keep them with backups that do.

    Takes the server's options, such as -c, -d, --addons-path and --data-dir. Run it as the server's system user.
    """

    name = "crossbiz_complaint_key"

    def run(self, args):
        work = next((argument for argument in args if argument in WORKS), None)
        config.parser.prog = self.prog
        config.parser.description = cleandoc(self.__doc__)
        config.parse_config([*(argument for argument in args if argument != work), "--no-http"], setup_logging=True)
        if not work or len(config["db_name"]) != 1:
            sys.exit(f"Name one database with -d, and what to do: {', '.join(WORKS)}.")
        with Registry(config["db_name"][0]).cursor() as cr:
            vault = Environment(cr, SUPERUSER_ID, {})["crossbiz.complaint.vault"]
            try:
                sys.stdout.write(getattr(self, f"_{work}")(vault) + "\n")
            except UserError as error:
                cr.rollback()
                sys.exit(str(error))

    def _show(self, vault):
        if not vault._has_ring():
            return f"no usable key ring: {vault._get_path()}"
        return self._describe(vault)

    def _create(self, vault):
        vault._get_ring()
        return self._describe(vault)

    def _rotate(self, vault):
        count = vault._rotate()
        return f"{self._describe(vault)}\n{count} keys wrapped anew; back the key ring up now"

    def _forget(self, vault):
        count = vault._forget_old_keys()
        return f"{self._describe(vault)}\n{count} old keys forgotten"

    def _describe(self, vault):
        ring = vault._get_ring()
        numbers = ", ".join(map(str, sorted(ring.keys)))
        return f"{vault._get_path()}\nfingerprint {ring.fingerprint}, keys {numbers}"
