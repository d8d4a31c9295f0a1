// SHA-256 (FIPS 180-4). Our own, because browsers offer theirs only where the page comes by https,
// and because searching needs to go on from the middle: everything before the counter is hashed once.
"use strict";

const K = new Int32Array(64);
const START = new Int32Array(8);

// The first bits of the fractional parts of the roots of the first primes.
(function fillConstants() {
    const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
    for (let candidate = 2, found = 0; found < 64; candidate++) {
        let prime = true;
        for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
            prime = prime && candidate % divisor !== 0;
        }
        if (prime) {
            if (found < 8) {
                START[found] = fraction(Math.sqrt(candidate));
            }
            K[found++] = fraction(Math.cbrt(candidate));
        }
    }
})();

const W = new Int32Array(64);

// Take the 16 words at the beginning of W into the state.
function compress(state) {
    for (let i = 16; i < 64; i++) {
        const x = W[i - 15];
        const y = W[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    let a = state[0], b = state[1], c = state[2], d = state[3];
    let e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
    }
    state[0] = (state[0] + a) | 0;
    state[1] = (state[1] + b) | 0;
    state[2] = (state[2] + c) | 0;
    state[3] = (state[3] + d) | 0;
    state[4] = (state[4] + e) | 0;
    state[5] = (state[5] + f) | 0;
    state[6] = (state[6] + g) | 0;
    state[7] = (state[7] + h) | 0;
}

function loadBlock(bytes, place) {
    for (let i = 0; i < 16; i++, place += 4) {
        W[i] = (bytes[place] << 24) | (bytes[place + 1] << 16) | (bytes[place + 2] << 8) | bytes[place + 3];
    }
}

class Sha256 {
    constructor() {
        this.state = START.slice();
        this.rest = new Uint8Array(64);
        this.filled = 0;
        this.length = 0;
    }

    update(bytes) {
        this.length += bytes.length;
        let place = 0;
        if (this.filled) {
            place = Math.min(64 - this.filled, bytes.length);
            this.rest.set(bytes.subarray(0, place), this.filled);
            this.filled += place;
            if (this.filled < 64) {
                return this;
            }
            loadBlock(this.rest, 0);
            compress(this.state);
            this.filled = 0;
        }
        for (; place + 64 <= bytes.length; place += 64) {
            loadBlock(bytes, place);
            compress(this.state);
        }
        this.rest.set(bytes.subarray(place));
        this.filled = bytes.length - place;
        return this;
    }

    hex() {
        const bits = this.length * 8;
        const end = new Uint8Array(this.filled < 56 ? 64 : 128);
        end.set(this.rest.subarray(0, this.filled));
        end[this.filled] = 0x80;
        const view = new DataView(end.buffer);
        view.setUint32(end.length - 8, Math.floor(bits / 4294967296));
        view.setUint32(end.length - 4, bits >>> 0);
        const state = this.state.slice();
        for (let place = 0; place < end.length; place += 64) {
            loadBlock(end, place);
            compress(state);
        }
        return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
    }
}

// Look for a counter from `from` to `to` with which SHA-256 of the prefix and it begins with so many zero bits.
// The prefix has to end with a block of 64 bytes. Returns -1 when there is none.
function search(prefix, bits, from, to) {
    if (prefix.filled || bits > 32) {
        throw new Error("not prepared");
    }
    const block = new Uint8Array(64);
    const state = new Int32Array(8);
    const shift = 32 - bits;
    for (let counter = from; counter < to; counter++) {
        const digits = String(counter);
        for (let i = 0; i < digits.length; i++) {
            block[i] = digits.charCodeAt(i);
        }
        block[digits.length] = 0x80;
        loadBlock(block, 0);
        W[15] = (prefix.length + digits.length) * 8;
        state.set(prefix.state);
        compress(state);
        if ((bits && state[0] >>> shift) === 0) {
            return counter;
        }
    }
    return -1;
}
