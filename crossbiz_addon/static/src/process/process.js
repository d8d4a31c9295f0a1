import { Component, markRaw, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { zip } from "@web/core/utils/arrays";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { loadLabels } from "@crossbiz_addon/core/selection";
import { useNow } from "@crossbiz_addon/core/use_now";
import { useReading } from "@crossbiz_addon/core/use_reading";
import { ProcessStep } from "./process_step";
import { getMoments, SPECIFICATION } from "./step_fields";

const NODE = "crossbiz.node";
const HISTORY_SHOWN = 10;

/**
 * The steps of a document as a timeline: what runs on top, with what the reader may do, then what happened.
 *
 * They are read when they are looked at, not with the document. `steps` names the field that has them.
 */
export class Process extends Component {
    static template = "crossbiz_addon.Process";
    static components = { ProcessStep };
    static props = {
        ...standardWidgetProps,
        steps: String,
        grouped: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.fieldService = useService("field");
        this.now = useNow();
        this.state = useState({
            busy: false,
            grouped: Boolean(this.props.grouped),
            showAll: false,
            steps: markRaw([]),
        });
        this.readAnew = useReading((record) => this.read(record));
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    async read({ resModel, resId }) {
        const name = this.props.steps;
        const specification = { [name]: { fields: SPECIFICATION } };
        const [[found], labels] = await Promise.all([
            resId ? this.orm.webRead(resModel, [resId], { specification }) : [],
            this.loadLabels(),
        ]);
        this.labels = labels;
        this.state.steps = markRaw((found ? found[name] : []).map((node) => this.describe(node)));
    }

    async loadLabels() {
        const names = ["kind", "outcome", "state"];
        const labels = names.map((name) => loadLabels(this.fieldService, NODE, name));
        return Object.fromEntries(zip(names, await Promise.all(labels)));
    }

    get steps() {
        return this.state.steps;
    }

    /** A node as plain values for its step. */
    describe(data) {
        return {
            ...data,
            ...getMoments(data),
            kindLabel: this.labels.kind[data.kind] || data.kind,
            department: data.department_id.display_name || "",
            departmentId: data.department_id.id,
            person: data.user_id ? data.user_id.display_name : "",
            acknowledged_by: data.acknowledged_by ? data.acknowledged_by.display_name : "",
            closed_by: data.closed_by ? data.closed_by.display_name : "",
            running: ["open", "paused"].includes(data.state),
        };
    }

    /** The reader's own steps first, then the other running ones, newest first, then history. */
    get sortedSteps() {
        const rank = (step) => (step.can_act ? 0 : step.running ? 1 : 2);
        const moment = (step) => (step.running ? step.opened_at : step.closed_at || step.opened_at);
        return [...this.steps].sort((a, b) => rank(a) - rank(b) || moment(b) - moment(a) || b.id - a.id);
    }

    /** What is shown: one section, or one for each department. */
    get sections() {
        const steps = this.sortedSteps;
        if (!this.isGrouped) {
            const running = steps.filter((step) => step.running);
            const history = steps.filter((step) => !step.running);
            const shown = this.state.showAll ? history : history.slice(0, HISTORY_SHOWN);
            return [
                {
                    key: 0,
                    title: "",
                    steps: [...running, ...shown],
                    hidden: history.length - shown.length,
                },
            ];
        }
        const sections = new Map();
        for (const step of steps) {
            if (!sections.has(step.departmentId)) {
                sections.set(step.departmentId, {
                    key: step.departmentId,
                    title: step.department,
                    steps: [],
                    hidden: 0,
                });
            }
            sections.get(step.departmentId).steps.push(step);
        }
        return [...sections.values()];
    }

    get isGrouped() {
        return this.state.grouped && this.hasDepartments;
    }

    get hasDepartments() {
        return new Set(this.steps.map((step) => step.departmentId)).size > 1;
    }

    getHistoryLabel(section) {
        return _t("Show earlier steps (%s)", section.hidden);
    }

    get summary() {
        const running = this.steps.filter((step) => step.running).length;
        const ended = this.steps.length - running;
        return running
            ? _t("%(running)s running, %(ended)s ended", { running, ended })
            : _t("Nothing running, %(ended)s ended", { ended });
    }

    // -------------------------------------------------------------------------
    // What the reader does
    // -------------------------------------------------------------------------

    /** Run `action` once at a time, on a saved document, and show afterwards what it changed, also when it failed. */
    async guard(action) {
        const { record } = this.props;
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            if (!(await record.isDirty()) || (await record.save())) {
                await action();
            }
        } finally {
            this.state.busy = false;
        }
    }

    async reload() {
        const { record } = this.props;
        await this.readAnew();
        this.env.bus.trigger("MAIL:RELOAD-THREAD", { model: record.resModel, id: record.resId });
        this.env.services["crossbiz_addon.inbox"]?.refresh();
    }

    /** Call a method of the node that closes or acknowledges it. */
    call(step, method) {
        return this.guard(async () => {
            try {
                await this.orm.call(NODE, method, [[step.id]]);
            } finally {
                await this.reload();
            }
        });
    }

    /** Ask before a step is closed: the journal keeps it for good. */
    confirm(step, method) {
        const decides = method === "action_approve";
        this.dialog.add(ConfirmationDialog, {
            title: step.kindLabel,
            body: decides
                ? _t(
                      "Approve this? The decision is kept in the journal under your name and cannot be taken back."
                  )
                : _t(
                      "Is this done? It is kept in the journal under your name and cannot be taken back."
                  ),
            confirmLabel: decides ? _t("Approve") : _t("Done"),
            confirm: () => this.call(step, method),
            cancel: () => {},
        });
    }

    /** Open what a method of the node returns, such as the form that closes the step. */
    open(step, method) {
        return this.guard(async () => {
            const action = await this.orm.call(NODE, method, [[step.id]]);
            await this.action.doAction(action, { onClose: () => this.reload() });
        });
    }

    /** Open one of the node's dialogs. */
    wizard(step, name, context = {}) {
        return this.guard(() =>
            this.action.doAction(`crossbiz_addon.${name}`, {
                additionalContext: {
                    active_model: NODE,
                    active_id: step.id,
                    active_ids: [step.id],
                    ...context,
                },
                onClose: () => this.reload(),
            })
        );
    }
}

registry.category("view_widgets").add("crossbiz_process", {
    component: Process,
    additionalClasses: ["d-block", "w-100"],
    supportedOptions: [{ label: _t("Grouped by department"), name: "grouped", type: "boolean" }],
    extractProps: ({ attrs, options }) => ({
        steps: attrs.steps || "node_ids",
        grouped: Boolean(options.grouped),
    }),
});
