import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LOOKS = { pass: "success", conditional: "warning", fail: "danger" };

/** The verdict on one thing as buttons, in a list too, so that a page of findings is judged click by click. */
export class VerdictField extends Component {
    static template = "crossbiz_addon.VerdictField";
    static props = { ...standardFieldProps, locked: { type: Boolean, optional: true } };

    get choices() {
        const { record, name } = this.props;
        return record.fields[name].selection.map(([value, label]) => {
            const chosen = record.data[name] === value;
            return { value, label, chosen, look: chosen ? LOOKS[value] : "secondary" };
        });
    }

    async choose(value) {
        await this.props.record.update({ [this.props.name]: value });
    }
}

registry.category("fields").add("crossbiz_verdict", {
    component: VerdictField,
    displayName: _t("Verdict"),
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ locked: Boolean(options.locked) }),
});
