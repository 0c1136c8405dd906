package notification

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Asked is the question that a message puts to a person.
type Asked struct {
	Case  string `json:"case"`
	Voice string `json:"voice"`
	About string `json:"about"` // reply or result
	Round int    `json:"round"`
}

// Reached is that a message went to a number or carries a question: what an answer
// is found by. It holds no number, only its keyed hash, and no token, only its hash.
type Reached struct {
	ID        string    `json:"id"` // of the delivery
	Recipient string    `json:"recipient"`
	Phone     string    `json:"phone,omitempty"`
	Digits    string    `json:"digits"`
	Token     string    `json:"token"`
	Number    string    `json:"number,omitempty"`
	Asks      *Asked    `json:"asks,omitempty"`
	At        time.Time `json:"at"`
	Answered  time.Time `json:"answered,omitzero"`
}

func declareReached(db *store.DB) *store.Collection[Reached] {
	return store.NewCollection(db, "question", store.Def[Reached]{
		ID: func(r *Reached) string { return r.ID },
		Indexes: []store.Index[Reached]{
			{Name: "phone", Key: func(r *Reached) store.Key {
				if r.Phone == "" {
					return nil
				}
				return store.Key{r.Phone, r.At}
			}},
			{Name: "token", Key: func(r *Reached) store.Key { return store.Key{r.Token} }},
			{Name: "age", Key: func(r *Reached) store.Key { return store.Key{r.At} }},
		},
	})
}

// asks is the question of a row to a hearer, nil where it asks nothing.
func (n news) asks(r row, h recipient) *Asked {
	if r.On != casework.PersonAsked.Name || r.To != toVoice {
		return nil
	}
	return &Asked{Case: n.event.Subject, Voice: strings.TrimPrefix(h.ref, "voice:"), About: n.variant, Round: n.round}
}

// token is what the link of a delivery carries: the same at every try, and
// nobody's to guess.
func (s *Service) token(delivery string) string { return s.vault.Blind("answer", delivery) }

// digits tell several questions to one number apart.
func (s *Service) digits(delivery string) string {
	n, _ := strconv.ParseUint(s.vault.Blind("digits", delivery)[:8], 16, 64) // hexadecimal always
	return strconv.FormatUint(1000+n%9000, 10)
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(token)))
	return hex.EncodeToString(sum[:])
}

// howToAnswer stands in text messages that ask.
var howToAnswer = text("直接回复1满意、2基本满意、3不满意（有几件时加上{n}，如1 {n}）。", "Reply 1 satisfied, 2 basically, 3 not satisfied (add {n} if there are several). ")

// rememberAll is remember for a message and those that it carries.
func (s *Service) rememberAll(ctx context.Context, d Delivery, to contact) error {
	carried, err := s.carried(ctx, d)
	for _, one := range append(carried, d) {
		if one.Channel = d.Channel; err == nil {
			err = s.remember(ctx, one, to)
		}
	}
	return err
}

// remember keeps what an answer to the message will be found by.
func (s *Service) remember(ctx context.Context, d Delivery, to contact) error {
	if d.Asks == nil && d.Channel != bySMS && d.Channel != byWeChat {
		return nil
	}
	r := Reached{ID: d.ID, Recipient: d.Recipient, Digits: s.digits(d.ID), Token: hashed(s.token(d.ID)), Number: to.Number, Asks: d.Asks, At: s.clock.Now()}
	if d.Channel == bySMS {
		r.Phone = s.vault.Blind("phone", plain(to.Phone))
	}
	if d.Channel == byWeChat {
		r.Phone = s.vault.Blind("wechat", to.OpenID)
	}
	_, err := s.reached.Upsert(ctx, d.ID, func() Reached { return r }, func(known *Reached) ([]event.Event, error) {
		known.Phone, known.At = r.Phone, r.At
		return nil, nil
	})
	return err
}

// plain is a number without the country's code, however it is written.
func plain(phone string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(phone, "+"), "0086"), "86")
}

// answerable is how long a question can be answered by message or link; the case
// itself may have ended it before.
const answerable = 45 * 24 * time.Hour

func (r *Reached) open(now time.Time) bool {
	return r.Asks != nil && r.Answered.IsZero() && now.Sub(r.At) < answerable
}

// answer takes an answer once.
func (s *Service) answer(ctx context.Context, id, answer, by string) error {
	_, err := s.reached.Update(ctx, id, func(r *Reached) ([]event.Event, error) {
		if !r.open(s.clock.Now()) {
			return nil, nil
		}
		r.Answered = s.clock.Now()
		return []event.Event{notification.PersonReplied.New(notification.Answered{Case: r.Asks.Case, Voice: r.Asks.Voice,
			About: r.Asks.About, Round: r.Asks.Round, Answer: answer, By: by})}, nil
	})
	return err
}

// byToken finds the question of a link.
func (s *Service) byToken(ctx context.Context, token string) (Reached, notification.Question, error) {
	r, ok, err := s.reached.First(store.System(ctx), store.Query{Index: "token", Eq: store.Key{hashed(token)}})
	switch {
	case err != nil || !ok || r.Asks == nil:
		return r, notification.Question{State: notification.QuestionUnknown}, err
	case !r.Answered.IsZero():
		return r, notification.Question{State: notification.QuestionAnswered, Number: r.Number, About: r.Asks.About}, nil
	case !r.open(s.clock.Now()):
		return r, notification.Question{State: notification.QuestionUnknown}, nil
	}
	return r, notification.Question{State: notification.QuestionOpen, Number: r.Number, About: r.Asks.About}, nil
}

// ShowQuestion serves notification.ShowQuestion.
func (s *Service) ShowQuestion(ctx context.Context, req notification.QuestionRequest) (notification.Question, error) {
	_, q, err := s.byToken(ctx, req.Token)
	return q, err
}

// AnswerQuestion serves notification.AnswerQuestion.
func (s *Service) AnswerQuestion(ctx context.Context, req notification.AnswerRequest) (notification.Question, error) {
	r, q, err := s.byToken(ctx, req.Token)
	if err != nil || q.State != notification.QuestionOpen {
		return q, err
	}
	if err := s.answer(store.System(ctx), r.ID, req.Answer, "link"); err != nil {
		return q, fault.Of(err)
	}
	q.State = notification.QuestionAnswered
	return q, nil
}
