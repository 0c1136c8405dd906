// The ballot's scripts under one name, for the tests.
export { Fault, hex, unhex } from "/assets/js/ballot/bytes.js";
export { Board, boardOf } from "/assets/js/ballot/board.js";
export { checkHead, checkReceipt, head, makeEntry, receipts } from "/assets/js/ballot/entries.js";
export { prepare, receiptOf } from "/assets/js/ballot/cast.js";
export { checkReveal } from "/assets/js/ballot/reveal.js";
export { keyOf, newKey } from "/assets/js/ballot/keys.js";
export { keysDigest } from "/assets/js/ballot/roll.js";
export { resultOf } from "/assets/js/ballot/opening.js";
export { inSlices, proven } from "/assets/js/ballot/verify.js";
export { verifyAll } from "/assets/js/ballot/pool.js";
export * as qr from "/assets/js/ballot/qr.js";
export * as teller from "/assets/js/ballot/teller.js";
export * as trustee from "/assets/js/ballot/trustee.js";
export * as vault from "/assets/js/ballot/vault.js";
export * as voter from "/assets/js/ballot/voter.js";
export * as words from "/assets/js/ballot/words.js";
