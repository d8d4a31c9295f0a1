// Proves beside the page that some work was done for what is to be sent; see lib/proof.py for the form of it.
/* global importScripts, Sha256, search */
"use strict";

importScripts("sha256.js");

const CHUNK = 1 << 20; // bytes that are hashed, and counters that are tried, between two reports
const TRIES = 1 << 14;
const encoder = new TextEncoder();

async function digest(blob) {
    const hash = new Sha256();
    for (let place = 0; place < blob.size; place += CHUNK) {
        hash.update(new Uint8Array(await blob.slice(place, place + CHUNK).arrayBuffer()));
    }
    return hash.hex();
}

// As many random digits as let everything before the counter fill whole blocks: then each try costs one block.
function drawNonce(before) {
    const length = 32 + ((64 - ((before + 33) % 64)) % 64);
    const random = crypto.getRandomValues(new Uint8Array(length));
    return Array.from(random, (byte) => (byte % 16).toString(16)).join("");
}

onmessage = async ({ data: { route, bits, body } }) => {
    try {
        const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
        const before = `1:${bits}:${day}:${route}:${await digest(body)}:`;
        const stamp = before + drawNonce(before.length);
        const prefix = new Sha256().update(encoder.encode(stamp + ":"));
        let counter = -1;
        for (let from = 0; counter < 0; from += TRIES) {
            postMessage({ share: 1 - Math.exp(-from / 2 ** bits) });
            counter = search(prefix, bits, from, from + TRIES);
        }
        postMessage({ stamp, counter });
    } catch {
        postMessage({ failed: true }); // a file that was moved or changed since it was chosen
    }
};
