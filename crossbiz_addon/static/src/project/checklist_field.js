import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A text with one thing to do a line, as a list with empty boxes. */
export class ChecklistField extends Component {
    static template = "crossbiz_addon.ChecklistField";
    static props = { ...standardFieldProps };

    get lines() {
        return (this.props.record.data[this.props.name] || "").split("\n").filter(Boolean);
    }
}

registry.category("fields").add("crossbiz_checklist", {
    component: ChecklistField,
    displayName: _t("Checklist"),
    supportedTypes: ["text", "char"],
});
