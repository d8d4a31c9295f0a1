"""Odoo's command as a file: a server with worker processes starts its second server by the name of this one."""

import sys

if __name__ == "__main__":
    sys.path.pop(0)  # this folder has modules of its own
    from odoo.cli.command import main

    main()
