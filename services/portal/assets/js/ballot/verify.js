// The complete verifier: sections 2 to 11, every failure under the code that the
// protocol gives it.
//
//   const report = await inSlices(verify(text, { heads, receipts }), ({ done, total }) => …);
//
// With part: [i, n], only every n-th ballot's proofs are checked: n workers share
// them, and merge puts their reports together.
import { Board } from "./board.js";
import { Fault, inside, must } from "./bytes.js";
import { checkHead, checkReceipt, head, receipts as receiptsOf } from "./entries.js";
import { read } from "./json.js";
import { checkBundle } from "./shapes.js";
import { checkProofs } from "./urn.js";

const most = 64 << 20; // characters: 1,000 deputies and 30 candidates are a third of it

// readBoard is the bundle of a text, or a live board in the same form; it fails with
// bundle.
export const readBoard = (text) => {
	must(typeof text === "string" && text.length <= most, "bundle", "size");
	const bundle = inside("bundle", () => read(text));
	checkBundle(bundle);
	must(bundle.entries.length > 0, "bundle", "empty");
	return bundle;
};

function* proofs(board, [mine, of], progress) {
	const { election, K, rules } = board;
	for (const [i, job] of board.jobs.entries()) {
		if (i % of !== mine) continue;
		board.try(() => checkProofs({ election, K, limit: rules.limit }, job), job.seq);
		yield progress(i + 1);
	}
}

// proven yields the progress of checking the proofs of a board that was taken as far
// as its close; the board then says so to the trustee who opens it.
export function* proven(board) {
	const total = board.jobs.length;
	yield* proofs(board, [0, 1], (done) => ({ done, total }));
	board.proven = true;
}

const readBundle = (text) => {
	const bundle = readBoard(text);
	must(bundle.entries.every((entry) => Object.hasOwn(entry, "body")), "bundle", "no whole board");
	return bundle;
};

const witnesses = (board, heads, receipts) => {
	for (const witness of heads) board.try(() => checkHead(board.entries, witness), null);
	const all = receipts.length ? receiptsOf(board.entries.filter(({ body }) => typeof body === "string")) : new Map();
	for (const typed of receipts) board.try(() => checkReceipt(all, typed), null);
};

// facts are what a report says beside the failures.
const facts = (board) => ({
	title: board.definition?.title ?? "",
	ballot: board.ballot ?? "",
	phase: board.phase ?? "",
	head: board.entries.length ? head(board.entries) : "",
	entries: board.entries.length,
	trustees: board.definition?.scrutineers.length ?? 0,
	threshold: board.definition?.threshold ?? 0,
	keys: [...(board.seats?.values() ?? [])].filter(({ key }) => key).length,
	ballots: board.casts,
	papers: board.papers.size,
	partials: board.partials.size,
	candidates: (board.definition?.candidates ?? []).map(({ id, title }) => ({ id, title })),
	choices: board.rules?.choices ?? [],
	result: board.result?.body,
});

// verify yields {done, total} and returns {ok, failures: [{code, seq, detail}], facts}.
// A text that is no bundle fails with bundle and has no facts.
export function* verify(text, { heads = [], receipts = [], part = [0, 1] } = {}) {
	const board = new Board();
	let entries;
	try {
		({ entries } = readBundle(text));
	} catch (problem) {
		if (!(problem instanceof Fault)) throw problem;
		return { ok: false, failures: [{ code: problem.code, detail: problem.detail }] };
	}
	const total = entries.length * 2;
	for (const entry of entries) {
		board.take(entry);
		yield { done: board.entries.length, total };
	}
	if (board.K) yield* proofs(board, part, (n) => ({ done: entries.length + (entries.length * n) / board.jobs.length, total }));
	witnesses(board, heads, receipts);
	return {
		ok: board.faults.length === 0,
		failures: board.faults,
		facts: facts(board),
		asked: { heads: heads.length, receipts: receipts.length },
	};
}

// merge puts together the reports of all parts.
export const merge = ([first, ...others]) => {
	const seen = new Set();
	const failures = [first, ...others].flatMap((report) => report.failures).filter(({ code, seq, detail }) => {
		const name = `${code} ${seq} ${detail}`;
		return !seen.has(name) && seen.add(name);
	});
	return { ...first, ok: failures.length === 0, failures };
};

// toEnd runs a verification at once: for workers and tests.
export const toEnd = (steps, tell = () => {}) => {
	for (;;) {
		const { done, value } = steps.next();
		if (done) return value;
		tell(value);
	}
};

// inSlices runs it beside a page that stays usable.
export const inSlices = async (steps, tell = () => {}) => {
	for (let until = performance.now() + 40; ; ) {
		const { done, value } = steps.next();
		if (done) return value;
		if (performance.now() < until) continue;
		tell(value);
		await new Promise((go) => setTimeout(go));
		until = performance.now() + 40;
	}
};
