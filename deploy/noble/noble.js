// What the ballot's modules take from noble, and no more: one group, one signature
// scheme, two hashes.
export { ed25519, ristretto255 } from "@noble/curves/ed25519.js";
export { sha256, sha512 } from "@noble/hashes/sha2.js";
