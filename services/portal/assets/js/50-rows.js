// After an action in a list has swapped or removed its row, the focus goes to
// the next row that has something to do.
(() => {
	"use strict";
	const places = new WeakMap(); // where each request under way came from
	const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];

	document.addEventListener("htmx:beforeRequest", (event) => {
		const row = event.target.closest("[data-row]");
		const list = row?.closest("[data-rows]");
		if (!list) return;
		const rows = rowsOf(list);
		places.set(event.detail.xhr, { list, at: rows.indexOf(row), of: rows.length });
	});

	document.addEventListener("htmx:afterRequest", (event) => {
		const place = event.detail.successful && places.get(event.detail.xhr);
		if (!place) return;
		const rows = rowsOf(place.list);
		const next = rows.slice(rows.length < place.of ? place.at : place.at + 1);
		const todo = next.map((row) => row.querySelector("[data-action] a, [data-action] button")).find(Boolean);
		(todo ?? next[0]?.querySelector("[data-open]") ?? document.getElementById("main")).focus();
	});
})();
