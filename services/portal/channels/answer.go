package channels

import (
	"net/http"
	"regexp"

	"github.com/a-h/templ"

	"lianluo/api/notification"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

var aToken = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

// asked is the question of a link; one that nobody made is none.
func (s pages) asked(r *http.Request) (notification.Question, error) {
	token := r.PathValue("token")
	if !aToken.MatchString(token) {
		return notification.Question{State: notification.QuestionUnknown}, nil
	}
	return session.Call(r.Context(), s.Portal, notification.ShowQuestion, notification.QuestionRequest{Token: token})
}

// question shows what is asked. Looking changes nothing: phones look ahead.
func (s pages) question(w http.ResponseWriter, r *http.Request) error {
	q, err := s.asked(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, questionPage(r.URL.Path, q, nil))
}

// answer takes the answer, once.
func (s pages) answer(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[notification.AnswerRequest](r)
	if req.Token = r.PathValue("token"); err == nil && aToken.MatchString(req.Token) {
		_, err = session.Call(r.Context(), s.Portal, notification.AnswerQuestion, req)
	}
	if err == nil {
		return s.Go(w, r, r.URL.Path)
	}
	q, failed := s.asked(r)
	if failed != nil {
		return failed
	}
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component { return questionPage(r.URL.Path, q, problems) })
}
