// Where the rail or a page's tabs scroll, on phones, they show the place that one
// is at.
(() => {
	"use strict";
	for (const line of document.querySelectorAll(".rail, .tabs")) {
		const here = line.querySelector("[aria-current=page]");
		if (!here || line.scrollWidth <= line.clientWidth) continue;
		const [frame, place] = [line.getBoundingClientRect(), here.getBoundingClientRect()];
		line.scrollLeft += place.left - frame.left - (frame.width - place.width) / 2;
	}
})();
