// The chair's page: the server writes what an entry of the chair says, this device
// checks it against the board and signs it with a key that never leaves it.
import { hex, unhex } from "./bytes.js";
import { makeEntry } from "./entries.js";
import { keyOf, newKey } from "./keys.js";
import { agree, busy, figures, id, load, post, renew, root, say, send, watch } from "./page_common.js";
import { held, keep } from "./vault.js";

const PART = "chair";

// key is this device's, made when the definition is signed.
const key = async (kind) => {
	const kept = await held(id, PART);
	if (kept) return keyOf(unhex(kept.secret, 32));
	if (kind !== "definition") throw new Error(say("noKey"));
	const made = newKey();
	await keep(id, PART, { secret: hex(made.secret) });
	return made;
};

// kinds are the entries that a choice makes, one after another.
const kinds = (chosen) => (chosen === "to_paper" ? ["key_void", "paper_issue"] : [chosen]);

const lead = async (form) => {
	const fields = Object.fromEntries([...new FormData(form)].filter(([name]) => !["csrf_token", "idempotency_key"].includes(name)));
	for (const kind of kinds(fields.kind)) {
		const mine = await key(kind);
		const draft = await send(root.dataset.ballotDraft, { ...fields, kind, key: hex(mine.public) });
		const entry = makeEntry(id, draft.kind, draft.author, draft.body, mine);
		agree(kind === "definition" ? [] : (await load()).entries, entry);
		await post(entry);
	}
	location.reload();
};

// What is done when things go wrong stands at the page's side, outside the frame.
for (const form of document.querySelectorAll("form[data-ballot-entry]")) {
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		busy(event.submitter, () => lead(form));
	});
	for (const button of form.querySelectorAll("button")) button.disabled = false;
}

// typing reports whether somebody is in the middle of something on the page.
const typing = () => ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName);

// A draft has no board yet; what happens to it, happens by this page's forms.
if (Number(root.dataset.ballotSeq) >= 0) {
	watch((page) => {
		figures(page.turnout);
		if (page.state !== "open" && !typing()) location.reload();
		else renew("[data-ballot-missing]", ".ballot-roll", ".ballot-trustees");
	});
}
