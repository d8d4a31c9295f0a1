import { rpcBus } from "@web/core/network/rpc";

const ROOT = "crossbiz_addon.root_menu";
const TIMEOUT = 20_000;
const CHINESE = /[\u4e00-\u9fff]/;
const LATIN_WORD = /[a-z]{2}/i;
// What the web client and our views say: labels, never data.
const LABELS = [
    ".o_menu_sections .o_nav_entry, .o_menu_sections .dropdown-toggle",
    ".o_list_table thead th span",
    ".o_form_view .o_form_label",
    ".o_form_view .o_horizontal_separator",
    ".o_notebook .nav-link",
    ".o_statusbar_status button",
    ".o_statusbar_buttons button",
    ".o_searchview_facet .o_facet_value",
    ".o_search_panel_section_header b",
    ".o_view_nocontent p",
].join(",");

/**
 * Open every menu of our app that this user has, the views of its action that no menu before has shown, and the first
 * record, and complain about refused calls, dialogs and warnings. Tells the runner through the console.
 *
 * @param {string} lang the user's language, which the labels have to speak, or nothing to leave them unread
 */
export async function walk(lang) {
    const { services } = odoo.__WOWL_DEBUG__.root.env;
    const complaints = new Set();
    const pending = new Set();
    let place = "";
    const complain = (text) => complaints.add(`${place}: ${text}`);

    rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => pending.add(detail.data.id));
    rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => {
        pending.delete(detail.data.id);
        if (detail.error) {
            complain(`${detail.settings?.url || "call"} ${detail.error.data?.message || detail.error.message}`);
        }
    });

    const isReady = (selector) =>
        !pending.size &&
        !document.querySelector(".o_blockUI, .o_action_manager .o_loading") &&
        document.querySelector(selector);

    async function settle(selector) {
        const end = Date.now() + TIMEOUT;
        let quiet = 0; // what has just got its data is drawn with the next frame, and may ask for more then
        while (quiet < 2) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            quiet = isReady(selector) ? quiet + 1 : 0;
            if (Date.now() > end) {
                complain(`${selector} did not appear`);
                break;
            }
        }
        for (const alarm of document.querySelectorAll(".o_error_dialog, .modal .alert, .o_notification")) {
            if (!alarm.querySelector(".bg-success, .bg-info")) {
                complain(alarm.innerText);
            }
        }
    }

    function readLabels() {
        for (const { innerText } of lang ? document.querySelectorAll(LABELS) : []) {
            const text = innerText.trim();
            if (lang.startsWith("zh") ? LATIN_WORD.test(text) && !CHINESE.test(text) : CHINESE.test(text)) {
                complain(`“${text}” is not ${lang}`);
            }
        }
    }

    const seenModels = new Set();
    /** Open the first record of a view, if any; the pages of its form only once for each model. */
    async function openFirst() {
        const record = document.querySelector(".o_data_row .o_data_cell:not(:has(button)), .o_kanban_record:not(.o_kanban_ghost)");
        if (!record || record.closest(".o_view_sample_data")) {
            return;
        }
        record.click();
        await settle(".o_form_view, .o_selected_row");
        readLabels();
        const { resModel } = services.action.currentController.props;
        if (!seenModels.has(resModel)) {
            seenModels.add(resModel);
            for (const page of document.querySelectorAll(".o_notebook .nav-link:not(.active)")) {
                page.click();
                await settle(".o_form_view");
                readLabels();
            }
        }
    }

    const seenViews = new Set();
    async function open(menu) {
        place = menu.xmlid;
        await services.menu.selectMenu(menu);
        await settle(".o_action_manager > .o_action");
        readLabels();
        const { action, view, views: found } = services.action.currentController;
        if (action?.type !== "ir.actions.act_window") {
            return;
        }
        seenViews.add(`${action.res_model} ${view.type}`);
        const others = found.filter(
            ({ type, multiRecord }) => multiRecord && !seenViews.has(`${action.res_model} ${type}`)
        );
        for (const { type } of others) {
            place = `${menu.xmlid} ${type}`;
            seenViews.add(`${action.res_model} ${type}`);
            await services.action.switchView(type);
            await settle(`.o_${type}_view`);
            readLabels();
        }
        place = `${menu.xmlid} ${view.type}`;
        if (others.length) {
            await services.action.switchView(view.type);
            await settle(`.o_${view.type}_view`);
        }
        await openFirst();
    }

    const root = services.menu.getApps().find(({ xmlid }) => xmlid === ROOT);
    const menus = [];
    (function collect(menu) {
        menu.childrenTree.forEach(collect);
        if (menu.actionID && !menu.childrenTree.length) {
            menus.push(menu);
        }
    })(services.menu.getMenuAsTree(root.id));
    services.menu.setCurrentMenu(root);
    for (const menu of menus) {
        await open(menu);
    }
    if (complaints.size) {
        console.error([...complaints].join("\n"));
    } else {
        console.log(`walked ${menus.length} menus, ${seenViews.size} views, ${seenModels.size} forms`);
        console.log("walk succeeded");
    }
}
