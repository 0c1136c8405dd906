// Working without a network: the service worker keeps some pages and what is
// submitted (services/portal/offline); this asks it, and says what it does.
(() => {
	"use strict";
	const body = document.body.dataset;
	const worker = navigator.serviceWorker;
	if (!worker || !body.worker) return;
	worker.register(body.worker).catch(() => {}); // private windows: as without

	const make = (tag, more) => Object.assign(document.createElement(tag), more);
	const { shell } = document.documentElement.dataset;
	const desk = shell === "desk";
	const home = { desk: "/desk/offline", phone: "/d/offline" }[shell];
	const ask = async (what, more) => {
		const { active } = await worker.ready;
		const { port1, port2 } = new MessageChannel();
		return new Promise((done) => {
			port1.onmessage = ({ data }) => done(data);
			active.postMessage({ what, user: body.user, desk, ...more }, [port2]);
		});
	};
	if (document.querySelector("[data-outbox]") || /[?&]mend=/.test(location.search)) {
		window.lianluoOutbox = ask;
		document.head.append(make("script", { src: body.outboxFile }));
	}

	// Forms say which draft they are, so that a kept one leaves no draft behind.
	for (const form of document.querySelectorAll("form[data-draft]")) {
		form.append(make("input", { type: "hidden", name: "draft", value: form.dataset.draft }));
	}

	const link = document.querySelector("[data-outbox-link]");
	const show = (entries) => {
		const mend = entries.filter(({ state }) => state === "refused").length;
		const open = entries.filter(({ state }) => state !== "sent").length;
		if (link) {
			link.hidden = open === 0 || Boolean(document.querySelector("[data-outbox]"));
			link.lastElementChild.textContent = (mend ? link.dataset.mend : link.dataset.waiting).replace("{0}", mend || open);
		}
		document.dispatchEvent(new CustomEvent("lianluo:outbox", { detail: entries }));
		return open;
	};
	const look = async () => show(await ask("list"));
	const send = async () => {
		const open = show(await ask("send"));
		if (open) setTimeout(send, 20000);
	};

	// What was submitted and whose answer nobody saw goes on by itself: its draft is
	// none any more. What was seen is forgotten.
	const draftOf = ({ owner, draft }) => `lianluo:draft:${owner}:${draft}`;
	const unseen = async (form) => {
		const key = form.dataset.submitted;
		if (!key || !(await ask("get", { key }))) return;
		localStorage.removeItem(draftOf({ owner: body.user ?? "", draft: form.dataset.draft }));
		const gone = make("div", { className: "notice notice-warn" });
		const list = make("a", { className: "btn btn-small", href: home ?? "/offline", textContent: body.offlineSee });
		gone.setAttribute("role", "status");
		gone.append(make("p", { textContent: body.offlineUnseen }), list);
		form.reset();
		form.elements.idempotency_key.value = crypto.randomUUID();
		form.querySelector(".notice").replaceWith(gone); // what offered the draft
		await ask("again", { key });
		await look();
	};
	const seen = async () => {
		for (const form of document.querySelectorAll("form[data-submitted]")) await unseen(form);
		for (const entry of await ask("answered")) if (!localStorage.getItem(draftOf(entry))) ask("drop", { key: entry.key });
	};
	seen();

	// A page from the device says so, and gets a token of today once there is a
	// network again.
	const at = Number(document.documentElement.dataset.kept);
	const note = make("p", { className: "notice notice-warn" });
	const renew = async () => {
		const { user, token } = await fetch("/offline/state").then((answer) => answer.json());
		note.remove();
		if (user !== (body.user || "")) return; // whoever submits signs in first
		for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
	};
	if (at) {
		note.setAttribute("role", "status");
		const time = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
		note.textContent = body.offlineKept.replace("{0}", time);
		document.getElementById("main").prepend(note);
		addEventListener("online", () => renew().catch(() => {}));
	}

	addEventListener("online", send);
	worker.addEventListener("message", look);
	send();

	// The pages of an office are fetched every ten minutes while somebody works there.
	const fresh = "lianluo:fresh";
	if (home && !at && !(Date.now() - localStorage.getItem(fresh) < 600000)) {
		localStorage.setItem(fresh, Date.now());
		ask("refresh", { home });
	}

	// Signing out takes what waits off the device: it is sent first, or given up
	// knowingly.
	let sure = false;
	document.addEventListener(
		"submit",
		async (event) => {
			if (sure || !worker.controller || !event.target.matches("[data-sign-out]")) return;
			event.preventDefault();
			event.stopImmediatePropagation();
			if (!navigator.onLine) return alert(body.offlineStay);
			const open = (await ask("send", { desk: shell !== "phone" })).filter(({ state }) => state !== "sent").length;
			if (open && !confirm(body.offlineOut.replace("{0}", open))) return;
			sure = true;
			localStorage.removeItem(fresh);
			event.target.requestSubmit();
		},
		true,
	);
})();
