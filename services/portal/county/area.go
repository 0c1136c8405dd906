package county

import (
	"context"
	"net/http"

	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// own is the division that the person answers for.
func own(ctx context.Context) string { return session.UserOf(ctx).As(everyone...).Area }

// area is the division that a page is about: the one in the address where it
// lies within the person's own, else that.
func (s pages) area(r *http.Request) string {
	mine := own(r.Context())
	chosen := session.Value(r, "area")
	if chosen != "" && s.Tree().IsAncestorOrSelf(area.Code(mine), area.Code(chosen)) {
		return chosen
	}
	return mine
}

// level is how deep a division lies: province, city, county or township.
func (s pages) level(code string) string {
	d, _ := s.Tree().Get(area.Code(code)) // the zero division has no level
	return d.Level.String()
}

// areas are the divisions to choose from, within the person's own.
func (s pages) areas(ctx context.Context, chosen string) []ui.Option {
	return s.Divisions(own(ctx), chosen)
}

// above is the division over one, as far as the person's own.
func (s pages) above(ctx context.Context, code string) string {
	line := s.areas(ctx, code)
	for i := range line {
		if line[i].Value == code && i > 0 {
			return line[i-1].Value
		}
	}
	return ""
}

// areaField chooses the division of a list or of something new.
func (s pages) areaField(ctx context.Context, chosen string) ui.Field {
	return ui.Field{Kind: ui.SelectField, Name: "area", Label: ui.T(ctx, "county.field.area"), HideLabel: true, Value: chosen, Options: s.areas(ctx, chosen)}
}

// chosen says what narrows a list, for the link that takes it back.
func chosen(ctx context.Context, code, path string) string {
	if code == own(ctx) {
		return ""
	}
	return path
}

// short is a division's whole name without what lies above the person's own.
func (s pages) short(ctx context.Context, path string) string {
	above := s.Tree().Path(area.Code(own(ctx)))
	if len(path) > len(above) && path[:len(above)] == above {
		return path[len(above):]
	}
	return path
}
