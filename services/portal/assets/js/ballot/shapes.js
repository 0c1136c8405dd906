// What the body of each kind of entry must look like: sections 3 to 10. A shape is
// a function that fails with body; what it means is checked elsewhere.
import { PROTOCOL, inside, must } from "./bytes.js";

const shape = (test) => (value, at) => must(test(value), "body", at);
const text = shape((v) => typeof v === "string");
const bytes = (pattern) => shape((v) => typeof v === "string" && pattern.test(v));
const hex = bytes(/^[0-9a-f]{64}$/);
const number = shape((v) => Number.isSafeInteger(v) && v >= 0);
const truth = shape((v) => typeof v === "boolean");
const word = (...words) => shape((v) => words.includes(v));

const list = (of) => (value, at) => {
	must(Array.isArray(value), "body", at);
	value.forEach((one, i) => of(one, `${at}[${i}]`));
};

// object has exactly these members.
const object = (members) => (value, at) => {
	must(value !== null && typeof value === "object" && !Array.isArray(value), "body", at);
	for (const name of Object.keys(value)) must(Object.hasOwn(members, name), "body", `${at}.${name}`);
	for (const [name, of] of Object.entries(members)) {
		must(Object.hasOwn(value, name), "body", `${at}.${name} is missing`);
		of(value[name], `${at}.${name}`);
	}
};

const reason = { reason: text };
const proof = { c: hex, z: hex };

const KINDS = {
	definition: {
		protocol: word(PROTOCOL), ballot: text, runoff_of: text, title: text, rules: text, chair: hex, threshold: number,
		congress: object({ name: text, division: text, term: number, session: number }),
		candidates: list(object({ id: text, title: text, dossier: hex })),
		roll: list(object({ seat: number, mandate: text, name: text, suspended: truth })),
		scrutineers: list(number),
	},
	suspension: { seat: number, suspended: truth, ...reason },
	trustee: { attempt: number, index: number, seat: number, key: hex, transport: hex, commitment: hex },
	deal: {
		attempt: number, index: number, coefficients: list(hex), proof: object(proof),
		shares: list(object({ to: number, ephemeral: hex, cipher: hex })),
	},
	complaint: { attempt: number, index: number, against: number, ...reason },
	confirm: { attempt: number, index: number, key: hex, head: hex },
	teller: { teller: number, name: text, key: hex },
	voter: { seat: number, key: hex, device: word("own", "tablet") },
	paper_issue: { seat: number },
	key_void: { seat: number, key: hex, ...reason },
	freeze: { present: number, screen: number, paper: number, keys: hex },
	open: {},
	ballot: {
		election: hex, rows: list(list(object(proof))), total: list(object(proof)),
		votes: list(list(object({ alpha: hex, beta: hex, proof: list(object(proof)) }))),
	},
	paper: { number, invalid: truth, ballot: text },
	paper_agree: { entry: hex },
	paper_only: reason,
	close: { issued: number, collected: number, screen: number, paper: number, invalid: number },
	partial: { index: number, shares: list(list(object({ d: hex, ...proof }))) },
	trustee_lost: { index: number, ...reason },
	result: {
		counts: list(list(number)), valid: number, invalid: number, selected: list(text), tied: list(text),
		outcome: word("decided", "short", "runoff", "presidium", "void"),
	},
	sign: { index: number, result: hex },
	declare: { minutes: bytes(/^([0-9a-f]{64})?$/) },
	void: reason,
};

const shapes = Object.fromEntries(Object.entries(KINDS).map(([kind, members]) => [kind, object(members)]));

// checkBody fails with body unless a value is a body of that kind.
export const checkBody = (kind, value) => {
	must(Object.hasOwn(shapes, kind), "body", kind);
	shapes[kind](value, kind);
};

const entry = {
	seq: number, at: text, kind: text, author: text, signature: bytes(/^[0-9a-f]{128}$/), prev: hex, hash: hex,
};
const whole = object({ ...entry, body: text });
const live = object({ ...entry, bodyDigest: hex });

// An entry of a live board has bodyDigest in place of body.
const anyEntry = (value, at) => (Object.hasOwn(Object(value), "body") ? whole : live)(value, at);

const bundle = object({ protocol: word(PROTOCOL), entries: list(anyEntry) });

// checkBundle fails with bundle unless a value is a bundle.
export const checkBundle = (value) => inside("bundle", () => bundle(value, "bundle"));

export const checkRules = object({
	version: text, method: text, places: number, limit: number, choices: list(text), roll: number, suspended_count: truth,
	quorum: number, pass: number, tie: word("runoff", "presidium", "admit_all"), short: word("empty", "second_vote"),
	equal_number: truth, paper_floor: number,
});
