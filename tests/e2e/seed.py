"""Fed to ``odoo shell``: a company of six departments, its people and their API keys, as one line of JSON."""

import json
from datetime import datetime, timedelta

OFFICER, SALES = "crossbiz_addon.group_officer", "sales_team.group_sale_salesman_all_leads"
STAFF = {
    "Operations": {"lead_officer": []},
    "Board": {"decision_maker": ["crossbiz_addon.group_decision"]},
    "Sales": {"sales_officer": [SALES], "sales_second": [SALES]},
    "Technical": {"tech_officer": [], "tech_second": []},
    "After-Sales": {"service_officer": []},
    "Finance": {"finance_officer": []},
    "Audit": {"auditor": ["crossbiz_addon.group_audit"]},
}


def seed(env):
    company = env.ref("base.main_company")
    ids, keys = {}, {}
    for name, people in STAFF.items():
        department = env["hr.department"].create({"name": name, "company_id": company.id})
        ids[name] = department.id
        for login, xml_ids in people.items():
            groups = [env.ref(xml_id).id for xml_id in ["base.group_user", OFFICER, *xml_ids]]
            user = env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "email": f"{login}@example.com",
                    "lang": "en_US",
                    "group_ids": [(6, 0, groups)],
                }
            )
            env["hr.employee"].create({"name": login, "user_id": user.id, "department_id": department.id})
            department.crossbiz_officer_ids |= user
            until = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - as Odoo's own dialog does
            keys[login] = env["res.users.apikeys"].with_user(user)._generate("rpc", "races", until)
    company.write(
        {
            "crossbiz_lead_department_id": ids["Operations"],
            "crossbiz_decision_department_id": ids["Board"],
            "crossbiz_audit_department_id": ids["Audit"],
            "crossbiz_risk_project": False,
            "crossbiz_risk_resource": False,
        }
    )
    partner = env["res.partner"].create({"name": "Riverside Mill"})  # without e-mail: nothing has to be sent
    env.cr.commit()
    return {"departments": ids, "keys": keys, "partner": partner.id}


print("SEED " + json.dumps(seed(env)))  # noqa: F821, T201 - env is the shell's
