import { _t } from "@web/core/l10n/translation";

/** How each colour looks: `mark` for a filled sign, which keeps its contrast in every theme. */
export const LIGHTS = {
    blue: { mark: "text-bg-info", icon: "fa-hourglass-start" },
    yellow: { mark: "text-bg-warning", icon: "fa-hourglass-half" },
    red: { mark: "text-bg-danger", icon: "fa-exclamation" },
    green: { mark: "text-bg-success", icon: "fa-check" },
    grey: { mark: "text-bg-secondary", icon: "fa-pause" },
};

const CASE_ICONS = {
    draft: "fa-pencil",
    done: "fa-check",
    rejected: "fa-times",
    cancelled: "fa-ban",
};

/** The sign of a case: its shape tells the state, so that colour is never the only sign. */
export function getCaseIcon(light, state) {
    return CASE_ICONS[state] || LIGHTS[light].icon;
}

/** What the colour of a running or ended case says in words. */
export function getCaseLightLabel(light, state) {
    switch (light) {
        case "red":
            return _t("Overdue");
        case "yellow":
            return state === "done" ? _t("Done Late") : _t("Due Soon");
        case "green":
            return _t("Done on Time");
        case "blue":
            return _t("On Track");
        default:
            return _t("At Rest");
    }
}
