// The wall screen turns its pages by itself and fetches fresh data after each
// round.
(() => {
	"use strict";
	const wall = document.querySelector("[data-wall]");
	if (!wall) return;
	const slides = [...wall.querySelectorAll("[data-slide]")];
	let at = Math.max(0, slides.findIndex((slide) => !slide.hidden));

	const turn = async () => {
		at += 1;
		if (at >= slides.length) {
			at = 0;
			const fresh = await fetch(location.href, { cache: "no-store" }).then((r) => r.ok, () => false);
			if (fresh) return location.reload();
		}
		slides.forEach((slide, i) => (slide.hidden = i !== at));
	};

	setInterval(turn, Number(wall.dataset.wall) * 1000);
	const clock = wall.querySelector("[data-clock]");
	const tick = () => {
		const now = new Date();
		clock.textContent = now.toLocaleTimeString(document.documentElement.lang, {
			hour: "numeric", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
		});
	};
	if (clock) setInterval(tick, 10000);
})();
