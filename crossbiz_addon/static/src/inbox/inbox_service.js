import { registry } from "@web/core/registry";
import { debounce } from "@web/core/utils/timing";

/** Keeps the systray's counter right when steps of this user open, move or close. */
export const inboxService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, { bus_service: bus, "mail.store": store }) {
        // A job may tell one person of many steps at once.
        const refresh = debounce(() => store.fetchStoreData("systray_get_activities"), 1000);
        bus.subscribe("crossbiz_addon.inbox", refresh);
        return { refresh };
    },
};

registry.category("services").add("crossbiz_addon.inbox", inboxService);
