// A whole ballot, played by all its devices in one page: deputies, scrutineers,
// tellers, the chair. Tests look at its board and change it.
import { boardOf, keysDigest, makeEntry, newKey, prepare, proven, inSlices, resultOf, teller, trustee, voter, hex } from "./ballot.js";
import { append } from "/assets/js/ballot/entries.js";
import { Board } from "/assets/js/ballot/board.js";

export const BALLOT = "bal_test";

export const rulesOf = ({ seats, candidates, places, choices = ["approve"], method = "approval_capped", floor = 1, roll = seats, rules = {} }) => ({
	version: "2026", method, places,
	limit: { approval_capped: places, recommendation: places, approval_per_item: candidates, package: 1 }[method],
	choices, roll, suspended_count: true, quorum: Math.ceil((2 * roll) / 3), pass: Math.floor(roll / 2) + 1,
	tie: "runoff", short: "empty", equal_number: method === "package", paper_floor: floor, ...rules,
});

const definitionOf = (options, chair) => ({
	protocol: "lianluo-ballot/1", ballot: BALLOT, runoff_of: "",
	congress: { name: "Chenxi \u8fb0\u6eaa", division: "431223", term: 17, session: 4 },
	title: "Livelihood projects", rules: JSON.stringify(rulesOf(options)),
	candidates: Array.from({ length: options.candidates }, (_, i) => ({ id: `c${i + 1}`, title: `Candidate ${i + 1}`, dossier: "ab".repeat(32) })),
	roll: Array.from({ length: options.seats }, (_, i) => ({
		seat: i + 1, mandate: `man_${i + 1}`, name: `Deputy ${i + 1}`, suspended: (options.suspended ?? []).includes(i + 1),
	})),
	scrutineers: [1, 2, 3], chair: hex(chair.public), threshold: 2,
});

// Play keeps every device's secrets, so that tests can be anybody.
export class Play {
	constructor(options) {
		this.options = { seats: 5, candidates: 3, places: 1, papers: [], absent: [], ...options };
		this.chair = newKey();
		this.keys = [];
		this.entries = [];
		this.board = new Board();
		this.clock = Date.UTC(2026, 10, 23, 7);
	}

	post(entry) {
		const whole = append(this.entries, entry, new Date((this.clock += 1000)).toISOString());
		this.board.take(whole);
		if (this.board.faults.length && !this.reckless) throw new Error(JSON.stringify(this.board.faults[0]));
		return whole;
	}

	by(kind, body) {
		return this.post(makeEntry(BALLOT, kind, "chair", body, this.chair));
	}

	define(change = (body) => body) {
		return this.by("definition", change(definitionOf(this.options, this.chair)));
	}

	ceremony() {
		this.states = [1, 2, 3].map((index) => trustee.begin(this.board, index));
		this.each((state) => trustee.joins(this.board, state));
		this.states.forEach((state) => trustee.checkOwn(this.board, state));
		const { hash } = this.entries.at(-1);
		this.each((state) => trustee.deals(this.board, state, [hash, hash, hash, hash]));
		this.states.forEach((state) => Object.assign(state, trustee.takes(this.board, state)));
		this.each((state) => trustee.confirms(this.board, state));
		this.states.forEach((state) => trustee.made(this.board, state));
	}

	each(make) {
		this.states.forEach((state) => this.post(make(state)));
	}

	seatsOnScreen() {
		const { seats, papers, absent, suspended = [] } = this.options;
		return Array.from({ length: seats }, (_, i) => i + 1).filter((n) => ![...papers, ...absent, ...suspended].includes(n));
	}

	checkIn() {
		this.tellers = [newKey(), newKey()];
		this.tellers.forEach((key, i) => this.post(teller.registers(this.board, i + 1, `Teller ${i + 1}`, key)));
		for (const seat of this.seatsOnScreen()) {
			this.keys[seat] = newKey();
			this.post(voter.registers(BALLOT, seat, "own", this.keys[seat]));
		}
		for (const seat of this.options.papers) this.by("paper_issue", { seat });
	}

	freeze() {
		const [screen, paper] = [this.seatsOnScreen().length, this.options.papers.length];
		return this.by("freeze", { present: screen + paper, screen, paper, keys: keysDigest(this.board) });
	}

	// choices: the first `places` candidates, by everybody.
	choices() {
		const { candidates, places, choices = ["approve"] } = this.options;
		return Array.from({ length: candidates }, (_, i) => choices.map((_, c) => (c === 0 && i < places ? 1 : 0)));
	}

	cast(seat, choices = this.choices()) {
		voter.ready(this.board, seat, this.keys[seat]);
		return this.post(prepare({ board: this.board, seat, key: this.keys[seat], choices }).cast());
	}

	paper(number, choices = this.choices(), shared = (this.shared ??= teller.newShared())) {
		const text = () => teller.paperText(this.board, shared, number, choices);
		const entry = this.post(teller.posts(this.board, text(), this.tellers[0]));
		this.post(teller.agrees(this.board, entry, text(), this.tellers[1]));
	}

	close(change = {}) {
		const { board } = this;
		const papers = [...board.papers.values()].filter(({ agreed }) => agreed);
		const issued = [...board.seats.values()].filter(({ frozen, paper }) => frozen || paper).length;
		const invalid = papers.filter((one) => one.invalid).length;
		return this.by("close", { issued, collected: board.casts + papers.length, screen: board.casts, paper: papers.length, invalid, ...change });
	}

	async open(...indices) {
		await inSlices(proven(this.board));
		const close = this.entries.findLast(({ kind }) => kind === "close").hash;
		for (const i of indices) {
			if (this.reckless) Object.assign(this.board, { faults: [], proven: true });
			this.post(trustee.opens(this.board, this.states[i - 1], { 1: close, 2: close, 3: close }));
		}
	}

	finish() {
		this.by("result", resultOf(this.board));
		this.each((state) => trustee.signs(this.board, state));
		this.by("declare", { minutes: "" });
	}

	untilOpen() {
		this.define();
		this.ceremony();
		this.checkIn();
		this.freeze();
		this.by("open", {});
	}

	async whole() {
		this.untilOpen();
		for (const seat of this.seatsOnScreen()) this.cast(seat);
		this.options.papers.forEach((_, i) => this.paper(i + 1));
		this.close();
		await this.open(1, 3);
		this.finish();
		return this;
	}
}

export const bundle = (entries) => JSON.stringify({ protocol: "lianluo-ballot/1", entries });

// again is a board with the same entries: for attacks that begin from a good one.
export const again = (play) => Object.assign(Object.create(Play.prototype), play, { entries: structuredClone(play.entries), board: boardOf(play.entries) });
