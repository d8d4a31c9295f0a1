import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
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
import { getMonths, getShare } from "@crossbiz_addon/project/timeline_scale";

const { DateTime } = luxon;

describe.current.tags("desktop");

class Book extends models.Model {
    _name = "crossbiz.task.book";
    todo = fields.Text();
    finding_ids = fields.One2many({ relation: "crossbiz.acceptance.finding", relation_field: "book_id" });
    _records = [{ id: 1, todo: "No milestone.\nNo indicator.", finding_ids: [1, 2] }];
}

class Finding extends models.Model {
    _name = "crossbiz.acceptance.finding";
    book_id = fields.Many2one({ relation: "crossbiz.task.book" });
    subject = fields.Char();
    verdict = fields.Selection({
        selection: [
            ["pass", "Pass"],
            ["conditional", "Conditional"],
            ["fail", "Fail"],
        ],
    });
    _records = [
        { id: 1, book_id: 1, subject: "Concept" },
        { id: 2, book_id: 1, subject: "Calls", verdict: "pass" },
    ];
}

defineMailModels();
defineModels([Book, Finding]);

const TIMELINE = {
    start: "2026-03-02",
    end: "2026-06-30",
    today: "2026-03-20",
    milestones: [
        {
            id: 4,
            name: "Concept",
            department: "Technical",
            baseline: "2026-03-13",
            deadline: "2026-03-13",
            reached: "2026-03-17",
            state: "late",
        },
        {
            id: 5,
            name: "Hall",
            department: "After-Sales",
            baseline: "2026-05-04",
            deadline: "2026-05-04",
            reached: false,
            state: "planned",
        },
    ],
    departments: [
        {
            id: 7,
            name: "Technical",
            weeks: [
                { week: "2026-W10", date: "2026-03-06", state: "posted", report_id: 3, percent: 20 },
                { week: "2026-W11", date: "2026-03-13", state: "missing", report_id: false, percent: 0 },
                { week: "2026-W12", date: "2026-03-20", state: "awaited", report_id: false, percent: 0 },
            ],
        },
    ],
};

const mountBook = (inner) =>
    mountView({ type: "form", resModel: "crossbiz.task.book", resId: 1, arch: `<form>${inner}</form>` });

const mountTimeline = () => {
    onRpc("crossbiz.task.book", "get_timeline", ({ args }) => {
        expect.step(args[0]);
        return TIMELINE;
    });
    return mountBook(`<widget name="crossbiz_timeline"/>`);
};

test("says that there is nothing yet", async () => {
    onRpc("crossbiz.task.book", "get_timeline", () => ({
        start: false,
        end: false,
        today: "2026-03-20",
        milestones: [],
        departments: [],
    }));
    await mountBook(`<widget name="crossbiz_timeline"/>`);
    expect(".o_crossbiz_timeline").toHaveText(/Nothing to show yet/);
});

test("says with each mark what it means", async () => {
    await mountTimeline();
    expect.verifySteps([[1]]);
    const labels = queryAllAttributes(".o_crossbiz_timeline__mark", "aria-label");
    expect(labels[0]).toBe("Concept · Technical · Reached Late · reached 03/17/2026 · first approved for 03/13/2026");
    expect(labels[1]).toBe("Hall · After-Sales · Upcoming · due 05/04/2026");
    expect(labels.slice(2)).toEqual([
        "Technical · 2026-W10 · Reported · 20 % done",
        "Technical · 2026-W11 · Report Missing",
        "Technical · 2026-W12 · Report Awaited",
    ]);
    expect(".o_crossbiz_timeline__slip").toHaveCount(1, { message: "only the first one moved" });
    expect(".o_crossbiz_timeline__label:contains(1 missing)").toHaveCount(1);
});

test("tells a chosen mark in words and opens its record", async () => {
    mockService("action", {
        doAction({ res_model, res_id }) {
            expect.step(`${res_model} ${res_id}`);
        },
    });
    await mountTimeline();
    await contains("[data-week='2026-W11']").click();
    expect(".o_crossbiz_timeline__current").toHaveText("Technical · 2026-W11 · Report Missing");
    expect("button[name=open]").toHaveCount(0, { message: "what is missing cannot be opened" });
    await contains("[data-milestone-id='4']").click();
    await contains("button[name=open]").click();
    expect.verifySteps([[1], "crossbiz.task.book.milestone 4"]);
});

test("arrow keys go from week to week", async () => {
    await mountTimeline();
    await contains("[data-week='2026-W12']").focus();
    await press("ArrowLeft");
    await animationFrame();
    expect("[data-week='2026-W11']").toBeFocused();
    await press("Home");
    await animationFrame();
    expect("[data-week='2026-W10']").toBeFocused();
    expect(".o_crossbiz_timeline__current").toHaveText(/2026-W10/);
    expect.verifySteps([[1]]);
});

test("a table says the same", async () => {
    await mountTimeline();
    await contains("button[name=table]").click();
    expect(".o_crossbiz_timeline__mark").toHaveCount(0);
    expect(queryAllTexts("tbody tr")).toHaveLength(5);
    expect("tbody tr:first").toHaveText(/Concept.*03\/13\/2026.*03\/17\/2026.*Reached Late/s);
    expect.verifySteps([[1]]);
});

test("months get fewer the longer the time is", () => {
    const first = DateTime.fromISO("2026-01-01");
    expect(getMonths(first, DateTime.fromISO("2026-06-30"))).toHaveLength(6);
    expect(getMonths(first, DateTime.fromISO("2027-12-31"))).toHaveLength(8);
    expect(getShare(DateTime.fromISO("2025-01-01"), first, DateTime.fromISO("2026-12-31"))).toBe(0);
});

test("a verdict is given by a click in the list", async () => {
    onRpc("crossbiz.task.book", "web_save", ({ args }) => expect.step(args[1]));
    await mountBook(
        `<field name="finding_ids"><list editable="bottom"><field name="subject"/><field name="verdict" widget="crossbiz_verdict"/></list></field>`
    );
    expect("[data-value=pass][aria-pressed=true]").toHaveCount(1);
    await contains(".o_data_row:first [data-value=fail]").click();
    expect(".o_data_row:first [data-value=fail]").toHaveAttribute("aria-pressed", "true");
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ finding_ids: [[1, 1, { verdict: "fail" }]] }]);
});

test("a checklist has a line for each thing to do", async () => {
    await mountBook(`<field name="todo" widget="crossbiz_checklist" readonly="1"/>`);
    expect(queryAllTexts(".o_crossbiz_checklist li")).toEqual(["No milestone.", "No indicator."]);
});
