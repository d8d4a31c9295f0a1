import { registry } from "@web/core/registry";
import { click, openPage, see, seeNoDialog, pressStatusButton, confirmDialog, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const STATEMENT = "They pass it on and on";

/** Type into the dialog of an act, which is no form of Odoo: what is typed is kept nowhere but in the sealed message. */
const type = (name, value) => [
    { content: `Type ${name}`, trigger: `.modal textarea[name=${name}]`, run: `edit ${value}` },
];

const confirmAct = () => [
    ...click(".modal .o_crossbiz_complaint_confirm:enabled", "Confirm"),
    ...seeNoDialog(),
];

/** A handler: reads a complaint, acknowledges, talks to the reporter, and closes it (regulation 6.2). */
tours.add("crossbiz_complaint_handle", {
    steps: () => [
        ...click(".o_data_row td[name=reference]", "Open the only complaint"),
        ...seeState("received"),
        ...see(`.o_crossbiz_complaint__message--reporter:contains(${STATEMENT})`, "The statement"),
        ...see(".o_crossbiz_complaint__accused:contains(Sven Kauf)", "Who is accused"),
        ...pressStatusButton("action_acknowledge"),
        ...confirmDialog(),
        ...seeState("acknowledged"),
        ...see(".o_crossbiz_complaint__message--system", "The reporter was told"),
        {
            content: "Write in the dialogue",
            trigger: ".o_crossbiz_complaint__composer textarea",
            run: "edit Which week was it?",
        },
        ...click("button[name=send_answer]:enabled", "Answer"),
        ...see(".o_crossbiz_complaint__message--staff:contains(Which week)", "The answer"),
        {
            content: "Write a note",
            trigger: ".o_crossbiz_complaint__composer textarea",
            run: "edit Ask the warehouse.",
        },
        ...click("button[name=send_note]:enabled", "Keep a note"),
        ...see(".o_crossbiz_complaint__message--note:contains(warehouse)", "The note"),
        ...pressStatusButton("action_investigate"),
        ...seeState("investigating"),
        ...openPage("log"),
        ...see(".o_field_widget[name=log_ids] .o_data_row", "Reading is noted"),
        ...openPage("dialogue"),
        ...pressStatusButton("action_open_close"),
        { content: "Choose the outcome", trigger: ".modal select[name=outcome]", run: "select unfounded" },
        ...type("message", "Nothing of it was so."),
        ...confirmAct(),
        ...seeState("closed"),
        ...see(".o_crossbiz_complaint__message--staff:contains(Nothing of it)", "The reporter reads why"),
    ],
});

/** A handler: steps aside, and finds the list empty. */
tours.add("crossbiz_complaint_recuse", {
    steps: () => [
        ...click(".o_data_row td[name=reference]", "Open the only complaint"),
        ...pressStatusButton("action_open_recuse"),
        ...type("declaration", "I know the person."),
        ...confirmAct(),
        ...see(".o_list_view .o_view_nocontent", "There is nothing for me any more"),
    ],
});
