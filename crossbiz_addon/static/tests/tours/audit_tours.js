import { registry } from "@web/core/registry";
import { choose, click, confirmDialog, fill, fillCell, openPage, pressStatusButton, save, see, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const POINTS = ".o_field_widget[name=check_ids]";

/** Lead department: plans the check of last month, draws its sample, and names who checks (regulation 6.2). */
tours.add("crossbiz_audit_draw", {
    steps: () => [
        ...click(".o_control_panel_main_buttons .o_list_button_add:visible, .o-kanban-button-new:visible", "Plan one"),
        ...see(".o_field_widget[name=department_id]:contains(Operations)", "The lead department holds it"),
        ...save(),
        ...pressStatusButton("action_draw"),
        ...confirmDialog(),
        ...seeState("running"),
        ...openPage("cases"),
        ...see(".o_field_widget[name=line_ids] .o_data_row:contains(Retrofit)", "The case is drawn"),
        ...see(".alert-warning .o_field_widget[name=nobody_count]:contains(1)", "Nobody of Operations is a stranger to it"),
        ...click(".o_statusbar_buttons button.o_crossbiz_assign:enabled", "Name somebody"),
        ...choose("user_id", "compliance_officer", ".modal"),
        ...confirmDialog(),
        ...see(".o_field_widget[name=line_ids] .o_data_row:contains(compliance_officer)", "Compliance checks it"),
        ...pressStatusButton("action_redraw"),
        ...see(".o_notification:has(.o_notification_bar.bg-success)", "The same sample again"),
    ],
});

const answer = (row, result) => [
    ...click(`${POINTS} .o_data_row:eq(${row}) td[name=result]`, `Answer point ${row}`),
    ...click(`${POINTS} .o_selected_row [name=result] input`, "Open the answers"),
    ...click(`.o_select_menu_item:eq(${result})`, "Choose"),
];

/** Compliance: finds its case, looks at the facts, answers the points, with a finding. */
tours.add("crossbiz_audit_check", {
    steps: () => [
        ...click(".o_data_row:contains(Retrofit) td[name=case_id]", "Open my case"),
        ...see(".o_form_view .oe_stat_button[name=action_open_urges]:contains(0)", "Nobody had to be urged"),
        ...[1, 2, 3, 4, 5].flatMap((row) => answer(row, 0)),
        ...answer(0, 1),
        ...fillCell("check_ids", "remark", "Nobody signed for it."),
        ...pressStatusButton("action_judge"),
        ...seeState("judged"),
        ...see(".oe_title .o_field_widget[name=result]", "Its result is known"),
    ],
});

/** Lead department: writes the conclusion and closes the audit. */
tours.add("crossbiz_audit_close", {
    steps: () => [
        ...seeState("running"),
        ...openPage("report"),
        ...fill("conclusion", "Sign for what you are given."),
        ...pressStatusButton("action_close"),
        ...confirmDialog(),
        ...seeState("closed"),
        ...openPage("report"),
        ...see(".o_field_widget[name=digest]", "The report is sealed"),
    ],
});
