import { registry } from "@web/core/registry";
import {
    clearSearch,
    click,
    confirmDialog,
    fill,
    goTo,
    openPage,
    pressStatusButton,
    see,
    seeNoDialog,
    seeState,
} from "./steps";

const tours = registry.category("web_tour.tours");
const SUBJECT = "Measuring a pump line";
const ROW = `.o_data_row:contains(${SUBJECT})`;
const JUDGEMENTS = ["reasonableness", "compliance", "availability"];

/** Fill one end of a period. */
const fillMoment = (name, moment, where = "") => [
    {
        content: `Fill in ${name}`,
        trigger: `${where} .o_field_widget input[data-field=${name}]`,
        run: `edit ${moment} && press Tab`,
    },
];

const pick = (name, value) => click(`.modal .o_field_widget[name=${name}] input[data-value=${value}]`, `${name}: ${value}`);

const judge = (denied) => JUDGEMENTS.flatMap((name) => pick(name, name === denied ? "no" : "yes"));

const openStep = () => click(".o_statusbar_buttons button.btn-primary[name=action_open_step]:enabled", "Take my step");

/** Sales: picks a period, sees what is free then, and asks for it (regulation 3.1.1). */
tours.add("crossbiz_resource_ask", {
    steps: () => [
        ...goTo("resource_room_menu", "resource_finder_menu"),
        ...fillMoment("date_from", "+2d", ".modal"),
        ...fillMoment("date_to", "+6d", ".modal"),
        ...confirmDialog("button[name=action_find]"),
        ...see(".o_kanban_record:contains(Laser Tracker)", "It is free then"),
        ...click(".o_kanban_record:contains(Laser Tracker) button[name=action_request]", "Ask for it"),
        ...see(".o_form_view .o_field_widget[name=resource_id] input:value(Laser Tracker)", "The request knows it"),
        ...see(".o_form_view .alert-success .o_field_widget[name=availability]", "The period came along, and enough is free"),
        ...fill("name", SUBJECT),
        ...fill("purpose", "Align the pump line."),
        ...fill("safeguards", "Locked up overnight."),
        ...pressStatusButton("action_submit"),
        ...seeState("review"),
        ...see(".o_statusbar_buttons:not(:has(button[name=action_open_step]))", "Reviewing is not ours"),
    ],
});

/** Lead: gives the first review and judges, both from the inbox (regulation 3.1.1, 3.1.2). */
tours.add("crossbiz_resource_lead", {
    steps: () => [
        ...click(`${ROW} button[name=action_approve]`, "The first review"),
        ...see(`${ROW}:not(:has(button[name=action_approve]))`, "An evaluation is more than a yes"),
        ...click(`${ROW} button[name=action_fill_in]`, "Evaluate"),
        ...judge(),
        ...confirmDialog("button[name=action_approve]"),
        ...see(`.o_list_view:not(:has(${ROW}))`, "Nothing is left to do"),
    ],
});

/** Owner: judges, plans and hands over, all from the inbox (regulation 3.1.2). */
tours.add("crossbiz_resource_owner", {
    steps: () => [
        ...click(`${ROW} button[name=action_fill_in]`, "Evaluate"),
        ...see(".modal .o_field_widget[name=purpose]:contains(Align the pump line)", "What it is for"),
        ...judge(),
        ...confirmDialog("button[name=action_approve]"),
        ...click(`${ROW} button[name=action_fill_in]`, "Plan"),
        ...see(".modal .o_field_widget[name=usage_rules] textarea:value(Trained people only)", "Its rules are proposed"),
        ...confirmDialog("button[name=action_plan]"),
        ...click(`${ROW} button[name=action_fill_in]`, "Hand over"),
        ...fill("condition_out", "Calibrated, with case and tripod.", ".modal"),
        ...confirmDialog("button[name=action_hand_over]"),
        ...see(`.o_list_view:not(:has(${ROW}))`, "Nothing is left to do"),
    ],
});

/** Sales: compares what it gets with what is written, and signs (regulation 3.1.2). */
tours.add("crossbiz_resource_receive", {
    steps: () => [
        ...seeState("approved"),
        ...openStep(),
        ...see(".modal .o_field_widget[name=condition_out]:contains(Calibrated)", "What is handed over"),
        ...confirmDialog("button[name=action_hand_over]"),
        ...seeState("running"),
        ...openPage("allocation"),
        ...see(".o_field_widget[name=allocation_ids] .o_kanban_record:contains(Calibrated)", "It stands in the request"),
    ],
});

/** Owner: looks after what is lent (regulation 3.1.3). */
tours.add("crossbiz_resource_inspect", {
    steps: () => [
        ...pressStatusButton("action_open_inspection"),
        ...pick("result", "compliant"),
        ...fill("note", "Stored dry.", ".modal"),
        ...confirmDialog(),
        ...openPage("inspections"),
        ...see(".o_field_widget[name=inspection_ids] .o_data_row:contains(Stored dry)"),
    ],
});

/** Sales: hands it back with the feedback (regulation 3.1.3). */
tours.add("crossbiz_resource_return", {
    steps: () => [
        ...openStep(),
        ...fill("effect", "The line is aligned.", ".modal"),
        ...fill("condition", "Complete and clean.", ".modal"),
        ...confirmDialog("button[name=action_hand_in]"),
        ...seeState("closing"),
    ],
});

/** Owner: checks what came back, which ends the loan; the ledger tells it (regulation 3.1.3). */
tours.add("crossbiz_resource_check", {
    steps: () => [
        ...openStep(),
        ...see(".modal .o_field_widget[name=effect]:contains(The line is aligned)", "How it served"),
        ...fill("check_condition", "As handed over.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...seeState("done"),
        ...click(".o-form-buttonbox button[name=action_open_moves]", "What the ledger says"),
        ...see(".o_list_view .o_data_row:nth-child(4)", "Promised, handed over, inspected, returned"),
    ],
});

/** Owner: judges no and rejects, for a reason. */
tours.add("crossbiz_resource_reject", {
    steps: () => [
        ...openStep(),
        ...judge("reasonableness"),
        ...fill("remark", "Not that long.", ".modal"),
        ...confirmDialog("button[name=action_reject]"),
        ...seeState("rejected"),
    ],
});

/** Sales: reads why, opens the request again, changes it and submits it once more. */
tours.add("crossbiz_resource_reopen", {
    steps: () => [
        ...seeState("rejected"),
        ...openPage("evaluations"),
        ...see(".o_field_widget[name=evaluation_ids] .o_data_row:contains(Not that long)", "Why"),
        ...pressStatusButton("action_reopen"),
        ...confirmDialog(),
        ...seeState("draft"),
        ...openPage("request"),
        ...fill("purpose", "Align the pump line in two days."),
        ...pressStatusButton("action_submit"),
        ...seeState("review"),
    ],
});

/** Lead: sees what should have been returned, and urges. */
tours.add("crossbiz_resource_overdue", {
    steps: () => [
        ...click(".o_kanban_record:contains(Laser Tracker):has(.text-danger)", "Something of it is overdue"),
        ...click(".o-form-buttonbox button[name=action_open_overdue]", "See what"),
        ...click(`${ROW}.text-danger td[name=name]`, "Open it"),
        ...see(".o_form_view .alert-danger", "It says so"),
        ...pressStatusButton("action_urge"),
        ...confirmDialog(),
        ...openPage("process"),
        ...see(".o_crossbiz_process__step--open .fa-bullhorn", "It is urged"),
    ],
});

/** Anybody: who has what when, and the request behind it for who takes part. */
tours.add("crossbiz_resource_calendar", {
    steps: () => [
        ...clearSearch(),
        ...click(".o_calendar_view .fc-event:contains(Laser Tracker)", "Look at a booking"),
        ...click(".o_crossbiz_open_request", "Open what is behind"),
        ...seeState("running"),
        ...seeNoDialog(),
    ],
});
