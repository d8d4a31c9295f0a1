import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/**
 * Asks for what an act on a complaint needs, and passes it to the act and to nothing else.
 *
 * A wizard of Odoo would write what is typed to a table of the database, in clear; here it stays in the browser until
 * the server seals it.
 */
export class ComplaintDialog extends Component {
    static template = "crossbiz_addon.ComplaintDialog";
    static components = { Dialog };
    static props = {
        title: String,
        help: String,
        inputs: Array,
        confirm: Function,
        close: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ busy: false, values: {} });
        useAutofocus({ refName: "first" });
    }

    async onConfirm() {
        const missing = this.props.inputs.filter(({ name }) => !(this.state.values[name] || "").trim());
        if (missing.length) {
            const names = missing.map(({ label }) => label).join(", ");
            this.notification.add(_t("Please fill in: %s", names), { type: "danger" });
            return;
        }
        this.state.busy = true;
        try {
            await this.props.confirm({ ...this.state.values });
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}

/** Client action behind the buttons of a complaint: ask, act, and go where the act leads or show what it changed. */
function openComplaintDialog(env, action) {
    const { model, id, method, title, help, inputs } = action.params;
    const { action: actions, dialog, orm } = env.services;
    dialog.add(ComplaintDialog, {
        title,
        help,
        inputs,
        confirm: async (values) => {
            const answer = await orm.call(model, method, [[id]], values);
            const next = answer && answer.type ? answer : { type: "ir.actions.client", tag: "soft_reload" };
            await actions.doAction(next);
        },
    });
}

registry.category("actions").add("crossbiz_complaint_dialog", openComplaintDialog);
