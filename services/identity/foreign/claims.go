package foreign

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const maxSubject = 255 // characters (OpenID Connect Core, 2)

// Claims are what an issuer says of somebody.
type Claims struct {
	Subject string
	all     map[string]any
}

// Text is a claim with one plain value, ok false for all else: two values name
// nobody.
func (c *Claims) Text(name string) (string, bool) {
	s, ok := plain(c.all[name])
	return s, ok && strings.TrimSpace(s) != ""
}

func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), v == float64(int64(v)) && v < 1<<53 && v > -1<<53
	}
	return "", false
}

// values are those of a claim, several where it is a list.
func (c *Claims) values(name string) []string {
	list, ok := c.all[name].([]any)
	if !ok {
		list = []any{c.all[name]}
	}
	var out []string
	for _, v := range list {
		if s, ok := plain(v); ok {
			out = append(out, s)
		}
	}
	return out
}

// Meets reports whether a condition claim=value holds.
func (c *Claims) Meets(condition string) bool {
	name, value, ok := strings.Cut(condition, "=")
	return ok && slices.Contains(c.values(name), value)
}

// Vouches reports whether the issuer says that somebody showed one of these factors.
func (c *Claims) Vouches(factors []string) bool {
	return slices.ContainsFunc(append(c.values("acr"), c.values("amr")...), func(v string) bool { return slices.Contains(factors, v) })
}

// complete asks userinfo for wanted claims that the ID token lacks.
func (r *Reader) complete(ctx context.Context, p *Party, c *Claims, access string) error {
	if p.UserInfo == "" || !slices.ContainsFunc(p.Wanted, func(name string) bool { return c.all[name] == nil }) {
		return nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserInfo, nil)
	if err != nil {
		return &Refusal{Why: "userinfo", err: err}
	}
	req.Header.Set("Authorization", "Bearer "+access)
	res, err := r.http.Do(req)
	if err != nil {
		return missed("userinfo", err)
	}
	defer res.Body.Close()
	more := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&more); err != nil || res.StatusCode != http.StatusOK || more["sub"] != any(c.Subject) {
		return &Refusal{Why: "userinfo", err: err}
	}
	for _, name := range p.Wanted {
		if _, known := c.all[name]; !known { // what was signed stands
			c.all[name] = more[name]
		}
	}
	return nil
}
