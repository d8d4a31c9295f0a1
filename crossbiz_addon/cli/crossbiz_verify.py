"""``odoo crossbiz_verify -d DATABASE``: check the sealed journal of a database."""

import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config


class CrossbizVerify(Command):
    """Verify the cross-business journal: every seal, every chain, every anchored head.

    Exit code 0 when it holds, 1 when it is broken. Changes nothing.
    """

    name = "crossbiz_verify"

    def run(self, args):
        self.parser.add_argument("-c", "--config", help="configuration file")
        self.parser.add_argument("-d", "--database", required=True, help="the database to check")
        options = self.parser.parse_args(args)
        config.parse_config(
            ["-d", options.database, *(["-c", options.config] if options.config else [])], setup_logging=True
        )
        with Registry(options.database).cursor(readonly=True) as cr:
            report = Environment(cr, SUPERUSER_ID, {})["crossbiz.journal"]._verify()
        sys.stdout.write(f"{report['entries']} entries in {report['chains']} documents\n")
        if report["broken"]:
            sys.exit(f"BROKEN: {report['broken']}")
        sys.stdout.write("the journal holds\n")
