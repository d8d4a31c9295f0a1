import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { CalendarCommonPopover } from "@web/views/calendar/calendar_common/calendar_common_popover";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";
import { calendarView } from "@web/views/calendar/calendar_view";

/** Tells who has a resource when, and leads those who take part to the request behind it. */
export class BookingPopover extends CalendarCommonPopover {
    static subTemplates = {
        ...CalendarCommonPopover.subTemplates,
        footer: "crossbiz_addon.BookingPopover.footer",
    };

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get canOpen() {
        return this.props.record.rawRecord.can_open;
    }

    async openRequest() {
        const { model, record } = this.props;
        const action = await this.orm.call(model.resModel, "action_open_request", [[record.id]]);
        this.props.close();
        await this.action.doAction(action);
    }
}

class BookingCommonRenderer extends CalendarCommonRenderer {
    static components = { ...CalendarCommonRenderer.components, Popover: BookingPopover };
}

class BookingRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: BookingCommonRenderer,
        week: BookingCommonRenderer,
        month: BookingCommonRenderer,
    };
}

registry.category("views").add("crossbiz_booking_calendar", {
    ...calendarView,
    Renderer: BookingRenderer,
});
