package voting

import (
	"context"
	"encoding/hex"
	"encoding/json"

	"lianluo/api/voting"
	rule "lianluo/pkg/ballot"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
	"lianluo/pkg/fault"
)

var (
	errReason = fault.Invalid("voting.reason", "请填写原因，它会记在公告板上", "Say why; it stands on the board").
			At("reason", "请填写原因", "say why")
	errNoKey  = fault.Invalid("voting.key", "没有收到主持人设备的密钥，请刷新页面后重试", "The key of the chair's device is missing; reload the page and try again")
	errNoSeat = fault.Invalid("voting.seat", "名册上没有这个席位，请重新选择", "There is no such seat on the roll; choose again").At("seat", "请重新选择", "choose again")
)

// ComposeEntry serves voting.ComposeEntry.
func (s *Service) ComposeEntry(ctx context.Context, req voting.ComposeEntryRequest) (voting.EntryDraft, error) {
	b, err := s.ballots.Get(ctx, req.ID)
	if err != nil {
		return voting.EntryDraft{}, err
	}
	draft := voting.EntryDraft{Ballot: b.ID, Kind: req.Kind, Author: chairAuthor}
	if req.Kind == board.KindDefinition {
		key, err := hex.DecodeString(req.Key)
		if err != nil || len(key) == 0 {
			return draft, errNoKey
		}
		if err := b.at(voting.BallotRoll); err != nil {
			return draft, err
		}
		draft.Body, err = s.definition(ctx, &b, key)
		return draft, err
	}
	if b.Head.Seq < 0 {
		return draft, errBallotStep
	}
	var body any
	reading := s.withBoard(ctx, &b, func(x *board.Board) { body, err = bodyOf(x, req) })
	if reading != nil {
		return draft, reading
	}
	if err == nil {
		draft.Body = bodyText(body)
	}
	return draft, err
}

// bodyOf is what an entry of the chair says now.
func bodyOf(x *board.Board, req voting.ComposeEntryRequest) (any, error) {
	switch req.Kind {
	case board.KindFreeze:
		return x.Freezing(), nil
	case board.KindOpen:
		return board.Opening{}, nil
	case board.KindClose:
		return x.Closing(), nil
	case board.KindResult:
		return resultOf(x)
	case board.KindDeclare:
		minutes, err := hex.DecodeString(req.Minutes)
		if err != nil {
			return nil, errBody.Because(err)
		}
		return board.Declare{Minutes: minutes}, nil
	case board.KindPaperIssue, board.KindKeyVoid, board.KindSuspension:
		return aboutSeat(x, req)
	}
	if req.Reason == "" {
		return nil, errReason
	}
	switch req.Kind {
	case board.KindTrusteeLost:
		return board.TrusteeLost{Index: req.Index, Reason: req.Reason}, nil
	case board.KindPaperOnly:
		return board.PaperOnly{Reason: req.Reason}, nil
	}
	return board.Void{Reason: req.Reason}, nil
}

func resultOf(x *board.Board) (any, error) {
	t, err := x.Tally()
	if err != nil {
		return nil, errTally.Because(err)
	}
	return board.Result{Tally: t, Outcome: x.Outcome(t)}, nil
}

var errTally = fault.FailedPrecondition("voting.tally", "开箱的监票人还不够，计不出结果，请等他们开箱后再公布",
	"Too few scrutineers have opened the urn; wait for them, then publish the count")

// aboutSeat is what the chair says of one deputy. Paper needs no reason.
func aboutSeat(x *board.Board, req voting.ComposeEntryRequest) (any, error) {
	seats := x.Voters()
	switch {
	case req.Seat < 1 || req.Seat > len(seats):
		return nil, errNoSeat
	case req.Kind == board.KindPaperIssue:
		return board.PaperIssue{Seat: req.Seat}, nil
	case req.Reason == "":
		return nil, errReason
	case req.Kind == board.KindSuspension:
		return board.Suspension{Seat: req.Seat, Suspended: !seats[req.Seat-1].Suspended, Reason: req.Reason}, nil
	}
	key := seats[req.Seat-1].Key
	if key == nil {
		return nil, errNoLiveKey
	}
	return board.KeyVoid{Seat: req.Seat, Key: key, Reason: req.Reason}, nil
}

var errNoLiveKey = fault.FailedPrecondition("voting.no_key", "这位代表没有在手机上签到，没有可作废的密钥", "This deputy has not checked in by phone; there is no key to void")

// definition is the text that the chair signs first: what was prepared, and
// nothing else.
func (s *Service) definition(ctx context.Context, b *Ballot, chair seal.Hex) (string, error) {
	seats, err := s.seatsOf(ctx, b.ID)
	if err != nil {
		return "", err
	}
	d := board.Definition{Protocol: seal.Protocol, Ballot: b.ID, RunoffOf: b.RunoffOf, Title: b.Title, Rules: b.Rules, Chair: chair, Threshold: b.Threshold,
		Congress:   board.Congress{Name: b.Congress.Name, Division: b.Congress.Division, Term: b.Congress.Term, Session: b.Congress.Session},
		Candidates: []board.Candidate{}, Roll: []board.Seat{}, Scrutineers: []int{}}
	for _, c := range b.Candidates {
		dossier, err := hex.DecodeString(c.Dossier)
		if err != nil {
			return "", fault.Internal(err)
		}
		d.Candidates = append(d.Candidates, board.Candidate{ID: c.ID, Title: c.Title, Dossier: dossier})
	}
	for _, st := range seats {
		d.Roll = append(d.Roll, board.Seat{Seat: st.Seat, Mandate: st.Mandate, Name: st.Name, Suspended: st.Suspended})
	}
	for _, t := range b.Trustees {
		d.Scrutineers = append(d.Scrutineers, t.Seat)
	}
	return bodyText(d), nil
}

func bodyText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values always encode
	}
	return string(raw)
}

func ruleText(r rule.Rules) string { return bodyText(r) }

// readBody reads as much of a body as the service itself asks for; the board reads
// it strictly.
func readBody[T any](text string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return v, errBody.Because(err)
	}
	return v, nil
}

var errBody = fault.Invalid("voting.body", "收到的内容读不懂，请刷新页面后重试", "The entry cannot be read; reload the page and try again")
