package cases

import (
	"context"
	"net/url"

	"lianluo/api/casework"
	"lianluo/services/portal/ui"
)

// Next is the caller's primary action on a case of a list, as a link that opens
// it on the case's page; back is where the person goes when it is done. It is
// nil when there is nothing to do.
func Next(ctx context.Context, base string, c casework.CaseRow, back string) *ui.Button {
	for _, a := range all() {
		if a.Op != c.Next {
			continue
		}
		href := base + "/cases/" + c.ID + "?" + url.Values{"back": {back}}.Encode()
		if a.Fields != nil {
			href += "#" + a.Slug
		}
		return &ui.Button{Label: ui.T(ctx, "cases.do."+a.Slug), Icon: a.Icon, Small: true, Href: href}
	}
	return nil
}
