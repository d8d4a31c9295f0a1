import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMoment, humanizeSpan } from "@crossbiz_addon/core/moments";
import { LIGHTS } from "@crossbiz_addon/core/light";

const OUTCOME_ICONS = { rejected: "fa-times", returned: "fa-undo" };

/** One step of the process panel. */
export class ProcessStep extends Component {
    static template = "crossbiz_addon.ProcessStep";
    static components = { Dropdown, DropdownItem };
    static props = {
        step: Object,
        now: Object,
        labels: Object,
        busy: Boolean,
        showDepartment: Boolean,
        onCall: Function,
        onConfirm: Function,
        onOpen: Function,
        onWizard: Function,
    };

    get isOpen() {
        return this.props.step.state === "open";
    }

    get isVoid() {
        return this.props.step.state === "void";
    }

    get isPaused() {
        return this.props.step.state === "paused";
    }

    /** The server's colour, moved on to red when the deadline passes while the page stays open. */
    get light() {
        const { step, now } = this.props;
        return this.isOpen && step.deadline <= now ? "red" : step.light;
    }

    get markClass() {
        return LIGHTS[this.light].mark;
    }

    get icon() {
        const { step } = this.props;
        if (this.isVoid) {
            return "fa-ban";
        }
        if (step.state === "closed") {
            return OUTCOME_ICONS[step.outcome] || "fa-check";
        }
        return LIGHTS[this.light].icon;
    }

    get status() {
        const { state, on_time: onTime } = this.props.step;
        switch (state) {
            case "open":
                return { red: _t("Overdue"), yellow: _t("Due Soon") }[this.light] || _t("On Track");
            case "closed":
                return onTime ? _t("Done on Time") : _t("Done Late");
            case "paused":
                return _t("Clock Stopped");
            default:
                return this.props.labels.state[state];
        }
    }

    get countdown() {
        const { step, now } = this.props;
        const span = humanizeSpan(step.deadline - now);
        return step.deadline <= now ? _t("%s late", span) : _t("%s left", span);
    }

    /** How late a closed step was, or how long it took. */
    get result() {
        const { closed_at: closed, deadline, on_time: onTime, opened_at: opened } = this.props.step;
        return onTime
            ? _t("took %s", humanizeSpan(closed - opened))
            : _t("%s late", humanizeSpan(closed - deadline));
    }

    /** What became of a step that is not open: its verdict, or how it kept its time. */
    get badge() {
        const { state, outcome } = this.props.step;
        return state === "closed" && outcome !== "done"
            ? this.props.labels.outcome[outcome]
            : this.status;
    }

    get badgeClass() {
        const { outcome, state } = this.props.step;
        if (state !== "closed" || outcome === "done") {
            return this.markClass;
        }
        return outcome === "approved" ? "text-bg-success" : "text-bg-danger";
    }

    get round() {
        return _t("Round %s", this.props.step.cycle);
    }

    get acknowledgement() {
        const { acknowledged_by: person, acknowledged_at: moment } = this.props.step;
        return _t("Acknowledged by %(person)s, %(moment)s", {
            person,
            moment: formatMoment(moment),
        });
    }

    get standstill() {
        return _t("Standing still since %s", formatMoment(this.props.step.paused_since));
    }

    get deadlineMoved() {
        const { baseline_deadline: first, deadline } = this.props.step;
        return first && deadline && !first.equals(deadline);
    }

    moment(value) {
        return formatMoment(value);
    }

    exact(value) {
        return formatDateTime(value);
    }
}
