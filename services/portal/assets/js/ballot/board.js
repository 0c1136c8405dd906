// A board as its entries make it: every entry is checked against what came before.
// A voter's device takes the live board in this way to learn the key to encrypt for;
// the verifier takes the whole one.
//
// A handler checks an entry of its kind: `must` where the entry can then have no
// effect, board.wrong where it has its effect all the same, so that one change does not
// show in everything behind it.
import { Fault, hex, must } from "./bytes.js";
import { ceremony } from "./ceremony.js";
import { bodyDigest, follows, signed, timely } from "./entries.js";
import { read } from "./json.js";
import { holds } from "./keys.js";
import { opening, settle } from "./opening.js";
import { checkOrder, checkSelf } from "./order.js";
import { roll } from "./roll.js";
import { checkBody } from "./shapes.js";
import { urn } from "./urn.js";

const HANDLERS = { ...ceremony, ...roll, ...urn, ...opening };

export class Board {
	constructor() {
		this.entries = [];
		this.faults = []; // {code, seq, detail}
		this.jobs = []; // ballots whose proofs are still to be checked
		this.latest = "";
		Object.assign(this, { owners: new Map(), tellers: new Map(), alphas: new Set(), papers: new Map(), signed: new Set() });
		Object.assign(this, { trusteeKeys: new Map(), partials: new Map(), lost: new Set(), signs: new Set(), sums: [], casts: 0 });
	}

	// attempts begins an attempt at the ceremony.
	attempts(attempt) {
		Object.assign(this, { attempt, trustees: new Map(), deals: new Map(), confirms: new Set(), lastDeal: undefined });
	}

	// free fails with key unless a key is nobody else's in any other part.
	free(key, part) {
		must((this.owners.get(key) ?? part) === part, "key", part);
	}

	// wrong notes what does not hold of the entry that is being checked.
	wrong(bad, code, detail) {
		if (bad) this.faults.push({ code, seq: this.entries.length, detail });
		return bad;
	}

	// try notes the Fault of a check, as the entry's.
	try(check, seq = this.entries.length) {
		try {
			check();
		} catch (problem) {
			if (!(problem instanceof Fault)) throw problem;
			this.faults.push({ code: problem.code, seq, detail: problem.detail });
		}
	}

	// take checks the next entry and takes it in.
	take(entry) {
		this.try(() => this.check(entry));
		this.entries.push(entry);
		if (entry.at > this.latest) this.latest = entry.at;
	}

	check(entry) {
		const ofBody = bodyDigest(entry);
		this.wrong(!follows(this.entries.at(-1), entry, ofBody), "chain", entry.kind);
		this.wrong(!timely(this.latest, entry), "clock", entry.at);
		const number = checkOrder(this, entry);
		const withheld = entry.body === undefined;
		must(!withheld || ["ballot", "paper"].includes(entry.kind), "body", "withheld");
		const body = withheld ? undefined : read(entry.body);
		if (body) checkBody(entry.kind, body);
		if (body) checkSelf(entry, number, body);
		if (entry.kind === "definition") this.ballot = body.ballot;
		this.signature(entry, ofBody, this.authorKey(entry, body, number));
		HANDLERS[entry.kind](this, body, entry, number);
		this.signed.add(hex(signed(this.ballot, entry, ofBody)));
		if (entry.kind === "trustee_lost") settle(this);
	}

	// authorKey is the key that an entry must be signed with, in hex, if there is one.
	authorKey({ kind, author }, body, number) {
		if (kind === "definition") return body.chair;
		const [role] = author.split(":");
		if (kind === role || kind === "voter") return body.key; // whoever comes, signs with the key that they bring
		if (role === "seat") must(this.seats.has(number), "order", author);
		if (role === "seat") must(this.seats.get(number).last, "key", author);
		if (role === "trustee") must(number <= this.definition.scrutineers.length, "ceremony", author);
		if (kind.startsWith("paper") && role === "teller") must(number === (kind === "paper" ? 1 : 2), "order", author);
		return { chair: this.definition.chair, trustee: this.trusteeKeys.get(number), seat: this.seats.get(number)?.last, teller: this.tellers.get(number) }[role];
	}

	signature(entry, ofBody, key) {
		const message = signed(this.ballot, entry, ofBody);
		this.wrong(!key || !holds(entry.signature, message, key), "signature", entry.author);
		this.wrong(this.signed.has(hex(message)), "copied", `the signature of ${entry.author}`);
	}
}

// boardOf takes all entries of a board.
export const boardOf = (entries) => {
	const board = new Board();
	for (const entry of entries) board.take(entry);
	return board;
};
