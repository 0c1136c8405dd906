// Pages for when there is no network. The server says with each page whether it
// may be kept, for how long and for whom; nothing else is kept.
const PAGES = "lianluo-pages";
const FILES = `lianluo-files-${VERSION}`;
const HOME = "/offline";
const HOMES = [/^\/desk\b/, /^\/d\b/]; // offices with a page of their own for that
const homeOf = (path) => (HOMES.some((office) => office.test(path)) ? path.match(/^\/\w+/)[0] : "") + HOME;
const PATIENCE = 8000; // a network that is nearly dead is none

const keep = async (path, answer) => {
	const pages = await caches.open(PAGES);
	const seconds = Number(answer.headers.get("lianluo-keep"));
	if (!answer.ok || !seconds) return "";
	const owner = answer.headers.get("lianluo-owner");
	if (owner && owner !== (await fact("owner"))) {
		await forget();
		await learn("owner", owner);
	}
	const headers = new Headers(answer.headers);
	["content-encoding", "content-length", "vary"].forEach((name) => headers.delete(name));
	headers.set("kept-at", Date.now());
	headers.set("kept-until", Date.now() + seconds * 1000);
	const body = await answer.text();
	await pages.put(path, new Response(body, { headers }));
	return body;
};

// forget leaves of the kept pages only the one that says that there is no network.
const forget = async () => {
	const pages = await caches.open(PAGES);
	for (const { url } of await pages.keys()) {
		if (new URL(url).pathname !== HOME) await pages.delete(url);
	}
};

// kept is a page as it was, with a key of its own for each form: what is written
// into it twice is two things.
const kept = async (path) => {
	const answer = await caches.match(path, { cacheName: PAGES });
	if (!answer || answer.headers.get("kept-until") < Date.now()) return null;
	const body = (await answer.text())
		.replace(/(name="idempotency_key" value=")[^"]*/g, (_, start) => start + crypto.randomUUID())
		.replace("<html ", `<html data-kept="${answer.headers.get("kept-at")}" `);
	return new Response(body, { headers: answer.headers });
};

const instead = async (path) => {
	return (await kept(path)) ?? (await kept(homeOf(path))) ?? (await kept(HOME)) ?? Response.error();
};

const show = async (event, path) => {
	const fetched = fetch(event.request).then((answer) => {
		if (answer.headers.has("lianluo-keep")) event.waitUntil(keep(path, answer.clone()));
		return answer;
	});
	const late = new Promise((done) => setTimeout(done, PATIENCE)).then(() => kept(path)).then((page) => page ?? fetched);
	try {
		return await Promise.race([fetched, late]);
	} catch {
		return instead(path);
	}
};

// refresh fetches anew what is kept and what the kept pages name as theirs. Files
// of an older version go when no kept page needs them any more.
const refresh = async (home) => {
	const pages = await caches.open(PAGES);
	const paths = new Set([HOME, ...(await pages.keys()).map(({ url }) => new URL(url).pathname)]);
	if (home) paths.add(home);
	for (const path of paths) {
		const answer = await fetch(path, { redirect: "manual" });
		// The session ended, or the server is busy: what is kept is still of use.
		if (answer.type === "opaqueredirect" || busy(answer)) continue;
		const body = await keep(path, answer);
		if (!body) await pages.delete(path);
		for (const [, more] of body.matchAll(/data-keep="(\/[^"]*)"/g)) paths.add(more);
	}
	for (const name of await caches.keys()) {
		if (name.startsWith("lianluo-files-") && name !== FILES) await caches.delete(name);
	}
};
