import { toRaw, useComponent } from "@odoo/owl";
import { useRecordObserver } from "@web/model/relational_model/utils";

/**
 * Read what a part of a form shows when that part is opened, and again whenever the form's record was read, saved or
 * changed for another one: not with each key that is pressed.
 *
 * @param {(record: Object) => any} read
 * @returns {() => Promise<void>} reads the record anew, and this part with it
 */
export function useReading(read) {
    const component = useComponent();
    let seen;
    const readFor = (record) => {
        seen = toRaw(record.data); // the model replaces it when it reads
        return read(record);
    };
    useRecordObserver((record) => (toRaw(record.data) === seen ? undefined : readFor(record)));
    return async () => {
        const { record } = component.props;
        await record.load();
        await readFor(record);
    };
}
