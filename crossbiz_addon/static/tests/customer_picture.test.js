import {
    startBusService,
    waitForChannels,
    waitNotifications,
} from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    MockServer,
    models,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const CHANGED = "crossbiz_addon.customer_update";

class Lead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    partner_id = fields.Many2one({ relation: "res.partner" });
    _records = [
        { id: 1, name: "Pumps", partner_id: serverState.partnerId },
        { id: 2, name: "Nobody's", partner_id: false },
    ];
}

class TaskOrder extends models.Model {
    _name = "crossbiz.task.order";
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["done", "Done"],
        ],
    });
}

class Update extends models.Model {
    _name = "crossbiz.customer.update";
    type = fields.Selection({ selection: [["need", "Customer's Need"]] });
}

defineMailModels();
defineModels([Lead, TaskOrder, Update]);

const EMPTY = {
    commercial_partner_id: 3,
    updates: [],
    orders: [],
    departments: {},
    satisfaction: 0,
    rated: 0,
    fulfilment: 0,
    delivered: 0,
    can_write: true,
};
const ORDER = {
    id: 7,
    reference: "CB/2026/00007",
    name: "Retrofit",
    state: "running",
    light: "red",
    waiting_department_ids: [5],
    next_deadline: false,
    accepted_count: 1,
    line_count: 2,
};

const mountLead = (resId = 1) =>
    mountView({
        type: "form",
        resModel: "crm.lead",
        resId,
        arch: `<form><field name="partner_id"/><widget name="crossbiz_customer_picture"/></form>`,
    });

test("says that there is no data instead of showing zeros", async () => {
    onRpc("res.partner", "get_crossbiz_picture", () => EMPTY);
    await mountLead();
    await animationFrame();
    expect(".o_crossbiz_picture__value").toHaveCount(0);
    expect(".o_crossbiz_picture__figures").toHaveText(/No rating yet/);
    expect(".o_crossbiz_picture__figures").toHaveText(/No delivery yet/);
    expect(".o_crossbiz_picture__add").toHaveCount(1);
});

test("shows figures, news and orders", async () => {
    onRpc("res.partner", "get_crossbiz_picture", ({ args }) => {
        expect.step(args[0]);
        return {
            ...EMPTY,
            can_write: false,
            satisfaction: 4.4,
            rated: 5,
            fulfilment: 91.7,
            delivered: 12,
            departments: { 5: "Technical" },
            orders: [ORDER, { ...ORDER, id: 6, state: "done", light: "green" }],
            updates: [
                {
                    id: 1,
                    type: "need",
                    body: "<i>Wants</i> a quote",
                    date: "2026-03-02 02:00:00",
                    department_id: [5, "Technical"],
                    user_id: [2, "Theo"],
                },
            ],
        };
    });
    await mountLead();
    await animationFrame();
    expect.verifySteps([[serverState.partnerId]]);
    expect(queryAllTexts(".o_crossbiz_picture__value")).toEqual(["4.4 of 5", "92%", "1"]);
    expect(".o_crossbiz_picture__body").toHaveText("<i>Wants</i> a quote");
    expect(".o_crossbiz_picture__order:first").toHaveText(/1 of 2 accepted/);
    expect(".o_crossbiz_picture__order:first").toHaveText(/Waiting for Technical/);
    expect(".o_crossbiz_picture__mark[title='Overdue']").toHaveCount(1);
    expect(".o_crossbiz_picture__add").toHaveCount(0);
});

test("reloads when this customer changes elsewhere, and for no other one", async () => {
    onRpc("res.partner", "get_crossbiz_picture", () => {
        expect.step("read");
        return EMPTY;
    });
    await mountLead();
    await animationFrame();
    expect.verifySteps(["read"]);
    const tell = (id) =>
        MockServer.env["bus.bus"]._sendone("departments", CHANGED, { commercial_partner_id: id });
    getService("bus_service").addChannel("departments");
    await startBusService();
    await waitForChannels(["departments"]);
    tell(4);
    await waitNotifications([CHANGED, { commercial_partner_id: 4 }]);
    await advanceTime(1000);
    expect.verifySteps([]);
    tell(3);
    tell(3);
    await waitNotifications([CHANGED, { commercial_partner_id: 3 }]);
    await advanceTime(1000);
    expect.verifySteps(["read"]);
});

test("without a customer it says what to do", async () => {
    await mountLead(2);
    expect(".o_crossbiz_picture__empty").toHaveText(/No customer yet/);
});

test("a failed read can be tried again", async () => {
    expect.errors(1);
    let fails = true;
    onRpc("res.partner", "get_crossbiz_picture", () => {
        if (fails) {
            throw new Error("down");
        }
        return EMPTY;
    });
    await mountLead();
    await animationFrame();
    expect(".o_crossbiz_picture__empty").toHaveText(/could not be loaded/);
    expect.verifyErrors(["RPC_ERROR"]);
    fails = false;
    await contains(".o_crossbiz_picture__empty button").click();
    await animationFrame();
    expect(".o_crossbiz_picture__figure").toHaveCount(3);
});
