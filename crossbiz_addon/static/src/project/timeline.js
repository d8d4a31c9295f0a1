import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { getMonths, getShare, getTimelineLabels } from "./timeline_scale";

const { DateTime } = luxon;

/**
 * A task book in time: each milestone with its first approved and its present date, each department's weekly reports,
 * and today. What is missing is red; every mark also says in words what it means, and so does a table of all of them.
 */
export class Timeline extends Component {
    static template = "crossbiz_addon.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ data: null, asTable: false, current: null, only: "" });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(({ record }) => this.load(record.resId));
    }

    async load(resId) {
        const data = resId ? await this.orm.call("crossbiz.task.book", "get_timeline", [[resId]]) : null;
        this.labels = getTimelineLabels();
        this.state.data = data && this.prepare(data);
        this.state.current = null;
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    /** The answer of the server with its dates as moments, and with a place on the scale for each of them. */
    prepare({ start, end, today, milestones, departments }) {
        const dates = milestones.flatMap((line) => [line.baseline, line.deadline, line.reached]);
        const weeks = departments.flatMap((line) => line.weeks.map((week) => week.date));
        const known = [start, end, ...dates, ...weeks].filter(Boolean).sort();
        if (!known.length) {
            return null;
        }
        const first = DateTime.fromISO(known[0]).startOf("month");
        const last = DateTime.fromISO(known.at(-1)).endOf("month");
        const at = (date) => getShare(DateTime.fromISO(date), first, last);
        const now = DateTime.fromISO(today);
        return {
            months: getMonths(first, last),
            width: Math.ceil(last.diff(first, "weeks").weeks) * 0.75,
            today: now >= first && now <= last ? at(today) : null,
            todayText: formatDate(now),
            milestones: milestones.map((line) => this.prepareMilestone(line, at)),
            departments: departments.map((line) => ({
                ...line,
                weeks: line.weeks.map((week) => this.prepareWeek(line, week, at)),
            })),
        };
    }

    prepareMilestone(line, at) {
        const date = line.reached || line.deadline;
        const shown = (value) => formatDate(DateTime.fromISO(value));
        const parts = [
            line.name,
            line.department,
            this.labels.milestone[line.state],
            line.reached
                ? _t("reached %s", shown(line.reached))
                : _t("due %s", shown(line.deadline)),
        ];
        if (line.baseline && line.baseline !== date) {
            parts.push(_t("first approved for %s", shown(line.baseline)));
        }
        const place = at(date);
        const first = line.baseline ? at(line.baseline) : place;
        return {
            ...line,
            key: `milestone-${line.id}`,
            model: "crossbiz.task.book.milestone",
            dateText: shown(date),
            baselineText: line.baseline ? shown(line.baseline) : "",
            stateText: this.labels.milestone[line.state],
            place,
            first,
            moved: Boolean(line.baseline) && line.baseline !== date,
            from: Math.min(place, first),
            length: Math.abs(place - first),
            text: parts.filter(Boolean).join(" · "),
        };
    }

    prepareWeek(line, week, at) {
        const parts = [line.name, week.week, this.labels.week[week.state]];
        if (week.report_id && week.state !== "awaited") {
            parts.push(_t("%s %% done", week.percent));
        }
        return {
            ...week,
            id: week.report_id,
            key: `week-${line.id}-${week.week}`,
            model: "crossbiz.progress.report",
            stateText: this.labels.week[week.state],
            place: at(week.date),
            text: parts.join(" · "),
        };
    }

    /** How many weeks a department has left out. */
    getMissing(line) {
        return line.weeks.filter((week) => week.state === "missing").length;
    }

    getMissingText(line) {
        const missing = this.getMissing(line);
        return missing ? _t("%s missing", missing) : "";
    }

    get legend() {
        const { milestone, week } = this.labels;
        return [
            ["diamond", "planned", milestone.planned],
            ["diamond", "reached", milestone.reached],
            ["diamond", "late", milestone.late],
            ["diamond", "overdue", milestone.overdue],
            ["hollow", "baseline", _t("First approved date")],
            ["dot", "posted", week.posted],
            ["dot", "late", week.late],
            ["dot", "missing", week.missing],
            ["dot", "awaited", week.awaited],
        ].map(([shape, state, label]) => ({ key: shape + state, shape, state, label }));
    }

    // -------------------------------------------------------------------------
    // What the reader does
    // -------------------------------------------------------------------------

    select(mark) {
        this.state.current = mark;
    }

    /** Arrow keys go from mark to mark within a row, so that Tab goes from row to row. */
    onKeydown(ev) {
        const row = ev.currentTarget;
        const marks = [...row.querySelectorAll("button.o_crossbiz_timeline__mark")];
        const index = marks.indexOf(ev.target);
        const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: marks.length - 1 }[ev.key];
        if (index < 0 || next === undefined || !marks[next]) {
            return;
        }
        ev.preventDefault();
        marks[index].tabIndex = -1;
        marks[next].tabIndex = 0;
        marks[next].focus();
    }

    async open(mark) {
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: mark.model,
            res_id: mark.id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

registry.category("view_widgets").add("crossbiz_timeline", { component: Timeline });
