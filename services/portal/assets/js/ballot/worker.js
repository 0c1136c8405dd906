// A worker that verifies one part of a bundle for pool.js: it says that it is ready,
// takes {text, options}, tells {progress} and ends with {report}.
import { toEnd, verify } from "./verify.js";

globalThis.onmessage = ({ data: { text, options } }) => {
	let told = 0;
	const report = toEnd(verify(text, options), (progress) => {
		if (performance.now() - told < 100) return;
		told = performance.now();
		postMessage({ progress });
	});
	postMessage({ report });
};
postMessage({ ready: true });
