import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { RiskGrid } from "./risk_grid";

const PLACES = {
    inherent: ["likelihood", "impact"],
    residual: ["left_likelihood", "left_impact"],
};

/** The heat map of the searched risks; a click on a cell lists them. */
export class RiskMapRenderer extends Component {
    static template = "crossbiz_addon.RiskMap";
    static components = { RiskGrid };
    static props = ["*"];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ mode: "inherent", data: null });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((nextProps) => this.load(nextProps));
    }

    async load({ list }) {
        this.domain = list.domain;
        const asked = this.orm.call(list.resModel, "get_map", [list.domain]);
        this.state.data = await this.keepLast.add(asked);
    }

    get counts() {
        const rows = this.state.data[this.state.mode];
        return Object.fromEntries(rows.map(([likelihood, impact, count]) => [`${likelihood}-${impact}`, count]));
    }

    get total() {
        return this.state.data[this.state.mode].reduce((sum, row) => sum + row[2], 0);
    }

    openCell({ likelihood, impact }) {
        const [first, second] = PLACES[this.state.mode];
        const here = [
            [first, "=", likelihood],
            [second, "=", impact],
        ];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Likelihood %(likelihood)s, impact %(impact)s", { likelihood, impact }),
            res_model: this.props.list.resModel,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: Domain.and([this.domain, here]).toList(),
        });
    }
}

registry.category("views").add("crossbiz_risk_map", { ...kanbanView, Renderer: RiskMapRenderer });
