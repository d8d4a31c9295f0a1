import { registry } from "@web/core/registry";
import { choose, click, confirmDialog, fill, openPage, pressStatusButton, see, seeState } from "./steps";

const tours = registry.category("web_tour.tours");
const PROBLEM = "The protocols are not signed.";
const ROW = ".o_data_row:contains(protocols)";

/** A button of the status bar that opens a dialog: known by its class, because its name is a number. */
const press = (name) => click(`.o_statusbar_buttons button.o_crossbiz_${name}:enabled`, `Press ${name}`);

const openStep = () => click(`${ROW} button[name=action_fill_in]`, "Take the step from the inbox");

/** Compliance: finds something on a task order and issues a notice (regulation 4.2). */
tours.add("crossbiz_rectification_issue", {
    steps: () => [
        ...pressStatusButton("action_raise_rectification"),
        ...see(".o_form_view .o_field_widget[name=requirement] textarea", "A notice"),
        ...see(".o_field_widget[name=case_id] input:value(Retrofit)", "It knows the case"),
        ...choose("department_id", "Technical"),
        ...fill("problem", PROBLEM),
        ...fill("requirement", "Each protocol has two signatures."),
        ...pressStatusButton("action_issue"),
        ...confirmDialog(),
        ...seeState("issued"),
        ...see(".o_field_widget[name=reference]:contains(RN/)", "It has a number"),
    ],
});

/** The responsible department: finds it in the inbox, accepts, writes what was done, and submits. */
tours.add("crossbiz_rectification_answer", {
    steps: () => [
        ...openStep(),
        ...seeState("issued"),
        ...press("accept"),
        ...fill("text", "Two people sign from now on.", ".modal"),
        ...confirmDialog(),
        ...seeState("accepted"),
        ...openPage("answer"),
        ...see(".o_field_widget[name=measures] textarea:value(Two people sign)", "The measures stand on the notice"),
        ...fill("result", "All protocols are signed."),
        ...pressStatusButton("action_submit"),
        ...confirmDialog(),
        ...seeState("submitted"),
        ...see(".o_form_statusbar:not(:has(.o_crossbiz_verify))", "Checking is not ours"),
    ],
});

/** Compliance: looks at it and sends it back. */
tours.add("crossbiz_rectification_return", {
    steps: () => [
        ...openStep(),
        ...seeState("submitted"),
        ...press("send_back"),
        ...fill("text", "Three protocols are missing.", ".modal"),
        ...confirmDialog(),
        ...seeState("returned"),
    ],
});

/** The responsible department: reads why, and submits again. */
tours.add("crossbiz_rectification_again", {
    steps: () => [
        ...openStep(),
        ...seeState("returned"),
        ...see(".alert-danger:contains(Three protocols are missing)", "The reason is told"),
        ...openPage("answer"),
        ...fill("result", "The three are signed, too."),
        ...pressStatusButton("action_submit"),
        ...confirmDialog(),
        ...seeState("submitted"),
    ],
});

/** Compliance: verifies it, and records a violation that it shows. */
tours.add("crossbiz_rectification_verify", {
    steps: () => [
        ...openStep(),
        ...press("verify"),
        ...fill("text", "All looked at.", ".modal"),
        ...confirmDialog(),
        ...seeState("verified"),
        ...openPage("process"),
        ...see(".o_field_widget[name=node_ids]:contains(Compliance)", "Each step is told"),
        ...pressStatusButton("action_record_violation"),
        ...see(".o_form_view .o_field_widget[name=department_id] input:value(Technical)", "It knows the department"),
        ...fill("description", "Delivered without signatures for weeks."),
        ...fill("clause", "3.2.3"),
        ...pressStatusButton("action_decide"),
        ...confirmDialog(),
        ...seeState("decided"),
    ],
});

/** The department: appeals. */
tours.add("crossbiz_violation_appeal", {
    steps: () => [
        ...press("appeal"),
        ...fill("reason", "Nobody had told us of the rule.", ".modal"),
        ...confirmDialog(),
        ...seeState("appealed"),
        ...see(".o_field_widget[name=appeal]:contains(Nobody had told us)", "The appeal stands there"),
    ],
});

/** Decision layer: grants the appeal from the inbox. */
tours.add("crossbiz_violation_judge", {
    steps: () => [
        ...click(".o_data_row:contains(signatures for weeks) button[name=action_approve]", "Grant it"),
        ...see(".o_list_view:not(:has(.o_data_row:contains(signatures for weeks)))", "Nothing is left to do"),
    ],
});
