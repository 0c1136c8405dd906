// The bell's number, live. A hidden page gives its connection back: browsers
// allow six per site, and office people keep many tabs.
(() => {
	"use strict";
	const bell = document.querySelector("[data-inbox]");
	if (!bell?.dataset.stream || !window.EventSource) return;
	const badge = bell.querySelector("[data-inbox-count]");
	const title = document.title;
	let source;

	const show = (event) => {
		const count = Number(event.data) || 0;
		badge.textContent = count;
		badge.hidden = count === 0;
		document.title = count ? `(${count}) ${title}` : title;
	};

	const follow = () => {
		source?.close();
		source = null;
		if (document.hidden) return;
		source = new EventSource(bell.dataset.stream);
		source.addEventListener("inbox", show);
	};

	document.addEventListener("visibilitychange", follow);
	addEventListener("pagehide", () => source?.close());
	follow();
})();
