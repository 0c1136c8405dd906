// The outbox: forms that wait for the network. Each goes with the idempotency key
// that it was written with, so that it acts once however often it is sent.
const QUEUED = [
	/^\/desk\/register$/,
	/^\/desk\/(today|roster\/[^/]+)\/days\/[^/]+\/shifts\/[^/]+\/check(in|out)$/,
	/^\/d\/shifts\/[^/]+\/[^/]+\/(in|out)$/,
	/^\/s\/[^/]+\/say$/,
];
const PRESSED = /\/((check)?(in|out)|register)$/; // of these the moment counts
const WEEK = 7 * 24 * 3600 * 1000;
const underWay = new Set(); // keys that a page waits for

const tell = async () => {
	for (const page of await clients.matchAll({ includeUncontrolled: true })) page.postMessage("outbox");
};

const entryOf = async (request, url) => {
	const fields = [...(await request.formData())].filter(([, value]) => typeof value === "string" || value.size > 0);
	const value = (name) => fields.find((field) => field[0] === name)?.[1];
	const key = value("idempotency_key");
	if (!key) return null;
	const owner = (await fact("owner")) ?? "";
	return { key, url, owner, fields, at: Date.now(), draft: value("draft"), mends: value("mends"), label: (value("text") ?? "").slice(0, 40) };
};

// submit hands a form on, and keeps it where there is no network. A page that the
// server answers with, good or bad, is the person's own business.
const submit = async (event, url) => {
	let entry = null;
	try {
		entry = await entryOf(event.request.clone(), url);
		if (entry) {
			underWay.add(entry.key);
			await put({ ...entry, state: "trying" });
		}
	} catch {
		entry = null; // no room on the device: as without a service worker
	}
	try {
		const answer = await fetch(event.request);
		if (entry && busy(answer)) return waits(event.request, entry);
		if (entry) await settled(entry, led(answer));
		return answer;
	} catch {
		return entry ? waits(event.request, entry) : instead(url);
	} finally {
		underWay.delete(entry?.key);
	}
};

// led reports whether an answer leads on from the form to another page.
const led = (answer) => answer.type === "opaqueredirect" || answer.headers.has("HX-Redirect");

// settled: what came from a draft stays until a page says that the person got to
// see the answer; the page may have died meanwhile.
const settled = async (entry, on) => {
	if (on && entry.draft) await put({ ...entry, state: "answered" });
	else await drop(entry.key);
	if (entry.mends && entry.mends !== entry.key) await drop(entry.mends);
};

// again sends anew what was answered unseen: with its key it acts once.
const again = async ({ key }) => {
	const entry = await find(key);
	if (entry?.state === "answered") await put({ ...entry, state: "waiting" });
	await flush().catch(() => {});
	return Boolean(entry);
};

const waits = async (request, entry) => {
	await put({ ...entry, state: "waiting" });
	if (entry.mends && entry.mends !== entry.key) await drop(entry.mends);
	await registration.sync?.register("outbox").catch(() => {}); // refused in private windows
	await tell();
	const list = `${homeOf(entry.url)}?queued=${encodeURIComponent(entry.key)}`;
	if (request.headers.has("HX-Request")) return new Response(null, { status: 204, headers: { "HX-Redirect": list } });
	return Response.redirect(list, 303);
};

const post = async (entry, token) => {
	const form = new FormData();
	for (const [name, value] of entry.fields) form.append(name, name === "csrf_token" ? token : value);
	if (PRESSED.test(entry.url)) form.append("at", new Date(entry.at).toISOString());
	const answer = await fetch(entry.url, { method: "POST", body: form, headers: { "Lianluo-Outbox": "1" }, redirect: "manual" });
	const said = await answer.json().catch(() => ({})); // a page of somebody in between is no answer
	if (answer.status === 413) return { state: "refused", text: said.detail };
	const { state, text, problems, number, code, link } = said;
	if (state === "sent") return { state, text, number, code, link, sent: Date.now(), fields: [] };
	return { state: ["refused", "sign-in"].includes(state) ? state : "waiting", text, problems };
};

const send = async () => {
	const due = (await entries()).filter(
		({ key, state }) => !underWay.has(key) && ["trying", "waiting", "sign-in"].includes(state),
	);
	if (due.length === 0) return;
	const { user, token } = await fetch("/offline/state", { cache: "no-store" }).then((answer) => answer.json());
	for (const entry of due) {
		await put({ ...entry, ...(entry.owner === user ? await post(entry, token) : { state: "sign-in" }) });
		await tell();
	}
};

// One after another: whoever asks while something is on its way means what the
// network is like now.
let sending = Promise.resolve();
const flush = () => (sending = sending.catch(() => {}).then(send));

// What somebody said on a phone that others use, too, is for one pair of eyes: once
// a page showed number and code, they go with that page.
const said = ({ url }) => url.startsWith("/s/");
const shown = ({ key }, page) =>
	within("outbox", "readwrite", (box) => {
		const asked = box.get(key);
		asked.onsuccess = () => asked.result && box.put({ ...asked.result, shown: page });
		return asked;
	}).then(() => {});
const over = async ({ sent, shown }) => sent < Date.now() - WEEK || Boolean(shown && !(await clients.get(shown)));

// list is what a page shows: the desk its own, a phone what was said here and
// what its deputy pressed.
const list = async ({ user, desk }) => {
	const here = await fact("owner");
	const ofPhone = (entry) => said(entry) || (entry.url.startsWith("/d/") && entry.owner === here);
	const all = [];
	for (const entry of await entries()) {
		if (await over(entry)) await drop(entry.key);
		else if (entry.state !== "answered") all.push(entry);
	}
	const mine = all.filter((entry) => (desk ? entry.url.startsWith("/desk/") && entry.owner === user : ofPhone(entry)));
	return mine.map(({ fields, ...entry }) => ({
		...entry,
		once: said(entry),
		photos: fields.filter(([, value]) => typeof value !== "string").length,
	}));
};

// leave is signing out: nothing of the person stays on the device. Without a
// network nobody is signed out, and what waits has to stay.
const leave = async (event) => {
	const gone = await fetch(event.request).catch(() => null);
	if (!gone) return instead("/desk/offline");
	if (!gone.ok && gone.type !== "opaqueredirect") return gone;
	const owner = await fact("owner");
	await forget();
	for (const entry of await entries()) if (entry.owner && entry.owner === owner) await drop(entry.key);
	await learn("owner", "");
	return gone;
};
