// What the board says about the opening and the result: sections 9 and 10.
import { must } from "./bytes.js";
import { O, element, lagrange, open, small, sum } from "./group.js";
import { checkPartial } from "./proof.js";
import { count } from "./rules.js";

// sumsOf are the sums of all counted ballots, of every row and column.
export const sumsOf = ({ definition, rules, sums }) =>
	definition.candidates.map((_, i) => rules.choices.map((__, c) => sums[i]?.[c] ?? { alpha: O, beta: O }));

const partial = (board, body) => {
	must(!board.partials.has(body.index) && !board.lost.has(body.index), "order", "lost, or twice");
	must(!board.withheld, "tally", "ballots are withheld");
	const sums = sumsOf(board);
	const { election, shares } = board;
	const fits = body.shares.length === sums.length && body.shares.every((row, i) => row.length === sums[i].length);
	must(fits, "shape", "partial");
	const ds = body.shares.map((row) => row.map(({ d }) => element(d)));
	body.shares.forEach((row, i) =>
		row.forEach((proof, c) => {
			const at = { election, index: body.index, place: `${i}:${c}`, V: shares[body.index - 1], alpha: sums[i][c].alpha };
			checkPartial(at, ds[i][c], proof);
		}),
	);
	board.partials.set(body.index, ds);
};

// tally is counts[i][c] from the first k partials by index; it fails with trustees
// or tally.
export const tally = (board) => {
	const k = board.definition.threshold;
	const indices = [...board.partials.keys()].sort((a, b) => a - b).slice(0, k);
	must(indices.length === k, "trustees", `${indices.length} of ${k}`);
	const factors = indices.map((j) => lagrange(j, indices));
	return sumsOf(board).map((row, i) =>
		row.map(({ beta }, c) => {
			const mask = sum(indices.map((j, at) => open(board.partials.get(j)[i][c], factors[at])));
			const n = small(beta.subtract(mask), board.collected);
			must(n >= 0, "tally", `row ${i}`);
			return n;
		}),
	);
};

// resultOf is the body of the result.
export const resultOf = (board) => {
	const counts = tally(board);
	const valid = board.collected - board.invalid;
	return { counts, valid, invalid: board.invalid, ...count(board.rules, board.definition.candidates, counts, valid) };
};

const result = (board, body, entry) => {
	const same = (want) => Object.keys(want).every((name) => JSON.stringify(body[name]) === JSON.stringify(want[name]));
	board.try(() => {
		const { counts, valid, invalid } = resultOf(board);
		must(same({ counts, valid, invalid }), "tally", JSON.stringify(counts));
	});
	// Of the published counts: whether these are right is another check.
	const want = count(board.rules, board.definition.candidates, body.counts, body.valid);
	board.wrong(!same(want), "result", want.outcome);
	board.phase = "counted";
	board.result = { hash: entry.hash, body };
};

// settle moves on to signed when all who still can have signed.
export const settle = (board) => {
	const { scrutineers, threshold } = board.definition;
	const all = scrutineers.every((_, i) => board.signs.has(i + 1) || board.lost.has(i + 1));
	if (board.phase === "counted" && all && board.signs.size >= threshold) board.phase = "signed";
};

const sign = (board, body) => {
	must(!board.signs.has(body.index) && !board.lost.has(body.index), "order", "lost, or twice");
	board.wrong(body.result !== board.result.hash, "result", "another result");
	board.signs.add(body.index);
	settle(board);
};

const declare = (board) => {
	board.phase = "declared";
};

const annul = (board, { reason }) => {
	board.phase = "void";
	board.void = reason;
};

export const opening = { partial, result, sign, declare, void: annul };
