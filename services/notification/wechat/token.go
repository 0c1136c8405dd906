package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// token is the access token. WeChat's stable token is the same for all who ask
// while it is good, so that replicas share it without a place of their own; one
// call at a time asks for it.
type token struct {
	mu    sync.Mutex
	value string
	until time.Time
	// failed is why there was none, which is said until rested without asking again.
	failed error
	rested time.Time
}

// lull is how long after a failure nobody asks: many wait for the token at once.
const lull = 5 * time.Second

// early is how long before its end a token is not used any more.
const early = 5 * time.Minute

var (
	errAway   = errors.New("wechat: cannot be reached")
	errAnswer = errors.New("wechat: the answer cannot be read")
)

// maxAnswer is as much of an answer as is read.
const maxAnswer = 64 << 10

// access is a good token; stale is one that WeChat refused.
func (c *Client) access(ctx context.Context, stale string) (string, error) {
	c.token.mu.Lock()
	defer c.token.mu.Unlock()
	if c.token.value != "" && c.token.value != stale && c.clock.Now().Before(c.token.until) {
		return c.token.value, nil
	}
	if c.token.failed != nil && c.clock.Now().Before(c.token.rested) {
		return "", c.token.failed
	}
	got, err := c.ask(ctx, false)
	if err == nil && got.Token == stale && stale != "" { // stable, and refused all the same
		got, err = c.ask(ctx, true)
	}
	if err == nil || !errors.Is(ctx.Err(), context.Canceled) { // who went away says nothing of WeChat
		c.token.failed, c.token.rested = err, c.clock.Now().Add(lull)
	}
	if err != nil {
		return "", err
	}
	c.token.value, c.token.until = got.Token, c.clock.Now().Add(time.Duration(got.Seconds)*time.Second-early)
	return got.Token, nil
}

// granted is the answer to a wish for a token.
type granted struct {
	Token   string `json:"access_token"`
	Seconds int    `json:"expires_in"`
	Code    int    `json:"errcode"`
}

func (c *Client) ask(ctx context.Context, force bool) (granted, error) {
	var got granted
	err := c.post(ctx, "/cgi-bin/stable_token", nil, map[string]any{"grant_type": "client_credential", "appid": c.AppID, "secret": c.Secret, "force_refresh": force}, &got)
	if err == nil && got.Token == "" {
		err = refused(got.Code)
	}
	return got, err
}

// post asks WeChat. Errors hold nothing of what was asked: it may be a secret.
func (c *Client) post(ctx context.Context, path string, query url.Values, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.API+path+"?"+query.Encode(), bytes.NewReader(raw))
	if err != nil {
		return errAway
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.http.Do(req)
	if err != nil {
		return errAway
	}
	defer resp.Body.Close()
	raw, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil || resp.StatusCode/100 != 2 || json.Unmarshal(raw, into) != nil {
		return errAnswer
	}
	return nil
}
