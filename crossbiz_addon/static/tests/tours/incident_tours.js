import { registry } from "@web/core/registry";
import { click, confirmDialog, fill, openPage, pressStatusButton, see, seeNoDialog, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const SUSPENDED = ".o_form_view .alert-warning:contains(IN/)";

/** Pick a department in the row of a list that is being edited. */
const chooseInRow = (list, name, value) => [
    {
        content: `${name}: ${value}`,
        trigger: `.o_field_widget[name=${list}] .o_selected_row [name=${name}] input`,
        run: `edit ${value}`,
    },
    ...click(`.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${value})`, `Choose ${value}`),
];

const addRow = (list) => [
    ...click(`.o_field_widget[name=${list}] .o_field_x2many_list_row_add a`, `Add a row to ${list}`),
    ...see(`.o_field_widget[name=${list}] .o_selected_row`),
];

const fillInRow = (list, name, value) => [
    {
        content: `Fill in ${name}`,
        trigger: `.o_field_widget[name=${list}] .o_selected_row [name=${name}] :is(input, textarea)`,
        run: `edit ${value}`,
    },
];

/** After-Sales: one step from the task order to a reported incident (regulation 4.3). */
tours.add("crossbiz_incident_escalate", {
    steps: () => [
        ...pressStatusButton("action_escalate"),
        ...see(".modal .o_field_widget[name=category]", "What kind it is"),
        ...fill("name", "Fire at the pump line", ".modal"),
        ...fill("description", "A pump burned.", ".modal"),
        ...click(".modal footer button[name=action_confirm]:enabled", "Report it"),
        ...seeNoDialog(),
        ...seeState("reported"),
        ...see(".o_form_view .o_field_widget[name=reference]:contains(IN/)", "It has its number"),
    ],
});

/** Operations: suspends the case, plans team and actions, and submits the plan. */
tours.add("crossbiz_incident_plan", {
    steps: () => [
        ...click(".o_statusbar_buttons button.btn-danger:enabled", "Suspend the case"),
        ...see(".modal .o_field_widget[name=case_ids] .o_tag", "The case is proposed"),
        ...fill("reason", "Nobody goes near it.", ".modal"),
        ...confirmDialog(".btn-danger"),
        ...see(".o_form_view .alert-danger .o_tag:contains(CB/)", "It stands still"),
        ...openPage("handling"),
        ...fill("plan", "Stop the line, look at the seals."),
        ...addRow("member_ids"),
        ...chooseInRow("member_ids", "department_id", "Technical"),
        ...addRow("action_ids"),
        ...fillInRow("action_ids", "name", "Change the seals"),
        ...chooseInRow("action_ids", "department_id", "Technical"),
        {
            content: "By tomorrow",
            trigger: ".o_field_widget[name=action_ids] .o_selected_row [name=deadline] :is(input, button)",
            run: "click",
        },
        {
            content: "By tomorrow",
            trigger: ".o_field_widget[name=action_ids] .o_selected_row [name=deadline] input",
            run: "edit +2d && press Tab",
        },
        ...pressStatusButton("action_submit_plan"),
        ...confirmDialog(),
        ...see(".o_form_view .o_field_widget[name=plan_state] .text-bg-warning", "It waits for the decision layer"),
    ],
});

/** Sales: the order names what holds it, and refuses to be cancelled. */
tours.add("crossbiz_incident_suspended", {
    steps: () => [...see(SUSPENDED, "The order says what holds it")],
});

/** The board: approves the plan from the inbox. */
tours.add("crossbiz_incident_decide", {
    steps: () => [
        ...click(".o_data_row:contains(Fire at the pump line) button[name=action_approve]", "Approve the plan"),
        ...see("body:not(:has(.o_data_row:contains(Fire at the pump line) button[name=action_approve]))"),
    ],
});

/** Technical: reports its action as done, with what was done. */
tours.add("crossbiz_incident_act", {
    steps: () => [
        ...fill("evidence", "New seals, tested for an hour."),
        ...pressStatusButton("action_done"),
        ...seeState("done"),
    ],
});

/** Operations: lets the case go on, writes the report, and closes. */
tours.add("crossbiz_incident_close", {
    steps: () => [
        ...click(".o_statusbar_buttons button.btn-success:enabled", "Resume the case"),
        ...see(".modal .o_field_widget[name=case_ids] .o_tag"),
        ...confirmDialog(),
        ...see(".o_form_view:not(:has(.alert-danger .o_tag))", "Nothing is held any more"),
        ...openPage("report"),
        ...fill("cause", "Old seals."),
        ...fill("consequence", "Two days lost."),
        ...addRow("improvement_ids"),
        ...chooseInRow("improvement_ids", "department_id", "Technical"),
        ...fillInRow("improvement_ids", "problem", "Nobody counts hours"),
        ...fillInRow("improvement_ids", "requirement", "Count them"),
        ...pressStatusButton("action_close"),
        ...confirmDialog(),
        ...seeState("closed"),
        ...see(".o_form_view .oe_stat_button[name=action_open_rectifications]", "The improvement is a notice"),
    ],
});

/** Sales raises a dispute on its order; the board rules. */
tours.add("crossbiz_dispute_rule", {
    steps: () => [
        ...click(".o_statusbar_buttons button.btn-primary:enabled", "Give a ruling"),
        ...fill("text", "Both pay half.", ".modal"),
        ...confirmDialog(),
        ...seeState("ruled"),
    ],
});
