import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

export const LEVELS = ["low", "medium", "high", "critical"];
const STEPS = [1, 2, 3, 4, 5];

/** Names of the levels in the reader's language. */
export function getLevelLabels() {
    return { low: _t("Low"), medium: _t("Medium"), high: _t("High"), critical: _t("Critical") };
}

/**
 * Likelihood against impact, five by five: each cell has the colour and the name of its level, and what the parent
 * puts into it. Cells are buttons where a click means something.
 */
export class RiskGrid extends Component {
    static template = "crossbiz_addon.RiskGrid";
    static props = {
        cells: { type: [Array, Boolean], optional: true },
        counts: { type: Object, optional: true },
        onCell: { type: Function, optional: true },
    };

    setup() {
        this.labels = getLevelLabels();
    }

    /** The rows from the most likely down, so that the severe corner is at the top right. */
    get rows() {
        return STEPS.toReversed().map((likelihood) => ({
            likelihood,
            cells: STEPS.map((impact) => this.getCell(likelihood, impact)),
        }));
    }

    get impacts() {
        return STEPS;
    }

    getCell(likelihood, impact) {
        const level = this.props.cells ? this.props.cells[likelihood - 1][impact - 1] : "";
        const count = this.props.counts ? this.props.counts[`${likelihood}-${impact}`] || 0 : null;
        const place = _t("Likelihood %(likelihood)s, impact %(impact)s", { likelihood, impact });
        const parts = [place, this.labels[level]];
        if (count !== null) {
            parts.push(_t("Risks: %s", count));
        }
        return { likelihood, impact, level, count, title: parts.filter(Boolean).join(" · ") };
    }

    /** An empty cell of the map leads nowhere. */
    isActive(cell) {
        return Boolean(this.props.onCell) && cell.count !== 0;
    }
}
