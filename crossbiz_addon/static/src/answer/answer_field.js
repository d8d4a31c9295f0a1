import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ViewButton } from "@web/views/view_button/view_button";

/** In a list of steps: the button that opens the record which closes the step, and says by its verb what that is. */
export class AnswerField extends Component {
    static template = "crossbiz_addon.AnswerField";
    static components = { ViewButton };
    static props = { ...standardFieldProps };

    clickParams = { name: "action_fill_in", type: "object" };
}

registry.category("fields").add("crossbiz_answer", {
    component: AnswerField,
    supportedTypes: ["char"],
});
