import { registry } from "@web/core/registry";
import {
    addLine,
    choose,
    chooseCell,
    click,
    confirmDialog,
    fill,
    fillCell,
    goTo,
    openPage,
    pressStatusButton,
    save,
    see,
    seeNoDialog,
    seeState,
} from "./steps";

const tours = registry.category("web_tour.tours");
const PROJECT = "New service line";
const row = (part) => `.o_data_row:contains(${PROJECT}):contains(${part})`;

const pressStep = (kind) => click(`.o_statusbar_buttons button.btn-primary[name=action_open_step]:enabled`, `Take my step ${kind}`);

/** Sales: writes the task book; the page says what is missing until nothing is (regulation 3.2.1). */
tours.add("crossbiz_project_draft", {
    steps: () => [
        ...goTo("project_menu", "task_book_menu"),
        ...click(".o_list_button_add, .o_control_panel_main_buttons .btn-primary:contains(New), .o-kanban-button-new", "A new task book"),
        ...fill("name", PROJECT),
        ...fill("objective", "A service line by summer."),
        ...save(),
        ...see(".o_crossbiz_checklist li:nth-child(4)", "It says what is missing"),
        {
            content: "It begins tomorrow",
            trigger: ".o_field_widget input[data-field=date_start]",
            run: "edit +1d && press Tab",
        },
        {
            content: "It ends in four months",
            trigger: ".o_field_widget input[data-field=date_end]",
            run: "edit +120d && press Tab",
        },
        ...choose("kickoff_meeting_id", "Kick-off"),
        ...openPage("milestones"),
        ...addLine("milestone_ids"),
        ...fillCell("milestone_ids", "name", "Concept"),
        ...chooseCell("milestone_ids", "department_id", "Technical"),
        ...fillCell("milestone_ids", "deliverable", "A paper"),
        ...fillCell("milestone_ids", "deadline", "+11d"),
        ...openPage("assignments"),
        ...addLine("assignment_ids"),
        ...chooseCell("assignment_ids", "department_id", "Technical"),
        ...fillCell("assignment_ids", "duty", "Build it"),
        ...openPage("indicators"),
        ...addLine("indicator_ids"),
        ...fillCell("indicator_ids", "name", "Calls answered"),
        ...fillCell("indicator_ids", "target", "95 %"),
        ...fillCell("indicator_ids", "weight", "100"),
        ...save(),
        ...see(".o_form_view:not(:has(.o_crossbiz_checklist))", "Nothing is missing"),
        ...pressStatusButton("action_submit"),
        ...seeState("review"),
        ...see(".o_statusbar_buttons:not(:has(button[name=action_open_step]))", "Deciding is not ours"),
    ],
});

/** Decision layer: decides in the inbox (regulation 2.3). */
tours.add("crossbiz_project_decide", {
    steps: () => [
        ...click(`.o_data_row:contains(${PROJECT}) button[name=action_approve]`, "Approve"),
        ...see(`.o_list_view:not(:has(.o_data_row:contains(${PROJECT})))`, "It is decided"),
    ],
});

/** Sales: starts the project (regulation 3.2.2). */
tours.add("crossbiz_project_start", {
    steps: () => [
        ...seeState("approved"),
        ...pressStatusButton("action_start"),
        ...seeState("running"),
        ...see("button[name=action_open_project]", "It has a project"),
        ...see("button[name=action_open_channel]", "It has a channel"),
        ...openPage("timeline"),
        ...see(".o_crossbiz_timeline [data-milestone-id]", "The milestone stands in the timeline"),
        ...click(".o_crossbiz_timeline button[name=table]", "As a table"),
        ...see(".o_crossbiz_timeline table:contains(Concept)", "The table says the same"),
    ],
});

/** Technical: reports the week and the milestone, both from the inbox (regulation 3.2.2). */
tours.add("crossbiz_project_work", {
    steps: () => [
        ...click(`${row("W")} button[name=action_fill_in]:first`, "Report the week"),
        ...see(".modal .o_field_widget[name=book_id]:contains(New service line)", "It knows the project"),
        ...fill("done", "Concept written.", ".modal"),
        ...fill("percent", "40", ".modal"),
        ...confirmDialog("button[name=action_post]"),
        ...click(`${row("Concept")} button[name=action_fill_in]`, "Report the milestone"),
        ...fill("evidence", "Signed by all.", ".modal"),
        ...confirmDialog("button[name=action_reach]"),
        ...see(`.o_list_view:not(:has(.o_data_row:contains(${PROJECT})))`, "Nothing is left to do"),
    ],
});

/** Lead: sums up the week (regulation 3.2.2). */
tours.add("crossbiz_project_sum_up", {
    steps: () => [
        ...click(".o_statusbar_buttons button.o_crossbiz_sum_up:enabled", "Sum up"),
        ...see(".modal .o_data_row:contains(Concept written)", "The reports are in sight"),
        ...fill("text", "All goes as planned.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...openPage("journal"),
        ...see(".o_widget_crossbiz_list .o_data_row:contains(All goes as planned)", "It is on record"),
    ],
});

/** Sales: puts it up for acceptance, with the team that the settings name (regulation 3.2.3). */
tours.add("crossbiz_project_put_up", {
    steps: () => [
        ...click(".o_statusbar_buttons button.o_crossbiz_put_up:enabled", "Put up for acceptance"),
        ...see(".modal .o_field_widget[name=line_ids] .o_data_row:nth-child(3)", "Three disciplines"),
        ...confirmDialog("button[name=action_confirm]"),
        ...seeState("closing"),
    ],
});

const judge = (verdicts) => [
    ...click(`.o_data_row:contains(${PROJECT}) button[name=action_fill_in]`, "Judge"),
    ...see(".o_field_widget[name=my_finding_ids] .o_data_row:nth-child(2)", "My findings"),
    ...verdicts.flatMap((verdict, index) =>
        click(
            `.o_field_widget[name=my_finding_ids] .o_data_row:nth-child(${index + 1}) .o_crossbiz_verdict button[data-value=${verdict}]`,
            `Finding ${index + 1}: ${verdict}`
        ).concat(
            see(
                `.o_field_widget[name=my_finding_ids] .o_data_row:nth-child(${index + 1}) button[data-value=${verdict}][aria-pressed=true]`
            )
        )
    ),
];

const giveVerdict = (outcome) => [
    ...click(".o_statusbar_buttons button[name=action_open_verdict]:enabled", "Give the verdict"),
    ...click(`.modal .o_field_widget[name=outcome] .o_selection_badge:nth-child(${outcome === "approved" ? 1 : 2})`, outcome),
];

/** A member of the team: judges each milestone and indicator, then the whole (regulation 3.2.3). */
tours.add("crossbiz_project_judge", {
    steps: () => [
        ...judge(["pass", "pass"]),
        ...giveVerdict("approved"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_form_view:not(:has(button[name=action_open_verdict]))", "My verdict is given"),
    ],
});

/** A member of the team: finds something missing and fails the round. */
tours.add("crossbiz_project_fail", {
    steps: () => [
        ...judge(["fail", "pass"]),
        ...click(".o_field_widget[name=my_finding_ids] .o_data_row:nth-child(1) [name=note]", "Say why"),
        ...fillCell("my_finding_ids", "note", "The night shift is missing."),
        ...giveVerdict("rejected"),
        ...fill("opinion", "Not complete.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_form_view:not(:has(button[name=action_open_verdict]))", "My verdict is given"),
    ],
});

/** Sales: sees what the next round has to show. */
tours.add("crossbiz_project_rework", {
    steps: () => [
        ...seeState("running"),
        ...openPage("acceptance"),
        ...see(".o_widget_crossbiz_list .o_data_row:contains(The night shift is missing)", "The rework list"),
        ...click("button[name=action_open_acceptances]", "Open the round"),
        ...openPage("rework"),
        ...see(".o_field_widget[name=rework]:contains(The night shift is missing)"),
    ],
});

/** Lead: looks back; the project is done and its lesson stands for everybody (regulation 3.2.3). */
tours.add("crossbiz_project_look_back", {
    steps: () => [
        ...click(`.o_data_row:contains(${PROJECT}) button[name=action_fill_in]`, "Look back"),
        ...see(".o_field_widget[name=facts]", "The facts stand beside it"),
        ...fill("summary", "The line runs."),
        ...fill("lessons", "Order the keys with the lease."),
        ...click(".o_statusbar_buttons button[name=action_file]:enabled", "File it"),
        ...click(".modal footer .btn-primary", "Go on"),
        ...seeNoDialog(),
        ...see(".o_statusbar_status .o_arrow_button_current[data-value=filed]", "It is filed"),
        ...goTo("project_menu", "lesson_menu"),
        ...see(".o_kanban_record:contains(Order the keys with the lease)", "Everybody finds the lesson"),
    ],
});

/** Decision layer: rejects, for a reason. */
tours.add("crossbiz_project_reject", {
    steps: () => [
        ...seeState("review"),
        ...pressStep("book_decision"),
        ...click(".modal .o_field_widget[name=outcome] .o_selection_badge:nth-child(2)", "Reject"),
        ...fill("opinion", "Three times the budget.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...seeState("rejected"),
    ],
});

/** Sales: reads why, opens it again, changes it and submits it once more. */
tours.add("crossbiz_project_again", {
    steps: () => [
        ...seeState("rejected"),
        ...see(".alert-danger:contains(Three times the budget)", "Why it was rejected"),
        ...pressStatusButton("action_reopen"),
        ...click(".modal footer .btn-primary", "Go on"),
        ...seeNoDialog(),
        ...seeState("draft"),
        ...fill("objective", "Half a service line by summer."),
        ...save(),
        ...pressStatusButton("action_submit"),
        ...seeState("review"),
        ...openPage("versions"),
        ...click(".o_notebook button.o_crossbiz_compare", "Compare"),
        ...see(".modal .o_crossbiz_comparison mark:contains(Half)", "What changed is marked"),
        ...click(".modal footer .btn-primary", "Close"),
        ...seeNoDialog(),
    ],
});
