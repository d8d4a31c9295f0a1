import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
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

const ITEMS = [
    { label: "Risk assessment in force", note: false, met: true, model: "crossbiz.risk", id: 7 },
    { label: "Legal review", note: "Legal has not given its opinion.", met: false },
];

class Order extends models.Model {
    _name = "crossbiz.task.order";
    name = fields.Char();
    start_gate = fields.Json();
    _records = [
        { id: 1, name: "Pumps", start_gate: ITEMS },
        { id: 2, name: "Valves", start_gate: ITEMS.slice(0, 1) },
        { id: 3, name: "Running", start_gate: [] },
    ];
}

class Risk extends models.Model {
    _name = "crossbiz.risk";
    name = fields.Char();
    _records = [
        { id: 1, name: "Leak" },
        { id: 2, name: "Rain" },
    ];
}

defineMailModels();
defineModels([Order, Risk]);

const LEVELS = [1, 2, 3, 4, 5].map((likelihood) =>
    [1, 2, 3, 4, 5].map((impact) => (likelihood * impact > 12 ? "critical" : "low"))
);
const MAP = {
    cells: LEVELS,
    inherent: [
        [5, 5, 2],
        [1, 2, 1],
    ],
    residual: [[1, 1, 3]],
};

const openMap = (answer = MAP) => {
    onRpc("get_map", ({ args }) => {
        expect.step(args[0]);
        return answer;
    });
    return mountView({
        type: "kanban",
        resModel: "crossbiz.risk",
        arch: `<kanban js_class="crossbiz_risk_map"><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
        domain: [["name", "!=", false]],
    });
};

const openOrder = (resId) =>
    mountView({
        type: "form",
        resModel: "crossbiz.task.order",
        resId,
        arch: `<form><field name="name"/><field name="start_gate" widget="crossbiz_start_gate"/></form>`,
    });

test("the map counts the searched risks where they are, before and after the measures", async () => {
    await openMap();
    expect.verifySteps([[["name", "!=", false]]]);
    expect(".o_total").toHaveText("3");
    expect("[data-cell='5-5']").toHaveText("2");
    expect("td.o_level_critical [data-cell='5-5']").toHaveCount(1);
    expect("[data-cell='1-2']").toHaveAttribute("aria-label", "Likelihood 1, impact 2 · Low · Risks: 1");
    await contains("button.o_after").click();
    expect(queryAllTexts("button[data-cell]").filter(Boolean)).toEqual(["3"]);
    expect("[data-cell='5-5']").not.toBeEnabled();
    expect.verifySteps([]);
});

test("a cell lists its risks, by the figures that are shown", async () => {
    mockService("action", { doAction: ({ domain }) => expect.step(domain) });
    await openMap();
    await contains("[data-cell='5-5']").click();
    await contains("button.o_after").click();
    await contains("[data-cell='1-1']").click();
    const searched = ["name", "!=", false];
    expect.verifySteps([
        [searched],
        ["&", searched, "&", ["likelihood", "=", 5], ["impact", "=", 5]],
        ["&", searched, "&", ["left_likelihood", "=", 1], ["left_impact", "=", 1]],
    ]);
});

test("without a matrix the map still counts, and says why it has no colours", async () => {
    await openMap({ ...MAP, cells: false });
    expect(".alert-warning").toHaveCount(1);
    expect("[data-cell='5-5']").toHaveText("2");
    expect("td[class*=o_level_c]").toHaveCount(0);
    expect.verifySteps([[["name", "!=", false]]]);
});

test("the gate says what is met and what is open, and leads to the paper", async () => {
    mockService("action", {
        doAction: ({ res_model, res_id }) => expect.step([res_model, res_id]),
    });
    await openOrder(1);
    expect(".o_crossbiz_start_gate").toHaveClass("alert-warning");
    expect(queryAllTexts(".o_crossbiz_start_gate li span")).toEqual([
        "Risk assessment in force",
        "Legal has not given its opinion.",
    ]);
    expect(".o_crossbiz_start_gate li button").toHaveCount(1);
    await contains(".o_crossbiz_start_gate li button").click();
    await animationFrame();
    expect.verifySteps([["crossbiz.risk", 7]]);
});

test("what was typed is saved before the gate leads away", async () => {
    mockService("action", { doAction: () => expect.step("left") });
    onRpc("web_save", ({ args }) => expect.step(args[1]));
    await openOrder(1);
    await contains("[name=name] input").edit("Pumps and more");
    await contains(".o_crossbiz_start_gate li button").click();
    await animationFrame();
    expect.verifySteps([{ name: "Pumps and more" }, "left"]);
});

test("a gate with everything met is green", async () => {
    await openOrder(2);
    expect(".o_crossbiz_start_gate").toHaveClass("alert-success");
});

test("what needs nothing before its start has no gate", async () => {
    await openOrder(3);
    expect(".o_form_view [name=start_gate]").toHaveText("");
    expect(".o_crossbiz_start_gate").toHaveCount(0);
});
