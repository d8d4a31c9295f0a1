import { registry } from "@web/core/registry";
import { choose, click, confirmDialog, fill, openPage, pressStatusButton, see, seeNoDialog, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const SUBJECT = "Retrofit of a pump line";
const ROW = `.o_data_row:contains(${SUBJECT})`;

/** Lines of the order whose department is `name`. */
const lineOf = (name) => `.o_field_widget[name=line_ids] .o_data_row:contains(${name})`;

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
        ...see(".o_field_widget[name=partner_id] input:value(Riverside Mill)", "The customer is known"),
        ...fill("name", SUBJECT),
        ...fill("need", "The pumps stop at night."),
        ...fill("delivery_standard", "Runs a week without a stop."),
        ...click(".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a", "Add a department"),
        ...addLine("Technical", "Find the cause.", ".o_form_button_save_new"),
        ...see(".modal .o_field_widget[name=department_id] input:value()", "The next line is empty"),
        ...addLine("After-Sales", "Keep the line running.", ".o_form_button_save:not(.o_form_button_save_new)"),
        ...seeNoDialog(),
        ...see(`${lineOf("Technical")} ~ ${lineOf("After-Sales").replace(/.* /, "")}`, "Both departments stand there"),
        ...pressStatusButton("action_issue"),
        ...seeState("running"),
        ...openPage("process"),
        ...see(".o_crossbiz_process__step--open:contains(Technical)", "Technical's clock runs"),
        ...see(".o_crossbiz_process__step--open:contains(After-Sales)", "After-Sales' clock runs"),
        ...see(".o_crossbiz_process:not(:has(button[name=action_fill_in]))", "Neither is ours to answer"),
    ],
});

/** Technical's officer: acknowledges and answers in the inbox, then delivers from the order. */
tours.add("crossbiz_answer", {
    steps: () => [
        ...click(`${ROW} button[name=action_acknowledge]`, "Acknowledge"),
        ...see(`${ROW}:not(:has(button[name=action_acknowledge]))`, "It is acknowledged"),
        ...click(`${ROW} button[name=action_fill_in]`, "Answer"),
        ...fillPlan("Replace the seals.", "+7"),
        ...click(`${ROW} td[name=subject]`, "Open the order behind the step"),
        ...seeState("running"),
        ...click(`${lineOf("Technical")} button[name=action_open_delivery]`, "Deliver"),
        ...fillDelivery("Seals replaced, protocol attached."),
        ...see(`${lineOf("Technical")}:not(:has(button[name=action_open_delivery]))`, "It is delivered"),
        ...see(`${lineOf("After-Sales")}:not(:has(button))`, "Nothing of After-Sales is ours"),
    ],
});
