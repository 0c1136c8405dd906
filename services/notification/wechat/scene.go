package wechat

import (
	"context"
	"net/url"
	"time"
)

// Scene is a code to be scanned.
type Scene struct {
	URL   string `json:"url"`
	Code  int    `json:"errcode"`
	Until time.Time
}

// sceneGood is how long a code can be scanned.
const sceneGood = 10 * time.Minute

// NewScene makes a code that carries scene, for one scan within ten minutes. It
// fails where WeChat cannot be reached or refuses.
func (c *Client) NewScene(ctx context.Context, scene string) (Scene, error) {
	var got Scene
	access := ""
	for range 2 {
		var err error
		if access, err = c.access(ctx, access); err != nil {
			return got, err
		}
		got = Scene{}
		err = c.post(ctx, "/cgi-bin/qrcode/create", url.Values{"access_token": {access}}, map[string]any{"expire_seconds": int(sceneGood.Seconds()),
			"action_name": "QR_STR_SCENE", "action_info": map[string]any{"scene": map[string]any{"scene_str": scene}}}, &got)
		if err != nil {
			return got, err
		}
		if !stale(got.Code) {
			break
		}
	}
	if got.URL == "" {
		return got, refused(got.Code)
	}
	got.Until = c.clock.Now().Add(sceneGood)
	return got, nil
}
