/**
 * The labels of a selection field in the reader's language, as the server has them with all rooms' values.
 *
 * @param {Object} fieldService service "field", which keeps its answers
 * @param {string} resModel
 * @param {string} name
 * @returns {Promise<Object>} label by value
 */
export async function loadLabels(fieldService, resModel, name) {
    const fields = await fieldService.loadFields(resModel, { fieldNames: [name] });
    return Object.fromEntries(fields[name].selection);
}
