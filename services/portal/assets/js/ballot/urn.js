// What the board says about ballots, paper and the close: sections 7 to 9.
import { hex, must, unhex } from "./bytes.js";
import { O, element, sum } from "./group.js";
import { read } from "./json.js";
import { checkMember } from "./proof.js";
import { checkBody } from "./shapes.js";

const lengths = (list, n) => list.every((one) => one.length === n);

// checkShape fails with shape unless a ballot has the form that the rules give it.
export const checkShape = ({ rules, definition }, { votes, rows, total }) => {
	const [m, u] = [definition.candidates.length, rules.choices.length];
	must(votes.length === m && lengths(votes, u) && votes.every((row) => lengths(row.map(({ proof }) => proof), 2)), "shape", "votes");
	must(rows.length === (u > 1 ? m : 0) && lengths(rows, 2), "shape", "rows");
	must(total.length === (rules.limit < m ? rules.limit + 1 : 0), "shape", "total");
};

// openVotes decodes a ballot for this election: {rows of {alpha, beta}}. It fails with
// context, shape, encoding or copied.
const openVotes = (board, body) => {
	must(body.election === hex(board.election), "context", "election");
	checkShape(board, body);
	const votes = body.votes.map((row) => row.map(({ alpha, beta }) => ({ alpha: element(alpha), beta: element(beta) })));
	must(votes.flat().every(({ alpha }) => !alpha.equals(O)), "proof", "alpha");
	const alphas = body.votes.flat().map(({ alpha }) => alpha);
	board.wrong(new Set(alphas).size < alphas.length || alphas.some((alpha) => board.alphas.has(alpha)), "copied", "alpha");
	alphas.forEach((alpha) => board.alphas.add(alpha));
	return votes;
};

// checkProofs checks all proofs of a ballot: `job` is {author, key, body}; it fails
// with proof or encoding.
export const checkProofs = ({ election, K, limit }, { author, key, body }) => {
	const votes = body.votes.map((row) => row.map(({ alpha, beta }) => ({ alpha: element(alpha), beta: element(beta) })));
	const prove = (place, cells, cases) => {
		const [alpha, beta] = ["alpha", "beta"].map((name) => sum(cells.map((cell) => cell[name])));
		checkMember({ election, author, key: unhex(key, 32), place, K, alpha, beta }, cases);
	};
	votes.forEach((row, i) => row.forEach((cell, c) => prove(`vote:${i}:${c}`, [cell], body.votes[i][c].proof)));
	body.rows.forEach((cases, i) => prove(`row:${i}`, votes[i], cases));
	if (body.total.length === limit + 1) prove("total", votes.map(([approve]) => approve), body.total);
};

const count = (board, votes) => {
	const add = (cell, i, c) => {
		const was = board.sums[i]?.[c] ?? { alpha: O, beta: O };
		return { alpha: was.alpha.add(cell.alpha), beta: was.beta.add(cell.beta) };
	};
	board.sums = votes.map((row, i) => row.map((cell, c) => add(cell, i, c)));
};

const ballot = (board, body, entry, number) => {
	const seat = board.seats.get(number);
	must(!board.paperOnly, "order", "on paper only");
	must(!seat.suspended, "suspended", `seat ${number}`);
	must(!seat.cast, "twice", `seat ${number}`);
	must(seat.key, "key", `the key of seat ${number} is void`);
	const votes = body && openVotes(board, body);
	seat.cast = true;
	board.casts += 1;
	if (!body) return void (board.withheld = true);
	board.jobs.push({ seq: board.entries.length, author: entry.author, key: seat.key, body });
	count(board, votes);
};

const paperTime = (board) => must(board.phase === "open" || board.paperOnly, "order", "before the urn is open");

const paper = (board, body, entry) => {
	paperTime(board);
	if (!body) {
		board.withheld = true;
		board.papers.set(entry.hash, { agreed: false });
		return;
	}
	must(body.number >= 1 && body.invalid === (body.ballot === ""), "body", "paper");
	const one = { number: body.number, invalid: body.invalid, agreed: false };
	if (body.invalid) return void board.papers.set(entry.hash, one);
	const inner = read(body.ballot);
	checkBody("ballot", inner);
	one.votes = openVotes(board, inner);
	board.papers.set(entry.hash, one);
	board.jobs.push({ seq: board.entries.length, author: `paper:${body.number}`, key: board.tellers.get(1), body: inner });
};

const paperAgree = (board, body) => {
	paperTime(board);
	const one = board.papers.get(body.entry);
	must(one && !one.agreed, "teller", "no such paper");
	const numbers = [...board.papers.values()].filter(({ agreed }) => agreed).map(({ number }) => number);
	must(one.number === undefined || !numbers.includes(one.number), "teller", `number ${one.number}`);
	one.agreed = true;
	if (one.votes) count(board, one.votes);
};

const paperOnly = (board) => {
	must(!board.paperOnly, "order", "again");
	board.paperOnly = true;
};

// unread: what papers say is withheld until the close, which is judged before and,
// with the whole board, once more after it.
const unread = (papers) => papers.some(({ number }) => number === undefined);

const checkPapers = (board, papers) => {
	const numbers = papers.map(({ number }) => number).sort((a, b) => a - b);
	board.wrong(!unread(papers) && numbers.some((number, i) => number !== i + 1), "teller", "numbers");
	board.wrong(papers.length > 0 && papers.length < board.rules.paper_floor, "floor", `${papers.length}`);
};

const close = (board, body) => {
	board.phase = "closed";
	const seats = [...board.seats.values()];
	const papers = [...board.papers.values()].filter(({ agreed }) => agreed);
	board.invalid = papers.filter(({ invalid }) => invalid).length;
	board.collected = board.casts + papers.length;
	const want = {
		issued: seats.filter(({ frozen, paper: onPaper }) => frozen || onPaper).length,
		collected: board.collected, screen: board.casts, paper: papers.length, invalid: unread(papers) ? body.invalid : board.invalid,
	};
	const wrong = Object.keys(want).filter((name) => body[name] !== want[name]);
	const slips = seats.filter(({ paper: onPaper }) => onPaper).length;
	const fits = papers.length <= slips && want.collected <= want.issued && want.issued <= board.present;
	board.wrong(wrong.length > 0 || !fits, "collected", wrong.join(", "));
	checkPapers(board, papers);
};

export const urn = { ballot, paper, paper_agree: paperAgree, paper_only: paperOnly, close };
