// Keyboard: / and Ctrl K search, the arrows lead from the search to what was
// found and through it, j and k walk through rows, Enter opens the focused one. Single keys can be switched off in the user's menu (WCAG 2.1.4).
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

	const arrows = (event) => {
		const within = event.target.closest("[data-arrows]");
		const box = event.target.closest("[data-global-search], .find") || event.target === document.body;
		if (!box && !within) return;
		const list = within || [...document.querySelectorAll("[data-arrows]")].find((one) => one.querySelector("[data-open]"));
		if (!list) return;
		const links = [...list.querySelectorAll("[data-open]")];
		const to = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
		event.preventDefault();
		if (to < 0) return document.querySelector("[data-global-search]")?.focus();
		links[Math.min(to, links.length - 1)].focus();
	};

	document.addEventListener("keydown", (event) => {
		if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrows(event);
		const found = event.key === "Escape" && event.target.closest(".search")?.querySelector(".search-found");
		if (found) {
			found.replaceChildren();
			toSearch(event);
		}
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
