package voting

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errNotChair = fault.Denied("voting.not_chair", "这次票决由签署它的主持人办理，请由主持人在自己的设备上操作",
		"The ballot is led by whoever signed it; have the chair do this on their own device")
	errNotYourSeat = fault.Denied("voting.not_your_seat", "这不是您的席位或职务，不能代他人办理。请用本人账号登录。",
		"This is not your own seat or part; nobody acts for another in a ballot. Sign in with your own account.")
	errSuspendedNow = fault.FailedPrecondition("voting.suspended", "您已暂停执行代表职务，不能参加这次票决；如有疑问，请联系代表工作机构",
		"Your mandate is suspended and you cannot take part; ask the office of deputies' affairs if that is wrong")
	errNotAuthor = fault.Invalid("voting.author", "没有这样的身份，请刷新页面后重试", "There is no such author; reload the page and try again")
	errOtherBody = fault.FailedPrecondition("voting.definition_changed", "票决的内容已有变化，请刷新页面，核对后重新签署",
		"The ballot has changed; reload the page, look at it and sign again")
)

// LeadEntry serves voting.LeadEntry.
func (s *Service) LeadEntry(ctx context.Context, req voting.PostEntryRequest) (voting.EntryReceipt, error) {
	b, err := s.ballots.Get(ctx, req.ID)
	switch {
	case err != nil:
		return voting.EntryReceipt{}, err
	case req.Author != chairAuthor:
		return voting.EntryReceipt{}, errNotYourSeat
	case b.Chair != "" && b.Chair != authz.Actor(ctx).ID:
		return voting.EntryReceipt{}, errNotChair
	}
	return s.post(ctx, &b, req)
}

const chairAuthor = "chair"

// PostEntry serves voting.PostEntry.
func (s *Service) PostEntry(ctx context.Context, req voting.PostEntryRequest) (voting.EntryReceipt, error) {
	b, err := s.author(ctx, req)
	if err != nil {
		return voting.EntryReceipt{}, err
	}
	return s.post(ctx, &b, req)
}

// author finds the ballot of an entry and fails unless its author is the caller's
// own seat or appointment.
func (s *Service) author(ctx context.Context, req voting.PostEntryRequest) (Ballot, error) {
	b, me, err := s.reach(ctx, req.ID)
	if err != nil {
		return b, err
	}
	role, text, _ := strings.Cut(req.Author, ":")
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return b, errNotAuthor
	case role == "seat" && me.Seat == n && n > 0:
		gone, err := s.suspended(ctx, me)
		if err == nil && gone {
			err = errSuspendedNow
		}
		return b, err
	case role == "trustee" && n > 0 && n <= len(b.Trustees) && b.Trustees[n-1].Seat == me.Seat && me.Seat > 0:
		return b, nil
	case role == "teller" && n > 0 && n <= len(b.Tellers) && b.Tellers[n-1].Account == authz.Actor(ctx).ID:
		return b, nil
	}
	return b, errNotYourSeat
}

// post puts an entry on the board of a ballot that the caller may write to.
func (s *Service) post(ctx context.Context, b *Ballot, req voting.PostEntryRequest) (voting.EntryReceipt, error) {
	signature, err := hex.DecodeString(req.Signature)
	if err != nil {
		return voting.EntryReceipt{}, errNotAuthor
	}
	e := board.Entry{At: board.At(s.clock.Now()), Kind: req.Kind, Author: req.Author, Body: req.Body, Signature: signature}
	ctx = store.System(ctx) // whose entry it is was decided before
	if old, found, err := s.taken(ctx, b, e); found || err != nil {
		return receiptOf(old, b.State), err
	}
	if err := s.mayBegin(ctx, b, e); err != nil {
		return voting.EntryReceipt{}, err
	}
	actor := authz.Actor(ctx).ID
	now, err := s.ballots.Update(ctx, b.ID, func(b *Ballot) ([]event.Event, error) {
		var err error
		if e, err = s.append(ctx, b, e); err != nil {
			return nil, err
		}
		if e.Kind == board.KindDefinition {
			b.Chair = actor
		}
		if e.Kind == board.KindVoid {
			b.Reason = reasonOf(e)
		}
		return b.toldOf(e.Kind), nil
	})
	if err != nil {
		return voting.EntryReceipt{}, err
	}
	return receiptOf(e, now.State), s.follows(ctx, &now, e.Kind)
}

// taken is the entry as it stands on the board, if the very same does.
func (s *Service) taken(ctx context.Context, b *Ballot, e board.Entry) (board.Entry, bool, error) {
	l, found, err := s.links.First(ctx, store.Query{Index: "signature", Eq: store.Key{b.ID, fmt.Sprintf("%x", e.Signature)}})
	same := found && l.Kind == e.Kind && l.Author == e.Author && l.Body == e.Body
	return l.Entry, same, err
}

// mayBegin fails for a definition that does not say what was prepared or comes from
// a teller, and for anything else before there is one.
func (s *Service) mayBegin(ctx context.Context, b *Ballot, e board.Entry) error {
	switch {
	case b.Head.Seq >= 0:
		return nil
	case e.Kind != board.KindDefinition || b.State != voting.BallotRoll:
		return errBallotStep
	case b.teller(authz.Actor(ctx).ID) >= 0:
		return errTellers
	}
	said, err := readBody[board.Definition](e.Body)
	if err != nil {
		return err
	}
	due, err := s.definition(ctx, b, said.Chair)
	if err == nil && due != e.Body {
		err = errOtherBody
	}
	return err
}

// follows moves the projects after an entry that decides about them.
func (s *Service) follows(ctx context.Context, b *Ballot, kind string) error {
	var step func(*Project, Act, *Ballot) ([]event.Event, error)
	switch {
	case kind == board.KindDefinition:
		step = (*Project).beginBallot
	case kind == board.KindDeclare:
		step = (*Project).endBallot
	case kind == board.KindVoid && b.RunoffOf != "":
		if err := s.tiedStill(ctx, b); err != nil || !b.Recommend {
			return err
		}
		step = (*Project).leaveBallot // what is recommended waits for nothing
	case kind == board.KindVoid:
		step = (*Project).leaveBallot
	default:
		return nil
	}
	return s.moveProjects(ctx, b.Projects, func(p *Project, a Act) ([]event.Event, error) { return step(p, a, b) })
}

func receiptOf(e board.Entry, state voting.BallotState) voting.EntryReceipt {
	return voting.EntryReceipt{Seq: e.Seq, At: e.At, Hash: e.Hash.String(), Digest: e.BodyDigest().String(), State: state}
}

func reasonOf(e board.Entry) string {
	v, err := readBody[board.Void](e.Body)
	if err != nil {
		return "" // the board has read it before
	}
	return v.Reason
}

// ComparePapers serves voting.ComparePapers.
func (s *Service) ComparePapers(ctx context.Context, req voting.ComparePapersRequest) (voting.ComparedPapers, error) {
	var out voting.ComparedPapers
	b, _, err := s.reach(ctx, req.ID)
	if err != nil {
		return out, err
	}
	me := b.teller(authz.Actor(ctx).ID)
	if me < 0 {
		return out, errNotYourSeat
	}
	_, err = s.ballots.Update(ctx, b.ID, func(b *Ballot) ([]event.Event, error) {
		b.Entered[me] = req.Digests
		out = compared(req.Digests, b.Entered[1-me])
		return nil, nil
	})
	return out, err
}

// compared says at which numbers two tellers' papers are not the same.
func compared(mine, theirs []string) voting.ComparedPapers {
	out := voting.ComparedPapers{Mine: len(mine), Theirs: len(theirs), Differ: []int{}}
	for i := range max(len(mine), len(theirs)) {
		if i >= len(mine) || i >= len(theirs) || mine[i] != theirs[i] {
			out.Differ = append(out.Differ, i+1)
		}
	}
	return out
}
