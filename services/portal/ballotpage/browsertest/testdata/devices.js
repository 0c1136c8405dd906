// What devices must refuse and must keep: the vault, codes between phones, reveals,
// a scrutineer's opening.
import { Fault, boardOf, checkReveal, head, hex, newKey, prepare, proven, inSlices, qr, receiptOf, trustee, vault, voter, checkHead, checkReceipt, receipts } from "./ballot.js";
import { digest } from "/assets/js/ballot/bytes.js";
import { BALLOT, Play } from "./play.js";

const said = [];
const is = (what, got, want) => {
	if (JSON.stringify(got) !== JSON.stringify(want)) said.push(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
};
const fails = (what, code, act) => {
	try {
		act();
		said.push(`${what}: nothing failed`);
	} catch (problem) {
		is(what, problem instanceof Fault ? problem.code : String(problem), code);
	}
};
const sha = (body) => digest("body", body);
const opened = () => {
	const play = new Play({ seats: 3 });
	play.untilOpen();
	return play;
};

export const casting = () => {
	const { board, keys, entries } = opened();
	const choices = [[1], [0], [0]];
	const made = prepare({ board, seat: 1, key: keys[1], choices });
	const text = made.challenge();
	is("a reveal", checkReveal(board, text, made.code.toUpperCase().replaceAll("-", " ")).choices, choices);
	fails("a challenged ballot is not cast", "twice", () => made.cast());
	const other = prepare({ board, seat: 1, key: keys[1], choices });
	const entry = other.cast();
	fails("a cast ballot is not revealed", "twice", () => other.challenge());
	fails("nor cast again", "twice", () => other.cast());
	is("the receipt is the code", receiptOf(entry), other.code);
	is("another ballot of the same choices differs", other.code === made.code, false);
	fails("a receipt that is not there", "receipt", () => checkReceipt(receipts(entries), other.code));

	const lie = (change) => {
		const reveal = JSON.parse(text);
		change(reveal);
		return JSON.stringify(reveal);
	};
	const wrong = (what, code, changed, noted) => fails(what, code, () => checkReveal(board, changed, noted));
	wrong("other choices", "proof", lie((r) => (r.choices = [[0], [1], [0]])));
	wrong("other randomness", "proof", lie((r) => (r.r[0][0] = r.r[1][0])));
	wrong("too many choices", "shape", lie((r) => (r.choices = [[1], [1], [0]])));
	wrong("a choice of two", "shape", lie((r) => (r.choices[0] = [2])));
	wrong("a row less", "shape", lie((r) => r.r.pop()));
	wrong("another seat", "proof", lie((r) => (r.author = "seat:2")));
	wrong("no seat", "body", lie((r) => (r.author = "chair")));
	wrong("another key", "proof", lie((r) => (r.key = hex(keys[2].public))));
	wrong("no key", "encoding", lie((r) => (r.key = "00")));
	wrong("another code than was noted", "receipt", text, other.code);
	wrong("more members", "body", lie((r) => (r.note = 1)));
	wrong("no reveal", "body", "hello");
	wrong("an empty one", "body", "");
	wrong("numbers for texts", "body", lie((r) => (r.r = [[1], [2], [3]])));
	wrong("a body for another election", "context", lie((r) => (r.body = r.body.replace(/"election":"../, '"election":"00'))));
	wrong("too long", "body", `"${"x".repeat(2 << 20)}"`);

	fails("a choice too many", "shape", () => prepare({ board, seat: 1, key: keys[1], choices: [[1], [1], [0]] }));
	fails("a half choice", "shape", () => prepare({ board, seat: 1, key: keys[1], choices: [[0.5], [0], [0]] }));
	fails("a row less", "shape", () => prepare({ board, seat: 1, key: keys[1], choices: [[1], [0]] }));
	fails("another's key", "key", () => voter.ready(board, 1, keys[2]));
	board.faults.push({ code: "chain" });
	fails("a board with a fault", "chain", () => voter.ready(board, 1, keys[1]));
	return said;
};

// What a device sees of a live board, and what it does when that was changed.
export const live = () => {
	const play = opened();
	const kept = head(play.entries);
	play.cast(1);
	const shown = play.entries.map((entry) => {
		if (entry.kind !== "ballot") return entry;
		const { body, ...rest } = entry;
		return { ...rest, bodyDigest: hex(sha(body)) };
	});
	const board = boardOf(shown);
	is("a live board", board.faults, []);
	is("its election", hex(board.election), hex(play.board.election));
	checkHead(shown, kept);
	voter.ready(board, 2, play.keys[2]);
	fails("a rolled-back board", "head", () => checkHead(play.entries.slice(0, 5), kept));
	const hidden = play.entries.map((entry) => (entry.kind === "deal" ? { ...entry, body: undefined, bodyDigest: hex(sha(entry.body)) } : entry));
	is("a withheld deal is refused", boardOf(hidden).faults[0].code, "body");
	return said;
};


export const dealing = () => {
	const play = new Play({ seats: 3 });
	play.define();
	play.states = [1, 2, 3].map((index) => trustee.begin(play.board, index));
	play.post(trustee.joins(play.board, play.states[0]));
	const early = play.entries.at(-1).hash;
	play.states.slice(1).forEach((state) => play.post(trustee.joins(play.board, state)));
	const compared = Array(4).fill(play.entries.at(-1).hash);
	const { board, states } = play;
	fails("a head from before all had come", "head", () => trustee.deals(board, states[0], [early, early, early, early]));
	fails("a phone that was not compared", "head", () => trustee.deals(board, states[0], compared.slice(0, 3)));
	fails("another's entry at this index", "ceremony", () => trustee.deals(board, { ...states[0], secret: states[1].secret }, compared));
	play.each((state) => trustee.deals(board, state, compared));
	states.forEach((state) => Object.assign(state, trustee.takes(board, state)));
	fails("a lock before all have confirmed", "ceremony", () => trustee.made(board, states[0]));
	play.each((state) => trustee.confirms(board, state));
	trustee.made(board, states[0]);
	fails("a lock of other shares", "ceremony", () => trustee.made(board, { ...states[0], share: states[1].share }));
	is("the election's code", /^([a-z2-7]{4}-){4}[a-z2-7]{4}$/.test(voter.electionCode(board)), true);
	return said;
};

export const opening = async () => {
	const play = opened();
	[1, 2, 3].forEach((seat) => play.cast(seat));
	const { board, states } = play;
	fails("before the close", "proof", () => trustee.opens(board, states[0], {}));
	play.close();
	const close = play.entries.at(-1).hash;
	const all = { 1: close, 2: close, 3: close };
	fails("a board that was not verified", "proof", () => trustee.opens(board, states[0], all));
	await inSlices(proven(board));
	fails("another head on one phone", "head", () => trustee.opens(board, states[0], { ...all, 3: play.entries.at(-2).hash }));
	fails("a phone that was not asked", "head", () => trustee.opens(board, states[0], { 2: close }));
	fails("somebody else's state", "ceremony", () => trustee.opens(board, { ...states[0], transport: states[1].transport }, all));
	const entry = trustee.opens(board, states[0], all);
	is("opened once in its life", trustee.opens(board, { ...states[0], opened: entry }, {}), entry);
	return said;
};

export const phones = async () => {
	const { board } = opened();
	const text = qr.headText(board);
	qr.compareHead(board, text);
	fails("another ballot", "head", () => qr.compareHead({ ...board, ballot: "other", entries: board.entries }, text));
	fails("another board", "head", () => qr.compareHead(board, text.replace(/..$/, "00")));
	fails("further than this phone", "order", () => qr.compareHead(board, text.replace(/:(\d+):/, ":999:")));
	fails("no head", "head", () => qr.compareHead(board, "hello"));
	is("a head to type", /^([a-z2-7]{4}-){4}[a-z2-7]{4}$/.test(qr.shortHead(board.entries.at(-1).hash)), true);

	const long = "\u6c11".repeat(700) + "x".repeat(3000);
	const codes = qr.pieces(long);
	const take = qr.gatherer();
	is("no piece", take("hello"), undefined);
	codes.slice(1).reverse().forEach((code) => take(code));
	is("a piece of another whole", take(qr.pieces("other")[0]), undefined);
	is("all pieces", take(codes[0]).text === long, true);
	const broken = qr.gatherer();
	fails("a changed piece", "encoding", () => codes.map((code, i) => broken(i ? code : code.replace(/.$/, "?"))));

	for (const one of [text, codes[0]]) is("a code read back", await seen(await qr.drawing(one, "code")), one);
	const empty = Object.assign(document.createElement("canvas"), { width: 200, height: 200 });
	is("no code", (await (await qr.reader())(empty)) ?? null, null);
	return said;
};

// seen is what a camera reads of a drawing.
const seen = async (svg) => {
	svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
	svg.querySelector(".qr-paper").setAttribute("fill", "#ffffff");
	const image = new Image(600, 600);
	image.src = `data:image/svg+xml,${encodeURIComponent(svg.outerHTML)}`;
	await image.decode();
	const canvas = Object.assign(document.createElement("canvas"), { width: 600, height: 600 });
	canvas.getContext("2d").drawImage(image, 0, 0, 600, 600);
	return (await qr.reader())(canvas);
};

export const keeping = async () => {
	const key = newKey();
	is("nothing yet", (await vault.held(BALLOT, "seat:1")) ?? null, null);
	await vault.keep(BALLOT, "seat:1", key);
	await vault.keep(BALLOT, "trustee:2", { index: 2 });
	await vault.keep("another", "seat:1", { index: 3 });
	is("what was kept", hex((await vault.held(BALLOT, "seat:1")).secret), hex(key.secret));
	await vault.drop(BALLOT, "seat:1");
	is("dropped", (await vault.held(BALLOT, "seat:1")) ?? null, null);
	is("the other stays", (await vault.held(BALLOT, "trustee:2")).index, 2);
	await vault.wipe(BALLOT);
	is("wiped", (await vault.held(BALLOT, "trustee:2")) ?? null, null);
	is("another ballot stays", (await vault.held("another", "seat:1")).index, 3);
	const places = [localStorage.length, sessionStorage.length, document.cookie];
	is("nowhere else", places, [0, 0, ""]);
	return said;
};
