// Reading aloud, where the browser has a voice: the main text, piece by piece,
// since long utterances are cut off on phones.
(() => {
	"use strict";
	const button = document.querySelector("[data-speak]");
	if (!button || !window.speechSynthesis) return;
	const label = button.querySelector("span");
	const start = label.textContent;
	button.hidden = false;

	const spoken = () => {
		const seen = document.getElementById("main").innerText;
		return seen.split(/[\n。！？!?]+/).map((part) => part.trim()).filter(Boolean);
	};

	const show = (on) => {
		button.setAttribute("aria-pressed", String(on));
		label.textContent = on ? button.dataset.speakStop : start;
	};

	const say = () => {
		const parts = spoken();
		parts.forEach((part, i) => {
			const piece = new SpeechSynthesisUtterance(part);
			piece.lang = document.documentElement.lang;
			piece.rate = 0.9;
			if (i === parts.length - 1) piece.onend = () => show(false);
			speechSynthesis.speak(piece);
		});
		show(parts.length > 0);
	};

	button.addEventListener("click", () => {
		const on = button.getAttribute("aria-pressed") === "true";
		speechSynthesis.cancel();
		if (on) show(false);
		else say();
	});
	addEventListener("pagehide", () => speechSynthesis.cancel());
})();
