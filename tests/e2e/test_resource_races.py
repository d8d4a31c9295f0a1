"""Two reach for the same unit in the same moment, on real server processes: it is promised once (regulation 3.1.2)."""

from datetime import datetime, timedelta, timezone

from test_races import check_one_winner

REQUEST, NODE, EVALUATION = "crossbiz.resource.request", "crossbiz.node", "crossbiz.resource.evaluation"
NOW = datetime.now(timezone.utc).replace(microsecond=0)
JUDGED = {"reasonableness": "yes", "compliance": "yes", "availability": "yes"}


def at(days):
    return (NOW + timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")


def enter(company, **values):
    values = {"name": "Laser Tracker", "department_id": company.departments["Technical"], **values}
    return company.do("tech_officer", "crossbiz.resource", "create", vals_list=[values])[0]


def ask(company, resource_id, login="sales_officer"):
    values = {
        "resource_id": resource_id,
        "quantity": 1,
        "date_from": at(10),
        "date_to": at(12),
        "purpose": "Align a pump line.",
        "safeguards": "Locked up overnight.",
    }
    request_id = company.do(login, REQUEST, "create", vals_list=[values])[0]
    company.do(login, REQUEST, "action_submit", ids=[request_id])
    company.do("lead_officer", NODE, "action_approve", ids=get_step(company, request_id, "request_first_review"))
    return request_id


def get_step(company, request_id, kind, department=None):
    domain = [["res_model", "=", REQUEST], ["res_id", "=", request_id], ["kind", "=", kind], ["state", "=", "open"]]
    if department:
        domain.append(["department_id", "=", company.departments[department]])
    return company.do("auditor", NODE, "search", domain=domain)


def judge(company, login, request_id, department):
    """Fill in the three judgements; the verdict comes after.

    :return: ids of the step
    """
    node_ids = get_step(company, request_id, "request_evaluation", department)
    evaluation_ids = company.do(login, EVALUATION, "search", domain=[["node_id", "in", node_ids]])
    company.do(login, EVALUATION, "write", ids=evaluation_ids, vals=JUDGED)
    return node_ids


def get_allocations(company, resource_id):
    domain = [["resource_id", "=", resource_id], ["state", "in", ["held", "active"]]]
    return company.do("auditor", "crossbiz.resource.allocation", "search_read", domain=domain, fields=["quantity"])


def get_moves(company, resource_id, event):
    domain = [["resource_id", "=", resource_id], ["event", "=", event]]
    return company.do("auditor", "crossbiz.resource.move", "search", domain=domain)


def test_last_unit_is_promised_once(company):
    """Both requests passed all reviews but one; the two last approvals come at once."""
    resource_id = enter(company)
    requests = [ask(company, resource_id) for _number in range(2)]
    steps = []
    for request_id in requests:
        company.do("lead_officer", NODE, "action_approve", ids=judge(company, "lead_officer", request_id, "Operations"))
        steps.append(judge(company, "tech_officer", request_id, "Technical"))
    answers = company.at_once(
        ("tech_officer", NODE, "action_approve", {"ids": steps[0]}),
        ("tech_second", NODE, "action_approve", {"ids": steps[1]}),
    )
    check_one_winner(answers, "promised already")
    assert len(get_allocations(company, resource_id)) == 1
    assert len(get_moves(company, resource_id, "allocate")) == 1
    states = company.do("auditor", REQUEST, "read", ids=requests, fields=["state"])
    assert sorted(row["state"] for row in states) == ["approved", "review"], "the loser is still under review"


def test_evaluators_at_once(company):
    """Lead and owner approve in the same moment: one of them is the last, and the promise is made once."""
    resource_id = enter(company, name="Crane")
    request_id = ask(company, resource_id)
    lead = judge(company, "lead_officer", request_id, "Operations")
    owner = judge(company, "tech_officer", request_id, "Technical")
    answers = company.at_once(
        ("lead_officer", NODE, "action_approve", {"ids": lead}),
        ("tech_officer", NODE, "action_approve", {"ids": owner}),
    )
    assert [status for status, _answer in answers] == [200, 200], answers
    assert company.do("auditor", REQUEST, "read", ids=[request_id], fields=["state"])[0]["state"] == "approved"
    assert len(get_allocations(company, resource_id)) == 1


def test_both_hand_over_at_once(company):
    """Two of the owner's officers sign the same handover: one signature counts."""
    resource_id = enter(company, name="Generator")
    request_id = ask(company, resource_id)
    for login, department in (("lead_officer", "Operations"), ("tech_officer", "Technical")):
        company.do(login, NODE, "action_approve", ids=judge(company, login, request_id, department))
    company.do(
        "tech_officer",
        REQUEST,
        "action_allocate",
        ids=[request_id],
        handover_at=at(10),
        usage_rules="Trained people only.",
        return_requirements="Cleaned.",
    )
    body = {"ids": [request_id], "condition": "Complete."}
    answers = company.at_once(
        ("tech_officer", REQUEST, "action_hand_over", body), ("tech_second", REQUEST, "action_hand_over", body)
    )
    statuses = sorted(status for status, _answer in answers)
    assert statuses[0] == 200, answers
    assert statuses[1] in (403, 422), answers
    company.do("sales_officer", REQUEST, "action_hand_over", ids=[request_id])
    assert len(get_moves(company, resource_id, "hand_over")) == 1
