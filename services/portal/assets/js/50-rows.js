// After an action in a list has swapped or removed its row, the focus goes to
// the next row that has something to do.
(() => {
	"use strict";
	let place = null;
	const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];

	document.addEventListener("htmx:beforeRequest", (event) => {
		const row = event.target.closest("[data-row]");
		const list = row?.closest("[data-rows]");
		if (!list) return;
		const rows = rowsOf(list);
		place = { list, at: rows.indexOf(row), of: rows.length };
	});

	document.addEventListener("htmx:afterSettle", () => {
		if (!place) return;
		const { list, at, of } = place;
		place = null;
		const rows = rowsOf(list);
		const next = rows.slice(rows.length < of ? at : at + 1);
		const row = next.find((one) => one.querySelector("[data-action]")) ?? next[0];
		(row?.querySelector("[data-action] a, [data-action] button, [data-open]") ?? document.getElementById("main")).focus();
	});
})();
