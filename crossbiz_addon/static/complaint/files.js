// The list of files of a form. Neither names nor types are sent; names are shown to their owner alone.
import { LARGEST_FILE, LARGEST_TOTAL, MOST_FILES } from "./limits.js";
import { RefusedError } from "./client.js";
import { text } from "./texts.js";

export class FileList {
    constructor(place) {
        place.append(document.getElementById("files-template").content.cloneNode(true));
        this.files = [];
        this.list = place.querySelector(".file-list");
        const input = place.querySelector("input");
        const drop = place.querySelector(".drop");
        input.onchange = () => {
            this.add(input.files);
            input.value = "";
        };
        drop.ondragover = (event) => {
            event.preventDefault();
            drop.classList.add("over");
        };
        drop.ondragleave = () => drop.classList.remove("over");
        drop.ondrop = (event) => {
            event.preventDefault();
            drop.classList.remove("over");
            this.add(event.dataTransfer.files);
        };
    }

    add(files) {
        this.files.push(...files);
        this.render();
    }

    clear() {
        this.files = [];
        this.render();
    }

    // The same checks as on the server, before any work is done.
    check() {
        if (this.files.length > MOST_FILES) {
            throw new RefusedError("too_many_files", MOST_FILES);
        }
        this.files.forEach((file, index) => {
            if (!file.size) {
                throw new RefusedError("file_empty", index + 1);
            }
            if (file.size > LARGEST_FILE) {
                throw new RefusedError("file_too_large", index + 1);
            }
        });
        if (this.files.reduce((sum, file) => sum + file.size, 0) > LARGEST_TOTAL) {
            throw new RefusedError("files_too_large");
        }
        return this.files;
    }

    render() {
        this.list.replaceChildren(
            ...this.files.map((file, index) => {
                const item = document.createElement("li");
                const label = document.createElement("span");
                label.textContent = `${text("file", index + 1)} · ${file.name} · ${(file.size / 1048576).toFixed(1)} MB`;
                const button = document.createElement("button");
                button.type = "button";
                button.className = "plain";
                button.textContent = "×";
                button.setAttribute("aria-label", text("files_remove", index + 1));
                button.onclick = () => {
                    this.files.splice(index, 1);
                    this.render();
                };
                item.append(label, button);
                return item;
            })
        );
    }
}
