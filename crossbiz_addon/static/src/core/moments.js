import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { Duration } = luxon;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * A span of time in the reader's language, rounded down to what matters: "5 days", "1 day 3 hr", "20 min".
 *
 * @param {number} milliseconds its sign is ignored
 * @returns {string}
 */
export function humanizeSpan(milliseconds) {
    const span = Math.abs(milliseconds);
    const days = Math.floor(span / DAY);
    const hours = Math.floor((span % DAY) / HOUR);
    const minutes = Math.floor((span % HOUR) / 60_000);
    let parts = { minutes: Math.max(minutes, 1) };
    if (days >= 2) {
        parts = { days };
    } else if (days) {
        parts = hours ? { days, hours } : { days };
    } else if (hours) {
        parts = minutes ? { hours, minutes } : { hours };
    }
    return Duration.fromObject(parts).toHuman({
        unitDisplay: "short",
        listStyle: "narrow",
        type: "unit",
    });
}

/**
 * How long ago a moment was, in the reader's language.
 *
 * @param {luxon.DateTime} moment
 * @param {luxon.DateTime} now
 */
export function formatAgo(moment, now) {
    return now - moment < 60_000 ? _t("just now") : moment.toRelative({ base: now });
}

/**
 * A moment in the user's time zone and language, without seconds.
 *
 * @param {luxon.DateTime|false} moment
 */
export function formatMoment(moment) {
    return moment ? toLocaleDateTimeString(moment) : "";
}
