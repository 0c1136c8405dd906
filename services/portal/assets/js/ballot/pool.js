// A verification by several workers, each of which checks some of the ballots' proofs;
// in slices on the page itself where workers do not start.
import { inSlices, merge, verify } from "./verify.js";

const own = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

const one = (start, text, options, tell) =>
	new Promise((done, failed) => {
		const worker = start();
		const end = (how, what) => {
			worker.terminate();
			how(what);
		};
		worker.onerror = () => end(failed, new Error("worker"));
		worker.onmessage = ({ data }) => {
			if (data.ready) worker.postMessage({ text, options });
			if (data.progress) tell(data.progress);
			if (data.failed) end(failed, new Error("worker"));
			if (data.report) end(done, data.report);
		};
	});

// verifyAll resolves with the report; tell is called with {done, total}.
export const verifyAll = async (text, options = {}, tell = () => {}, start = own) => {
	const n = Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2)));
	const shares = Array(n).fill(0);
	const progress = (i) => ({ done, total }) => {
		shares[i] = done / total;
		tell({ done: shares.reduce((a, b) => a + b, 0), total: n });
	};
	try {
		return merge(await Promise.all(shares.map((_, i) => one(start, text, { ...options, part: [i, n] }, progress(i)))));
	} catch {
		return inSlices(verify(text, options), tell);
	}
};
