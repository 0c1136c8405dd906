// What the ballot's pages share: the board as this device checked it, entries sent
// through the page's form, refusals in words.
import { Board } from "./board.js";
import { hex, random } from "./bytes.js";
import { append, checkHead, head } from "./entries.js";
import { held, keep } from "./vault.js";

export const root = document.querySelector("[data-ballot]");
export const id = root?.dataset.ballot;

// say is one of the page's sentences, {0} replaced.
export const say = (key, value = "") => (root.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] ?? key).replace("{0}", value);

// one finds a part of the page.
export const one = (name) => root.querySelector(`[data-ballot-${name}]`);

// show shows or hides a part; what is shown is where reading goes on.
export const show = (name, on = true) => {
	const box = one(name);
	if (!box) return;
	box.hidden = !on;
	if (on) box.focus({ preventScroll: true });
};

// fail shows what went wrong, above what the person did.
const fail = (text) => {
	const box = one("error");
	box.textContent = text;
	box.hidden = !text;
	if (text) box.scrollIntoView({ block: "center" });
};

// send posts fields with the token of the page's form, under a key by which the server
// knows them again; it fails with the refusal's words.
export const send = async (url, fields, key = hex(random(16))) => {
	const token = root.querySelector("input[name=csrf_token]").value;
	const data = new URLSearchParams(fields);
	data.set("csrf_token", token);
	data.set("idempotency_key", key);
	const response = await fetch(url, { method: "POST", body: data, headers: { "Lianluo-Outbox": "1" } }).catch(() => undefined);
	if (!response?.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(say("offline"));
	const answer = await response.json();
	if (answer.state !== "sent") throw new Error([answer.text, ...(answer.problems ?? [])].filter(Boolean).join(" "));
	return answer.value;
};

// post puts an entry on the board; sent again, it is the same entry.
export const post = (entry) => send(root.dataset.ballotPost, entry, entry.signature.slice(0, 60));

let known; // the board so far

const fetchPage = async (from, limit) => {
	const response = await fetch(`${root.dataset.ballotBoard}?limit=${limit}&from=${from}`).catch(() => undefined);
	if (!response?.ok) throw new Error(say("offline"));
	return response.json();
};

// follow takes what is new into a board. One whose ballots were withheld is begun anew
// when they are shown.
const follow = async (board) => {
	for (let more = true; more; ) {
		const page = await fetchPage(board.entries.length, 500);
		const shown = board.hidden && !["ceremony", "keyed", "frozen", "open"].includes(page.state);
		if (shown) return follow(new Board());
		for (const entry of page.entries) {
			board.take(entry);
			board.hidden ||= entry.body === undefined;
		}
		more = page.more;
	}
	return board;
};

// choices are the rows of zeros and ones that the page's form says.
export const choices = () =>
	[...one("choices").querySelectorAll("[data-candidate]")].map((row) => [...row.querySelectorAll("input[data-column]")].map((box) => Number(box.checked)));

const loaded = async () => {
	known = await follow(known ?? new Board());
	if (known.faults.length) throw new Error(say("faulty", known.faults[0].code));
	const seen = await held(id, "head");
	try {
		if (seen) checkHead(known.entries, seen);
	} catch {
		throw new Error(say("faulty", "head"));
	}
	if (known.entries.length) await keep(id, "head", head(known.entries));
	return known;
};

let before = Promise.resolve(); // the load before: two at once would take an entry twice

// load is the board as it is now, checked here; it fails if anything is wrong with it,
// or if it has lost what this device saw of it before.
export const load = () => {
	const mine = before.then(loaded);
	before = mine.catch(() => undefined);
	return mine;
};

// agree fails unless an entry would be right on the board as this device knows it: a
// device signs nothing that a verifier would refuse.
export const agree = (entries, entry) => {
	const trial = new Board();
	const all = [...entries];
	append(all, entry, all.at(-1)?.at ?? new Date().toISOString());
	for (const e of all) trial.take(e);
	if (trial.faults.length) throw new Error(say("faulty", trial.faults[0].code));
};

// busy runs what a button does, once at a time, and says what fails.
export const busy = async (button, work) => {
	if (button?.dataset.busy) return;
	fail("");
	if (button) button.dataset.busy = "true";
	button?.setAttribute("aria-busy", "true");
	try {
		await work();
	} catch (problem) {
		fail(problem.message || String(problem));
	} finally {
		button?.removeAttribute("aria-busy");
		if (button) delete button.dataset.busy;
	}
};

// presses binds the page's buttons to what they do; before, they cannot be pressed.
export const presses = (works) => {
	for (const [name, work] of Object.entries(works)) {
		for (const button of root.querySelectorAll(`[data-press="${name}"]`)) {
			button.addEventListener("click", (event) => {
				event.preventDefault();
				busy(button, async () => work(button));
			});
			button.disabled = false;
			button.hidden = name === "camera" && !navigator.mediaDevices?.getUserMedia; // what it reads can be typed
		}
	}
};

// watch looks every few seconds whether the board has gone on and calls changed(page).
export const watch = (changed, every = 3000) => {
	let at = Number(root.dataset.ballotSeq) + 1;
	setInterval(async () => {
		if (document.hidden) return;
		const page = await fetchPage(at, 1).catch(() => undefined);
		if (!page || page.head.seq + 1 <= at) return;
		at = page.head.seq + 1;
		changed(page);
	}, every);
};

// renew takes parts of the page from the server anew.
export const renew = async (...parts) => {
	const text = await fetch(location.href).then((page) => page.text(), () => "");
	const fresh = new DOMParser().parseFromString(text, "text/html");
	for (const part of parts) {
		const now = fresh.querySelector(part);
		if (now) document.querySelector(part)?.replaceWith(now);
	}
};

// figures shows the turnout where the page has its figures.
export const figures = (turnout) => {
	for (const box of root.querySelectorAll("[data-figure]")) box.textContent = turnout[box.dataset.figure] ?? box.textContent;
};
