// Bytes, frames and digests: section 1 of docs/ballot-protocol.md.
import { sha512 } from "../../vendor/noble.min.js";

export const PROTOCOL = "lianluo-ballot/1";

// Fault is what a check finds: `code` as the protocol names it.
export class Fault extends Error {
	constructor(code, detail = "") {
		super(detail ? `${code}: ${detail}` : code);
		this.code = code;
		this.detail = detail;
	}
}

// must throws a Fault unless a check holds.
export const must = (holds, code, detail) => {
	if (!holds) throw new Fault(code, detail);
};

// inside gives whatever a check finds the code of the whole that it is in.
export const inside = (code, check) => {
	try {
		return check();
	} catch (problem) {
		throw problem instanceof Fault ? new Fault(code, problem.detail) : problem;
	}
};

const encoder = new TextEncoder();
export const utf8 = (text) => encoder.encode(text);

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

// unhex reads lower-case hexadecimal of exactly so many bytes, or fails with encoding.
export const unhex = (text, length) => {
	const fits = typeof text === "string" && text.length === 2 * length && /^[0-9a-f]*$/.test(text);
	must(fits, "encoding", "hex");
	return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
};

const framed = (x) => (x instanceof Uint8Array ? x : utf8(typeof x === "number" ? String(x) : x));

// frames puts values (bytes, texts, numbers) behind each other, each with its length.
const frames = (values) => {
	const parts = values.map(framed);
	const all = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
	const view = new DataView(all.buffer);
	let at = 0;
	for (const part of parts) {
		view.setUint32(at, part.length);
		all.set(part, at + 4);
		at += 4 + part.length;
	}
	return all;
};

// hash is H(label, …), 64 bytes.
export const hash = (label, ...values) => sha512(frames([PROTOCOL, label, ...values]));

// digest is the first 32 bytes of it.
export const digest = (label, ...values) => hash(label, ...values).slice(0, 32);

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

// receipt is the code of a ballot's bodyDigest: 20 characters in groups of four.
export const receipt = (bodyDigest) => {
	let bits = 0n;
	for (const b of bodyDigest.slice(0, 13)) bits = (bits << 8n) | BigInt(b);
	const all = Array.from({ length: 20 }, (_, i) => base32[Number((bits >> BigInt(99 - 5 * i)) & 31n)]).join("");
	return all.match(/.{4}/g).join("-");
};

// plainReceipt is a receipt as somebody typed it: capitals, blanks and dashes do not
// matter; "" if it is none.
export const plainReceipt = (typed) => {
	const plain = typed.toLowerCase().replace(/[\s-]/g, "");
	return /^[a-z2-7]{20}$/.test(plain) ? plain.match(/.{4}/g).join("-") : "";
};

// random is so many bytes from the system's generator.
export const random = (length) => crypto.getRandomValues(new Uint8Array(length));
