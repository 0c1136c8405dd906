// Ed25519 keys of a device, and signatures checked as strictly as the protocol
// says: noble's own check is laxer at the edges than Go's or libsodium's.
import { ed25519, sha512 } from "../../vendor/noble.min.js";
import { Fault, hex, must, random, unhex } from "./bytes.js";
import { mod } from "./group.js";

const { Point } = ed25519;

const little = (bytes) => bytes.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);

// newKey is {secret, public}, 32 bytes each.
export const newKey = () => keyOf(random(32));
export const keyOf = (secret) => ({ secret, public: ed25519.getPublicKey(secret) });

// sign signs a digest; 64 bytes.
export const sign = (message, { secret }) => ed25519.sign(message, secret);

const known = new Map(); // a board has few keys and many signatures

// publicKey decodes a key: canonical, and no element of small order.
export const publicKey = (text) => {
	if (known.has(text)) return known.get(text);
	const bytes = unhex(text, 32);
	try {
		const point = Point.fromBytes(bytes, false);
		must(!point.isSmallOrder(), "encoding", "key");
		known.set(text, point);
		return point;
	} catch {
		throw new Fault("encoding", "key");
	}
};

// holds tells whether a signature (hex) over a digest is that of a key (hex).
export const holds = (signature, message, key) => {
	try {
		const bytes = unhex(signature, 64);
		const s = little(bytes.slice(32));
		if (s >= Point.Fn.ORDER) return false;
		const A = publicKey(key);
		const head = bytes.slice(0, 32);
		const hashed = new Uint8Array(64 + message.length);
		hashed.set(head);
		hashed.set(unhex(key, 32), 32);
		hashed.set(message, 64);
		const R = Point.BASE.multiplyUnsafe(s).subtract(A.multiplyUnsafe(mod(little(sha512(hashed)))));
		return !R.isSmallOrder() && hex(R.toBytes()) === hex(head);
	} catch (problem) {
		if (problem instanceof Fault) return false;
		throw problem;
	}
};
