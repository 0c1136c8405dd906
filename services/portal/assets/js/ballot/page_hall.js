// The hall's screen and the public board: the turnout, live. No choice is known to
// anybody before the urn is opened.
import { figures, root, watch } from "./page_common.js";

watch((page) => {
	figures(page.turnout);
	const bar = root.querySelector("progress");
	if (bar) Object.assign(bar, { max: page.turnout.present, value: page.turnout.cast + page.turnout.entered });
	if (page.state !== root.dataset.ballotState) location.reload();
});
