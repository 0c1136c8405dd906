// Proofs: that a ciphertext holds one of 0 … h (section 7), that a trustee knows
// what it deals (5), that a partial decryption is right (9).
//
// A statement is {election, author, key, place, K, alpha, beta}: bytes, text, bytes,
// text, elements. `draw` gives random scalars in the order that the protocol fixes.
import { B, O, add, challenge, elementBytes, mod, open, prepared, product, scalar, scalarHex, times } from "./group.js";
import { must } from "./bytes.js";

const memberChallenge = (s, commitments) =>
	challenge("member", s.election, s.author, s.key, s.place, ...[s.K, s.alpha, s.beta, ...commitments].map(elementBytes));

// makeMember proves that (alpha, beta) was made with r and holds v, one of 0 … h.
// Whoever knows r simulates the other cases with multiples of B and K alone.
export const makeMember = (s, { r, v, h }, draw) => {
	const cases = Array.from({ length: h + 1 }, () => ({}));
	const commitments = [];
	cases.forEach((one, j) => {
		if (j === v) return;
		one.c = draw();
		one.z = draw();
		const u = mod(one.z - one.c * r);
		commitments[2 * j] = times(B, u);
		commitments[2 * j + 1] = times(s.K, u).subtract(times(B, mod(one.c * BigInt(v - j))));
	});
	const w = draw();
	commitments[2 * v] = times(B, w);
	commitments[2 * v + 1] = times(s.K, w);
	const others = add(...cases.map(({ c = 0n }) => c));
	cases[v].c = mod(memberChallenge(s, commitments) - others);
	cases[v].z = mod(w + cases[v].c * r);
	return cases.map(({ c, z }) => ({ c: scalarHex(c), z: scalarHex(z) }));
};

// checkMember fails with proof unless the cases prove the statement.
export const checkMember = (s, cases) => {
	const many = cases.length > 4 ? (point) => prepared(point.add(O), 4) : (point) => point;
	const [alpha, beta] = [many(s.alpha), many(s.beta)];
	const commitments = [];
	let total = 0n;
	cases.forEach((one, j) => {
		const [c, z] = [scalar(one.c), scalar(one.z)];
		total = add(total, c);
		const b = open(s.K, z).subtract(open(beta, c));
		commitments.push(open(B, z).subtract(open(alpha, c)), j === 0 ? b : b.add(open(B, product(c, BigInt(j)))));
	});
	must(total === memberChallenge(s, commitments), "proof", s.place);
};

const dealChallenge = ({ context, attempt, index }, first, W) =>
	challenge("dealing", context, attempt, index, elementBytes(first), elementBytes(W));

// makeDealing proves knowledge of a, `first` being a·B.
export const makeDealing = (at, first, a, draw) => {
	const w = draw();
	const c = dealChallenge(at, first, times(B, w));
	return { c: scalarHex(c), z: scalarHex(mod(w + c * a)) };
};

// checkDealing fails with ceremony.
export const checkDealing = (at, first, proof) => {
	const [c, z] = [scalar(proof.c), scalar(proof.z)];
	const W = open(B, z).subtract(open(first, c));
	must(c === dealChallenge(at, first, W), "ceremony", "proof of knowledge");
};

const partialChallenge = ({ election, index, place, V, alpha }, d, a, b) =>
	challenge("partial", election, index, place, ...[V, alpha, d, a, b].map(elementBytes));

// makePartial decrypts a sum in part, with the proof. `at` is {election, index, place,
// V, alpha}, x the trustee's share.
export const makePartial = (at, x, draw) => {
	const w = draw();
	const d = times(at.alpha, x);
	const c = partialChallenge(at, d, times(B, w), times(at.alpha, w));
	return { d, c: scalarHex(c), z: scalarHex(mod(w + c * x)) };
};

// checkPartial fails with partial.
export const checkPartial = (at, d, proof) => {
	const [c, z] = [scalar(proof.c), scalar(proof.z)];
	const a = open(B, z).subtract(open(at.V, c));
	const b = open(at.alpha, z).subtract(open(d, c));
	must(c === partialChallenge(at, d, a, b), "partial", at.place);
};
