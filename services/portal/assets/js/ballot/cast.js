// A deputy's ballot: made on the device, then either cast or challenged, never both.
//
//   const made = prepare({ board, seat, key, choices });   // key: {secret, public}
//   made.code                       show it before casting
//   made.cast()                     the entry to send; choices and randomness are gone
//   made.challenge()                the reveal, a text; this ballot can no more be cast
import { digest, hex, must, receipt } from "./bytes.js";
import { bodyDigest, makeEntry } from "./entries.js";
import { B, O, add, elementHex, scalarHex, secret, sum, times } from "./group.js";
import { makeMember } from "./proof.js";

// checkChoices fails with shape unless choices are what the rules allow.
export const checkChoices = ({ rules, definition }, choices) => {
	const [m, u] = [definition.candidates.length, rules.choices.length];
	const row = (one) => one.length === u && one.every((v) => v === 0 || v === 1) && one.reduce((a, b) => a + b, 0) <= 1;
	must(choices.length === m && choices.every(row), "shape", "choices");
	must(choices.reduce((all, [approve]) => all + approve, 0) <= rules.limit, "shape", "limit");
};

const encrypt = (K, v, r) => ({ alpha: times(B, r), beta: times(K, r).add(v ? B : O) });

// makeBody is the body of section 7 and the randomness behind it. Scalars are drawn
// in the order of section 8, since tellers must draw the same.
export const makeBody = (board, { author, key, choices }, draw) => {
	checkChoices(board, choices);
	const { election, K, rules } = board;
	const member = (place, { alpha, beta, r, v }, h) =>
		makeMember({ election, author, key, place, K, alpha, beta }, { r, v, h }, draw);
	const cells = choices.map((row, i) =>
		row.map((v, c) => {
			const r = draw();
			const cell = { r, v, ...encrypt(K, v, r) };
			return { ...cell, proof: member(`vote:${i}:${c}`, cell, 1) };
		}),
	);
	const together = (some) => ({
		r: add(...some.map(({ r }) => r)),
		v: some.reduce((all, { v }) => all + v, 0),
		alpha: sum(some.map(({ alpha }) => alpha)),
		beta: sum(some.map(({ beta }) => beta)),
	});
	const body = {
		election: hex(election),
		votes: cells.map((row) => row.map(({ alpha, beta, proof }) => ({ alpha: elementHex(alpha), beta: elementHex(beta), proof }))),
		rows: rules.choices.length > 1 ? cells.map((row, i) => member(`row:${i}`, together(row), 1)) : [],
		total: rules.limit < cells.length ? member("total", together(cells.map(([approve]) => approve)), rules.limit) : [],
	};
	return { text: JSON.stringify(body), r: cells.map((row) => row.map((cell) => scalarHex(cell.r))) };
};

// prepare makes a ballot for the board's election. What JavaScript cannot overwrite
// (numbers) it lets go of as soon as the ballot is cast or challenged.
export const prepare = ({ board, seat, key, choices }) => {
	const author = `seat:${seat}`;
	let held = { ...makeBody(board, { author, key: key.public, choices }, secret), choices: choices.map((row) => [...row]) };
	const code = receipt(digest("body", held.text));
	const once = (use) => () => {
		must(held, "twice", "this ballot is used");
		const had = held;
		held = undefined;
		const answer = use(had);
		for (const row of [...had.choices, ...had.r]) row.fill(0);
		return answer;
	};
	return {
		code,
		cast: once(({ text }) => makeEntry(board.ballot, "ballot", author, text, key)),
		challenge: once(({ text, r, choices: chosen }) =>
			JSON.stringify({ body: text, author, key: hex(key.public), choices: chosen, r }),
		),
	};
};

// receiptOf is the receipt of an entry that was cast.
export const receiptOf = (entry) => receipt(bodyDigest(entry));
