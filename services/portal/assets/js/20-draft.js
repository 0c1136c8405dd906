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

	// A draft that was submitted keeps its idempotency key: where nobody saw the
	// answer, the same words submitted again act once.
	const save = (form, sent) => {
		const values = fields(form)
			.filter((el) => !isBox(el) || el.checked)
			.map((el) => [el.name, el.value]);
		const key = sent && form.elements.idempotency_key?.value;
		localStorage.setItem(keyOf(form.dataset.draft), JSON.stringify({ at: Date.now(), values, key }));
		document.getElementById("live").textContent = body.draftKept;
	};

	const restore = (form, draft) => {
		for (const el of fields(form)) {
			const mine = draft.values.filter(([name]) => name === el.name).map(([, value]) => value);
			if (isBox(el)) el.checked = mine.includes(el.value);
			else if (mine.length) el.value = mine[0];
		}
	};

	// keep puts the key of what was submitted into the form, until it is changed.
	const keep = (form, key) => {
		const field = form.elements.idempotency_key;
		if (!key || !field) return;
		const fresh = field.value;
		field.value = form.dataset.submitted = key;
		form.addEventListener("input", () => (field.value = fresh), { once: true });
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
		if (draft && !form.querySelector("[data-error-summary]")) {
			restore(form, draft);
			keep(form, draft.key);
			offer(form);
		}
		let timer;
		form.addEventListener("input", () => {
			clearTimeout(timer);
			timer = setTimeout(() => save(form), 400);
		});
		form.addEventListener("submit", () => {
			clearTimeout(timer);
			save(form, true);
		});
	}

	document.addEventListener("submit", (event) => {
		if (event.target.matches("[data-sign-out]")) ours().forEach((key) => localStorage.removeItem(key));
	});
})();
