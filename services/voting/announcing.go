package voting

import (
	"context"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errAnnounced = fault.FailedPrecondition("voting.announced", "这次票决的结果已经公告，请刷新后查看", "The result of this ballot was announced; reload to read the announcement")
	errUndecided = fault.FailedPrecondition("voting.undecided", "还有票数相等的项目没有定下来，请先完成再次投票或由主席团决定，再一并公告",
		"Projects are tied still; finish the run-off, or have the presidium decide, then announce all together")
	errOnlyAdvice = fault.FailedPrecondition("voting.recommendation", "这次投票只是推荐，不作决定，不用公告；项目仍在审议中", "This vote only recommends and decides nothing, so there is nothing to announce; the projects are deliberated still")
	errAnnounceIn = fault.FailedPrecondition("voting.announce_first", "再次投票的结果与第一次票决一并公告，请打开第一次票决办理", "A run-off is announced with the ballot whose tie it decides; open that one")
	errAnnounceOn = fault.Invalid("voting.announce_on", "公告日期应在宣布结果之后，且不晚于今天，请修改", "The day of the announcement lies between the declaration and today; correct it").
			At("on", "宣布结果之后、不晚于今天", "between the declaration and today")
	errNumbers = fault.Invalid("voting.announce_words", "公告文字公开，不能有电话、身份证等号码，请删去后重新填写", "An announcement is public and holds no telephone or identity numbers; remove them").
			At("words", "请删去号码", "Remove the number")
)

// AnnounceResult serves voting.AnnounceResult.
func (s *Service) AnnounceResult(ctx context.Context, req voting.AnnounceResultRequest) (voting.Ballot, error) {
	b, err := s.ballots.Get(ctx, req.ID)
	if err == nil {
		err = b.announceable(req, calendar.DateOf(s.clock.Now()))
	}
	if err != nil {
		return voting.Ballot{}, err
	}
	said := voting.Announcement{Number: req.Number, On: req.On, Words: req.Words, At: s.clock.Now().UTC()}
	if said.Chosen, said.Rest, err = s.decided(ctx, &b); err != nil {
		return voting.Ballot{}, err
	}
	if err := s.moveProjects(ctx, said.Chosen, func(p *Project, a Act) ([]event.Event, error) { return p.announce(a, req.Number, req.On) }); err != nil {
		return voting.Ballot{}, err
	}
	b, err = s.ballots.Update(ctx, req.ID, func(b *Ballot) ([]event.Event, error) {
		if b.Announced != nil {
			return nil, errAnnounced
		}
		b.Announced = &said
		return b.told(voting.ResultAnnounced, ""), nil
	})
	return s.named(b.plain()), err
}

// announceable fails for a ballot whose result cannot be announced like that.
func (b *Ballot) announceable(req voting.AnnounceResultRequest, today calendar.Date) error {
	switch {
	case b.Announced != nil:
		return errAnnounced
	case b.State != voting.BallotDeclared:
		return errBallotStep
	case b.Recommend:
		return errOnlyAdvice
	case b.RunoffOf != "":
		return errAnnounceIn
	case req.On < b.declared() || req.On > today.String():
		return errAnnounceOn
	case longNumber.MatchString(req.Words):
		return errNumbers
	}
	return nil
}

// declared is the day of the board's last entry.
func (b *Ballot) declared() string {
	at, err := time.Parse(board.TimeLayout, b.LastAt)
	if err != nil {
		return "" // the board wrote it
	}
	return calendar.DateOf(at).String()
}

// decided are the projects that the ballot chose, whatever decided its tie, and the
// others. It fails while one is tied still.
func (s *Service) decided(ctx context.Context, b *Ballot) (chosen, rest []voting.BallotCandidate, err error) {
	chosen, rest = []voting.BallotCandidate{}, []voting.BallotCandidate{}
	for _, c := range b.Projects {
		p, err := s.projects.Get(store.System(ctx), c.ID) // the right to lead the ballot carries them
		switch {
		case err != nil:
			return nil, nil, err
		case p.State == voting.Balloting:
			return nil, nil, errUndecided
		case p.State == voting.Adopted:
			chosen = append(chosen, c)
		default:
			rest = append(rest, c)
		}
	}
	return chosen, rest, nil
}
