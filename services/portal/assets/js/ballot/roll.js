// What the board says about seats, their keys and paper: section 6.
import { digest, hex, must, unhex } from "./bytes.js";

const seatOf = (board, number) => {
	const seat = board.seats.get(number);
	must(seat, "order", `seat ${number} is not on the roll`);
	return seat;
};

const suspension = (board, body) => {
	const seat = seatOf(board, body.seat);
	must(!body.suspended || (!seat.key && !seat.paper), "suspended", `seat ${body.seat} has a key or a paper`);
	seat.suspended = body.suspended;
};

const teller = (board, body) => {
	must(body.teller <= 2 && !board.tellers.has(body.teller), "order", "teller");
	must(!board.owners.has(body.key), "key", `teller ${body.teller}`);
	board.owners.set(body.key, `teller:${body.teller}`);
	board.tellers.set(body.teller, body.key);
};

const voter = (board, body) => {
	const seat = seatOf(board, body.seat);
	must(!seat.suspended, "suspended", `seat ${body.seat}`);
	must(!seat.key && !seat.paper, "twice", `seat ${body.seat}`);
	must(!board.owners.has(body.key), "key", `seat ${body.seat}`);
	board.owners.set(body.key, `seat:${body.seat}`);
	Object.assign(seat, { key: body.key, last: body.key });
};

const paperIssue = (board, body) => {
	const seat = seatOf(board, body.seat);
	must(!seat.suspended, "suspended", `seat ${body.seat}`);
	must(!seat.key && !seat.paper, "twice", `seat ${body.seat}`);
	seat.paper = true;
	if (board.present !== undefined && !seat.frozen) board.present += 1;
};

const keyVoid = (board, body) => {
	const seat = seatOf(board, body.seat);
	must(seat.key === body.key, "key", `seat ${body.seat}`);
	must(!seat.cast, "twice", `seat ${body.seat} has cast`);
	seat.key = undefined;
};

// liveKeys are [seat, key], seats rising.
const liveKeys = ({ seats }) => [...seats].filter(([, { key }]) => key).map(([number, { key }]) => [number, key]);

// keysDigest is what the freeze says about the keys.
export const keysDigest = (board) => hex(digest("keys", ...liveKeys(board).flatMap(([seat, key]) => [seat, unhex(key, 32)])));

const papers = ({ seats }) => [...seats.values()].filter(({ paper }) => paper).length;

const freeze = (board, body) => {
	const [screen, paper] = [liveKeys(board).length, papers(board)];
	const fits = body.screen === screen && body.paper === paper && body.present === screen + paper;
	board.phase = "frozen";
	board.present = screen + paper;
	for (const seat of board.seats.values()) seat.frozen = Boolean(seat.key);
	board.wrong(!fits || body.keys !== keysDigest(board), "freeze", `${screen} + ${paper}`);
	board.wrong(board.present < board.rules.quorum, "quorum", `${board.present} of ${board.rules.quorum}`);
};

const begin = (board) => {
	board.phase = "open";
};

export const roll = { suspension, teller, voter, paper_issue: paperIssue, key_void: keyVoid, freeze, open: begin };
