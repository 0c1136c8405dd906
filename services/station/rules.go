package station

import (
	api "lianluo/api/station"
	"lianluo/pkg/fault"
)

// Rules are what differs between places: above all what they call things
// (联络站, 工作室, 代表之家 … differ by place, the kinds do not).
type Rules struct {
	LabelHub     string `json:"label_hub" doc:"what a city's hub is called"`
	LabelCenter  string `json:"label_center" doc:"what a county's centre is called"`
	LabelHome    string `json:"label_home" doc:"what a deputies' home is called"`
	LabelStation string `json:"label_station" doc:"what a station is called"`
	LabelPoint   string `json:"label_point" doc:"what a village's point is called"`
	LabelOnline  string `json:"label_online" doc:"what an online station is called"`
	BulletinDays int    `json:"bulletin_days" doc:"days ahead for which the bulletin shows receptions"`
	Results      int    `json:"results" doc:"finished cases shown on the bulletin"`
}

var defaults = Rules{
	LabelHub: "人大代表联络总站", LabelCenter: "人大代表中心联络站", LabelHome: "人大代表之家",
	LabelStation: "人大代表联络站", LabelPoint: "人大代表联络点", LabelOnline: "网上人大代表联络站",
	BulletinDays: 62, Results: 20,
}

func (r Rules) check() error {
	for _, l := range []struct{ name, label string }{
		{"label_hub", r.LabelHub}, {"label_center", r.LabelCenter}, {"label_home", r.LabelHome},
		{"label_station", r.LabelStation}, {"label_point", r.LabelPoint}, {"label_online", r.LabelOnline},
	} {
		if n := len([]rune(l.label)); n < 2 || n > 20 {
			return fault.Invalid("rules.label", "名称应为 2 到 20 个字，请修改", "A label has 2 to 20 characters; correct it").
				At(l.name, "应为 2 到 20 个字", "takes 2 to 20 characters")
		}
	}
	if r.BulletinDays < 7 || r.BulletinDays > 366 || r.Results < 0 || r.Results > 100 {
		return fault.Invalid("rules.bulletin", "公示天数应为 7 到 366 天，公示结果应为 0 到 100 条，请修改",
			"The bulletin shows 7 to 366 days and 0 to 100 results; correct the values")
	}
	return nil
}

// label is what a kind of station is called.
func (r Rules) label(k api.Kind) string {
	switch k {
	case api.Hub:
		return r.LabelHub
	case api.Center:
		return r.LabelCenter
	case api.Home:
		return r.LabelHome
	case api.Point:
		return r.LabelPoint
	case api.Online:
		return r.LabelOnline
	default:
		return r.LabelStation
	}
}
