// Keyboard: / and Ctrl K search, j and k walk through rows, Enter opens the
// focused one. Single keys can be switched off in the user's menu (WCAG 2.1.4).
(() => {
	"use strict";
	const off = "lianluo:keys-off";
	const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

	const toSearch = (event) => {
		const box = document.querySelector("[data-global-search]");
		if (!box) return;
		event.preventDefault();
		box.focus();
		box.select();
	};

	const walk = (step) => {
		const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
		const here = rows.indexOf(document.activeElement.closest("[data-row]"));
		const row = rows[here < 0 ? 0 : here + step];
		row?.querySelector("[data-open], a, button")?.focus();
		row?.scrollIntoView({ block: "nearest" });
	};

	document.addEventListener("keydown", (event) => {
		const ctrl = event.ctrlKey || event.metaKey;
		if (ctrl && event.key.toLowerCase() === "k") return toSearch(event);
		if (ctrl || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
		if (localStorage.getItem(off)) return;
		if (event.key === "/") toSearch(event);
		if (event.key === "j") walk(1);
		if (event.key === "k") walk(-1);
	});

	for (const button of document.querySelectorAll("[data-keys]")) {
		const show = () => button.setAttribute("aria-pressed", String(!localStorage.getItem(off)));
		button.hidden = false;
		show();
		button.addEventListener("click", () => {
			if (localStorage.getItem(off)) localStorage.removeItem(off);
			else localStorage.setItem(off, "1");
			show();
		});
	}
})();
