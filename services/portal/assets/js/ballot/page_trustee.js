// A scrutineer's page: the parts of the key are made and kept here; what comes next
// follows from the board alone, so that a phone that was away goes on where it stopped.
import { plainReceipt } from "./bytes.js";
import { head } from "./entries.js";
import { busy, id, load, one, post, presses, renew, root, say, watch } from "./page_common.js";
import { compareHead, drawing, headText, scan, shortHead } from "./qr.js";
import { begin, confirms, deals, joins, made, opens, signs, takes } from "./trustee.js";
import { held, keep, wipe } from "./vault.js";
import { inSlices, proven } from "./verify.js";
import { electionCode } from "./voter.js";

const index = Number(root.dataset.ballotIndex);
const PART = `trustee:${index}`;

let board;
let state;

// step is what this phone has to do now.
const step = () => {
	const n = board.definition.scrutineers.length;
	if (board.lost.has(index)) return "lost";
	switch (board.phase) {
		case "defined":
		case "ceremony":
			if (!board.trustees.has(index)) return "join";
			if (board.trustees.size < n) return "wait";
			if (!board.deals.has(index)) return "deal";
			return board.deals.size === n && !board.confirms.has(index) ? "confirm" : "wait";
		case "closed":
			return board.partials.has(index) ? "wait" : "open";
		case "counted":
			return board.signs.has(index) ? "wait" : "sign";
		case "signed":
		case "declared":
		case "void":
			return "done";
		default:
			return "keep";
	}
};

// compared is the entry whose hash the phones show each other at a step.
const compared = (now) => {
	const kind = { deal: "trustee", open: "close" }[now];
	return kind && board.entries.findLast((entry) => entry.kind === kind);
};

const part = (entry) => ({ ballot: board.ballot, entries: board.entries.slice(0, entry.seq + 1) });

// unable: what this step needs is not on this phone.
const unable = (now) => {
	if (["deal", "confirm"].includes(now)) return state?.attempt !== board.attempt;
	return ["open", "sign", "keep"].includes(now) && !state?.share;
};

let compares; // the hash that phones are compared by
let same = new Set(); // the scrutineers whose phones showed it

// agreed notes that another phone has shown the same, and says so at its name.
const agreed = (other) => {
	same.add(Number(other));
	const line = root.querySelector(`[data-other="${other}"]`);
	line.querySelector("[data-other-same]").textContent = say("same");
	line.querySelector("[data-other-ways]").hidden = true;
};

const render = async () => {
	board = await load();
	state = await held(id, PART);
	const now = step();
	for (const box of root.querySelectorAll("[data-step]")) box.hidden = box.dataset.step !== now || unable(now);
	one("away").hidden = !unable(now);
	one("witness").textContent = head(board.entries);
	if (now === "keep" && !unable(now)) made(board, state);
	one("made").hidden = !board.election;
	one("lock").textContent = board.election ? electionCode(board) : "";
	const entry = compared(now);
	one("compare").hidden = !entry || unable(now);
	if (entry && compares !== entry.hash) {
		compares = entry.hash;
		same = new Set();
		for (const line of root.querySelectorAll("[data-other]")) {
			line.querySelector("[data-other-same]").textContent = "";
			line.querySelector("[data-other-ways]").hidden = false;
			line.querySelector("input").value = "";
		}
		one("head").textContent = shortHead(entry.hash);
		one("head-code").replaceChildren(await drawing(headText(part(entry)), say("head")));
	}
	if (now === "confirm" && !unable(now)) await confirm();
	if (now === "done") await wipe(id);
};

// others are the hashes that the other phones showed, by index.
const others = () => {
	const heads = [];
	for (const { dataset } of root.querySelectorAll("[data-other]")) {
		const other = Number(dataset.other);
		if (!same.has(other) && !board.lost.has(other)) throw new Error(say("compare", dataset.name));
		heads[other] = compares;
	}
	return heads;
};

// sent shows what comes after an entry of this phone's.
const sent = async (entry) => {
	await post(entry);
	await render();
	await renew(".ballot-trustees");
};

// join draws secrets once for an attempt: where the answer was lost, the board may have
// what they make already.
const join = async () => {
	if (state?.attempt !== board.attempt) {
		state = begin(board, index);
		await keep(id, PART, state);
	}
	await sent(joins(board, state));
};

const deal = async () => {
	const entry = state.deal ?? deals(board, state, others());
	state = { ...state, deal: entry };
	await keep(id, PART, state);
	await sent(entry);
};

const confirm = async () => {
	const { share, complaint } = takes(board, state);
	if (share) {
		state = { ...state, share };
		await keep(id, PART, state);
	}
	await sent(complaint ?? confirms(board, state));
};

// open makes the one partial of this phone's life, after all that was cast was proved
// and the other phones hold the same board; it is kept before it is sent.
const open = async () => {
	const heads = others();
	await inSlices(proven(board));
	const entry = opens(board, state, heads);
	state = { ...state, opened: entry };
	await keep(id, PART, state);
	await sent(entry);
};

const sign = () => sent(signs(board, state));

const camera = async (button) => {
	const video = one("video");
	const { other, name } = button.closest("[data-other]").dataset;
	video.hidden = false;
	try {
		compareHead(part(compared(step())), await scan(video, (text) => text.startsWith("LLH:")));
		agreed(other);
	} catch (problem) {
		throw new Error(problem.code === "head" ? say("headDiffers", name) : say("camera"));
	} finally {
		video.hidden = true;
	}
};

// typed takes the code that somebody reads from the other phone: as strong as the
// camera, since all of it is typed.
const typed = async (button) => {
	const line = button.closest("[data-other]");
	const code = plainReceipt(line.querySelector("input").value);
	if (!code) throw new Error(say("headTyped"));
	if (code !== shortHead(compares)) throw new Error(say("headDiffers", line.dataset.name));
	agreed(line.dataset.other);
};

presses({ join, deal, open, sign, camera, typed });
busy(undefined, render);

// What the server writes (the result, who has come how far) is fetched anew with the
// state; which phones were compared stays within one.
watch((page) => {
	if (page.state !== root.dataset.ballotState) return location.reload();
	if (page.state === "open") return undefined;
	return busy(undefined, async () => {
		await render();
		await renew(".ballot-trustees");
	});
});
