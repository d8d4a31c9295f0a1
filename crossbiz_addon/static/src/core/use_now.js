import { onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const { DateTime } = luxon;

/**
 * The present moment as reactive state, so that countdowns run while a page stays open.
 *
 * @param {number} [interval] milliseconds between two looks at the clock
 * @returns {{ value: luxon.DateTime }}
 */
export function useNow(interval = 30_000) {
    const now = useState({ value: DateTime.now() });
    let timer;
    onMounted(() => {
        timer = browser.setInterval(() => (now.value = DateTime.now()), interval);
    });
    onWillUnmount(() => browser.clearInterval(timer));
    return now;
}
