import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const OPEN = { state: "open", light: "blue", opened_at: "2026-03-02 02:00:00" };

class Department extends models.Model {
    _name = "hr.department";
    name = fields.Char();
    _records = [
        { id: 1, name: "Sales" },
        { id: 2, name: "Technical" },
    ];
}

class TaskOrder extends models.Model {
    _name = "crossbiz.task.order";
    name = fields.Char();
    node_ids = fields.One2many({ relation: "crossbiz.node", relation_field: "order_id" });
    _records = [
        { id: 1, name: "Pumps", node_ids: [1, 2, 3] },
        { id: 2, name: "Draft", node_ids: [] },
    ];
}

class Node extends models.Model {
    _name = "crossbiz.node";
    order_id = fields.Many2one({ relation: "crossbiz.task.order" });
    kind = fields.Selection({
        selection: [
            ["order_response", "Handling Plan"],
            ["order_delivery", "Delivery"],
            ["extension_decision", "Decision on an Extension"],
        ],
    });
    department_id = fields.Many2one({ relation: "hr.department" });
    user_id = fields.Many2one({ relation: "res.users" });
    topic = fields.Char();
    cycle = fields.Integer({ default: 1 });
    state = fields.Selection({
        selection: [
            ["open", "Open"],
            ["closed", "Closed"],
            ["void", "Void"],
        ],
    });
    outcome = fields.Selection({
        selection: [
            ["done", "Done"],
            ["rejected", "Rejected"],
        ],
    });
    opinion = fields.Text();
    light = fields.Char();
    on_time = fields.Boolean();
    changed_since = fields.Boolean();
    opened_at = fields.Datetime();
    baseline_deadline = fields.Datetime();
    deadline = fields.Datetime();
    acknowledged_at = fields.Datetime();
    acknowledged_by = fields.Many2one({ relation: "res.users" });
    closed_at = fields.Datetime();
    closed_by = fields.Many2one({ relation: "res.users" });
    urged_at = fields.Datetime();
    paused_since = fields.Datetime();
    can_act = fields.Boolean();
    can_decide = fields.Boolean();
    can_return = fields.Boolean();
    can_complete = fields.Boolean();
    can_fill_in = fields.Boolean();
    can_hand_over = fields.Boolean();
    can_extend = fields.Boolean();
    verb = fields.Char();
    _records = [
        {
            id: 1,
            order_id: 1,
            kind: "order_response",
            department_id: 2,
            state: "closed",
            outcome: "rejected",
            light: "yellow",
            opinion: "Too <b>late</b>.",
            opened_at: "2026-02-27 02:00:00",
            deadline: "2026-02-28 02:00:00",
            closed_at: "2026-03-01 04:00:00",
        },
        {
            id: 2,
            order_id: 1,
            kind: "order_delivery",
            department_id: 2,
            cycle: 2,
            ...OPEN,
            deadline: "2026-03-02 03:00:30",
        },
        {
            id: 3,
            order_id: 1,
            kind: "extension_decision",
            department_id: 1,
            ...OPEN,
            deadline: "2026-03-05 03:00:00",
        },
    ];
}

defineMailModels();
defineModels([Department, Node, TaskOrder]);
beforeEach(() => mockDate("2026-03-02 03:00:00", +8));

const mountOrder = (resId = 1) =>
    mountView({
        type: "form",
        resModel: "crossbiz.task.order",
        resId,
        arch: `<form><field name="name"/><widget name="crossbiz_process"/></form>`,
    });

test("what runs stands above what happened, and texts are no HTML", async () => {
    await mountOrder();
    expect(queryAllTexts(".o_crossbiz_process__kind")).toEqual([
        "Decision on an Extension",
        "Delivery",
        "Handling Plan",
    ]);
    expect(".o_crossbiz_process__step:nth-child(2)").toHaveText(/Round 2/);
    expect(".o_crossbiz_process__step:nth-child(3) .badge").toHaveText("Rejected");
    expect(".o_crossbiz_process__step:nth-child(3)").toHaveText(/1 day 2 hr late/);
    expect(".o_crossbiz_process__opinion").toHaveText("Too <b>late</b>.");
    expect(".o_crossbiz_process__actions").toHaveCount(0);
});

test("a step turns red when its deadline passes on an open page", async () => {
    await mountOrder();
    expect(".o_crossbiz_process__mark[title='Overdue']").toHaveCount(0);
    await advanceTime(60_000);
    await animationFrame();
    expect(".o_crossbiz_process__mark[title='Overdue']").toHaveCount(1);
    expect(".o_crossbiz_process__countdown.text-danger").toHaveText(/late/);
});

test("only offers what the reader may do, own steps first", async () => {
    Node._records[1].can_act = true;
    Object.assign(Node._records[1], { can_fill_in: true, verb: "Deliver" });
    onRpc("crossbiz.node", "action_acknowledge", ({ args }) => {
        expect.step(["action_acknowledge", args[0]]);
        return true;
    });
    onRpc("crossbiz.task.order", "web_read", ({ kwargs }) => {
        expect.step(Object.keys(kwargs.specification));
    });
    await mountOrder();
    expect(".o_crossbiz_process__step:first-child .o_crossbiz_process__kind").toHaveText(
        "Delivery"
    );
    expect("button[name=action_fill_in]").toHaveText("Deliver");
    expect("button[name=action_approve], button[name=action_complete]").toHaveCount(0);
    await contains("button[name=action_acknowledge]").click();
    await animationFrame();
    const both = [["name", "display_name"], ["node_ids"]];
    expect.verifySteps([...both, ["action_acknowledge", [2]], ...both]);
});

test("a decision is confirmed, a refusal asks for an opinion", async () => {
    Object.assign(Node._records[2], { can_act: true, can_decide: true });
    onRpc("crossbiz.node", "action_approve", () => {
        expect.step("approved");
        return true;
    });
    mockService("action", {
        doAction(name, { additionalContext: { active_id: id, default_outcome: outcome } }) {
            expect.step([name, id, outcome]);
        },
    });
    await mountOrder();
    expect("button[name=action_return]").toHaveCount(0);
    await contains("button[name=action_reject]").click();
    expect.verifySteps([["crossbiz_addon.node_opinion_action", 3, "rejected"]]);
    await contains("button[name=action_approve]").click();
    expect.verifySteps([]);
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["approved"]);
});

test("a decision that may be returned offers it, a void step says so", async () => {
    Object.assign(Node._records[2], { can_act: true, can_decide: true, can_return: true });
    Object.assign(Node._records[1], { state: "void", closed_at: "2026-03-02 02:30:00" });
    await mountOrder();
    expect("button[name=action_return]").toHaveCount(1);
    expect(".o_crossbiz_process__step--void .badge:last").toHaveText("Void");
});

test("groups by department", async () => {
    await mountOrder();
    await contains("button:contains(By Department)").click();
    expect(queryAllTexts(".o_crossbiz_process__department")).toEqual(["Sales", "Technical"]);
});

test("is read when its page is opened, and again when the document was saved", async () => {
    onRpc("crossbiz.task.order", ["web_read", "web_save"], ({ method, kwargs }) => {
        expect.step([method, "node_ids" in kwargs.specification]);
    });
    await mountView({
        type: "form",
        resModel: "crossbiz.task.order",
        resId: 1,
        arch: `<form><sheet>
            <field name="name"/>
            <notebook>
                <page string="Task"/>
                <page string="Process"><widget name="crossbiz_process"/></page>
            </notebook>
        </sheet></form>`,
    });
    expect.verifySteps([["web_read", false]]);
    await contains(".nav-link:contains(Process)").click();
    expect.verifySteps([["web_read", true]]);
    await contains("[name=name] input").edit("Pumps and more");
    expect.verifySteps([]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps([
        ["web_save", false],
        ["web_read", true],
    ]);
    expect(".o_crossbiz_process__step").toHaveCount(3);
});

test("says what comes when nothing has begun", async () => {
    await mountOrder(2);
    expect(".o_crossbiz_process__empty").toHaveText(/No steps yet/);
});
