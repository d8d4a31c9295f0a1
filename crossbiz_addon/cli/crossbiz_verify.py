"""``odoo crossbiz_verify -d DATABASE``: check the sealed journal of a database."""

import os
import sys
from inspect import cleandoc
from pathlib import Path

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CrossbizVerify(Command):
    """Verify the cross-business journal: every seal, every chain, every anchored head.

    Exit code 0 when it holds, 1 when it is broken or cannot be checked. Changes nothing: where there is no seal key
    it makes none. Takes the server's options, such as -c, -d, --addons-path and --data-dir.
    """

    name = "crossbiz_verify"

    def run(self, args):
        config.parser.prog = self.prog
        config.parser.description = cleandoc(self.__doc__)
        config.parse_config([*args, "--no-http"], setup_logging=True)
        if len(config["db_name"]) != 1:
            sys.exit("Name one database with -d.")
        self._check_key()
        report = self._verify(config["db_name"][0])
        sys.stdout.write(f"{report['entries']} entries in {report['chains']} documents\n")
        if report["broken"]:
            sys.exit(f"BROKEN: {report['broken']}")
        sys.stdout.write("the journal holds\n")

    def _check_key(self):
        """The key has to be there before anything is read with it: the journal itself would make a new one."""
        from odoo.addons.crossbiz_addon.lib import seal  # noqa: PLC0415 - found once the configuration is read

        try:
            seal.load_key(os.environ, Path(config["data_dir"]) / "crossbiz_seal.key", create=False)
        except seal.SealKeyError as error:
            sys.exit(f"{error} Nothing was verified. Use the configuration and the key of the server.")

    def _verify(self, database):
        with Registry(database).cursor() as cr:
            try:
                return Environment(cr, SUPERUSER_ID, {})["crossbiz.journal"]._verify()
            finally:
                cr.rollback()
