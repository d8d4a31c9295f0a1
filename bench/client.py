"""What the web client asks the server for when it shows a view."""

from functools import partial

from lxml import etree

from odoo.tools.safe_eval import safe_eval

ALWAYS = ("1", "True")
LIMIT = 40  # rows of a list within a form
STEP_NAMES = ("department_id", "user_id", "acknowledged_by", "closed_by")
STEP_FACTS = (
    "kind topic cycle state outcome opinion light on_time changed_since opened_at baseline_deadline deadline "
    "acknowledged_at closed_at urged_at paused_since can_act can_decide can_return can_complete can_fill_in "
    "can_hand_over can_extend verb"
)
NAMED = {"fields": {"display_name": {}}}


def get_arch(env, model, kind, view=False):
    return etree.fromstring(env[model].get_view(view, kind)["arch"])


def get_spec(env, model, arch):
    """The fields of a view, and those of the lists inside: a specification for ``web_read``."""
    spec = {}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        field = env[model]._fields.get(node.get("name"))
        if field is not None:
            shown = get_field_spec(env, field, node)
            spec[field.name] = {**spec.get(field.name, {}), **shown}
    return spec


def get_field_spec(env, field, node):
    hidden = node.get("invisible") in ALWAYS
    if field.type == "many2one":
        return {"fields": {}} if hidden else NAMED
    if field.type not in ("one2many", "many2many") or hidden:
        return {}
    rows = next((child for child in node if child.tag in ("list", "kanban")), None)
    if rows is None:
        return NAMED
    inner, fields = env[field.comodel_name], {}
    for line in rows.xpath(".//field"):
        if line.get("name") in inner._fields:
            fields[line.get("name")] = NAMED if inner._fields[line.get("name")].relational else {}
    return {"fields": fields, "limit": int(rows.get("limit") or LIMIT)}


def get_list_request(env, model, view=False, limit=80):
    """Keyword arguments of ``web_search_read`` for a list."""
    arch = get_arch(env, model, "list", view)
    request = {"specification": get_spec(env, model, arch), "limit": int(arch.get("limit") or limit)}
    return request | ({"order": arch.get("default_order")} if arch.get("default_order") else {})


def get_pages(env, record, arch):
    """What the pages of a document ask for when they are opened, each for itself.

    :return: functions of an environment, by the page's name
    """
    model, values = record._name, {"id": record.id, "case_id": record.case_id.id}
    pages = {}
    for node in arch.xpath("//page//widget[@name='crossbiz_list']"):
        views, domain = safe_eval(node.get("options")), safe_eval(node.get("domain"), dict(values))
        request = get_list_request(env, node.get("model"), views["list"], LIMIT)
        pages[get_page(node)] = partial(open_list, model=node.get("model"), domain=domain, request=request)
    for node in arch.xpath("//page//widget[@name='crossbiz_process']"):
        steps = {**{name: {} for name in STEP_FACTS.split()}, **dict.fromkeys(STEP_NAMES, NAMED)}
        spec = {node.get("steps") or "node_ids": {"fields": steps}}
        pages[get_page(node)] = partial(read, model=model, record_id=record.id, spec=spec)
    return pages


def open_list(env, model, domain, request):
    return env[model].web_search_read(domain, **request)


def read(env, model, record_id, spec):
    return env[model].browse(record_id).web_read(spec)


def get_page(node):
    return next(node.iterancestors("page")).get("name")
