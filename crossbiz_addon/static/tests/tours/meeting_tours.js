import { registry } from "@web/core/registry";
import {
    addLine,
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
const RESOLUTION = "Rent a crane";
const row = (list, department) => `.o_field_widget[name=${list}] .o_data_row:contains(${department})`;

/** Press a button that asks back, and say yes. */
const pressAndAgree = (name) => [
    ...pressStatusButton(name),
    ...click(".modal footer .btn-primary", "Go on"),
    ...seeNoDialog(),
];

/** Sales: plans the kick-off from the task book, with a delegate for Technical (regulation 3.2.1). */
tours.add("crossbiz_meeting_plan", {
    steps: () => [
        ...click("button[name=action_plan_kickoff]", "Plan the kick-off"),
        ...see(".o_field_widget[name=name] textarea:value(New service line)", "It is named after the project"),
        ...see(".o_field_widget[name=case_id] input:value(New service line)", "It is about the project"),
        { content: "It begins in an hour", trigger: "input[data-field=start]", run: "edit +1H && press Tab" },
        { content: "It ends in two hours", trigger: "input[data-field=stop]", run: "edit +2H && press Tab" },
        ...fill("location", "Room 301"),
        ...openPage("attendance"),
        ...see(row("attendance_ids", "After-Sales"), "Whoever has a part is invited"),
        ...click(`${row("attendance_ids", "Technical")} td[name=delegate_id]`, "Somebody else comes for Technical"),
        ...chooseCell("attendance_ids", "delegate_id", "tech_member"),
        ...save(),
        ...see(row("attendance_ids", "Sales"), "The host is on the list as well"),
        ...openPage("agenda"),
        ...click("button[name=action_fill_agenda]", "Fill the agenda in"),
        ...see(".o_field_widget[name=agenda] textarea:value(Concept)", "The milestone stands on the agenda"),
        ...see(".o_statusbar_buttons:not(:has(button[name=action_hold]))", "It has not taken place yet"),
    ],
});

/** Sales: confirms too early, and is told all that is missing at once (regulation 3.2.2). */
tours.add("crossbiz_meeting_incomplete", {
    steps: () => [
        ...seeState("planned"),
        ...pressStatusButton("action_hold"),
        ...seeState("draft"),
        ...see(".o_notebook .nav-link.active[name=minutes]", "The form turns to the minutes"),
        ...addLine("resolution_ids"),
        ...fillCell("resolution_ids", "name", RESOLUTION),
        ...chooseCell("resolution_ids", "department_id", "Technical"),
        ...fillCell("resolution_ids", "deadline", "-3d"),
        ...save(),
        ...pressStatusButton("action_confirm"),
        ...click(".modal footer .btn-primary", "Go on"),
        // an empty text, nobody present, a day in the past
        {
            content: "It says what is missing, all of it",
            trigger: ".modal:contains(•)",
            run({ anchor }) {
                const points = anchor.textContent.split("•").length - 1;
                if (points !== 3 || !anchor.textContent.includes("Rent a crane")) {
                    throw new Error(`three points are missing, told are: ${anchor.textContent}`);
                }
            },
        },
        ...click(".modal footer .btn-primary", "Read"),
        ...seeNoDialog(),
        ...seeState("draft"),
    ],
});

/** Sales: writes down who came, what was said and what was resolved, and confirms. */
tours.add("crossbiz_meeting_minutes", {
    steps: () => [
        ...seeState("draft"),
        ...fill("minutes", "We agreed on the division of work."),
        ...click(`${row("resolution_ids", RESOLUTION)} td[name=deadline]`, "Choose another day"),
        ...fillCell("resolution_ids", "deadline", "+3d"),
        ...openPage("attendance"),
        ...click(`${row("attendance_ids", "Technical")} td[name=present]`, "Technical came"),
        {
            content: "It is ticked",
            trigger: ".o_field_widget[name=attendance_ids] .o_selected_row td[name=present] input",
            run: "check",
        },
        ...click(`${row("attendance_ids", "After-Sales")} td[name=note]`, "After-Sales did not"),
        ...fillCell("attendance_ids", "note", "At a customer"),
        ...save(),
        ...pressAndAgree("action_confirm"),
        ...seeState("confirmed"),
        ...see("button[name=action_open_resolutions]", "The resolution is owed"),
    ],
});

/** Technical: reports the resolution as done, in the inbox and with what came of it. */
tours.add("crossbiz_meeting_report", {
    steps: () => [
        ...click(`.o_data_row:contains(${RESOLUTION}) button[name=action_fill_in]`, "Report as done"),
        ...fill("result", "Rented from Monday on.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(`.o_list_view:not(:has(.o_data_row:contains(${RESOLUTION})))`, "Nothing is left to do"),
        ...goTo("communication_menu", "meeting_menu"),
        ...click(".o_data_row:contains(New service line) td[name=name]", "Open the meeting"),
        ...openPage("minutes"),
        ...see(`${row("resolution_ids", "Rented from Monday on.")}`, "The minutes say so as well"),
    ],
});

/** Lead: archives the minutes; their paper is there (regulation 3.2.2). */
tours.add("crossbiz_meeting_archive", {
    steps: () => [
        ...goTo("communication_menu", "meeting_menu"),
        ...click(".o_data_row:contains(New service line) td[name=name]", "Open the meeting"),
        ...seeState("confirmed"),
        ...pressAndAgree("action_archive_minutes"),
        ...seeState("archived"),
        ...see("button[name=action_open_minutes]", "The paper is there"),
        ...see(".alert-success .fa-lock", "It is sealed"),
        ...openPage("minutes"),
        ...see(".o_field_widget[name=minutes]:not(:has(textarea)):contains(division of work)", "Nobody writes it any more"),
    ],
});
