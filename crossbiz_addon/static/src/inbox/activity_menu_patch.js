import { ActivityMenu } from "@mail/core/web/activity_menu";
import { patch } from "@web/core/utils/patch";

const FILTERS = { overdue: "overdue", today: "today", upcoming_all: "upcoming" };

patch(ActivityMenu.prototype, {
    /** Steps are no activities: they open in their own list, where they can be closed. */
    openActivityGroup(group, filter = "all", newWindow) {
        if (group.model !== "crossbiz.node") {
            return super.openActivityGroup(...arguments);
        }
        this.dropdown.close();
        const name = FILTERS[filter];
        this.action.doAction("crossbiz_addon.node_action_my", {
            newWindow,
            additionalContext: name ? { [`search_default_${name}`]: 1 } : {},
            clearBreadcrumbs: true,
        });
    },
});
