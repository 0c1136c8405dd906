// A deputy's key, from checking in to the count.
import { hex, must, receipt } from "./bytes.js";
import { makeEntry } from "./entries.js";

// registers is the entry of a new key; device is "own" or "tablet".
export const registers = (ballot, seat, device, key) =>
	makeEntry(ballot, "voter", `seat:${seat}`, { seat, key: hex(key.public), device }, key);

// electionCode is what the scrutineers read out in the hall, for the deputy to compare
// before anything is encrypted: a server that shows one deputy a board of its own, with
// trustees of its own, shows here and nowhere else.
export const electionCode = (board) => receipt(board.election);

// ready fails with key or order unless the board is open for this seat's own key: a
// device casts only onto a board that shows its key and that it has checked itself.
export const ready = (board, seat, key) => {
	must(board.faults.length === 0, board.faults[0]?.code, board.faults[0]?.detail);
	must(board.phase === "open" && !board.paperOnly, "order", board.phase);
	must(board.seats.get(seat)?.key === hex(key.public), "key", `seat ${seat}`);
};
