// The page: welcome, complaint, receipt. Nothing is kept but in these variables, and they end with the page.
import { company, send } from "./client.js";
import * as dialogue from "./dialogue.js";
import { FileList } from "./files.js";
import { CATEGORIES, FUNCTIONS } from "./limits.js";
import { $, complain, hush, report, setUpCounts, setUpLanguage, show, translate } from "./screens.js";
import { text } from "./texts.js";

const form = $("complaint");
let files = null;
let receipt = null; // until it is confirmed

function addOptions(place, type, name, keys, prefix) {
    for (const key of keys) {
        const label = document.createElement("label");
        const input = document.createElement("input");
        const caption = document.createElement("span");
        Object.assign(input, { type, name, value: key });
        caption.dataset.text = prefix + key;
        label.append(input, caption);
        $(place).append(label);
    }
}

function clearForm() {
    form.reset();
    files.clear();
    hush(form);
}

async function submit(event) {
    event.preventDefault();
    hush(form);
    const chosen = new FormData(form);
    const header = {
        category: chosen.get("category"),
        text: $("text").value,
        accused: $("accused").value,
        functions: chosen.getAll("functions"),
        identity: $("identity").value,
        company,
    };
    try {
        if (!header.category || !header.text.trim()) {
            throw Object.assign(new Error(), { key: header.category ? "no_text" : "no_category" });
        }
        files.check();
        report(0);
        show("working"); // and with the form gone, nobody can send twice
        receipt = (await send("submit", header, files.files, report)).code;
    } catch (error) {
        show("form");
        complain(form, `error_${error.key || "unavailable"}`, error.file);
        return;
    }
    clearForm();
    $("code").textContent = receipt;
    $("copied").textContent = "";
    show("receipt");
}

async function copy() {
    let done = false;
    try {
        await navigator.clipboard.writeText(receipt);
        done = true;
    } catch {
        // a page that came by http may not use the clipboard; what is selected can still be copied
        getSelection().selectAllChildren($("code"));
        done = document.execCommand("copy");
    }
    $("copied").textContent = text(done ? "copied" : "copy_failed");
}

function confirm(event) {
    event.preventDefault();
    const plain = (written) => written.normalize("NFKC").toUpperCase().replace(/[^0-9A-Z]/g, "");
    const alike = (written) => plain(written).replaceAll("O", "0").replace(/[IL]/g, "1");
    const typed = alike($("ending").value);
    if (typed.length < 5 || !alike(receipt).endsWith(typed)) {
        complain($("confirm"), "confirm_wrong");
        return;
    }
    receipt = null;
    $("code").textContent = "";
    $("confirm").reset();
    hush($("confirm"));
    show("done");
}

function leave() {
    receipt = null;
    clearForm();
    dialogue.forget();
    location.replace("about:blank");
}

addOptions("categories", "radio", "category", CATEGORIES, "category_");
addOptions("functions", "checkbox", "functions", FUNCTIONS, "function_");
files = new FileList(document.querySelector('[data-files="complaint"]'));
dialogue.setUpDialogue();
setUpCounts();
setUpLanguage(() => {
    files.render();
    dialogue.renderFiles();
    dialogue.render();
});
for (const button of document.querySelectorAll("[data-go]")) {
    button.onclick = () => show(button.dataset.go);
}
form.onsubmit = submit;
$("copy").onclick = copy;
$("print").onclick = () => window.print();
$("confirm").onsubmit = confirm;
$("leave").onclick = leave;
addEventListener("beforeunload", (event) => {
    if (receipt) {
        event.preventDefault();
    }
});
// who comes back by the browser's Back button finds nothing
addEventListener("pagehide", () => {
    clearForm();
    dialogue.forget();
});
translate();
show("welcome");
