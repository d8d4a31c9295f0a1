import { registry } from "@web/core/registry";
import { click, see } from "./steps";

/** The customer follows the link in the e-mail, changes the choice and says why; nobody is logged in. */
registry.category("web_tour.tours").add("crossbiz_rate", {
    steps: () => [
        ...see(".o_rating_page_submit label.active[for=rate_3]", "The link's choice"),
        ...click(".o_rating_page_submit label[for=rate_5]", "Choose the happy face"),
        {
            content: "Write a word",
            trigger: ".o_rating_page_submit textarea[name=feedback]",
            run: "edit Quick and friendly.",
        },
        {
            content: "Send it",
            trigger: ".o_rating_page_submit button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        ...see(".o_rating_page_thank_you", "Thanks"),
    ],
});
