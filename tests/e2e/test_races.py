"""People press at the same moment, on real server processes: each press counts once or is answered clearly."""

from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest

ORDER, LINE, NODE = "crossbiz.task.order", "crossbiz.task.order.line", "crossbiz.node"
PLANNED = str((datetime.now(timezone.utc) + timedelta(days=30)).date())


def draft(company, *departments, login="sales_officer"):
    values = {
        "name": "Retrofit of a pump line",
        "partner_id": company.partner,
        "need": "The pumps stop at night.",
        "line_ids": [[0, 0, {"department_id": company.departments[name]}] for name in departments],
    }
    return company.do(login, ORDER, "create", vals_list=[values])[0]


def issue(company, *departments):
    order_id = draft(company, *departments)
    company.do("sales_officer", ORDER, "action_issue", ids=[order_id])
    return order_id


def get_line(company, order_id, department):
    domain = [["order_id", "=", order_id], ["department_id", "=", company.departments[department]]]
    return company.do("auditor", LINE, "search", domain=domain)


def write_plan(company, line_ids, login, text="Replace the seals."):
    company.do(login, LINE, "write", ids=line_ids, vals={"plan": text, "planned_delivery": PLANNED})


def plan(company, line_ids, login):
    write_plan(company, line_ids, login)
    company.do(login, LINE, "action_submit_plan", ids=line_ids)


def deliver(company, line_ids, login):
    company.do(login, LINE, "write", ids=line_ids, vals={"deliverable": "Done."})
    company.do(login, LINE, "action_deliver", ids=line_ids)


def get_nodes(company, order_id):
    """How many steps there are of each kind and state."""
    domain = [["res_model", "=", ORDER], ["res_id", "=", order_id]]
    nodes = company.do("auditor", NODE, "search_read", domain=domain, fields=["kind", "state"])
    return Counter((node["kind"].removeprefix("order_"), node["state"]) for node in nodes)


def get_events(company, order_id):
    domain = [["res_model", "=", ORDER], ["res_id", "=", order_id]]
    entries = company.do(
        "auditor",
        "crossbiz.journal",
        "search_read",
        domain=domain,
        fields=["event", "position", "note"],
        order="position",
    )
    assert [entry["position"] for entry in entries] == list(range(1, len(entries) + 1)), "the chain has no gap"
    return entries


def get_state(company, order_id):
    return company.do("auditor", ORDER, "read", ids=[order_id], fields=["state"])[0]["state"]


def check_one_winner(answers, message):
    """Exactly one call succeeded; each other one was told why not."""
    statuses = sorted(status for status, _answer in answers)
    assert statuses == [200] + [422] * (len(answers) - 1), answers
    for status, answer in answers:
        if status != 200:
            assert message in answer["message"], answer["message"]


@pytest.fixture(autouse=True)
def journal_holds(company):
    """After each race every seal and every chain of the journal holds."""
    yield
    report = company.do("auditor", "crossbiz.journal", "action_verify")["params"]
    assert report["type"] == "success", report["message"]


def test_two_officers_answer_the_same_plan(company):
    """Exactly one answer closes the step; the other officer learns who was first; nothing is done twice."""
    for number in range(20):
        order_id = issue(company, "Technical")
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer", f"Plan {number}")
        body = {"ids": line_ids}
        answers = company.at_once(
            ("tech_officer", LINE, "action_submit_plan", body), ("tech_second", LINE, "action_submit_plan", body)
        )
        check_one_winner(answers, "already closed by tech_")
        assert get_nodes(company, order_id) == {("response", "closed"): 1, ("delivery", "open"): 1}
        notes = [entry["note"] for entry in get_events(company, order_id) if entry["event"] == "plan_submitted"]
        assert notes == [f"Plan {number}"]


def test_two_officers_write_different_plans(company):
    """What was sealed is what the line holds, whoever wrote last."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer", "First plan")
        company.at_once(
            ("tech_officer", LINE, "action_submit_plan", {"ids": line_ids}),
            ("tech_second", LINE, "write", {"ids": line_ids, "vals": {"plan": "Second plan"}}),
        )
        (line,) = company.do("auditor", LINE, "read", ids=line_ids, fields=["plan", "state"])
        notes = [entry["note"] for entry in get_events(company, order_id) if entry["event"] == "plan_submitted"]
        assert (line["state"], notes) == ("planned", [line["plan"]])


def test_double_click_on_issue(company):
    """A double click issues once: one clock for each department, one entry, one clear message."""
    for _number in range(5):
        order_id = draft(company, "Technical", "After-Sales")
        answers = company.at_once(*[("sales_officer", ORDER, "action_issue", {"ids": [order_id]})] * 2)
        check_one_winner(answers, "already issued")
        assert get_nodes(company, order_id) == {("response", "open"): 2}
        assert [entry["event"] for entry in get_events(company, order_id)] == [
            "order_issued",
            "node_opened",
            "node_opened",
        ]


def test_two_departments_answer_at_once(company):
    """Different departments do not stand in each other's way: both answers are taken."""
    for _number in range(4):
        order_id = issue(company, "Technical", "After-Sales")
        calls = []
        for department, login in (("Technical", "tech_officer"), ("After-Sales", "service_officer")):
            line_ids = get_line(company, order_id, department)
            write_plan(company, line_ids, login)
            calls.append((login, LINE, "action_submit_plan", {"ids": line_ids}))
        answers = company.at_once(*calls)
        assert [status for status, _answer in answers] == [200, 200], answers
        assert get_nodes(company, order_id) == {("response", "closed"): 2, ("delivery", "open"): 2}


def test_last_two_deliveries_accepted_at_once(company):
    """Two officers accept the last two deliveries at once: the order closes, once, and does not hang."""
    for _number in range(4):
        order_id = issue(company, "Technical", "After-Sales")
        calls = []
        for department, login, judge in (
            ("Technical", "tech_officer", "sales_officer"),
            ("After-Sales", "service_officer", "sales_second"),
        ):
            line_ids = get_line(company, order_id, department)
            plan(company, line_ids, login)
            deliver(company, line_ids, login)
            calls.append((judge, LINE, "action_accept", {"ids": line_ids}))
        answers = company.at_once(*calls)
        assert [status for status, _answer in answers] == [200, 200], answers
        assert get_state(company, order_id) == "closing"
        assert [entry["event"] for entry in get_events(company, order_id)].count("state") == 1


def test_accepted_and_sent_back_at_once(company):
    """One verdict counts; the other officer learns of it."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        line_ids = get_line(company, order_id, "Technical")
        plan(company, line_ids, "tech_officer")
        deliver(company, line_ids, "tech_officer")
        answers = company.at_once(
            ("sales_officer", LINE, "action_accept", {"ids": line_ids}),
            ("sales_second", LINE, "action_rework", {"ids": line_ids, "reason": "Again."}),
        )
        check_one_winner(answers, "already closed by sales_")
        accepted = answers[0][0] == 200
        assert get_state(company, order_id) == ("closing" if accepted else "running")
        assert get_nodes(company, order_id)[("delivery", "open")] == (0 if accepted else 1)


def test_released_and_answered_at_once(company):
    """Released while it answers: either the plan came first or there is nothing left to answer, never half of both."""
    for _number in range(3):
        order_id = issue(company, "Technical", "After-Sales")
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer")
        answers = company.at_once(
            ("tech_officer", LINE, "action_submit_plan", {"ids": line_ids}),
            ("sales_officer", LINE, "action_withdraw", {"ids": line_ids, "reason": "Not needed."}),
        )
        assert answers[1][0] == 200, answers
        (line,) = company.do("auditor", LINE, "read", ids=line_ids, fields=["state"])
        nodes = get_nodes(company, order_id)
        answered = answers[0][0] == 200
        expected = {("response", "open"): 1}
        expected.update({("response", "closed"): 1, ("delivery", "void"): 1} if answered else {("response", "void"): 1})
        assert (line["state"], nodes) == ("withdrawn", expected), answers


def test_cancelled_and_answered_at_once(company):
    """Cancelled while a department answers: afterwards nothing is open, whoever was first."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer")
        answers = company.at_once(
            ("tech_officer", LINE, "action_submit_plan", {"ids": line_ids}),
            ("sales_officer", ORDER, "action_cancel", {"ids": [order_id], "reason": "The customer left."}),
        )
        assert answers[1][0] == 200, answers
        assert get_state(company, order_id) == "cancelled"
        open_nodes = {key: count for key, count in get_nodes(company, order_id).items() if key[1] in ("open", "paused")}
        assert not open_nodes, answers


def test_handed_over_and_answered_at_once(company):
    """Handed over while a colleague answers: the step and its line stay together."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        line_ids = get_line(company, order_id, "Technical")
        write_plan(company, line_ids, "tech_officer")
        domain = [["res_model", "=", ORDER], ["res_id", "=", order_id]]
        node_ids = company.do("auditor", NODE, "search", domain=domain)
        company.at_once(
            ("tech_officer", LINE, "action_submit_plan", {"ids": line_ids}),
            (
                "tech_second", NODE, "action_hand_over",
                {"ids": node_ids, "department": company.departments["Finance"], "reason": "It is about money."},
            ),
        )  # fmt: skip
        (line,) = company.do("auditor", LINE, "read", ids=line_ids, fields=["state", "department_id"])
        nodes = company.do("auditor", NODE, "search_read", domain=domain, fields=["kind", "state", "department_id"])
        running = [node for node in nodes if node["state"] == "open"]
        assert len(running) == 1
        assert running[0]["department_id"] == line["department_id"]
        assert running[0]["kind"] == ("order_delivery" if line["state"] == "planned" else "order_response")


def test_urged_twice_at_once(company):
    """Two people urge in the same moment: the departments get one notice, one of the two is told so."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        answers = company.at_once(
            ("sales_officer", ORDER, "action_urge", {"ids": [order_id]}),
            ("lead_officer", ORDER, "action_urge", {"ids": [order_id]}),
        )
        check_one_winner(answers, "already urged today")
        assert [entry["event"] for entry in get_events(company, order_id)].count("urged") == 1


def test_same_department_added_twice_at_once(company):
    """Two officers add the same department: it is asked once."""
    for _number in range(3):
        order_id = issue(company, "Technical")
        values = {"order_id": order_id, "department_id": company.departments["Finance"]}
        answers = company.at_once(
            ("sales_officer", LINE, "create", {"vals_list": [values]}),
            ("sales_second", LINE, "create", {"vals_list": [values]}),
        )
        statuses = sorted(status for status, _answer in answers)
        assert statuses == [200, 422], answers
        assert len(get_line(company, order_id, "Finance")) == 1
        assert get_nodes(company, order_id) == {("response", "open"): 2}


def test_references_are_drawn_once(company):
    """Orders drafted at once get different numbers without a gap."""
    before = draft(company, "Technical")
    answers = company.at_once(
        *[
            (login, ORDER, "create", {"vals_list": [{"name": f"Order {number}", "partner_id": company.partner}]})
            for number, login in enumerate(["sales_officer", "sales_second", "tech_officer", "service_officer"] * 2)
        ]
    )
    assert {status for status, _answer in answers} == {200}, answers
    ids = [before, *(answer[0] for _status, answer in answers)]
    references = [
        company.do("decision_maker", ORDER, "read", ids=[order_id], fields=["reference"])[0]["reference"]
        for order_id in ids
    ]
    numbers = sorted(int(reference.rsplit("/", 1)[1]) for reference in references)
    assert numbers == list(range(numbers[0], numbers[0] + len(ids)))
