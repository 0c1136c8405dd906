package demo

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
)

// session is a township's year of livelihood projects, from what its people ask for to
// what its congress chooses, lived through in the weeks before today.
type session struct {
	*Loader
	key      string // of its calls
	congress string
	places   int
	wishes   []wish
	ids      []string // of the projects, as the wishes
	round    string
	ballot   string
}

func (l *Loader) session(key, congress string, places int, wishes []wish) *session {
	return &session{Loader: l, key: key, congress: congress, places: places, wishes: wishes, ids: make([]string, len(wishes))}
}

// sits reports whether the congress has enough members for a ballot.
func (s *session) sits() bool { return len(s.members(s.congress)) >= 9 }

func (s *session) office() *rpc.Client { return s.as("county", "voting") }

// year is that of the load: the weeks stand for it.
func (s *session) year() int { return calendar.DateOf(time.Now()).Year() }

// callDays are the fewest that a call may be open.
const callDays = 30

func (s *session) call(ctx context.Context, on calendar.Date) error {
	made, err := do(ctx, s.office(), voting.AnnounceRound, voting.AnnounceRequest{Area: s.congress, Year: s.year(), Opens: on.String(), Closes: (on + callDays).String(),
		Title: fmt.Sprintf("%d 年度民生实事项目征集", s.year()), Call: "您希望今年办成哪些实事？请告诉我们为什么需要、在什么地方。"}, "%s/round", s.key)
	s.round = made.ID
	return err
}

// propose writes down what people ask for; of the first several had spoken at the
// station before, if there are cases.
func (s *session) propose(ctx context.Context, _ calendar.Date) error {
	for i, w := range s.wishes {
		req := voting.RecordProposalRequest{Station: s.stations[s.congress].ID, Round: s.round, Channel: voting.AtDesk, Who: voting.Who{Anonymous: true}, Title: w.title, Text: w.text}
		if i == 0 {
			var err error
			if req.Cases, err = s.heard(ctx, s.congress); err != nil {
				return err
			}
			if len(req.Cases) > 0 {
				req.Channel, req.Who = voting.FromCases, voting.Who{}
			}
		}
		made, err := do(ctx, s.office(), voting.RecordProposal, req, "%s/%d", s.key, i)
		if err != nil {
			return err
		}
		s.ids[i] = made.Project
	}
	return nil
}

func (s *session) because(i int) voting.Reasoned {
	return voting.Reasoned{ID: s.ids[i], Reason: s.wishes[i].why}
}

// candidates are the projects that are not rejected.
func (s *session) candidates() []string {
	var out []string
	for i, w := range s.wishes {
		if w.far >= 0 {
			out = append(out, s.ids[i])
		}
	}
	return out
}

// screen rejects them or makes them candidates.
func (s *session) screen(ctx context.Context, _ calendar.Date) error {
	for i, w := range s.wishes {
		if w.far >= 0 {
			w.far = candidate
		}
		if err := s.consider(ctx, w, s.because(i), s.congress, calendar.NewDate(s.year(), time.December, 20), fmt.Sprintf("%s/%d", s.key, i)); err != nil {
			return err
		}
	}
	return nil
}

// deliberate has the candidates reviewed and put before the congress, as the
// presidium decides by show of hands.
func (s *session) deliberate(ctx context.Context, on calendar.Date) error {
	for i, w := range s.wishes {
		if w.far < 0 {
			continue
		}
		review := voting.ReviewRequest{Reasoned: s.because(i), Agreed: true, On: on.String()}
		if _, err := do(ctx, s.office(), voting.ReviewProject, review, "%s/%d/review", s.key, i); err != nil {
			return err
		}
		if err := s.submit(ctx, s.ids[i], fmt.Sprintf("%s/%d", s.key, i)); err != nil {
			return err
		}
	}
	req := voting.DecisionRequest{Area: s.congress, Matter: voting.Matter{Title: fmt.Sprintf("将 %d 个候选项目提请代表大会票决", len(s.candidates()))}, Resolution: voting.Resolution{
		Organ: voting.Presidium, Minutes: fmt.Sprintf("主席团纪要〔%d〕3号", s.year()), On: on.String(), Hands: voting.Hands{Members: 9, Present: 8, For: 7, Abstain: 1}}}
	_, err := do(ctx, s.office(), voting.RecordDecision, req, "%s/decision", s.key)
	return err
}

// troupe are those who take part in its ballot.
func (s *session) troupe() troupe { return troupe{"past", s.congress} }

// vote holds the ballot: three scrutineers with phones, the others on paper.
func (s *session) vote(ctx context.Context, _ calendar.Date) error {
	h, err := s.prepare(ctx, sitting{troupe: s.troupe(), title: fmt.Sprintf("%s %d 年度民生实事项目票决", s.townshipName(s.congress), s.year()), projects: s.candidates(), places: s.places, phones: 3})
	if err != nil {
		return err
	}
	s.ballot = h.ID
	return h.Hold(ctx)
}

func (s *session) announce(ctx context.Context, on calendar.Date) error {
	req := voting.AnnounceResultRequest{ID: s.ballot, Number: "第1号", On: on.String(), Words: "请有关单位抓紧组织实施，接受代表和群众监督。"}
	_, err := do(ctx, s.office(), voting.AnnounceResult, req, "%s/announcement", s.key)
	return err
}

// dated is what is done on one of its days.
type dated struct {
	day int // of the working days
	do  func(ctx context.Context, on calendar.Date) error
}

// onDays are steps at their days, in the afternoon.
func onDays(days []calendar.Date, steps ...dated) []act {
	var out []act
	for _, one := range steps {
		out = append(out, act{days[one.day].Start().Add(afternoon + 30*time.Minute), func(ctx context.Context) error { return one.do(ctx, days[one.day]) }})
	}
	return out
}
