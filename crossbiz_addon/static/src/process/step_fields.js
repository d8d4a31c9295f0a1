import { deserializeDateTime } from "@web/core/l10n/dates";

// What is read of a step, by how its value comes from the server.
const PLAIN = [
    "kind",
    "topic",
    "cycle",
    "state",
    "outcome",
    "opinion",
    "light",
    "on_time",
    "changed_since",
    "can_act",
    "can_decide",
    "can_return",
    "can_complete",
    "can_fill_in",
    "can_hand_over",
    "can_extend",
    "verb",
];
const MOMENTS = [
    "opened_at",
    "baseline_deadline",
    "deadline",
    "acknowledged_at",
    "closed_at",
    "urged_at",
    "paused_since",
];
const NAMED = { fields: { display_name: {} } };
/** For `web_read`. */
export const SPECIFICATION = {
    ...Object.fromEntries([...PLAIN, ...MOMENTS].map((name) => [name, {}])),
    department_id: { ...NAMED, context: { hierarchical_naming: false } },
    user_id: NAMED,
    acknowledged_by: NAMED,
    closed_by: NAMED,
};

/** The moments of a step in the reader's time zone; false where there is none. */
export function getMoments(data) {
    return Object.fromEntries(
        MOMENTS.map((name) => [name, data[name] && deserializeDateTime(data[name])])
    );
}
