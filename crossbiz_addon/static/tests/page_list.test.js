import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Order extends models.Model {
    _name = "crossbiz.task.order";
    name = fields.Char();
    done = fields.Boolean();
    _records = [
        { id: 1, name: "Pumps" },
        { id: 2, name: "Valves" },
        { id: 3, name: "Draft" },
    ];
}

class Entry extends models.Model {
    _name = "crossbiz.journal";
    order_id = fields.Many2one({ relation: "crossbiz.task.order" });
    note = fields.Char();
    _records = [
        { id: 1, order_id: 1, note: "Issued" },
        { id: 2, order_id: 1, note: "Planned" },
        { id: 3, order_id: 1, note: "Delivered" },
        { id: 4, order_id: 2, note: "Cancelled" },
    ];
    _views = {
        list: `<list limit="2" default_order="id desc">
            <field name="note"/>
            <button name="action_open" type="object" string="Open"/>
        </list>`,
        form: `<form><field name="note"/></form>`,
    };
}

defineMailModels();
defineModels([Entry, Order]);

beforeEach(() => {
    onRpc("web_read", ({ model }) => expect.step(`read ${model}`));
    onRpc("web_save", ({ model }) => expect.step(`save ${model}`));
    onRpc("web_search_read", ({ kwargs }) => expect.step(kwargs.domain));
});

const PAGES = `<form><sheet>
    <field name="name"/><field name="done"/>
    <notebook>
        <page string="Task"/>
        <page string="Journal">
            <widget name="crossbiz_list" model="crossbiz.journal" string="Journal" domain="[('order_id', '=', id)]"/>
        </page>
    </notebook>
</sheet></form>`;
const READ = "read crossbiz.task.order";

const openJournal = async (resId = 1) => {
    await mountView({
        type: "form",
        resModel: "crossbiz.task.order",
        resId,
        resIds: [1, 2, 3],
        arch: PAGES,
    });
    expect.verifySteps([READ]);
    await contains(".nav-link:contains(Journal)").click();
};

const domainOf = (id) => [["order_id", "=", id]];

test("is read when its page is opened, and page by page", async () => {
    await openJournal();
    expect.verifySteps([domainOf(1)]);
    expect(queryAllTexts(".o_data_row .o_field_cell")).toEqual(["Delivered", "Planned"]);
    expect(".o_crossbiz_page_list .o_pager_limit").toHaveText("3");
    await contains(".o_crossbiz_page_list .o_pager_next").click();
    expect.verifySteps([domainOf(1)]);
    expect(queryAllTexts(".o_data_row .o_field_cell")).toEqual(["Issued"]);
});

test("no key that is pressed reads it again, but a saved document does", async () => {
    await openJournal();
    await contains("[name=name] input").edit("Pumps and more");
    expect.verifySteps([domainOf(1)]);
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps(["save crossbiz.task.order", domainOf(1)]);
});

test("follows to the next document", async () => {
    await openJournal(2);
    expect(queryAllTexts(".o_data_row .o_field_cell")).toEqual(["Cancelled"]);
    expect(".o_crossbiz_page_list .o_pager").toHaveCount(0);
    expect.verifySteps([domainOf(2)]);
    await contains(".o_control_panel .o_pager_next").click();
    expect.verifySteps([READ, domainOf(3)]);
    expect(".o_data_row").toHaveCount(0);
});

test("a new document has nothing to read", async () => {
    await mountView({ type: "form", resModel: "crossbiz.task.order", arch: PAGES });
    await contains(".nav-link:contains(Journal)").click();
    expect.verifySteps([]);
    expect(".o_crossbiz_page_list").toHaveText("");
});

test("a row opens to be read", async () => {
    await openJournal();
    await contains(".o_data_row:first .o_data_cell").click();
    expect(".modal .modal-title").toHaveText("Open: Journal");
    expect(".modal [name=note] span").toHaveText("Delivered");
    expect(".modal input, .modal .o_form_button_save").toHaveCount(0);
    expect.verifySteps([domainOf(1), "read crossbiz.journal"]);
    await contains(".modal .btn-close").click();
    expect.verifySteps([READ, domainOf(1)]);
});

test("a button in a row saves what was typed, then shows what it changed in list and form", async () => {
    mockService("action", {
        doActionButton({ name, resId, onClose }) {
            expect.step([name, resId]);
            MockServer.env["crossbiz.task.order"].write([1], { done: true });
            MockServer.env["crossbiz.journal"].write([resId], { note: "Accepted" });
            return onClose();
        },
    });
    await openJournal();
    await contains("[name=name] input").edit("Pumps and more");
    await contains(".o_data_row:first button").click();
    await animationFrame();
    const save = ["save crossbiz.task.order"];
    expect.verifySteps([domainOf(1), ...save, ["action_open", 3], READ, domainOf(1)]);
    expect(queryAllTexts(".o_data_row .o_field_cell")[0]).toBe("Accepted");
    expect("[name=done] input").toBeChecked();
});
