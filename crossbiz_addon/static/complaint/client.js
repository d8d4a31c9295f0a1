// Sends to the two routes, and to nothing else: no cookies, no referrer, nothing kept.
import { BITS } from "./limits.js";

export class RefusedError extends Error {
    constructor(key, file) {
        super(key);
        this.key = key;
        this.file = file;
    }
}

// The part of the address behind # never leaves the browser: #db=…&c=… name the database and the company.
const place = new URLSearchParams(location.hash.slice(1));
const database = place.get("db");
export const company = /^\d{1,9}$/.test(place.get("c") || "") ? Number(place.get("c")) : null;

function pack(header, files) {
    const text = JSON.stringify({ ...header, files: files.map((file) => file.size) });
    const bytes = new TextEncoder().encode(text);
    return new Blob([`${bytes.length}\n`, bytes, ...files]);
}

function prove(route, body, report) {
    return new Promise((resolve, reject) => {
        const worker = new Worker("worker.js");
        worker.onmessage = ({ data }) => {
            if (data.share !== undefined) {
                report(data.share);
                return;
            }
            worker.terminate();
            data.failed ? reject(new RefusedError("file_gone")) : resolve(data);
        };
        worker.onerror = () => reject(new RefusedError("unavailable"));
        worker.postMessage({ route, bits: BITS[route], body });
    });
}

// Work, then send; `report` is told how far it is (0 to 1, and 1 while sending).
export async function send(route, header, files, report) {
    const body = pack(header, files);
    const { stamp, counter } = await prove(route, body, report);
    report(1);
    const headers = { "Content-Type": "application/octet-stream" };
    if (database) {
        headers["X-Odoo-Database"] = database;
    }
    let answer;
    try {
        const response = await fetch(`/crossbiz/complaint/${route}`, {
            method: "POST",
            headers,
            body: new Blob([`${stamp}\n${counter}\n`, body]),
            mode: "same-origin",
            credentials: "omit",
            cache: "no-store",
            redirect: "error",
            referrerPolicy: "no-referrer",
        });
        if (response.status === 404) {
            throw new RefusedError("wrong_address");
        }
        answer = await response.json();
    } catch (error) {
        throw error instanceof RefusedError ? error : new RefusedError("unavailable");
    }
    if (!answer.ok) {
        throw new RefusedError(answer.error, answer.file);
    }
    return answer;
}
