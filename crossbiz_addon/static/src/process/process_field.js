import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { loadLabels } from "@crossbiz_addon/core/selection";
import { useNow } from "@crossbiz_addon/core/use_now";
import { ProcessStep } from "./process_step";

const NODE = "crossbiz.node";
const HISTORY_SHOWN = 10;

const RELATED_FIELDS = [
    { name: "kind", type: "selection", selection: [] },
    {
        name: "department_id",
        type: "many2one",
        relation: "hr.department",
        context: "{'hierarchical_naming': False}",
    },
    { name: "user_id", type: "many2one", relation: "res.users" },
    { name: "topic", type: "char" },
    { name: "cycle", type: "integer" },
    { name: "state", type: "selection", selection: [] },
    { name: "outcome", type: "selection", selection: [] },
    { name: "opinion", type: "text" },
    { name: "light", type: "selection", selection: [] },
    { name: "on_time", type: "boolean" },
    { name: "changed_since", type: "boolean" },
    { name: "opened_at", type: "datetime" },
    { name: "baseline_deadline", type: "datetime" },
    { name: "deadline", type: "datetime" },
    { name: "acknowledged_at", type: "datetime" },
    { name: "acknowledged_by", type: "many2one", relation: "res.users" },
    { name: "closed_at", type: "datetime" },
    { name: "closed_by", type: "many2one", relation: "res.users" },
    { name: "urged_at", type: "datetime" },
    { name: "paused_since", type: "datetime" },
    { name: "can_act", type: "boolean" },
    { name: "can_decide", type: "boolean" },
    { name: "can_return", type: "boolean" },
    { name: "can_complete", type: "boolean" },
    { name: "can_fill_in", type: "boolean" },
    { name: "can_hand_over", type: "boolean" },
    { name: "can_extend", type: "boolean" },
    { name: "verb", type: "char" },
];

/** The steps of a document as a timeline: what runs on top, with what the reader may do, then what happened. */
export class ProcessField extends Component {
    static template = "crossbiz_addon.ProcessField";
    static components = { ProcessStep };
    static props = {
        ...standardFieldProps,
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
        });
        onWillStart(async () => {
            const [kind, outcome, state] = await Promise.all(
                ["kind", "outcome", "state"].map((name) => loadLabels(this.fieldService, NODE, name))
            );
            this.labels = { kind, outcome, state };
        });
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get steps() {
        return this.props.record.data[this.props.name].records.map((node) => this.describe(node));
    }

    /** A node as plain values for its step. */
    describe({ resId, data }) {
        return {
            ...data,
            id: resId,
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
        return this.steps.sort((a, b) => rank(a) - rank(b) || moment(b) - moment(a) || b.id - a.id);
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
        await record.load();
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

export const processField = {
    component: ProcessField,
    displayName: _t("Process"),
    supportedTypes: ["one2many", "many2many"],
    supportedOptions: [{ label: _t("Grouped by department"), name: "grouped", type: "boolean" }],
    relatedFields: () => RELATED_FIELDS.map((field) => ({ ...field })),
    additionalClasses: ["d-block", "w-100"],
    isEmpty: () => false,
    isValid: () => true,
    extractProps: ({ options }) => ({ grouped: Boolean(options.grouped) }),
};

registry.category("fields").add("crossbiz_process", processField);
