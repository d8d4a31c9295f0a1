// The dialogue with a code: how far the complaint is, what was written, and writing more.
import { RefusedError, send } from "./client.js";
import { FileList } from "./files.js";
import { $, complain, hush, report, show } from "./screens.js";
import { text } from "./texts.js";

const WAY = ["staged", "received", "acknowledged", "investigating", "closed"];
let code = null;
let dialogue = null;
let files = null;

function element(name, className, content) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = content;
    return made;
}

export function render(said) {
    if (!dialogue) {
        return;
    }
    const reached = WAY.indexOf(dialogue.state);
    $("way").replaceChildren(
        ...WAY.map((state, index) => {
            const step = element("li", index <= reached ? "reached" : "", text(`state_${state}`));
            if (index === reached) {
                step.setAttribute("aria-current", "step");
            }
            return step;
        })
    );
    $("state").textContent = said || text(`state_${dialogue.state}_hint`);
    $("messages").replaceChildren(
        ...dialogue.messages.map((message) => {
            const item = element("li", `message ${message.author === "reporter" ? "mine" : "theirs"}`, "");
            item.append(
                element("p", "who", `${text(`author_${message.author}`)} · ${message.day}`),
                element("p", "words", message.text)
            );
            if (message.files.length) {
                item.append(element("p", "attached", message.files.join(" · ")));
            }
            return item;
        })
    );
}

async function exchange(header, attached, form, back) {
    hush(form);
    report(0);
    show("working");
    try {
        dialogue = await send("dialogue", header, attached, report);
        return true;
    } catch (error) {
        show(back);
        complain(form, `error_${error.key || "unavailable"}`, error.file);
        return false;
    }
}

async function open(event) {
    event.preventDefault();
    const typed = $("typed").value.normalize("NFKC").replace(/[^0-9a-z]/gi, "");
    if (typed.length !== 20) {
        complain($("open"), "enter_short");
        return;
    }
    if (await exchange({ code: typed }, [], $("open"), "enter")) {
        code = typed;
        $("open").reset();
        render();
        show("dialogue");
    }
}

async function answer(event) {
    event.preventDefault();
    const header = { code, text: $("reply").value, identity: $("reply-identity").value };
    const form = $("answer");
    try {
        files.check();
        if (!header.text.trim() && !header.identity.trim() && !files.files.length) {
            throw new RefusedError("no_text");
        }
    } catch (error) {
        complain(form, `error_${error.key}`, error.file);
        return;
    }
    if (await exchange(header, files.files, form, "dialogue")) {
        form.reset();
        files.clear();
        render(text("sent"));
        show("dialogue");
    }
}

export function setUpDialogue() {
    files = new FileList(document.querySelector('[data-files="answer"]'));
    $("open").onsubmit = open;
    $("answer").onsubmit = answer;
    $("close").onclick = () => {
        forget();
        show("welcome");
    };
}

export function forget() {
    code = dialogue = null;
    $("open").reset();
    $("answer").reset();
    files.clear();
    $("messages").replaceChildren();
    $("way").replaceChildren();
    $("state").textContent = "";
}

export function renderFiles() {
    files.render();
}
