package notification

import (
	"context"
	"crypto/hmac"
	"strings"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errProof  = fault.NotFound("wechat.proof", "没有找到对应的意见，请用编号和查询码重新打开后再试", "Nothing belongs to this; open your case again with number and code")
	errWeChat = fault.New(fault.KindUnavailable, "wechat.away", "微信暂时连不上，请稍后再试", "WeChat cannot be reached just now; try again later")
)

// ConnectWeChat serves notification.ConnectWeChat.
func (s *Service) ConnectWeChat(ctx context.Context, req notification.ConnectWeChatRequest) (notification.WeChat, error) {
	voice, proof, _ := strings.Cut(req.Proof, ".")
	if !hmac.Equal([]byte(proof), []byte(s.vault.Blind("told", voice))) {
		return notification.WeChat{}, errProof
	}
	return s.connect(store.System(ctx), "voice:"+voice, req.Wish)
}

// ConnectMyWeChat serves notification.ConnectMyWeChat.
func (s *Service) ConnectMyWeChat(ctx context.Context, req notification.WeChatWish) (notification.WeChat, error) {
	return s.connect(store.System(ctx), "acct:"+authz.Actor(ctx).ID, req.Wish)
}

// connect does what is wished for a recipient. WeChat is asked before anything is
// stored and outside of a unit of work, so that nothing waits for it.
func (s *Service) connect(ctx context.Context, ref, wish string) (notification.WeChat, error) {
	if s.wechat == nil {
		return notification.WeChat{State: notification.WeChatAbsent}, nil
	}
	p, err := s.prefer.Get(ctx, ref)
	if none(err) != nil {
		return notification.WeChat{}, err
	}
	switch {
	case wish == "end":
		return notification.WeChat{State: notification.WeChatFree}, s.unfollow(ctx, ref)
	case p.Open != "":
		return notification.WeChat{State: notification.WeChatConnected}, nil
	case wish == "look":
		return notification.WeChat{State: notification.WeChatFree}, nil
	}
	token := s.vault.Blind("scene", ref+"/"+s.db.NewID())
	scene, err := s.wechat.NewScene(ctx, token)
	if err != nil {
		s.log.Warn("no code to follow the official account by", "error", err)
		return notification.WeChat{}, errWeChat
	}
	err = s.preference(ctx, ref, func(p *Preference) {
		if p.Open == "" { // an earlier code may have been scanned meanwhile
			p.Scene, p.Until = hashed(token), scene.Until
		}
	})
	return notification.WeChat{State: notification.WeChatScan, URL: scene.URL, Until: scene.Until}, err
}

// preference changes what is known of how a recipient wants to be told.
func (s *Service) preference(ctx context.Context, ref string, change func(*Preference)) error {
	_, err := s.prefer.Upsert(ctx, ref, func() Preference { return Preference{ID: ref} }, func(p *Preference) ([]event.Event, error) {
		change(p)
		return nil, nil
	})
	return err
}

// follow connects whose code was scanned with who scanned it, once, while the code
// is good. The OpenID lies under a key of its own, so that ending destroys it.
func (s *Service) follow(ctx context.Context, scene, open string, now time.Time) (bool, error) {
	p, ok, err := s.prefer.First(ctx, store.Query{Index: "scene", Eq: store.Key{hashed(scene)}})
	if err != nil || !ok || !now.Before(p.Until) {
		return false, err
	}
	if id, ours := strings.CutPrefix(p.ID, "acct:"); ours { // closed since the code was made
		if a, err := s.accounts.Get(ctx, id); err != nil || a.State == identity.Disabled {
			return false, none(err)
		}
	}
	key := "wechat:" + s.db.NewID()
	sealed, err := s.vault.Seal(ctx, key, open)
	if err != nil {
		return false, err
	}
	done := false
	err = s.preference(ctx, p.ID, func(p *Preference) {
		if done = p.Scene == hashed(scene); !done { // another was faster
			return
		}
		p.Follower, p.Key, p.Open, p.Scene, p.Until = sealed, key, s.vault.Blind("wechat", open), "", time.Time{}
	})
	return done, err
}

// unfollow ends it at once and destroys the OpenID.
func (s *Service) unfollow(ctx context.Context, ref string) error {
	return s.db.Transact(ctx, func(ctx context.Context) error {
		p, err := s.prefer.Get(ctx, ref)
		if err != nil || p.Key == "" && p.Scene == "" {
			return none(err)
		}
		if err := s.preference(ctx, ref, func(p *Preference) { p.Follower, p.Key, p.Open, p.Scene = nil, "", "", "" }); err != nil || p.Key == "" {
			return err
		}
		return s.vault.Destroy(ctx, p.Key, s.clock.Now())
	})
}

// unfollowAll ends it for all that somebody was connected with.
func (s *Service) unfollowAll(ctx context.Context, open string) error {
	page, err := s.prefer.List(ctx, store.Query{Index: "open", Eq: store.Key{s.vault.Blind("wechat", open)}, Limit: store.MaxPage})
	for _, p := range page.Items {
		if err == nil {
			err = s.unfollow(ctx, p.ID)
		}
	}
	return err
}

// follows is the OpenID of a recipient; a deputy's is that of their account.
func (s *Service) follows(ctx context.Context, recipient string) (string, error) {
	refs := []string{recipient}
	if strings.HasPrefix(recipient, "person:") {
		page, err := s.accounts.List(ctx, store.Query{Index: "post", Of: recipient, Limit: 10})
		if err != nil {
			return "", err
		}
		for _, a := range page.Items {
			refs = append(refs, "acct:"+a.ID)
		}
	}
	for _, ref := range refs {
		p, err := s.prefer.Get(ctx, ref)
		if none(err) != nil {
			return "", err
		}
		if p.Open != "" {
			var open string
			err := s.vault.Open(ctx, p.Key, p.Follower, &open)
			return open, err
		}
	}
	return "", nil
}

// onDestroyed ends what people of a case were connected with, when their data end.
func (s *Service) onDestroyed(ctx context.Context, _ event.Event, d casework.Changed) error {
	for _, v := range d.Voices {
		if err := s.unfollow(ctx, "voice:"+v); err != nil {
			return err
		}
	}
	return nil
}
