import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { menuService } from "@web/webclient/menus/menu_service";
import { session } from "@web/session";

const MENU = "crossbiz_addon.complaint_page_menu";

/** The page for complaints, for this database and company. What follows # is not sent to any server. */
function getAddress() {
    const place = new URLSearchParams({ db: session.db || "", c: user.activeCompany?.id || "" });
    return `/crossbiz_addon/static/complaint/index.html#${place}`;
}

/** In a window that knows nothing of this one. */
function openPage() {
    browser.open(getAddress(), "_blank", "noopener,noreferrer");
}

registry.category("user_menuitems").add("crossbiz_complaint", () => ({
    type: "item",
    id: "crossbiz_complaint",
    description: _t("Anonymous Complaint"),
    href: getAddress(),
    callback: openPage,
    sequence: 55,
}));

// An action would be asked of the server first, by the person who is logged in.
patch(menuService, {
    async start() {
        const service = await super.start(...arguments);
        const selectMenu = service.selectMenu.bind(service);
        service.selectMenu = async (menu) => {
            const chosen = typeof menu === "number" ? service.getMenu(menu) : menu;
            return chosen?.xmlid === MENU ? openPage() : selectMenu(menu);
        };
        return service;
    },
});
