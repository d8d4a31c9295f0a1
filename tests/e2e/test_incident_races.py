"""An incident suspends a case while people work on it, on real server processes (regulation 4.3)."""

import pytest
from test_races import LINE, NODE, ORDER, check_one_winner, get_events, get_line, issue, write_plan

INCIDENT, CASE = "crossbiz.incident", "crossbiz.case"


def report(company, order_id):
    """Technical reports an incident about the order.

    :return: ids of the incident and of the order's case
    """
    (order,) = company.do("auditor", ORDER, "read", ids=[order_id], fields=["case_id"])
    values = {
        "name": "Fire at the pump line",
        "category": "safety",
        "severity": "major",
        "description": "A pump burned; nobody was hurt.",
        "case_ids": [[6, 0, [order["case_id"][0]]]],
    }
    incident_ids = company.do("tech_officer", INCIDENT, "create", vals_list=[values])
    company.do("tech_officer", INCIDENT, "action_report", ids=incident_ids)
    return incident_ids, [order["case_id"][0]]


def get_steps(company, order_id):
    """``(kind, state)`` of the order's steps that have not ended."""
    domain = [["res_model", "=", ORDER], ["res_id", "=", order_id], ["state", "in", ["open", "paused"]]]
    nodes = company.do("auditor", NODE, "search_read", domain=domain, fields=["kind", "state"])
    return sorted((node["kind"], node["state"]) for node in nodes)


def count_events(company, order_id, event):
    return sum(entry["event"] == event for entry in get_events(company, order_id))


def is_suspended(company, case_ids):
    return company.do("auditor", CASE, "read", ids=case_ids, fields=["suspended"])[0]["suspended"]


def test_two_suspend_and_two_resume(company):
    """Lead department and decision layer press at once: it stands still once, and goes on once."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        incident_ids, case_ids = report(company, order_id)
        body = {"ids": incident_ids, "case_ids": case_ids}
        for method, event, state in (
            ("action_suspend", "suspended", "paused"),
            ("action_resume", "resumed", "open"),
        ):
            answers = company.at_once(
                ("lead_officer", INCIDENT, method, body), ("decision_maker", INCIDENT, method, body)
            )
            check_one_winner(answers, "suspended by this incident")
            assert get_steps(company, order_id) == [("order_response", state)]
            assert count_events(company, order_id, event) == 1
        assert not is_suspended(company, case_ids)


@pytest.mark.parametrize("second", ["action_submit_plan", "write"])
def test_work_while_it_is_suspended(company, second):
    """A step that is taken in the same moment was before or after: no clock runs on in a suspended case."""
    for number in range(5):
        order_id = issue(company, "Technical")
        incident_ids, case_ids = report(company, order_id)
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer", f"Plan {number}")
        vals = {"vals": {"plan": "Another plan"}} if second == "write" else {}
        suspended, worked = company.at_once(
            ("lead_officer", INCIDENT, "action_suspend", {"ids": incident_ids, "case_ids": case_ids}),
            ("tech_officer", LINE, second, {"ids": line_ids, **vals}),
        )
        assert suspended[0] == 200, suspended
        assert worked[0] == 200 or "IN/" in worked[1]["message"], worked
        assert is_suspended(company, case_ids)
        passed = second == "action_submit_plan" and worked[0] == 200
        kind = "order_delivery" if passed else "order_response"
        assert get_steps(company, order_id) == [(kind, "paused")]
        company.do("lead_officer", INCIDENT, "action_resume", ids=incident_ids)
        assert get_steps(company, order_id) == [(kind, "open")]
