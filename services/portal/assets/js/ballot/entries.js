// Entries of the board: section 2. A device makes {kind, author, body, signature};
// the board adds seq, at, prev and hash.
import { digest, hex, must, plainReceipt, receipt, unhex } from "./bytes.js";
import { sign } from "./keys.js";

const FIRST = "0".repeat(64);

// bodyDigest is the digest of an entry's body, which a live board may show instead
// of the body.
export const bodyDigest = ({ body, bodyDigest: shown }) => (body === undefined ? unhex(shown, 32) : digest("body", body));

// signed is what an author signs.
export const signed = (ballot, { kind, author }, ofBody) => digest("sign", ballot, kind, author, ofBody);

// entryHash is the hash of an entry, in hex.
export const entryHash = (entry, ofBody) => {
	const { prev, seq, at, kind, author, signature } = entry;
	return hex(digest("entry", unhex(prev, 32), seq, at, kind, author, ofBody, unhex(signature, 64)));
};

// makeEntry is what a device sends: body is an object, or the text of one.
export const makeEntry = (ballot, kind, author, body, key) => {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	return { kind, author, body: text, signature: hex(sign(signed(ballot, { kind, author }, digest("body", text)), key)) };
};

// append puts an entry at the end of a board that a test or a trial keeps itself.
export const append = (entries, entry, at) => {
	const whole = { seq: entries.length, at, ...entry, prev: entries.at(-1)?.hash ?? FIRST };
	whole.hash = entryHash(whole, bodyDigest(whole));
	entries.push(whole);
	return whole;
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

// follows tells whether an entry is linked to the one before.
export const follows = (before, entry, ofBody) =>
	entry.seq === (before ? before.seq + 1 : 0) && entry.prev === (before?.hash ?? FIRST) && entry.hash === entryHash(entry, ofBody);

// timely tells whether its time is one, and none before `latest`.
export const timely = (latest, { at }) => {
	const time = TIME.test(at) && new Date(at);
	return Boolean(time) && !Number.isNaN(time.getTime()) && time.toISOString() === at && latest <= at;
};

// head is what phones compare and witnesses keep: "seq:hash" of the last entry.
export const head = (entries) => `${entries.length - 1}:${entries.at(-1).hash}`;

// checkHead fails with head unless a witness's head is on the board.
export const checkHead = (entries, witness) => {
	const [, seq, hash] = /^\s*(\d{1,9}):([0-9a-f]{64})\s*$/.exec(witness.toLowerCase()) ?? [];
	must(hash !== undefined && entries[seq]?.hash === hash, "head", witness);
};

// receipts are the codes of all ballots on a board, with where they are.
export const receipts = (entries) =>
	new Map(entries.filter(({ kind }) => kind === "ballot").map((entry) => [receipt(bodyDigest(entry)), entry.seq]));

// checkReceipt is the seq of the ballot that a receipt names; it fails with receipt.
export const checkReceipt = (all, typed) => {
	const seq = all.get(plainReceipt(typed));
	must(seq !== undefined, "receipt", typed);
	return seq;
};
