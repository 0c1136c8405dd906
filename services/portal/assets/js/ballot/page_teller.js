// A teller's page: paper ballots entered on two devices apart, compared by digest, then
// put on the board by one and agreed to by the other (section 8).
import { hex, unhex } from "./bytes.js";
import { keyOf, newKey } from "./keys.js";
import { busy, choices, id, load, one, post, presses, root, say, send, show } from "./page_common.js";
import { drawing, scan } from "./qr.js";
import { agrees, newShared, paperDigest, paperText, posts, readShared, registers, sharedCode } from "./teller.js";
import { held, keep } from "./vault.js";

const number = Number(root.dataset.ballotTeller);
const PART = `teller:${number}`;
const PREFIX = "LLS:";

let board;
let state;

const save = async (change) => {
	state = { ...state, ...change };
	await keep(id, PART, state);
};

const key = () => keyOf(unhex(state.secret, 32));
const texts = () => state.papers.map((choices, i) => paperText(board, state.shared, i + 1, choices));

const render = async () => {
	board = await load();
	state = (await held(id, PART)) ?? { papers: [] };
	const joined = board.tellers.has(number);
	show("join", !joined);
	show("share", joined && (!state.shared || state.papers.length === 0));
	show("enter", joined && Boolean(state.shared) && board.election !== undefined);
	if (joined && state.shared && number === 1) {
		one("shared-code").replaceChildren(await drawing(PREFIX + state.shared, say("head")));
		one("shared-typed").textContent = sharedCode(state.shared);
	}
	one("entered").textContent = state.papers.length;
	one("number").textContent = state.at ?? state.papers.length + 1;
};

const join = async () => {
	if (!state.secret) await save({ secret: hex(newKey().secret), papers: [] });
	if (number === 1 && !state.shared) await save({ shared: newShared() });
	await post(registers(board, number, root.dataset.ballotName, key()));
	await render();
};

const take = async (text) => {
	const shared = readShared(text);
	if (!shared) throw new Error(say("noShared"));
	await save({ shared });
	await render();
};

const camera = async () => {
	const video = one("video");
	video.hidden = false;
	try {
		await take(await scan(video, (text) => text.startsWith(PREFIX)));
	} finally {
		video.hidden = true;
	}
};

const typed = () => take(one("shared").value);

// put keeps what one paper says, at its number; null is one that does not count.
const put = async (said) => {
	const at = (state.at ?? state.papers.length + 1) - 1;
	paperText(board, state.shared, at + 1, said); // fails if the rules do not allow it
	const papers = [...state.papers];
	papers[at] = said;
	await save({ papers, at: undefined });
	one("choices").reset();
	await render();
};

const compare = async () => {
	const digests = new URLSearchParams(texts().map((text) => ["digests", paperDigest(text)]));
	const got = await send(root.dataset.ballotPapers, digests);
	const same = got.differ.length === 0;
	one("differ").textContent = same ? say("same") : say("differ", got.differ.join(", "));
	if (!same) await save({ at: got.differ.find((n) => n <= state.papers.length) });
	show("finish", same);
	await render();
};

// finish puts the papers on the board, or agrees to those that the other teller put
// there; what stands there already is left as it is.
const finish = async () => {
	board = await load();
	const mine = texts();
	const there = board.entries.filter(({ kind }) => kind === "paper");
	const found = (text) => there.find((entry) => entry.body === text || entry.bodyDigest === paperDigest(text));
	const agreed = new Set(board.entries.filter(({ kind }) => kind === "paper_agree").map(({ body }) => JSON.parse(body).entry));
	for (const text of mine) {
		const entry = found(text);
		if (number === 1 && !entry) await post(posts(board, text, key()));
		if (number === 2 && !entry) throw new Error(say("first"));
		if (number === 2 && !agreed.has(entry.hash)) await post(agrees(board, { ...entry, body: text }, text, key()));
	}
	one("differ").textContent = say("posted");
};

presses({ join, camera, typed, put: () => put(choices()), invalid: () => put(null), compare, finish });
busy(undefined, render);
