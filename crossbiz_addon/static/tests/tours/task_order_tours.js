import { registry } from "@web/core/registry";
import { choose, click, confirmDialog, fill, openPage, pressStatusButton, see, seeNoDialog, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const SUBJECT = "Retrofit of a pump line";
const ROW = `.o_data_row:contains(${SUBJECT})`;
const CARD = `.o_kanban_record:contains(${SUBJECT})`;
const LINES = ".o_field_widget[name=line_ids]";
const STEP = ".o_crossbiz_process__step";

/** The order's line of a department. */
const lineOf = (name) => `${LINES} .o_data_row:has(td[name=department_id]:contains(${name}))`;

const addLine = (department, request, button) => [
    ...choose("department_id", department, ".modal"),
    ...fill("request", request, ".modal"),
    ...click(`.modal footer ${button}`, `Keep the line of ${department}`),
];

const fillPlan = (plan, planned) => [
    ...fill("plan", plan, ".modal"),
    ...fill("planned_delivery", planned, ".modal"),
    ...confirmDialog("button[name=action_submit_plan]"),
];

const fillDelivery = (deliverable) => [
    ...fill("deliverable", deliverable, ".modal"),
    ...confirmDialog("button[name=action_deliver]"),
];

/** Sales officer: from the opportunity to an issued order (regulation 3.3.2). */
tours.add("crossbiz_issue", {
    steps: () => [
        ...pressStatusButton("action_crossbiz_new_task_order"),
        ...see(".o_form_view:has(button[name=action_issue])", "A new task order"),
        ...see(".o_field_widget[name=partner_id] input:value(Riverside Mill)", "It knows the customer"),
        ...fill("name", SUBJECT),
        ...fill("need", "The pumps stop at night."),
        ...fill("delivery_standard", "Runs a week without a stop."),
        ...click(`${LINES} .o_field_x2many_list_row_add a`, "Add a department"),
        ...addLine("Technical", "Find the cause.", ".o_form_button_save_new"),
        ...see(".modal .o_field_widget[name=department_id] input:value()", "The next line is empty"),
        ...addLine("After-Sales", "Keep the line running.", ".o_form_button_save:not(.o_form_button_save_new)"),
        ...seeNoDialog(),
        ...see(`${LINES}:has(.o_data_row:contains(Technical)):has(.o_data_row:contains(After-Sales))`, "Both stand there"),
        ...pressStatusButton("action_issue"),
        ...seeState("running"),
        ...openPage("process"),
        ...see(`${STEP}--open:contains(Technical)`, "Technical's clock runs"),
        ...see(`${STEP}--open:contains(After-Sales)`, "After-Sales' clock runs"),
        ...see(".o_crossbiz_process:not(:has(button[name=action_fill_in]))", "Neither is ours to answer"),
    ],
});

/** Technical's officer: acknowledges and answers in the inbox, reports a difficulty and delivers from the order. */
tours.add("crossbiz_answer", {
    steps: () => [
        ...click(`${ROW} button[name=action_acknowledge]`, "Acknowledge"),
        ...see(`${ROW}:not(:has(button[name=action_acknowledge]))`, "It is acknowledged"),
        ...click(`${ROW} button[name=action_fill_in]`, "Answer"),
        ...fillPlan("Replace the seals.", "+7"),
        ...click(`${ROW} td[name=subject]`, "Open the order behind the next step"),
        ...seeState("running"),
        ...see(`${lineOf("After-Sales")}:not(:has(button))`, "Nothing of After-Sales is ours"),
        // A button that opens a dialog is named by the number of its action; it is the only one here.
        ...click(".o_statusbar_buttons button:not([name^=action_])", "Report a difficulty"),
        ...fill("description", "The seals are not in stock.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_notebook .nav-link[name=difficulties]", "It stays with the order"),
        ...click(`${lineOf("Technical")} button[name=action_open_delivery]`, "Deliver"),
        ...fillDelivery("Seals replaced, protocol attached."),
        ...see(`${lineOf("Technical")}:not(:has(button))`, "It is delivered"),
    ],
});

/** After-Sales' officer: answers and delivers on a phone. */
tours.add("crossbiz_answer_by_phone", {
    steps: () => [
        ...click(`${CARD} button[name=action_fill_in]`, "Answer"),
        ...fillPlan("Bring a spare pump.", "+9"),
        ...click(`${CARD} button[name=action_fill_in]`, "Deliver"),
        ...fillDelivery("A spare pump stands there."),
        ...see(`.o_kanban_view:not(:has(${CARD}))`, "Nothing is left to do"),
    ],
});

/** Sales officer: accepts one delivery and sends the other back. */
tours.add("crossbiz_judge", {
    steps: () => [
        ...click(`${lineOf("Technical")} button[name=action_open_verdict]`, "Judge Technical"),
        ...see(".modal .o_field_widget[name=deliverable]:contains(Seals replaced)", "What was delivered"),
        ...confirmDialog("button[name=action_accept]"),
        ...see(`${lineOf("Technical")}:not(:has(button))`, "It is accepted"),
        ...click(`${lineOf("After-Sales")} button[name=action_open_verdict]`, "Judge After-Sales"),
        ...click(".modal footer button:not([name^=action_]):not([special]):last", "Send it back"),
        ...fill("reason", "The spare pump leaks.", ".modal"),
        ...fill("planned_delivery", "+10", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(`${LINES}:not(:has(button[name=action_open_verdict]))`, "Nothing is left to judge"),
        ...seeState("running"),
        ...openPage("process"),
        ...see(`${STEP}--open:contains(After-Sales)`, "A new round runs"),
    ],
});

/** Sales officer: accepts the second delivery from the inbox, with a note; the order waits for the customer. */
tours.add("crossbiz_accept", {
    steps: () => [
        ...click(`${ROW} button[name=action_fill_in]`, "Judge"),
        ...click(".modal footer button:not([name^=action_]):not([special]):first", "Accept it with a note"),
        ...fill("note", "Well done.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_view_nocontent", "Nothing is left to do"),
    ],
});

/** Technical's officer: gives a step that is not theirs to After-Sales. */
tours.add("crossbiz_hand_over", {
    steps: () => [
        ...click(`${ROW} button:has(.fa-share)`, "Hand it over"),
        ...choose("department_id", "After-Sales", ".modal"),
        ...fill("reason", "They keep the pumps.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_view_nocontent", "Nothing is left to do"),
    ],
});

/** Sales officer: releases a department that is not needed, prints the order's form, and cancels the order. */
tours.add("crossbiz_release_and_cancel", {
    steps: () => [
        ...click(`${lineOf("Technical")} button:has(.fa-times)`, "Release Technical"),
        ...fill("reason", "No repair after all.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(`${lineOf("Technical")}:not(:has(button:has(.fa-times)))`, "Technical is released"),
        ...seeState("running"),
        ...click(".o_cp_action_menus button:has(.fa-cog)", "Open the menu of actions"),
        ...see(".o-dropdown--menu .o-dropdown-item:has(.fa-print), .o-dropdown--menu .dropdown-toggle:has(.fa-print)"),
        ...click(".o_form_view .o_form_sheet", "Close it again"),
        // Cancel is the last of the buttons that open a dialog.
        ...click(".o_statusbar_buttons button:not([name^=action_]):last", "Cancel"),
        ...fill("reason", "The customer closed the mill.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...seeState("cancelled"),
    ],
});
