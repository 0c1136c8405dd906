const ASKED = {
	list,
	get: ({ key }) => find(key),
	answered: async () => (await entries()).filter(({ state }) => state === "answered"),
	again,
	shown,
	drop: ({ key }) => drop(key).then(tell),
	send: (asked) => flush().catch(() => {}).then(() => list(asked)), // still no network
	refresh: ({ home }) => refresh(home).catch(() => {}),
};

addEventListener("install", (event) => {
	const ready = async () => {
		await (await caches.open(FILES)).addAll(LOADED);
		await keep(HOME, await fetch(HOME));
		await skipWaiting();
	};
	event.waitUntil(ready());
});

addEventListener("activate", (event) => {
	event.waitUntil(clients.claim());
	event.waitUntil(refresh().catch(() => {})); // old files stay beside the old pages
});

addEventListener("sync", (event) => {
	if (event.tag === "outbox") event.waitUntil(flush());
});

addEventListener("message", (event) => {
	const { what, ...asked } = event.data;
	event.waitUntil(Promise.resolve(ASKED[what](asked, event.source.id)).then((answer) => event.ports[0].postMessage(answer)));
});

addEventListener("fetch", (event) => {
	const { method, mode, url } = event.request;
	const { origin, pathname } = new URL(url);
	if (origin !== location.origin) return;
	if (method === "POST" && pathname === "/sign-out") event.respondWith(leave(event));
	else if (method === "POST" && QUEUED.some((path) => path.test(pathname))) event.respondWith(submit(event, pathname));
	else if (method === "GET" && mode === "navigate") event.respondWith(show(event, pathname));
	else if (pathname.startsWith("/assets/")) event.respondWith(caches.match(event.request).then((file) => file ?? fetch(event.request)));
});
