import { Component, useState } from "@odoo/owl";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useReading } from "@crossbiz_addon/core/use_reading";

const MODEL = "crossbiz.complaint";
const ROLES = {
    reporter: _t("The Reporter"),
    staff: _t("Answer of the Office"),
    system: _t("Automatic Message"),
    note: _t("Note of the Handlers"),
};

/**
 * Statement and dialogue of a complaint, for its handlers: read by a call that checks and notes who reads, each time
 * this is shown. Nothing of it goes through the form's record, so nothing is cached, exported or searched.
 */
export class ComplaintDialogue extends Component {
    static template = "crossbiz_addon.ComplaintDialogue";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ busy: false, text: "", dialogue: null });
        useReading((record) => this.read(record));
    }

    async read({ resId }) {
        this.state.dialogue = resId ? await this.orm.call(MODEL, "get_dialogue", [[resId]]) : null;
    }

    get messages() {
        return this.state.dialogue ? this.state.dialogue.messages : [];
    }

    get canWrite() {
        return this.state.dialogue && this.state.dialogue.state !== "erased";
    }

    getRole(message) {
        return ROLES[message.author];
    }

    getDay(message) {
        return formatDate(deserializeDate(message.day));
    }

    getUrl(file) {
        return `/crossbiz/complaint/file/${file.id}`;
    }

    getSize(file) {
        return file.size < 1024 ? _t("up to %s KB", file.size) : _t("up to %s MB", Math.ceil(file.size / 1024));
    }

    onAnswer() {
        return this.send("action_answer");
    }

    onNote() {
        return this.send("action_note");
    }

    async send(method) {
        const text = this.state.text.trim();
        if (!text || this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            this.state.dialogue = await this.orm.call(MODEL, method, [[this.props.record.resId]], { text });
            this.state.text = "";
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("view_widgets").add("crossbiz_complaint_dialogue", { component: ComplaintDialogue });

/** A text that the server opens for this one reading, at once or when it is asked for. */
export class ComplaintSealed extends Component {
    static template = "crossbiz_addon.ComplaintSealed";
    static props = { ...standardWidgetProps, method: String, ask: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ text: null });
        useReading((record) => (this.props.ask ? undefined : this.read(record)));
    }

    async read({ resModel, resId }) {
        this.state.text = resId ? await this.orm.call(resModel, this.props.method, [[resId]]) : null;
    }

    onShow() {
        return this.read(this.props.record);
    }
}

registry.category("view_widgets").add("crossbiz_complaint_sealed", {
    component: ComplaintSealed,
    extractProps: ({ attrs }) => ({ method: attrs.method, ask: Boolean(attrs.ask) }),
});
