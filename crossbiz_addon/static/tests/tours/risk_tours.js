import { registry } from "@web/core/registry";
import { choose, click, confirmDialog, fill, openPage, pressStatusButton, see, seeNoDialog, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const CONDITION = "Limit the liability to the price.";
const OPEN = ".o_crossbiz_start_gate li[data-met='0']";
const MET = ".o_crossbiz_start_gate li[data-met='1']";

/** Try to issue, and read what is missing. */
const seeRefused = () => [
    ...pressStatusButton("action_issue"),
    ...see(".modal .o_error_dialog, .modal:contains(Retrofit)", "It says what is missing"),
    ...click(".modal footer .btn-primary", "Close the message"),
    ...seeNoDialog(),
];

/** Take the step of this task order from the inbox. */
const openStep = (text) => click(`.o_data_row:contains(${text}) button[name=action_fill_in]`, "Take the step");

/** First contact: is refused, assesses the risks, and asks for the reviews (regulation 4.1, 4.2). */
tours.add("crossbiz_risk_prepare", {
    steps: () => [
        ...see(`${OPEN}:eq(1)`, "An assessment and a review are missing"),
        ...seeRefused(),
        ...pressStatusButton("action_assess_risks"),
        ...see(".o_form_view .o_field_widget[name=case_id] input:value(Retrofit)", "The report knows its case"),
        ...click(".o_field_widget[name=risk_ids] .o_field_x2many_list_row_add a", "Enter a risk"),
        ...fill("name", "Nobody is at the gate at night", ".modal"),
        ...fill("likelihood", "2", ".modal"),
        ...fill("impact", "3", ".modal"),
        ...fill("measure", "The shift leader opens.", ".modal"),
        ...choose("owner_department_id", "Technical", ".modal"),
        ...click(".modal footer .o_form_button_save:enabled", "Keep it"),
        ...seeNoDialog(),
        ...see(".o_field_widget[name=risk_ids] .o_data_row .text-bg-info", "Its level comes from the matrix"),
        ...pressStatusButton("action_file"),
        ...confirmDialog(),
        ...seeState("filed"),
        ...see(".alert-success", "It is in force"),
        ...click(".o_breadcrumb .o_back_button", "Back to the order"),
        ...see(MET, "One thing is done"),
        ...pressStatusButton("action_request_reviews"),
        ...confirmDialog(),
        ...see(`${OPEN} button`, "The review is asked for"),
        ...see(".o_statusbar_buttons:not(:has(button[name=action_request_reviews]))", "Nobody asks twice"),
    ],
});

/** Legal: answers the checklist, writes down a condition, and gives the opinion. */
tours.add("crossbiz_risk_review", {
    steps: () => [
        ...openStep("Retrofit"),
        ...seeState("open"),
        ...see(".o_field_widget[name=file_ids]:contains(contract)", "The contract is there"),
        ...click(".o_field_widget[name=check_ids] .o_data_row td[name=result]", "Answer the point"),
        ...click(".o_field_widget[name=check_ids] .o_selected_row [name=result] input", "Open the answers"),
        ...click(".o_select_menu_item:eq(1)", "Not conform"),
        {
            content: "Say why",
            trigger: ".o_field_widget[name=check_ids] .o_selected_row [name=remark] textarea",
            run: "edit It is unlimited.",
        },
        ...openPage("conditions"),
        ...click(".o_field_widget[name=condition_ids] .o_field_x2many_list_row_add a", "Add a condition"),
        ...fill("name", CONDITION, ".o_selected_row"),
        ...fill("department_id", "Sales", ".o_selected_row"),
        ...click(".o-autocomplete--dropdown-item:contains(Sales):not(:contains(After))", "Sales has to meet it"),
        {
            content: "By when",
            trigger: ".o_selected_row .o_field_widget[name=deadline] :is(button, input)",
            run: "click",
        },
        {
            content: "In a week",
            trigger: ".o_selected_row .o_field_widget[name=deadline] input",
            run: "edit +1w && press Tab",
        },
        ...click(".o_form_button_save:enabled", "Save"),
        ...see(".o_form_status_indicator:not(:has(.o_form_button_save:visible))", "It is saved"),
        ...click(".o_statusbar_buttons .o_crossbiz_opinion:enabled", "Give the opinion"),
        ...see(".modal .o_field_widget[name=condition_count]:contains(1)", "It knows the condition"),
        ...click(".modal .o_field_widget[name=opinion] input[data-value=conditional]", "Pass on conditions"),
        ...fill("reason", "The liability is unlimited.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...seeState("closed"),
        ...openPage("conditions"),
        ...see(".o_data_row td[name=rectification_id]:contains(RN/)", "The condition became a notice"),
    ],
});

/** First contact: is still refused, meets the condition, and submits it. */
tours.add("crossbiz_risk_condition", {
    steps: () => [
        ...see(`${OPEN}:contains(RN/)`, "The condition is open"),
        ...seeRefused(),
        ...click(`${OPEN}:contains(RN/) button`, "Open the notice"),
        ...seeState("issued"),
        ...click(".o_statusbar_buttons button.o_crossbiz_accept:enabled", "Accept it"),
        ...fill("text", "We talk to the customer.", ".modal"),
        ...confirmDialog(),
        ...seeState("accepted"),
        ...openPage("answer"),
        ...fill("result", "Limited to the price, see page 3."),
        ...pressStatusButton("action_submit"),
        ...confirmDialog(),
        ...seeState("submitted"),
    ],
});

/** Legal: verifies it. */
tours.add("crossbiz_risk_verify", {
    steps: () => [
        ...openStep("liability"),
        ...seeState("submitted"),
        ...click(".o_statusbar_buttons button.o_crossbiz_verify:enabled", "Verify it"),
        ...fill("text", "Seen.", ".modal"),
        ...confirmDialog(),
        ...seeState("verified"),
    ],
});

/** First contact: everything is met, so the order is issued. */
tours.add("crossbiz_risk_pass", {
    steps: () => [
        ...see(".o_crossbiz_start_gate.alert-success", "Everything is met"),
        ...pressStatusButton("action_issue"),
        ...seeState("running"),
        ...see(".o_form_view:not(:has(.o_crossbiz_start_gate))", "Nothing is asked any more"),
    ],
});

/** Decision layer: sees the risks of all cases on the map, before and after the measures. */
tours.add("crossbiz_risk_map", {
    steps: () => [
        ...see(".o_crossbiz_risk_map [data-cell='2-3'] b:contains(1)", "The risk has its place"),
        ...click(".o_crossbiz_risk_map .o_after", "After the measures"),
        ...see(".o_crossbiz_risk_map .o_after.active"),
        ...click(".o_crossbiz_risk_map [data-cell='2-3']:enabled", "Which one is it"),
        ...see(".o_list_view .o_data_row:contains(Nobody is at the gate)", "Listed"),
        ...click(".o_data_row td[name=name]", "Open its report"),
        ...seeState("filed"),
    ],
});

/** Administrator: makes a stricter matrix and puts it in force. */
tours.add("crossbiz_risk_matrix", {
    steps: () => [
        ...click(".o_data_row td[name=name]", "Open the matrix"),
        ...see(".o_field_widget[name=cells] [data-cell='1-1']:disabled", "In force it is fixed"),
        ...pressStatusButton("action_new_version"),
        ...seeState("draft"),
        ...click(".o_field_widget[name=cells] [data-cell='1-5']", "Raise a cell"),
        ...see(".o_field_widget[name=cells] .o_level_high [data-cell='1-5']", "It has the next level"),
        ...pressStatusButton("action_put_in_force"),
        ...confirmDialog(),
        ...seeState("current"),
    ],
});

