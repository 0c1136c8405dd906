// What the board says about the definition and the scrutineers' key: sections 4, 5.
// Each handler checks an entry and takes it into the board's state.
import { digest, must, unhex } from "./bytes.js";
import { bodyDigest } from "./entries.js";
import { O, element, elementBytes, elementHex, prepared, publicPolynomial, scalar, sum } from "./group.js";
import { checkDealing } from "./proof.js";
import { readRules } from "./rules.js";

const distinct = (list) => new Set(list).size === list.length;

// lawful fails with definition.
const lawful = ({ ballot, roll, scrutineers: trustees, threshold: k, candidates }) => {
	const n = trustees.length;
	const seats = roll.map(({ seat }) => seat);
	const may = new Set(roll.filter(({ suspended }) => !suspended).map(({ seat }) => seat));
	must(ballot !== "", "definition", "ballot");
	must(seats.every((seat, i) => seat === i + 1), "definition", "seats");
	must(candidates.length > 0 && distinct(candidates.map(({ id }) => id)), "definition", "candidates");
	must(distinct(roll.map(({ mandate }) => mandate)), "definition", "mandates");
	must(distinct(trustees) && trustees.every((seat) => may.has(seat)), "definition", "scrutineers");
	must(n >= 3 && n <= 7 && 2 * k > n && k <= n, "definition", "threshold");
};

// define begins a board's state with its definition.
const define = (board, body, entry) => {
	lawful(body);
	board.rules = readRules(body, (what) => board.wrong(true, "rules", what));
	Object.assign(board, {
		definition: body,
		context: digest("context", body.ballot, bodyDigest(entry)),
		phase: "defined",
		seats: new Map(body.roll.map(({ seat, suspended }) => [seat, { suspended }])),
	});
	board.attempts(1);
	board.owners.set(body.chair, "chair");
};

const sameAttempt = (board, body) => must(body.attempt === board.attempt, "ceremony", "attempt");

const trustee = (board, body) => {
	sameAttempt(board, body);
	const { scrutineers } = board.definition;
	must(scrutineers[body.index - 1] === body.seat, "ceremony", "seat");
	must(!element(body.transport).equals(O), "ceremony", "transport");
	must(!board.trustees.has(body.index), "order", "twice");
	board.free(body.key, `trustee:${body.index}`);
	board.phase = "ceremony";
	board.owners.set(body.key, `trustee:${body.index}`);
	board.trustees.set(body.index, body);
	board.trusteeKeys.set(body.index, body.key);
};

// commitment is what a trustee says first about the coefficients.
export const commitment = (board, attempt, index, elements) =>
	digest("coefficients", board.context, attempt, index, ...elements.map(elementBytes));

const deal = (board, body, entry) => {
	sameAttempt(board, body);
	const { scrutineers, threshold } = board.definition;
	must(board.trustees.size === scrutineers.length, "order", "before all are there");
	must(!board.deals.has(body.index), "order", "twice");
	must(body.coefficients.length === threshold, "ceremony", "coefficients");
	const elements = body.coefficients.map(element);
	const said = unhex(board.trustees.get(body.index).commitment, 32);
	must(commitment(board, body.attempt, body.index, elements).every((b, i) => b === said[i]), "ceremony", "commitment");
	must(!elements[0].equals(O), "ceremony", "first coefficient");
	checkDealing({ context: board.context, attempt: body.attempt, index: body.index }, elements[0], body.proof);
	const to = scrutineers.map((_, i) => i + 1).filter((i) => i !== body.index);
	must(body.shares.map((share) => share.to).join() === to.join(), "ceremony", "shares");
	for (const { ephemeral, cipher } of body.shares) {
		must(!element(ephemeral).equals(O), "ceremony", "ephemeral");
		scalar(cipher);
	}
	board.deals.set(body.index, { elements, body });
	board.lastDeal = entry.hash;
};

const complaint = (board, body) => {
	sameAttempt(board, body);
	must(board.trustees.has(body.index), "order", "complaint");
	const others = board.definition.scrutineers.map((_, i) => i + 1).filter((i) => i !== body.index);
	must(others.includes(body.against), "ceremony", "against");
	board.attempts(body.attempt + 1);
};

// jointKey is K of the deals of an attempt.
export const jointKey = ({ deals }) => sum([...deals.values()].map(({ elements }) => elements[0]));

const confirm = (board, body) => {
	sameAttempt(board, body);
	const { scrutineers } = board.definition;
	must(board.deals.size === scrutineers.length, "order", "before all have dealt");
	must(!board.confirms.has(body.index), "order", "twice");
	const K = jointKey(board);
	must(!K.equals(O), "ceremony", "no key");
	board.wrong(body.key !== elementHex(K), "ceremony", "key");
	board.wrong(body.head !== board.lastDeal, "ceremony", "head");
	board.confirms.add(body.index);
	if (board.confirms.size < scrutineers.length) return;
	board.K = prepared(K);
	board.election = digest("election", board.context, elementBytes(K));
	board.shares = scrutineers.map((_, i) => publicShare(board, i + 1));
	board.phase = "keyed";
};

// publicShare is V_j.
export const publicShare = ({ deals }, j) => sum([...deals.values()].map(({ elements }) => publicPolynomial(elements, j)));

const lost = (board, { index }) => {
	must(index >= 1 && index <= board.definition.scrutineers.length, "order", "index");
	must(!board.lost.has(index), "order", "twice");
	board.lost.add(index);
};

export const ceremony = { definition: define, trustee, deal, complaint, confirm, trustee_lost: lost };
