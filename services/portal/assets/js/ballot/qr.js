// QR codes between devices, off the server: drawn here, read by the camera. Where
// there is no camera, people compare or type the short code.
import { digest, hex, must, receipt, unhex } from "./bytes.js";

const library = () => import("../../vendor/qr.min.js");

// drawing is an SVG of a text (at most some 1,200 characters) for an element.
export const drawing = async (text, label) => {
	const { encode } = await library();
	const rows = encode(text, "raw", { ecc: "medium", border: 4 });
	const svg = (tag, attributes) => {
		const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
		for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
		return made;
	};
	const side = rows.length;
	const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");
	const drawn = svg("svg", { class: "qr", role: "img", "aria-label": label, viewBox: `0 0 ${side} ${side}`, "shape-rendering": "crispEdges" });
	drawn.append(svg("path", { class: "qr-paper", d: `M0 0h${side}v${side}H0z` }), svg("path", { class: "qr-ink", d: dark }));
	return drawn;
};

const detector = async () => {
	const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
	if (!formats?.includes("qr_code")) return undefined;
	const reader = new BarcodeDetector({ formats: ["qr_code"] });
	return async (canvas) => (await reader.detect(canvas))[0]?.rawValue;
};

const own = async () => {
	const { decode } = await library();
	return async (canvas) => {
		const { width, height } = canvas;
		const { data } = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
		try {
			return decode({ width, height, data });
		} catch {
			return undefined; // no code in this picture
		}
	};
};

// reader gives a function that reads the QR code on a canvas, or undefined.
export const reader = async () => (await detector()) ?? own();

// scan shows the camera in a video element and resolves with the first text for which
// accept(text) is true; it fails with NotAllowedError or NotFoundError without a
// camera, with AbortError after signal.
export const scan = async (video, accept, signal) => {
	const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
	try {
		video.srcObject = stream;
		await video.play();
		const read = await reader();
		const canvas = document.createElement("canvas");
		for (;;) {
			signal?.throwIfAborted();
			await new Promise((next) => requestAnimationFrame(next));
			const scale = Math.min(1, 720 / Math.max(video.videoWidth, video.videoHeight, 1));
			Object.assign(canvas, { width: video.videoWidth * scale, height: video.videoHeight * scale });
			if (!canvas.width) continue;
			canvas.getContext("2d", { willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
			const text = await read(canvas);
			if (text !== undefined && accept(text)) return text;
		}
	} finally {
		stream.getTracks().forEach((track) => track.stop());
		video.srcObject = null;
	}
};

const piece = 400;

// pieces cuts a long text (a reveal) into texts for codes that are shown in turn.
export const pieces = (text) => {
	const name = hex(digest("pieces", text)).slice(0, 16);
	const n = Math.ceil(text.length / piece);
	return Array.from({ length: n }, (_, i) => `LL:${name}:${i + 1}:${n}:${text.slice(i * piece, (i + 1) * piece)}`);
};

// gatherer collects pieces in any order: take(text) is {got, of, text?}, or undefined
// for a text that is no piece of this whole.
export const gatherer = () => {
	const got = new Map();
	let whole;
	return (text) => {
		const [, name, i, n, part] = /^LL:([0-9a-f]{16}):([1-9]\d{0,2}):([1-9]\d{0,2}):(.*)$/s.exec(text) ?? [];
		if (!name || Number(i) > Number(n) || (whole && whole !== `${name}:${n}`)) return undefined;
		whole = `${name}:${n}`;
		got.set(Number(i), part);
		if (got.size < Number(n)) return { got: got.size, of: Number(n) };
		const joined = Array.from({ length: Number(n) }, (_, at) => got.get(at + 1)).join("");
		must(hex(digest("pieces", joined)).startsWith(name), "encoding", "pieces");
		return { got: got.size, of: Number(n), text: joined };
	};
};

// headText is what one phone shows another: ballot, position and hash of its head.
export const headText = (board) => `LLH:${board.ballot}:${board.entries.length - 1}:${board.entries.at(-1).hash}`;

// compareHead tells whether a scanned head of another phone is on this board; it fails
// with head if the boards differ and with order if this one has not come so far.
export const compareHead = (board, text) => {
	const [, ballot, seq, hash] = /^LLH:(.*):(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
	must(hash && ballot === board.ballot, "head", "another ballot");
	must(Number(seq) < board.entries.length, "order", seq);
	must(board.entries[Number(seq)].hash === hash, "head", seq);
};

// shortHead is a hash for eyes and keyboards: 20 characters in groups of four.
export const shortHead = (hash) => receipt(unhex(hash, 32));
