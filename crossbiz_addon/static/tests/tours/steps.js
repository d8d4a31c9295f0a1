/**
 * Steps that the tours share. Elements are found by name and by data, never by a translated text, so that each tour
 * runs in any language.
 */

/** Fill an input or a text area of a form's field. */
export function fill(name, value, where = "") {
    return [
        {
            content: `Fill in ${name}`,
            trigger: `${where} .o_field_widget[name=${name}] :is(input, textarea)`,
            run: `edit ${value}`,
        },
    ];
}

/** Choose the record called `value` in a many2one of a form. */
export function choose(name, value, where = "") {
    return [
        ...fill(name, value, where),
        {
            content: `Choose ${value}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${value})`,
            run: "click",
        },
        {
            content: `${value} is chosen`,
            trigger: `${where} .o_field_widget[name=${name}] input:value(${value})`,
        },
    ];
}

export function click(trigger, content = `Click ${trigger}`) {
    return [{ content, trigger, run: "click" }];
}

export function see(trigger, content = `See ${trigger}`) {
    return [{ content, trigger }];
}

/** Press a button of the form's status bar, where ever it is folded away. */
export function pressStatusButton(name) {
    return click(`.o_statusbar_buttons button[name=${name}]:enabled`, `Press ${name}`);
}

/** The form's document has reached this state. */
export function seeState(state) {
    return see(`.o_statusbar_status .o_arrow_button_current[data-value=${state}]`, `It is ${state}`);
}

/** No dialog is open any more. */
export function seeNoDialog() {
    return see("body:not(:has(.modal))", "The dialog is gone");
}

/** Press a button at the foot of the dialog, and wait until it has gone. */
export function confirmDialog(button = ".btn-primary") {
    return [...click(`.modal:not(.o_inactive_modal) footer ${button}:enabled`, `Confirm with ${button}`), ...seeNoDialog()];
}

/** Turn to a page of the form's notebook. */
export function openPage(name) {
    return [
        ...click(`.o_notebook .nav-link[name=${name}]`, `Open page ${name}`),
        ...see(`.o_notebook .nav-link.active[name=${name}]`),
    ];
}

/** Switch to another view of the same action and wait for it. */
export function switchView(type) {
    return [
        ...click(`.o_cp_switch_buttons .o_switch_view.o_${type}`, `Switch to ${type}`),
        ...see(`.o_${type}_view`, `The ${type} is there`),
    ];
}

/** Take all conditions away from the search bar. */
export function clearSearch() {
    return [
        {
            content: "Clear the search",
            trigger: ".o_searchview",
            async run({ queryAll, click }) {
                for (const button of queryAll(".o_searchview .o_facet_remove").reverse()) {
                    await click(button);
                }
            },
        },
        ...see(".o_searchview:not(:has(.o_searchview_facet))", "Nothing restricts the search"),
    ];
}

/** Type into the search bar and press Enter. */
export function searchFor(text) {
    return [
        {
            content: `Search for ${text}`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        ...click(".o_searchview_autocomplete .o-dropdown-item:first", "Take the first proposal"),
        ...see(".o_searchview_facet", "The search is restricted"),
    ];
}

/** Go to a page of our app by its menus. */
export function goTo(section, menu) {
    return [
        ...click(`.o_menu_sections [data-menu-xmlid="crossbiz_addon.${section}"]`, `Open menu ${section}`),
        ...click(`.o-dropdown--menu [data-menu-xmlid="crossbiz_addon.${menu}"]`, `Go to ${menu}`),
    ];
}

/** Fill a cell of the row that is being edited in a list of the form. */
export function fillCell(list, name, value) {
    return [
        {
            content: `Fill in ${name}`,
            trigger: `.o_field_widget[name=${list}] .o_selected_row .o_field_widget[name=${name}] :is(input, textarea)`,
            run: `edit ${value}`,
        },
    ];
}

/** Choose the record called `value` in a many2one of the row that is being edited. */
export function chooseCell(list, name, value) {
    return [
        ...fillCell(list, name, value),
        {
            content: `Choose ${value}`,
            trigger: `.o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains(${value})`,
            run: "click",
        },
    ];
}

/** Begin a new row in a list of the form. */
export function addLine(list) {
    return [
        ...click(`.o_field_widget[name=${list}] .o_field_x2many_list_row_add a`, `Add a line to ${list}`),
        ...see(`.o_field_widget[name=${list}] .o_selected_row`),
    ];
}

/** Save the form. */
export function save() {
    return [
        ...click(".o_form_button_save:enabled", "Save"),
        ...see(".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))", "It is saved"),
    ];
}
