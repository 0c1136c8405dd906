// The shared test vectors against the browser's modules: what differs, as texts.
import { digest, hash, hex, receipt, unhex } from "/assets/js/ballot/bytes.js";
import { makeBody } from "/assets/js/ballot/cast.js";
import { commitment, publicShare } from "/assets/js/ballot/ceremony.js";
import { signed } from "/assets/js/ballot/entries.js";
import { B, add, challenge, element, elementHex, lagrange, open, polynomial, scalar, scalarHex, small, sum, times } from "/assets/js/ballot/group.js";
import { holds, keyOf, sign } from "/assets/js/ballot/keys.js";
import { checkMember, checkPartial, makeDealing, makeMember, makePartial } from "/assets/js/ballot/proof.js";
import { count, readRules } from "/assets/js/ballot/rules.js";
import { paperDraw } from "/assets/js/ballot/teller.js";

let wrong;
const same = (what, got, want) => {
	const [a, b] = [got, want].map((one) => JSON.stringify(one));
	if (a !== b) wrong.push(`${what}: ${a} is not ${b}`.slice(0, 400));
};
const refused = (check) => {
	try {
		check();
		return false;
	} catch (problem) {
		return problem.code ?? String(problem);
	}
};
const drawing = (list) => () => scalar(list.shift());
const part = (text) => unhex(text, text.length / 2);

const settingOf = ({ election, author, ballotKey, key }) => ({ election: unhex(election, 32), author, key: unhex(ballotKey, 32), K: element(key) });

const SECTIONS = {
	hash: (all) => all.forEach(({ label, parts, ...want }) => {
		const values = parts.map(part);
		same(`hash ${label}`, hex(hash(label, ...values)), want.hash);
		same(`digest ${label}`, hex(digest(label, ...values)), want.digest);
		same(`scalar ${label}`, scalarHex(challenge(label, ...values)), want.scalar);
	}),
	elements: ({ valid, refused: bad }) => {
		valid.forEach((text, i) => same(`element ${i}`, elementHex(element(text)), text));
		bad.forEach((text) => same(`element ${text}`, ["encoding"].includes(refused(() => element(text))), true));
	},
	scalars: ({ valid, refused: bad }) => {
		valid.forEach((text) => same("scalar", scalarHex(scalar(text)), text));
		bad.forEach((text) => same(`scalar ${text}`, refused(() => scalar(text)), "encoding"));
	},
	receipt: (all) => all.forEach((one) => same("receipt", receipt(unhex(one.bodyDigest, 32)), one.receipt)),
	signature: (all) => all.forEach((one) => {
		const message = signed(one.ballot, one, unhex(one.bodyDigest, 32));
		same("signed", hex(message), one.signed);
		if (one.seed) same("key", hex(keyOf(unhex(one.seed, 32)).public), one.key);
		if (one.seed && one.holds) same("signature", hex(sign(message, keyOf(unhex(one.seed, 32)))), one.signature);
		same(`signature of ${one.author}`, holds(one.signature, message, one.key), one.holds);
	}),
	election: (one) => {
		const context = digest("context", one.ballot, unhex(one.definitionDigest, 32));
		same("context", hex(context), one.context);
		same("election", hex(digest("election", context, unhex(one.key, 32))), one.election);
	},
	drawn: ({ secret, election, number, choices, scalars }) => {
		const draw = paperDraw(secret, unhex(election, 32), number, choices);
		scalars.forEach((want) => same("drawn", scalarHex(draw()), want));
	},
	encrypt: (all) => all.forEach(({ key, r, v, alpha, beta }) => {
		same("alpha", elementHex(times(B, scalar(r))), alpha);
		same("beta", elementHex(times(element(key), scalar(r)).add(open(B, BigInt(v)))), beta);
	}),
	member: (all) => all.forEach((one) => {
		const statement = { ...settingOf(one.setting), place: one.place, alpha: element(one.alpha), beta: element(one.beta) };
		if (one.holds && one.drawn?.length) {
			same(one.place, makeMember(statement, { r: scalar(one.r), v: one.v, h: one.top }, drawing([...one.drawn])), one.proof);
		}
		same(`${one.place} ${one.why}`, refused(() => checkMember(statement, one.proof)), one.holds ? false : "proof");
	}),
	ballots: (all) => all.forEach(({ setting, candidates, choices, limit, marks, secret, number, text, receipt: code }) => {
		const { election, author, key, K } = settingOf(setting);
		const board = { election, K, rules: { limit, choices: Array(choices).fill("") }, definition: { candidates: Array(candidates) } };
		same(`ballot ${number}`, makeBody(board, { author, key, choices: marks }, paperDraw(secret, election, number, marks)).text, text);
		same("receipt", receipt(digest("body", text)), code);
	}),
	ceremony: ({ context, attempt, threshold, trustees, key, election }) => {
		const board = { context: unhex(context, 32), deals: new Map() };
		for (const one of trustees) {
			const elements = one.dealing.coefficients.map(element);
			same("coefficients", one.polynomial.map((a) => elementHex(times(B, scalar(a)))), one.dealing.coefficients);
			same("commitment", hex(commitment(board, attempt, one.index, elements)), one.commitment);
			const proof = makeDealing({ context: board.context, attempt, index: one.index }, elements[0], scalar(one.polynomial[0]), drawing(one.drawn.slice(0, 1)));
			same("knowledge", proof, one.dealing.proof);
			same("threshold", elements.length, threshold);
			board.deals.set(one.index, { elements });
		}
		const K = sum([...board.deals.values()].map(({ elements }) => elements[0]));
		same("joint key", elementHex(K), key);
		same("election of it", hex(digest("election", board.context, unhex(key, 32))), election);
		for (const one of trustees) {
			const own = trustees.map(({ polynomial: f }) => polynomial(f.map(scalar), one.index));
			same("secret share", scalarHex(add(...own)), one.secretShare);
			same("public share", elementHex(publicShare(board, one.index)), one.publicShare);
		}
	},
	partial: (all) => all.forEach((one) => {
		const place = `${one.row}:${one.column}`;
		const at = { election: unhex(one.election, 32), index: one.index, place, V: element(one.publicShare), alpha: element(one.alpha) };
		if (one.holds) {
			const { d, ...proof } = makePartial(at, scalar(one.share), drawing([one.w]));
			same(`partial ${place}`, { d: elementHex(d), ...proof }, one.partial);
		}
		same(`partial of ${one.index}`, refused(() => checkPartial(at, element(one.partial.d), one.partial)), one.holds ? false : "partial");
	}),
	lagrange: (all) => all.forEach(({ indices, lambdas }) => same("lagrange", indices.map((j) => scalarHex(lagrange(j, indices))), lambdas)),
	opened: (all) => all.forEach(({ beta, indices, d, most, count }) => {
		const mask = sum(d.map((one, i) => open(element(one), lagrange(indices[i], indices))));
		same("opened", small(element(beta).subtract(mask), most), count);
	}),
};

// counting checks what rules may be adopted and what counts mean: {wrong, cases}.
export const counting = ({ rules, counts }) => {
	wrong = [];
	for (const { why, text, candidates, runoff, holds: may } of rules) {
		const { roll: n = 0 } = quiet(() => JSON.parse(text)) ?? {};
		const roll = Array.from({ length: Number.isSafeInteger(n) ? n : 0 }, () => ({ suspended: false }));
		const found = [];
		const failed = refused(() => readRules({ rules: text, candidates: Array(candidates), roll, runoff_of: runoff ? "other" : "" }, (what) => found.push(what)));
		same(`rules (${why}) ${text}`, !failed && found.length === 0, may);
	}
	for (const { rules: r, candidates, counts: n, valid, ...want } of counts) {
		const { selected, tied, outcome } = count(r, candidates.map((id) => ({ id })), n, valid);
		same(`counts ${JSON.stringify(n)}`, { selected, tied, outcome }, { selected: want.selected, tied: want.tied, outcome: want.outcome });
	}
	return { wrong, sections: rules.length + counts.length };
};
const quiet = (act) => {
	try {
		return act();
	} catch {
		return undefined;
	}
};

// check is {wrong, sections}: what differs, and how many sections there were.
export const check = (vectors) => {
	wrong = [];
	same("protocol", vectors.protocol, "lianluo-ballot/1");
	const names = Object.keys(vectors).filter((name) => name !== "protocol");
	for (const name of names) SECTIONS[name] ? SECTIONS[name](vectors[name]) : wrong.push(`unknown section ${name}`);
	return { wrong, sections: names.length };
};
