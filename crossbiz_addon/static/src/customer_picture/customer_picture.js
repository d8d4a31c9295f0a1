import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { formatList } from "@web/core/l10n/utils";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatFloat } from "@web/views/fields/formatters";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { getCaseIcon, getCaseLightLabel, LIGHTS } from "@crossbiz_addon/core/light";
import { formatAgo, formatMoment, humanizeSpan } from "@crossbiz_addon/core/moments";
import { loadLabels } from "@crossbiz_addon/core/selection";
import { useNow } from "@crossbiz_addon/core/use_now";

const ORDER = "crossbiz.task.order";
const UPDATE = "crossbiz.customer.update";
const CHANGED = "crossbiz_addon.customer_update";
const ENDED_STATES = ["done", "cancelled"];
const UPDATES_SHOWN = 10;
const ENDED_SHOWN = 5;

const TYPE_ICONS = { need: "fa-lightbulb-o", contract: "fa-file-text-o", service: "fa-comment-o" };

/** What all departments know of one customer: figures, news and task orders; stays up to date while open. */
export class CustomerPicture extends Component {
    static template = "crossbiz_addon.CustomerPicture";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.fieldService = useService("field");
        this.addDialog = useOwnedDialogs();
        this.now = useNow(60_000);
        this.keepLast = new KeepLast();
        this.state = useState({ picture: null, failed: false, allUpdates: false, allEnded: false });

        useEffect(
            (partnerId) => {
                this.state.picture = null;
                this.load(partnerId);
            },
            () => [this.partnerId]
        );

        // Many updates at once, such as an import, ask the server once.
        const refresh = useDebounced(() => this.load(this.partnerId), 500);
        const onChanged = ({ commercial_partner_id: id }) => {
            if (id === this.state.picture?.commercial_partner_id) {
                refresh();
            }
        };
        const bus = useService("bus_service");
        bus.subscribe(CHANGED, onChanged);
        onWillUnmount(() => bus.unsubscribe(CHANGED, onChanged));
    }

    // -------------------------------------------------------------------------
    // Data
    // -------------------------------------------------------------------------

    get isLead() {
        return this.props.record.resModel === "crm.lead";
    }

    /** Id of the customer, false while there is none yet. */
    get partnerId() {
        const { record } = this.props;
        const id = this.isLead ? record.data.partner_id?.id : record.resId;
        return id || false;
    }

    async load(partnerId) {
        if (!partnerId) {
            return;
        }
        this.state.failed = false;
        try {
            const [picture, state, type] = await this.keepLast.add(
                Promise.all([
                    this.orm.silent.call("res.partner", "get_crossbiz_picture", [[partnerId]]),
                    loadLabels(this.fieldService, ORDER, "state"),
                    loadLabels(this.fieldService, UPDATE, "type"),
                ])
            );
            this.labels = { state, type };
            this.state.picture = picture;
        } catch (error) {
            this.state.failed = true;
            throw error;
        }
    }

    // -------------------------------------------------------------------------
    // What is shown
    // -------------------------------------------------------------------------

    get picture() {
        return this.state.picture;
    }

    get satisfaction() {
        return formatFloat(this.picture.satisfaction, { digits: [16, 1] });
    }

    /** Five stars: full, half or empty, nearest to the average. */
    get stars() {
        const halves = Math.round(this.picture.satisfaction * 2);
        return [2, 4, 6, 8, 10].map((full) =>
            halves >= full ? "fa-star" : halves === full - 1 ? "fa-star-half-o" : "fa-star-o"
        );
    }

    get fulfilment() {
        return Math.round(this.picture.fulfilment);
    }

    get ratings() {
        return _t("Ratings: %s", this.picture.rated);
    }

    get deliveries() {
        return _t("Deliveries: %s", this.picture.delivered);
    }

    get fulfilmentClass() {
        return this.fulfilment >= 90
            ? "bg-success"
            : this.fulfilment >= 70
              ? "bg-warning"
              : "bg-danger";
    }

    get updates() {
        const shown = this.state.allUpdates ? undefined : UPDATES_SHOWN;
        return this.picture.updates.slice(0, shown).map((update) => {
            const date = deserializeDateTime(update.date);
            return {
                ...update,
                typeLabel: this.labels.type[update.type] || update.type,
                icon: TYPE_ICONS[update.type] || "fa-circle-o",
                department: update.department_id ? update.department_id[1] : "",
                author: update.user_id ? update.user_id[1] : "",
                when: formatMoment(date),
                relative: formatAgo(date, this.now.value),
            };
        });
    }

    get orders() {
        return this.picture.orders.map((order) => ({
            ...order,
            ended: ENDED_STATES.includes(order.state),
            stateLabel: this.labels.state[order.state] || order.state,
            lightLabel: getCaseLightLabel(order.light, order.state),
            mark: LIGHTS[order.light].mark,
            icon: getCaseIcon(order.light, order.state),
            waiting: this.getWaiting(order),
            progress: this.getProgress(order),
            due: this.getDue(order),
        }));
    }

    get openOrders() {
        return this.orders.filter((order) => !order.ended);
    }

    get endedOrders() {
        return this.orders.filter((order) => order.ended);
    }

    /** Task orders as they are listed: those that run, then those that ended, the latest first. */
    get orderGroups() {
        const ended = this.endedOrders;
        const shown = this.state.allEnded ? ended : ended.slice(0, ENDED_SHOWN);
        return [
            { key: "open", orders: this.openOrders, hidden: 0 },
            {
                key: "ended",
                title: _t("Ended"),
                orders: shown,
                hidden: ended.length - shown.length,
            },
        ].filter((group) => group.orders.length);
    }

    get hiddenUpdates() {
        return this.picture.updates.length - this.updates.length;
    }

    getMoreLabel(count) {
        return _t("Show earlier ones (%s)", count);
    }

    getWaiting({ waiting_department_ids: ids }) {
        const names = ids.map((id) => this.picture.departments[id]).filter(Boolean);
        return names.length ? _t("Waiting for %s", formatList(names)) : "";
    }

    getProgress({ accepted_count: accepted, line_count: all, state }) {
        return ["running", "closing"].includes(state) && all
            ? _t("%(accepted)s of %(all)s accepted", { accepted, all })
            : "";
    }

    getDue({ next_deadline: deadline }) {
        if (!deadline) {
            return "";
        }
        const left = deserializeDateTime(deadline) - this.now.value;
        return left > 0 ? _t("%s left", humanizeSpan(left)) : _t("%s late", humanizeSpan(left));
    }

    // -------------------------------------------------------------------------
    // What the reader does
    // -------------------------------------------------------------------------

    getOrderUrl(order) {
        return `/odoo/${ORDER}/${order.id}`;
    }

    /** Open a task order; with a modifier key the link itself opens it in another tab. */
    openOrder(order, ev) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: ORDER,
            res_id: order.id,
            views: [[false, "form"]],
        });
    }

    addUpdate() {
        const { resId } = this.props.record;
        const context = { default_partner_id: this.partnerId };
        if (this.isLead && resId) {
            context.default_lead_id = resId;
        }
        this.addDialog(FormViewDialog, {
            resModel: UPDATE,
            title: _t("New Customer Update"),
            context,
            canExpand: false,
            size: "md",
            onRecordSaved: () => this.load(this.partnerId),
        });
    }
}

export const customerPicture = {
    component: CustomerPicture,
    additionalClasses: ["d-block", "w-100"],
};

registry.category("view_widgets").add("crossbiz_customer_picture", customerPicture);
