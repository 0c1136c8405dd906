// A scrutineer's phone: its part of the key, made and kept here (section 5), its part
// of the opening (9), its signature under the result (10). A state is plain data for
// the vault; it holds secrets and goes nowhere else.
//
//   const state = begin(board, index)         send joins(board, state)
//   all there, heads compared phone to phone: send deals(board, state, heads)
//   all dealt: const { share, complaint } = takes(board, state)
//              complaint ? send it, begin anew : keep {...state, share}, send confirms(board, state)
//   all confirmed: made(board, state); show electionCode(board), which is read out
//   closed:    const entry = opens(board, state, heads); keep {...state, opened: entry}, send it
//   counted:   send signs(board, state)
import { hex, must, unhex } from "./bytes.js";
import { commitment, jointKey, publicShare } from "./ceremony.js";
import { makeEntry } from "./entries.js";
import { B, add, challenge, element, elementBytes, elementHex, mod, polynomial, publicPolynomial, scalar, scalarHex, secret, times } from "./group.js";
import { keyOf, newKey } from "./keys.js";
import { sumsOf } from "./opening.js";
import { makeDealing, makePartial } from "./proof.js";

// begin draws a trustee's secrets for the board's attempt.
export const begin = (board, index) => ({
	attempt: board.attempt,
	index,
	secret: hex(newKey().secret),
	transport: scalarHex(secret()),
	coefficients: Array.from({ length: board.definition.threshold }, () => scalarHex(secret())),
});

const post = (board, state, kind, body) =>
	makeEntry(board.ballot, kind, `trustee:${state.index}`, body, keyOf(unhex(state.secret, 32)));

const elementsOf = ({ coefficients }) => coefficients.map((a) => times(B, scalar(a)));

// joins is the trustee's first entry.
export const joins = (board, state) => {
	const { attempt, index } = state;
	return post(board, state, "trustee", {
		attempt, index, seat: board.definition.scrutineers[index - 1],
		key: hex(keyOf(unhex(state.secret, 32)).public),
		transport: elementHex(times(B, scalar(state.transport))),
		commitment: hex(commitment(board, attempt, index, elementsOf(state))),
	});
};

const mask = (board, attempt, from, to, E, shared) =>
	challenge("share", board.context, attempt, from, to, elementBytes(E), elementBytes(shared));

const shareFor = (board, { attempt, index, coefficients }, to, transport) => {
	const e = secret();
	const E = times(B, e);
	const m = mask(board, attempt, index, to, E, times(element(transport), e));
	return { to, ephemeral: elementHex(E), cipher: scalarHex(add(polynomial(coefficients.map(scalar), to), m)) };
};

// deals is the entry with the coefficients and the others' shares: these go to the
// keys on which the phones agreed, and to no others. heads are the hashes of the last
// `trustee` entry that the other phones showed, by index.
export const deals = (board, state, heads) => {
	const { attempt, index } = state;
	checkOwn(board, state);
	checkHeads(board, state, heads, "trustee");
	const elements = elementsOf(state);
	const proof = makeDealing({ context: board.context, attempt, index }, elements[0], scalar(state.coefficients[0]), secret);
	const others = [...board.trustees.values()].filter((other) => other.index !== index).sort((a, b) => a.index - b.index);
	const shares = others.map((other) => shareFor(board, state, other.index, other.transport));
	return post(board, state, "deal", { attempt, index, coefficients: elements.map(elementHex), proof, shares });
};

const shareFrom = (board, state, { body, elements }) => {
	const { ephemeral, cipher } = body.shares.find(({ to }) => to === state.index);
	const E = element(ephemeral);
	const m = mask(board, body.attempt, body.index, state.index, E, times(E, scalar(state.transport)));
	const s = mod(scalar(cipher) - m);
	return times(B, s).equals(publicPolynomial(elements, state.index)) ? s : undefined;
};

// takes collects the shares of all who dealt: {share} to keep, or {complaint}, an
// entry that ends the attempt, if one does not fit what was published.
export const takes = (board, state) => {
	let share = polynomial(state.coefficients.map(scalar), state.index);
	for (const [from, deal] of board.deals) {
		if (from === state.index) continue;
		const s = shareFrom(board, state, deal);
		if (s === undefined) return { complaint: complains(board, state, from) };
		share = add(share, s);
	}
	return { share: scalarHex(share) };
};

const complains = (board, state, against) =>
	post(board, state, "complaint", { attempt: state.attempt, index: state.index, against, reason: "share" });

// confirms is the entry that says which key came out.
export const confirms = (board, state) => {
	const { attempt, index } = state;
	return post(board, state, "confirm", { attempt, index, key: elementHex(jointKey(board)), head: board.lastDeal });
};

// made fails with ceremony unless the lock is made, and of what this phone saw itself.
export const made = (board, state) => {
	must(board.election && board.attempt === state.attempt, "ceremony", "not made");
	must(times(B, scalar(state.share)).equals(publicShare(board, state.index)), "ceremony", "share");
};

// checkOwn fails with ceremony unless the board has this phone's own entry at its own
// index: a key swapped on the way shows here.
export const checkOwn = (board, state) => {
	const own = board.trustees.get(state.index);
	const mine = own?.key === hex(keyOf(unhex(state.secret, 32)).public) && own.transport === elementHex(times(B, scalar(state.transport)));
	must(mine && state.attempt === board.attempt, "ceremony", `trustee ${state.index}`);
};

// checkHeads fails with head unless all other trustees' phones hold the same last entry
// of a kind: heads are the hashes that they showed, by index.
const checkHeads = (board, { index }, heads, kind) => {
	const last = board.entries.findLast((entry) => entry.kind === kind)?.hash;
	must(last, "early", kind);
	board.definition.scrutineers.forEach((_, i) => {
		must(i + 1 === index || board.lost.has(i + 1) || heads[i + 1] === last, "head", `trustee ${i + 1}`);
	});
};

// opens is the trustee's partial decryption of the sums, made once: a state that has
// `opened` gives the same entry again. The board must be one that was verified whole
// (proven of verify.js) and whose close all others hold, or two boards could
// be opened that differ by one ballot. It fails with early, head or what is wrong.
export const opens = (board, state, heads) => {
	if (state.opened) return state.opened;
	const { election } = board;
	must(board.faults.length === 0 && board.proven, board.faults[0]?.code ?? "proof", "not verified");
	checkOwn(board, state);
	checkHeads(board, state, heads, "close");
	const { index } = state;
	const V = publicShare(board, index);
	const shares = sumsOf(board).map((row, i) =>
		row.map(({ alpha }, c) => {
			const { d, ...proof } = makePartial({ election, index, place: `${i}:${c}`, V, alpha }, scalar(state.share), secret);
			return { d: elementHex(d), ...proof };
		}),
	);
	return post(board, state, "partial", { index, shares });
};

// signs is the trustee's signature under the result that the board shows.
export const signs = (board, state) => post(board, state, "sign", { index: state.index, result: board.result.hash });
