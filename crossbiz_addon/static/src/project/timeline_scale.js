import { _t } from "@web/core/l10n/translation";

/** Where a date lies between two others, in percent. */
export function getShare(date, first, last) {
    return Math.min(Math.max(((date - first) / (last - first)) * 100, 0), 100);
}

/**
 * The months of a scale: where each begins, and its name; with the year where a year begins, and only every other
 * one or fewer where there are many.
 */
export function getMonths(first, last) {
    const count = Math.ceil(last.diff(first, "months").months);
    const step = count > 36 ? 6 : count > 18 ? 3 : 1;
    const months = [];
    for (let number = 0; number < count; number += step) {
        const month = first.plus({ months: number });
        const end = month.plus({ months: step });
        months.push({
            key: month.toISODate(),
            place: getShare(month, first, last),
            length: getShare(end, first, last) - getShare(month, first, last),
            label:
                !number || month.month <= step
                    ? month.toLocaleString({ month: "short", year: "numeric" })
                    : month.toLocaleString({ month: "short" }),
        });
    }
    return months;
}

/** What each state is called, in the reader's language. */
export function getTimelineLabels() {
    return {
        milestone: {
            planned: _t("Upcoming"),
            reached: _t("Reached"),
            late: _t("Reached Late"),
            overdue: _t("Overdue"),
        },
        week: {
            posted: _t("Reported"),
            late: _t("Reported Late"),
            missing: _t("Report Missing"),
            awaited: _t("Report Awaited"),
        },
    };
}
