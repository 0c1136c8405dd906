package notification

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Wording is the words that an area set for an event and a channel, in all their
// versions, oldest first.
type Wording struct {
	ID       string                         `json:"id"`
	Area     string                         `json:"area"`
	Key      string                         `json:"key"`
	Channel  string                         `json:"channel"`
	Tokens   []string                       `json:"tokens"`
	Versions []notification.TemplateVersion `json:"versions"`
}

// wordingID is the one place for the words of an area, event and channel.
func wordingID(code, key, channel string) string { return code + "/" + key + "/" + channel }

func declareWordings(db *store.DB) *store.Collection[Wording] {
	return store.NewCollection(db, "wording", store.Def[Wording]{
		ID:      func(w *Wording) string { return w.ID },
		Tokens:  func(w *Wording) []string { return w.Tokens },
		Indexes: []store.Index[Wording]{{Name: "id", Key: func(w *Wording) store.Key { return store.Key{w.ID} }}},
		Missing: fault.NotFound("template.not_found", "没有这个模板，或不在您的管辖范围内", "There is no such template, or it lies outside your area"),
	})
}

// latest is the words in force; false where those of the area above hold.
func (w Wording) latest() (notification.TemplateVersion, bool) {
	if len(w.Versions) == 0 {
		return notification.TemplateVersion{}, false
	}
	v := w.Versions[len(w.Versions)-1]
	return v, !v.Inherit
}

// maxVersions bounds the history of one area's words; the oldest are dropped, the
// journal keeps that there were any.
const maxVersions = 200

// set adds a version on the one that its author saw.
func (w *Wording) set(v notification.TemplateVersion, base int) ([]event.Event, error) {
	last := 0
	if n := len(w.Versions); n > 0 {
		last = w.Versions[n-1].Version
	}
	if base != last {
		return nil, fault.Conflict("template.base", "模板已被他人修改（现为第 %[1]d 版），请重新打开后再改", "Somebody changed these words meanwhile (they are version %[1]d now); open them again, then change them", last)
	}
	v.Version = last + 1
	w.Versions = append(w.Versions, v)
	if extra := len(w.Versions) - maxVersions; extra > 0 {
		w.Versions = slices.Delete(w.Versions, 0, extra)
	}
	return []event.Event{notification.TemplateChanged.New(notification.WordsChanged{Key: w.Key, Area: w.Area, Channel: w.Channel, Version: v.Version, Reason: v.Reason})}, nil
}

// wordings are all that areas set, for every message to look up.
type wordings struct {
	mu    sync.RWMutex
	known map[string]Wording
}

// refreshWordings reads what is set, so that every replica follows within seconds.
func (s *Service) refreshWordings(ctx context.Context) error {
	known := map[string]Wording{}
	err := s.words.Each(store.System(ctx), store.Query{Index: "id"}, func(w Wording) error {
		known[w.ID] = w
		return nil
	})
	if err != nil {
		return err
	}
	s.wordings.mu.Lock()
	defer s.wordings.mu.Unlock()
	s.wordings.known = known
	return nil
}

// said is the words in force: the nearest area's, and within an area the
// channel's own before those for all.
func (s *Service) said(r row, code, channel string) (title, body notification.Text, from string) {
	s.wordings.mu.RLock()
	defer s.wordings.mu.RUnlock()
	for _, a := range slices.Backward(s.tree.Ancestors(area.Code(code))) {
		for _, c := range []string{channel, ""} {
			if v, ok := s.wordings.known[wordingID(string(a), r.key(), c)].latest(); ok {
				return v.Title, v.Body, string(a)
			}
		}
	}
	return r.Title, r.Body, "default"
}

// own are the channels for which an area has words of its own.
func (s *Service) own(code, key string) []string {
	s.wordings.mu.RLock()
	defer s.wordings.mu.RUnlock()
	var out []string
	for _, w := range s.wordings.known {
		if _, ok := w.latest(); ok && w.Area == code && w.Key == key {
			out = append(out, w.Channel)
		}
	}
	slices.Sort(out)
	return out
}

// wordsAt is the words of an area, or a new place for them.
func (s *Service) wordsAt(f notification.TemplateForm) Wording {
	return Wording{ID: wordingID(f.Area, f.Key, f.Channel), Area: f.Area, Key: f.Key, Channel: f.Channel, Tokens: authz.AreaTokens(s.tree, f.Area),
		Versions: []notification.TemplateVersion{}}
}

// put stores a version in the caller's scope and uses it at once here.
func (s *Service) put(ctx context.Context, f notification.TemplateForm, base int, v notification.TemplateVersion) error {
	v.SetBy, v.SetAt = authz.Actor(ctx).ID, s.clock.Now().Truncate(time.Second)
	w, err := s.words.Upsert(ctx, wordingID(f.Area, f.Key, f.Channel), func() Wording { return s.wordsAt(f) }, func(w *Wording) ([]event.Event, error) {
		return w.set(v, base)
	})
	if err != nil {
		return err
	}
	s.db.AfterCommit(ctx, func() {
		s.wordings.mu.Lock()
		defer s.wordings.mu.Unlock()
		s.wordings.known = maps.Clone(s.wordings.known)
		s.wordings.known[w.ID] = w
	})
	return nil
}

// placeholders are what the events of a service can fill in.
var placeholders = map[string][]notification.Placeholder{
	"casework": {
		{Name: "number", Doc: text("编号", "number of the case")}, {Name: "station", Doc: text("联络站名称", "the station's name")},
		{Name: "unit", Doc: text("承办单位", "the handling unit")}, {Name: "date", Doc: text("期限", "the deadline")},
		{Name: "level", Doc: text("由哪一级决定", "the level that decides")}, {Name: "answer", Doc: text("群众的评价", "the person's answer")},
		{Name: "outcome", Doc: text("办理结果的评价", "how it ended")},
	},
	"roster": {
		{Name: "date", Doc: text("接待时间", "when the reception is")}, {Name: "station", Doc: text("联络站名称", "the station's name")},
		{Name: "place", Doc: text("接待地点", "where it is")}, {Name: "reason", Doc: text("理由", "the reason")},
		{Name: "name", Doc: text("代表姓名", "the deputy's name")}, {Name: "other", Doc: text("另一位代表姓名", "the other deputy's name")},
	},
	"voting": {
		{Name: "number", Doc: text("项目编号", "number of the project")}, {Name: "title", Doc: text("项目名称", "the project's title")},
		{Name: "reason", Doc: text("理由", "the reason")},
	},
	"appraisal": {
		{Name: "title", Doc: text("评议名称", "the appraisal's title")}, {Name: "opens", Doc: text("开始日期", "its first day")},
		{Name: "date", Doc: text("截止日期", "its last day")},
	},
	"notification": {{Name: "webhook", Doc: text("推送的名称", "the webhook's name")}},
}

// known are the placeholders of a row: its event's type is of the form
// lianluo.casework.CaseReplied.v1.
func (r row) known() []notification.Placeholder {
	about := strings.Split(r.On, ".")[1]
	if aboutAppraisal(r.On) {
		about = "appraisal"
	}
	if out := placeholders[about]; out != nil {
		return out
	}
	return []notification.Placeholder{}
}
