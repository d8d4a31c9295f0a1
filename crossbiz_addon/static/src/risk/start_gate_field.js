import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a case needs before it starts: met, or open with what to do, and a way there. */
export class StartGateField extends Component {
    static template = "crossbiz_addon.StartGateField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    get isOpen() {
        return this.items.some((item) => !item.met);
    }

    async open({ model, id }) {
        await this.props.record.save();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("crossbiz_start_gate", {
    component: StartGateField,
    displayName: _t("Before the Start"),
    supportedTypes: ["json", "jsonb"],
});
