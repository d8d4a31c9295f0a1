import { registry } from "@web/core/registry";
import {
    choose,
    clearSearch,
    click,
    confirmDialog,
    fill,
    goTo,
    openPage,
    pressStatusButton,
    searchFor,
    see,
    seeState,
    switchView,
} from "./steps";

const tours = registry.category("web_tour.tours");
const ROW = ".o_data_row:contains(Retrofit of a pump line)";
const DRAFT = ".o_data_row:contains(Spare parts)";

/** Officer of the lead department: finds a case in the ledger and urges who is late (regulation 2.1). */
tours.add("crossbiz_ledger", {
    steps: () => [
        ...see(`${ROW}:has(td[name=waiting_department_ids]:contains(Technical))`, "It waits for Technical"),
        ...see(`.o_list_view:not(:has(${DRAFT}))`, "Drafts of others are private"),
        ...clearSearch(),
        ...searchFor("Retrofit"),
        ...see(`.o_list_view:has(${ROW}):not(:has(.o_data_row:contains(Noise)))`, "Found by its subject"),
        ...clearSearch(),
        ...click(".o_search_panel_category_value header:contains(Sales)", "Only what Sales asked for"),
        ...see(ROW),
        ...click(`${ROW} td[name=name]`, "Open the order behind the row"),
        ...seeState("running"),
        ...see(".o_statusbar_buttons:not(:has(button[name=action_issue]))", "Issuing is not ours"),
        ...pressStatusButton("action_urge"),
        ...confirmDialog(),
        ...openPage("process"),
        ...see(".o_crossbiz_process__step--open .fa-bullhorn", "It is urged"),
    ],
});

const OUTCOMES = ".modal .o_field_widget[name=outcome]";
const outcome = (name) => `.o_selection_badge[value*=${name}]`;

/** Officer of the lead department: grants an extension with a word, and another one at once, in the inbox. */
tours.add("crossbiz_extension", {
    steps: () => [
        ...click(".o_data_row:first button:has(.fa-gavel)", "Decide on the first"),
        ...see(`${OUTCOMES}:has(${outcome("rejected")}):not(:has(${outcome("returned")}, ${outcome("done")}))`, "Yes or no"),
        ...click(`${OUTCOMES} ${outcome("approved")}`, "Yes"),
        ...fill("opinion", "This once.", ".modal"),
        ...confirmDialog("button[name=action_confirm]"),
        ...see(".o_list_view:has(.o_data_row):not(:has(.o_data_row:eq(1)))", "One is left"),
        ...click(".o_data_row button[name=action_approve]", "Grant it"),
        ...see(".o_view_nocontent", "Nothing is left to do"),
    ],
});

/** Decision maker: sees everything in each form of the ledger and changes nothing. */
tours.add("crossbiz_decision_layer", {
    steps: () => [
        ...see(ROW),
        ...switchView("kanban"),
        ...see(".o_kanban_record:contains(Retrofit of a pump line)"),
        ...switchView("calendar"),
        ...switchView("pivot"),
        ...switchView("graph"),
        ...switchView("list"),
        ...clearSearch(),
        ...click(`${DRAFT} td[name=name]`, "Open a draft of Sales"),
        ...seeState("draft"),
        ...see(".o_form_statusbar:not(:has(.o_statusbar_buttons button))", "Neither issue nor cancel nor anything else"),
    ],
});

/** Auditor: reads the journal and verifies it. */
tours.add("crossbiz_audit", {
    steps: () => [
        ...click(".o_data_row td[name=event]", "Open an entry"),
        ...see(".o_form_view .o_field_widget[name=seal]", "It is sealed"),
        ...goTo("oversight_menu", "journal_menu_verify"),
        ...see(".o_notification:has(.o_notification_bar.bg-success)", "The journal holds"),
    ],
});

/** Administrator: settings, an officer, public holidays. */
tours.add("crossbiz_configure", {
    steps: () => [
        ...see(".o_field_widget[name=crossbiz_lead_department_id] input:value(Operations)", "The lead is known"),
        ...choose("crossbiz_legal_department_id", "Compliance"),
        ...pressStatusButton("action_save"),
        ...see(".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))", "It is saved"),
        ...goTo("configuration_menu", "hr_department_menu"),
        ...click(".o_data_row:contains(Canteen) td[name=complete_name]", "Open the canteen"),
        {
            content: "Look for the outsider",
            trigger: ".o_field_widget[name=crossbiz_officer_ids] input",
            run: "edit outsider",
        },
        ...click(".o-autocomplete--dropdown-item:contains(outsider)", "Appoint the outsider"),
        ...see(".o_field_widget[name=crossbiz_officer_ids] .o_tag", "The outsider is there"),
        ...click(".o_form_button_save", "Save"),
        ...see(".o_field_widget[name=crossbiz_acting_ids] .o_tag", "The canteen can act now"),
        ...goTo("configuration_menu", "workday_menu"),
        ...click(".o_control_panel_main_buttons button:not(.o_list_button_add)", "Import days"),
        ...click(".modal .o_field_widget[name=source] input[data-value=china]", "Take China's"),
        ...confirmDialog("button[name=action_import]"),
        ...see(".o_list_view .o_data_row:eq(20)", "Many days are there"),
    ],
});
