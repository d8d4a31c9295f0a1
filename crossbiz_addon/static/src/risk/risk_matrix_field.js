import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { LEVELS, RiskGrid } from "./risk_grid";

/** The levels of a risk matrix; while they may change, a click gives a cell the next one. */
export class RiskMatrixField extends Component {
    static template = "crossbiz_addon.RiskMatrixField";
    static components = { RiskGrid };
    static props = { ...standardFieldProps };

    get cells() {
        return this.props.record.data[this.props.name];
    }

    raise({ likelihood, impact, level }) {
        const cells = this.cells.map((row) => [...row]);
        cells[likelihood - 1][impact - 1] = LEVELS[(LEVELS.indexOf(level) + 1) % LEVELS.length];
        return this.props.record.update({ [this.props.name]: cells });
    }
}

registry.category("fields").add("crossbiz_risk_matrix", {
    component: RiskMatrixField,
    displayName: _t("Risk Matrix"),
    supportedTypes: ["json", "jsonb"],
});
