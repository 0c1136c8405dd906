// The list of what was submitted without a network, and mending what was refused.
(() => {
	"use strict";
	const ask = window.lianluoOutbox;
	const box = document.querySelector("[data-outbox]");
	const query = new URLSearchParams(location.search);

	const row = (entry) => {
		const kind = entry.url.endsWith("/register") || entry.url.endsWith("/say") ? "form" : "click";
		const shape = box.querySelector(`template[data-state="${entry.state === "trying" ? "waiting" : entry.state}"]`);
		const item = shape.content.firstElementChild.cloneNode(true);
		const time = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
		const words = { ...entry, at: time, label: entry.label || box.dataset[/out$/.test(entry.url) ? "checkout" : "checkin"] };
		if (entry.photos) words.photos = box.dataset.photos.replace("{0}", entry.photos);
		for (const slot of item.querySelectorAll("[data-slot]")) {
			const text = [words[slot.dataset.slot] || ""].flat();
			slot.replaceChildren(...text.flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])));
			(slot.closest("[data-with]") ?? slot).hidden = !text[0];
		}
		const once = item.querySelector("[data-once]");
		if (once) once.hidden = !entry.once;
		const link = item.querySelector("[data-link]");
		if (link) {
			const mend = kind === "form" ? `${entry.url}?mend=${encodeURIComponent(entry.key)}` : entry.url.replace(/\/(today|shifts)\/.*/, "");
			link.href = entry.state === "sent" ? entry.link : mend;
		}
		item.querySelector("[data-drop]")?.addEventListener("click", (event) => {
			const { sure } = event.currentTarget.dataset;
			if (!sure || confirm(sure)) ask("drop", { key: entry.key });
		});
		return item;
	};

	const draw = (entries) => {
		box.hidden = false;
		document.querySelector("[data-outbox-none]").hidden = true;
		box.querySelector("[data-rows]").replaceChildren(...entries.map(row).reverse());
		box.querySelector("[data-empty]").hidden = entries.length > 0;
		for (const { key, state, once, shown } of entries) if (state === "sent" && once && !shown) ask("shown", { key });
		if (entries.length) navigator.storage?.persist?.();
	};

	if (box) {
		document.addEventListener("lianluo:outbox", ({ detail }) => draw(detail));
		box.querySelector("[data-send]").addEventListener("click", async () => draw(await ask("send")));
		ask("list").then(draw);
		addEventListener("pageshow", ({ persisted }) => persisted && location.reload()); // nobody goes back to a code
	}

	// What waits is a draft no more.
	const queued = async (key) => {
		const entry = await ask("get", { key });
		if (entry?.draft) localStorage.removeItem(`lianluo:draft:${entry.owner}:${entry.draft}`);
	};
	if (box && query.has("queued")) queued(query.get("queued"));

	// fill puts what was refused back into its form.
	const put = (form, name, value) => {
		const named = [...form.elements].filter((el) => el.name === name);
		const file = named.find((el) => el.type === "file");
		if (typeof value !== "string") {
			const files = new DataTransfer();
			[...(file?.files ?? []), value].forEach((one) => files.items.add(one));
			if (file) file.files = files.files;
			return;
		}
		const choice = named.find((el) => ["checkbox", "radio"].includes(el.type) && el.value === value);
		const text = named.find((el) => !["checkbox", "radio", "file"].includes(el.type));
		if (choice) choice.checked = true;
		else if (text) text.value = value;
		else form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
	};
	const fill = async (key) => {
		const entry = await ask("get", { key });
		const form = entry && [...document.forms].find((one) => new URL(one.action).pathname === entry.url);
		if (!form) return;
		for (const el of form.elements) if (["checkbox", "radio"].includes(el.type)) el.checked = false;
		for (const [name, value] of [...entry.fields, ["mends", key]]) {
			if (!["csrf_token", "idempotency_key", "draft"].includes(name)) put(form, name, value);
		}
		for (const el of form.elements) if (el.type === "file") el.dispatchEvent(new Event("change"));
	};
	if (query.has("mend")) fill(query.get("mend"));
})();
