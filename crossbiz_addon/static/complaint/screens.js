// Which part of the page is shown, in which language, and what went wrong. The address never changes.
import { LONGEST, MOST_FILES } from "./limits.js";
import { getLanguage, isText, list, switchLanguage, text } from "./texts.js";

export const $ = (id) => document.getElementById(id);

export function show(name) {
    for (const screen of document.querySelectorAll(".screen")) {
        screen.hidden = screen.id !== name;
    }
    const heading = $(name).querySelector("h1");
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
}

export function translate() {
    document.documentElement.lang = getLanguage() === "zh" ? "zh-CN" : "en";
    document.title = text("title");
    for (const element of document.querySelectorAll("[data-text]")) {
        element.textContent = text(element.dataset.text, MOST_FILES);
    }
    for (const element of document.querySelectorAll("[data-label]")) {
        element.setAttribute("aria-label", text(element.dataset.label));
    }
    for (const element of document.querySelectorAll("[data-list]")) {
        element.replaceChildren(
            ...list(element.dataset.list).map((sentence) => {
                const item = document.createElement("li");
                item.textContent = sentence;
                return item;
            })
        );
    }
    $("language").textContent = text("other_language");
    $("language").lang = getLanguage() === "zh" ? "en" : "zh";
    countAll();
}

export function setUpLanguage(rerender) {
    $("language").onclick = () => {
        switchLanguage();
        translate();
        rerender();
    };
    translate();
}

function count(element) {
    const area = $(element.dataset.count);
    const left = LONGEST.text - Array.from(area.value).length;
    element.textContent = left < 2000 ? text("characters", left) : "";
    element.classList.toggle("over", left < 0);
}

function countAll() {
    document.querySelectorAll("[data-count]").forEach(count);
}

export function setUpCounts() {
    for (const element of document.querySelectorAll("[data-count]")) {
        $(element.dataset.count).addEventListener("input", () => count(element));
    }
}

// Say below a form why it was not accepted, and lead there.
export function complain(form, key, number) {
    const place = form.querySelector(".error");
    place.textContent = isText(key) ? text(key, number ?? MOST_FILES) : text("error_unavailable");
    place.hidden = false;
    place.scrollIntoView({ block: "center" });
}

export function hush(form) {
    form.querySelector(".error").hidden = true;
}

export function report(share) {
    const progress = $("progress");
    progress.value = Math.round(share * 100);
    const said = text(share < 1 ? "working_proof" : "working_send");
    if ($("progress-text").textContent !== said) {
        $("progress-text").textContent = said;
    }
}
