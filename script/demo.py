"""Load the addon's demo data into a database whose other modules have none. Run it inside an Odoo shell."""
from odoo.modules import Manifest
from odoo.tools.convert import convert_file

ADDON = "crossbiz_addon"
FLAG = f"{ADDON}.demo_loaded"

env = globals()["env"]  # the shell's
settings = env["ir.config_parameter"].sudo()
if not settings.get_param(FLAG):
    for name in Manifest.for_addon(ADDON).get("demo", []):
        convert_file(env, ADDON, name, {}, mode="init", noupdate=True)
    # the names of what was just loaded are in the addon's translations
    languages = [code for code, _name in env["res.lang"].get_installed()]
    env["ir.module.module"]._load_module_terms([ADDON], languages)
    settings.set_param(FLAG, "1")
    env.cr.commit()
