package session

import (
	"context"
	"net/http"

	"lianluo/pkg/authz"
	"lianluo/services/portal/ui"
)

// Office is a place that lends its frame and its divisions to pages that are
// shared: tables, templates, messages, the board.
type Office struct {
	// Base is the address under which the pages stand.
	Base  string
	Roles []authz.Role
	// Shell is the office's frame for a page with the title.
	Shell func(r *http.Request, title string) ui.DeskLayout
	// Area is the division that the person chose or answers for; Areas chooses one.
	Area  func(r *http.Request) string
	Areas func(ctx context.Context, chosen string) ui.Field
}
