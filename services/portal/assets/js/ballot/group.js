// The group ristretto255 (RFC 9496): elements and scalars, in and out of hex.
// `times` is for secrets (constant time), `open` for what everybody may see.
import { ristretto255 } from "../../vendor/noble.min.js";
import { Fault, hash, hex, must, random, unhex } from "./bytes.js";

const { Point } = ristretto255;
export const B = Point.BASE;
export const O = Point.ZERO;
const field = Point.Fn;
const L = field.ORDER;

export const mod = (n) => ((n % L) + L) % L;
export const add = (...scalars) => mod(scalars.reduce((sum, n) => sum + n, 0n));
export const product = (a, b) => mod(a * b);

const little = (bytes) => {
	let n = 0n;
	for (let i = bytes.length - 1; i >= 0; i -= 1) n = (n << 8n) | BigInt(bytes[i]);
	return n;
};

export const elementBytes = (point) => point.toBytes();
export const elementHex = (point) => hex(point.toBytes());

// element decodes one; anything that is not its one canonical form is refused.
export const element = (text) => {
	const bytes = unhex(text, 32);
	try {
		return Point.fromBytes(bytes);
	} catch {
		throw new Fault("encoding", "element");
	}
};

const scalarBytes = (n) => Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n));
export const scalarHex = (n) => hex(scalarBytes(n));

// scalar decodes one that is less than L.
export const scalar = (text) => {
	const n = little(unhex(text, 32));
	must(n < L, "encoding", "scalar");
	return n;
};

// challenge is scalar(label, …) of the protocol.
export const challenge = (label, ...values) => mod(little(hash(label, ...values)));

// secret draws a uniform scalar, never 0: 64 bytes leave no bias that could be seen.
export const secret = () => {
	for (;;) {
		const bytes = random(64);
		const n = mod(little(bytes));
		bytes.fill(0);
		if (n !== 0n) return n;
	}
};

// times multiplies by a secret; 0 is O.
export const times = (point, n) => (n === 0n ? O : point.multiply(n));

// open multiplies by a number that is no secret, in less time.
export const open = (point, n) => point.multiplyUnsafe(mod(n));

// prepared is an element whose multiples will be asked for often.
export const prepared = (point, window = 6) => {
	if (!point.equals(O)) point.precompute(window, true);
	return point;
};

export const sum = (points) => points.reduce((all, point) => all.add(point), O);

// lagrange is λ_j of the indices, at 0.
export const lagrange = (j, indices) => {
	let [top, bottom] = [1n, 1n];
	for (const l of indices) {
		if (l === j) continue;
		top = product(top, BigInt(l));
		bottom = product(bottom, mod(BigInt(l - j)));
	}
	return product(top, field.inv(bottom));
};

// small is the n between 0 and most with n·B = point, or -1.
export const small = (point, most) => {
	let at = O;
	for (let n = 0; n <= most; n += 1, at = at.add(B)) if (at.equals(point)) return n;
	return -1;
};

// polynomial is f(x) of coefficients, the lowest first.
export const polynomial = (coefficients, x) => coefficients.reduceRight((all, a) => mod(all * BigInt(x) + a), 0n);

// publicPolynomial is f(x)·B from the coefficients' elements.
export const publicPolynomial = (elements, x) => elements.reduceRight((all, a) => open(all, BigInt(x)).add(a), O);
