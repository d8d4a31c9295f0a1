import { Component, useRef, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { parseXML } from "@web/core/utils/xml";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { KanbanArchParser } from "@web/views/kanban/kanban_arch_parser";
import { KanbanCompiler } from "@web/views/kanban/kanban_compiler";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { ListArchParser } from "@web/views/list/list_arch_parser";
import { ListRenderer } from "@web/views/list/list_renderer";
import { useViewButtons } from "@web/views/view_button/view_button_hook";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useReading } from "./use_reading";

const PARSERS = { list: ListArchParser, kanban: KanbanArchParser };
const LIMIT = 40; // as in the lists of Odoo's forms

/** Shows what the server says now, not what the browser kept. */
class PageModel extends RelationalModel {
    static withCache = false;
}

/** One record, to be read: there is nothing to save, and what may be done stands in its header. */
class ReadDialog extends FormViewDialog {
    setup() {
        super.setup();
        this.viewProps.buttonTemplate = "crossbiz_addon.PageList.NoButtons";
    }
}

/**
 * What hangs on a document, as a list on a page of its form: read when that page is opened, not with the document.
 *
 * `<widget name="crossbiz_list" model="…" string="…" domain="[('case_id', '=', case_id)]" options="{'list': 1}"/>`,
 * where `options` has the ids of the views `list`, `kanban` (for phones) and `form` (for one record).
 */
export class PageList extends Component {
    static template = "crossbiz_addon.PageList";
    static components = { KanbanRenderer, ListRenderer, Pager };
    static props = {
        ...standardWidgetProps,
        resModel: String,
        title: String,
        domain: String,
        views: Object,
    };

    setup() {
        this.viewService = useService("view");
        this.dialog = useService("dialog");
        this.services = Object.fromEntries(
            RelationalModel.services.map((name) => [name, useService(name)])
        );
        this.root = useRef("root");
        this.type = this.env.isSmall && this.props.views.kanban ? "kanban" : "list";
        this.state = useState({ list: null });
        this.reload = useReading((record) => this.read(record));
        useViewButtons(this.root, {
            beforeExecuteAction: () => this.props.record.save(),
            reload: () => this.reload(),
        });
    }

    /** Read the rows; whoever turned pages or sorted finds the same page in the same order. */
    async read(record) {
        if (!record.resId) {
            this.state.list = null;
            return;
        }
        const domain = new Domain(this.props.domain).toList(record.evalContext);
        const place = JSON.stringify(domain);
        this.model ||= await this.makeModel();
        await this.model.load(place === this.place ? {} : { domain });
        this.place = place;
        this.model.whenReady.resolve();
        this.state.list = this.model.root;
    }

    async makeModel() {
        const { resModel, views } = this.props;
        const { fields, relatedModels, views: found } = await this.viewService.loadViews({
            context: {},
            resModel,
            views: [[views[this.type] || false, this.type]],
        });
        const arch = parseXML(found[this.type].arch);
        this.archInfo = new PARSERS[this.type]().parse(arch, relatedModels, resModel);
        return new PageModel(
            this.env,
            {
                config: {
                    resModel,
                    ...extractFieldsFromArchInfo(this.archInfo, fields),
                    context: {},
                    domain: [],
                    groupBy: [],
                    orderBy: [],
                },
                limit: this.archInfo.limit || LIMIT,
                countLimit: this.archInfo.countLimit,
                defaultOrderBy: this.archInfo.defaultOrder,
            },
            this.services
        );
    }

    get list() {
        return this.state.list;
    }

    get hasPages() {
        return this.list.count > this.list.limit;
    }

    get pagerProps() {
        const { list } = this;
        return {
            offset: list.offset,
            limit: list.limit,
            total: list.count,
            onUpdate: ({ offset, limit }) => list.load({ offset, limit }),
            updateTotal: list.hasLimitedCount ? () => list.fetchCount() : undefined,
            withAccessKey: false,
        };
    }

    get rendererProps() {
        const common = {
            archInfo: this.archInfo,
            list: this.list,
            openRecord: this.open.bind(this),
            readonly: true,
        };
        if (this.type === "kanban") {
            return { ...common, Compiler: KanbanCompiler, deleteRecord: () => {} };
        }
        return {
            ...common,
            activeActions: {},
            allowSelectors: false,
            nestedKeyOptionalFieldsData: {
                field: this.props.resModel,
                model: this.props.record.resModel,
                viewMode: "form",
            },
        };
    }

    open({ resId }) {
        this.dialog.add(
            ReadDialog,
            {
                resModel: this.props.resModel,
                resId,
                viewId: this.props.views.form || false,
                title: _t("Open: %s", this.props.title),
                readonly: true,
                preventEdit: true,
                preventCreate: true,
            },
            { onClose: () => this.onClosed() }
        );
    }

    /** In the dialog something may have been done; what was typed into the form meanwhile is not lost by it. */
    async onClosed() {
        const { record } = this.props;
        await ((await record.isDirty()) ? this.read(record) : this.reload());
    }
}

registry.category("view_widgets").add("crossbiz_list", {
    component: PageList,
    additionalClasses: ["o_field_widget", "o_field_one2many", "d-block", "w-100"],
    extractProps: ({ attrs, options }) => ({
        resModel: attrs.model,
        title: attrs.string || "",
        domain: attrs.domain,
        views: options,
    }),
});
