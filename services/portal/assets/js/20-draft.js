// Drafts: what is typed into form[data-draft] stays on the device until the
// server says that it was accepted (cookie lianluo_done), the person discards it
// or signs out, or a week has passed.
(() => {
	"use strict";
	const week = 7 * 24 * 3600 * 1000;
	const body = document.body.dataset;
	const prefix = "lianluo:draft:";
	const keyOf = (name) => `${prefix}${body.user || ""}:${name}`;
	const ours = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
	const read = (key) => {
		try {
			return JSON.parse(localStorage.getItem(key));
		} catch {
			return null;
		}
	};

	const fields = (form) =>
		[...form.elements].filter((el) => el.name && !["hidden", "password", "file", "submit", "button"].includes(el.type));
	const isBox = (el) => el.type === "checkbox" || el.type === "radio";

	const valuesOf = (form) =>
		fields(form)
			.filter((el) => !isBox(el) || el.checked)
			.map((el) => [el.name, el.value]);
	const save = (form, sent) => {
		localStorage.setItem(keyOf(form.dataset.draft), JSON.stringify({ at: Date.now(), values: valuesOf(form), sent }));
		document.getElementById("live").textContent = body.draftKept;
	};

	// The same submitted again keeps its idempotency key: where nobody saw the answer,
	// it acts once. Anything else gets another; files are told by name and size.
	const keyed = (form, sent) => {
		const field = form.elements.idempotency_key;
		const files = [...form.elements].flatMap((el) => [...(el.files ?? [])].map(({ name, size }) => name + size));
		const what = JSON.stringify(valuesOf(form)) + files;
		if (sent?.what === what) field.value = sent.key;
		else if (sent?.key === field.value) field.value = sent.key.slice(0, 26) + Date.now();
		return { what, key: field.value };
	};

	const restore = (form, draft) => {
		for (const el of fields(form)) {
			const mine = draft.values.filter(([name]) => name === el.name).map(([, value]) => value);
			if (isBox(el)) el.checked = mine.includes(el.value);
			else if (mine.length) el.value = mine[0];
		}
	};

	const offer = (form) => {
		const drop = Object.assign(document.createElement("button"), {
			type: "button",
			className: "btn btn-small",
			textContent: body.draftDrop,
		});
		const note = Object.assign(document.createElement("div"), { className: "notice", textContent: body.draftRestored });
		note.setAttribute("role", "status");
		note.append(drop);
		drop.addEventListener("click", () => {
			localStorage.removeItem(keyOf(form.dataset.draft));
			form.reset();
			note.remove();
		});
		form.prepend(note);
	};

	for (const name of (document.cookie.match(/lianluo_done=([^;]*)/)?.[1] ?? "").split(".")) {
		if (name) localStorage.removeItem(keyOf(decodeURIComponent(name)));
	}
	document.cookie = "lianluo_done=; Max-Age=0; Path=/; SameSite=Lax";
	for (const key of ours()) {
		if (!(read(key)?.at > Date.now() - week)) localStorage.removeItem(key);
	}

	for (const form of document.querySelectorAll("form[data-draft]")) {
		const draft = read(keyOf(form.dataset.draft));
		let sent;
		if (draft && !form.querySelector("[data-error-summary]")) {
			restore(form, draft);
			sent = draft.sent;
			if (sent?.what.startsWith(JSON.stringify(draft.values))) form.dataset.submitted = sent.key;
			offer(form);
		}
		let timer;
		form.addEventListener("input", () => {
			clearTimeout(timer);
			timer = setTimeout(() => save(form, sent), 400);
		});
		form.addEventListener("submit", () => {
			clearTimeout(timer);
			sent = keyed(form, sent);
			save(form, sent);
		});
	}

	document.addEventListener("submit", (event) => {
		if (event.target.matches("[data-sign-out]")) ours().forEach((key) => localStorage.removeItem(key));
	});
})();
