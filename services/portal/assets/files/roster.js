// The month's roster: a deputy is dragged from a shift, or from the list beside
// it, to another shift. The server checks the rules; without this script, and by
// keyboard, each shift's own page does the same.
(() => {
	"use strict";
	const form = document.querySelector("form[data-trade]");
	if (!form) return;
	const seats = [...document.querySelectorAll("[data-seat]")];
	let held = null; // what is being dragged

	const dayOf = ({ dataset }) => dataset.seat?.split("/")[0];
	document.querySelector("[data-trade-hint]").hidden = new Set(seats.map(dayOf)).size < 2;
	const takes = (seat) =>
		seat.dataset.kind === held.dataset.kind && dayOf(seat) !== dayOf(held) && seat.dataset.person !== held.dataset.person;
	// Whoever drops beside a seat, but on its card, means the one that takes it.
	const under = ({ target }) => {
		const near = target.closest?.("[data-seat]") ?? target.closest?.(".shift");
		if (!held || !near) return null;
		const all = near.matches("[data-seat]") ? [near, ...near.parentElement.children] : [...near.children];
		return all.find((seat) => seat.dataset.seat && takes(seat)) ?? null;
	};
	const mark = (name, over) => seats.forEach((seat) => seat.classList.toggle(name, over(seat)));
	const words = (text, ...all) => all.reduce((said, word, i) => said.replace(`{${i}}`, word), text);

	document.addEventListener("dragstart", (event) => {
		held = event.target.closest?.("[data-person][draggable]") ?? null;
		if (!held) return;
		event.dataTransfer.effectAllowed = "move";
		event.dataTransfer.setData("text/plain", held.dataset.name);
		mark("drop-here", takes);
	});
	document.addEventListener("dragover", (event) => {
		const seat = under(event);
		if (seat) event.preventDefault();
		mark("drop-over", (one) => one === seat);
	});
	document.addEventListener("dragend", () => {
		held = null;
		mark("drop-here", () => false);
		mark("drop-over", () => false);
	});
	document.addEventListener("drop", (event) => {
		const seat = under(event);
		if (!seat) return;
		event.preventDefault();
		const { seat: from, person, name, announced } = held.dataset;
		const { when, name: there } = seat.dataset;
		const text = there ? (from ? form.dataset.exchange : form.dataset.instead) : form.dataset.put;
		const values = { from: from ?? "", to: seat.dataset.seat, person, what: words(text, name, when, there) };
		for (const [field, value] of Object.entries(values)) form.elements[field].value = value;
		form.querySelector("[data-trade-what]").textContent = values.what;
		form.querySelector("[data-error-summary]")?.remove();
		if (announced === undefined && seat.dataset.announced === undefined) return form.requestSubmit();
		form.closest("dialog").showModal();
		form.elements.reason.focus();
	});
})();
