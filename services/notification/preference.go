package notification

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Preference is how a recipient wants to be told: acct:…, person:… or voice:….
type Preference struct {
	ID string `json:"id"`
	notification.Wishes
	// Follower is the recipient's OpenID, sealed under Key; Open its keyed hash.
	Follower []byte `json:"follower,omitempty"`
	Key      string `json:"key,omitempty"`
	Open     string `json:"open,omitempty"`
	// Scene is the hash of the code that waits to be scanned, until then.
	Scene string    `json:"scene,omitempty"`
	Until time.Time `json:"until,omitzero"`
}

func declarePreferences(db *store.DB) *store.Collection[Preference] {
	return store.NewCollection(db, "preference", store.Def[Preference]{
		ID: func(p *Preference) string { return p.ID },
		Indexes: []store.Index[Preference]{
			{Name: "open", Key: func(p *Preference) store.Key { return given(p.Open) }},
			{Name: "scene", Key: func(p *Preference) store.Key { return given(p.Scene) }},
		},
	})
}

// given is the key of a value that not all have.
func given(value string) store.Key {
	if value == "" {
		return nil
	}
	return store.Key{value}
}

// GetPreferences serves notification.GetPreferences.
func (s *Service) GetPreferences(ctx context.Context, _ rpc.None) (notification.Preferences, error) {
	own, err := s.wishes(ctx, "acct:"+authz.Actor(ctx).ID)
	return s.preferences(ctx, own), err
}

// SetPreferences serves notification.SetPreferences.
func (s *Service) SetPreferences(ctx context.Context, req notification.Wishes) (notification.Preferences, error) {
	if err := checkWishes(req); err != nil {
		return notification.Preferences{}, err
	}
	if req.Off = slices.Compact(slices.Sorted(slices.Values(req.Off))); req.Off == nil {
		req.Off = []string{}
	}
	ref := "acct:" + authz.Actor(ctx).ID
	_, err := s.prefer.Upsert(store.System(ctx), ref, func() Preference { return Preference{ID: ref} }, func(p *Preference) ([]event.Event, error) {
		p.Wishes = req
		return nil, nil
	})
	return s.preferences(ctx, req), err
}

// preferences are somebody's wishes with the rules where they first work.
func (s *Service) preferences(ctx context.Context, own notification.Wishes) notification.Preferences {
	if own.Off == nil {
		own.Off = []string{}
	}
	code := ""
	if given := authz.Actor(ctx).Assignments; len(given) > 0 {
		code = given[0].Area
	}
	rules, _ := s.rules.At(code, s.clock.Now())
	return notification.Preferences{Own: own, Holds: rules.with(own, true), Kinds: kinds}
}

// wishes are those of a recipient; a deputy's are those of their account.
func (s *Service) wishes(ctx context.Context, ref string) (notification.Wishes, error) {
	refs := []string{ref}
	if strings.HasPrefix(ref, "person:") {
		page, err := s.accounts.List(store.System(ctx), store.Query{Index: "post", Of: ref, Limit: 10})
		if err != nil {
			return notification.Wishes{}, err
		}
		for _, a := range page.Items {
			refs = append(refs, "acct:"+a.ID)
		}
	}
	for _, one := range refs {
		p, err := s.prefer.Get(store.System(ctx), one)
		if err == nil || !fault.Is(err, fault.KindNotFound) {
			return p.Wishes, err
		}
	}
	return notification.Wishes{}, nil
}

// refuse turns kinds of news off for a recipient who said so.
func (s *Service) refuse(ctx context.Context, ref string, off ...string) error {
	_, err := s.prefer.Upsert(store.System(ctx), ref, func() Preference { return Preference{ID: ref} }, func(p *Preference) ([]event.Event, error) {
		p.Off = slices.Compact(slices.Sorted(slices.Values(append(p.Off, off...))))
		return nil, nil
	})
	return err
}

// with lays wishes over the rules.
func (r Rules) with(w notification.Wishes, account bool) notification.Wishes {
	digest, weekly := r.PeopleDigest, r.PeopleWeekly
	if account {
		digest, weekly = r.StaffDigest, r.StaffWeekly
	}
	if w.QuietFrom == "" {
		w.QuietFrom, w.QuietUntil = r.QuietFrom, r.QuietUntil
	}
	if w.Workdays == "" {
		w.Workdays = map[bool]string{true: "yes", false: "no"}[r.WorkdaysOnly]
	}
	if w.Digest == "" {
		w.Digest = digest
	}
	switch {
	case w.Weekly == 0 && weekly == 0, w.Weekly < 0:
		w.Weekly = -1
	case w.Weekly == 0:
		w.Weekly = weekly
	}
	return w
}

func checkWishes(w notification.Wishes) error {
	for _, code := range w.Off {
		known := slices.ContainsFunc(kinds, func(k notification.Kind) bool { return k.Code == code })
		switch {
		case !known:
			return fault.Invalid("preference.kind", "没有这类消息，请从列出的类别中选择", "There is no such kind of news; choose one that is listed").At("off", "请从列出的类别中选择", "choose one that is listed")
		case required[code]:
			return fault.Invalid("preference.required", "这类消息依法或因工作必须告知，不能关闭；可以改用别的方式接收", "This has to be told by law or for the work, and cannot be turned off; choose another way to be told").
				At("off", "必须告知，不能关闭", "has to be told")
		}
	}
	if w.QuietFrom == "" && w.QuietUntil == "" {
		return nil
	}
	for name, clock := range map[string]string{"quietFrom": w.QuietFrom, "quietUntil": w.QuietUntil} {
		if _, ok := minutes(clock); !ok {
			return fault.Invalid("preference.time", "时间应写成 21:00 这样，两个都要填", "Give both times like 21:00").At(name, "应写成 21:00 这样", "like 21:00")
		}
	}
	return nil
}
