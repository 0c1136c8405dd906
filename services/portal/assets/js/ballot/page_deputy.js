// A deputy's page: a key made at check-in, a ballot encrypted here, cast or
// challenged, and its receipt.
import { hex, unhex } from "./bytes.js";
import { prepare, receiptOf } from "./cast.js";
import { keyOf, newKey } from "./keys.js";
import { busy, choices, figures, id, load, one, post, presses, root, say, show, watch } from "./page_common.js";
import { held, keep } from "./vault.js";
import { electionCode, ready, registers } from "./voter.js";

const seat = Number(root.dataset.ballotSeat);
const PART = `seat:${seat}`;

// Checking in: the key is on the disk of this device before anybody hears of it.
const checkIn = async () => {
	let kept = await held(id, PART);
	if (!kept?.secret) {
		kept = { secret: hex(newKey().secret) };
		await keep(id, PART, kept);
	}
	await post(registers(id, seat, "own", keyOf(unhex(kept.secret, 32))));
	location.reload();
};

const form = one("choices");
const limit = Number(root.dataset.ballotLimit);

const approvals = () => choices().reduce((all, [approve]) => all + approve, 0);

const count = () => {
	const n = approvals();
	for (const box of root.querySelectorAll("[data-ballot-count]")) box.textContent = n;
	root.classList.toggle("ballot-over", n > limit);
	one("over").hidden = n <= limit;
	return n;
};

// review shows the choices, and the code of the lock that they will be encrypted for:
// a server that shows one deputy another board is found out before anything is made.
const review = async () => {
	if (count() > limit) return one("over").scrollIntoView({ block: "center" });
	const rows = [...form.querySelectorAll("[data-candidate]")].map((row) => {
		const line = document.createElement("li");
		const chosen = row.querySelector("input[data-column]:checked");
		line.textContent = `${row.dataset.candidate} — ${chosen?.dataset.label ?? say("abstain")}`;
		line.classList.toggle("ballot-yes", chosen?.dataset.column === "0");
		return line;
	});
	one("reviewed").replaceChildren(...rows);
	one("lock").textContent = electionCode(await load());
	show("form", false);
	show("review");
	scrollTo(0, 0);
	return undefined;
};

const back = () => {
	made = undefined;
	for (const name of ["review", "sealed", "revealed"]) show(name, false);
	show("form");
};

let made;
let pending; // what was cast

// casts keeps to the ballot that was cast until the board has it: it is sent again, and
// neither changed nor checked.
const casts = (entry) => {
	pending = entry;
	for (const button of root.querySelectorAll('[data-press="back"], [data-press="challenge"]')) button.disabled = true;
};

const seal = async () => {
	const kept = await held(id, PART);
	if (!kept?.secret) throw new Error(say("noKey"));
	const key = keyOf(unhex(kept.secret, 32));
	const board = await load();
	ready(board, seat, key);
	made = prepare({ board, seat, key, choices: choices() });
	one("code").textContent = made.code;
	show("review", false);
	show("sealed");
	scrollTo(0, 0);
};

// cast keeps the sealed entry first, so that a lost answer is asked for again with the
// very same ballot. It shows no choice to whoever finds it.
const cast = async () => {
	const kept = await held(id, PART);
	casts(pending ?? kept.entry ?? made.cast());
	await keep(id, PART, { ...kept, entry: pending });
	await post(pending);
	const { secret } = kept;
	await keep(id, PART, { secret, receipt: receiptOf(pending) });
	form?.reset();
	location.reload();
};

const challenge = async () => {
	const text = made.challenge();
	made = undefined;
	show("sealed", false);
	show("revealed");
	one("reveal").value = text;
	const { drawing, pieces } = await import("./qr.js");
	const codes = await Promise.all(pieces(text).map((piece, i) => drawing(piece, `${i + 1}`)));
	one("codes").replaceChildren(...codes);
};

// kept shows this device's receipt and whether the board has it.
const kept = async () => {
	const mine = await held(id, PART);
	if (mine?.entry && !mine.receipt) return busy(undefined, cast); // the answer was lost: the same once more
	if (!mine?.receipt) return show("elsewhere");
	one("receipt").textContent = mine.receipt;
	const { receipts } = await import("./entries.js");
	const board = await load();
	const at = receipts(board.entries).get(mine.receipt);
	one("found").textContent = at === undefined ? say("missing") : say("found", at);
	show("kept");
	if (["declared", "void"].includes(board.phase)) await keep(id, PART, { receipt: mine.receipt });
	return undefined;
};

// resume shows a ballot that was cast before its answer was lost, to be sent once more.
const resume = async () => {
	const mine = await held(id, PART);
	if (!mine?.entry) return;
	casts(mine.entry);
	one("code").textContent = receiptOf(mine.entry);
	show("form", false);
	show("sealed");
};

const keyHere = async () => {
	const box = one("my-key");
	if (!box) return;
	const kept = await held(id, PART);
	const own = kept?.secret && hex(keyOf(unhex(kept.secret, 32)).public) === root.dataset.ballotKey;
	box.textContent = own ? say("keyHere") : say("keyElsewhere");
};

presses({ "check-in": checkIn, review, back, seal, cast, challenge, again: back });
if (form) {
	form.addEventListener("change", count);
	count();
	busy(undefined, resume);
}
if (one("kept")) busy(undefined, kept);
keyHere();

watch((page) => {
	figures(page.turnout);
	if (page.state !== root.dataset.ballotState) location.reload();
});
