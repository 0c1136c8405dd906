package browsertest

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/a-h/templ"

	"lianluo/services/portal/ui"
)

// row is a thing to do; its button posts and is answered in place.
func row(id string) ui.WorkRow {
	return ui.WorkRow{ID: id, Href: "/c/" + id, Title: id, Action: ui.PostButton{
		Action: "/do/" + id, Button: ui.Button{Label: "do " + id},
		Attrs: templ.Attributes{"hx-post": "/do/" + id, "hx-target": "closest [data-row]", "hx-swap": "outerHTML"},
	}}
}

func list(mux *http.ServeMux) {
	page := func(rows ...ui.WorkRow) templ.Component {
		return templ.Join(ui.DeskLayout{Title: "list"}, ui.WorkList{ID: "list", Label: "list", Rows: rows, More: "/list?after=c"})
	}
	mux.HandleFunc("GET /list", func(w http.ResponseWriter, r *http.Request) {
		rows := []ui.WorkRow{row("a"), row("b"), row("c")}
		if r.URL.Query().Get("after") != "" {
			rows = []ui.WorkRow{row("d")}
		}
		_ = page(rows...).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /do/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue(ui.KeyField) == "" {
			http.Error(w, "no key", http.StatusBadRequest)
			return
		}
		if r.PathValue("id") == "a" { // done: the row stays without an action
			_ = ui.WorkRow{ID: "a", Href: "/c/a", Title: "a done"}.Render(r.Context(), w)
		} // the others leave the list
	})
}

const focused = "document.activeElement.textContent.trim()"

func TestTheFocusMovesToTheNextThingToDo(t *testing.T) {
	ctx := tab(t, site(t, list)+"/list")
	do(t, ctx, click("#a button"))
	becomes(t, ctx, `document.querySelector("#a [data-open]").textContent`, "a done")
	becomes(t, ctx, focused, "do b")
	do(t, ctx, click("#b button"))
	becomes(t, ctx, focused, "do c")
	do(t, ctx, click("#c button"))
	becomes(t, ctx, "document.activeElement.id", "main")
}

func TestMoreRowsAreAppended(t *testing.T) {
	ctx := tab(t, site(t, list)+"/list")
	do(t, ctx, click("#list-more a"))
	becomes(t, ctx, `[...document.querySelectorAll("#list > li")].map((li) => li.id).join("")`, "abcd")
	becomes(t, ctx, `document.querySelectorAll("#list-more").length`, "1")
}

func TestTheBellCountsLive(t *testing.T) {
	counts := make(chan int, 2)
	home := site(t, func(mux *http.ServeMux) {
		mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
			_ = ui.DeskLayout{Title: "page", Inbox: ui.Inbox{Href: "/inbox", Count: 1, Stream: "/stream"}}.Render(r.Context(), w)
		})
		mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for {
				select {
				case n := <-counts:
					_, _ = fmt.Fprintf(w, "event: inbox\ndata: %d\n\n", n)
					w.(http.Flusher).Flush()
				case <-r.Context().Done():
					return
				}
			}
		})
	})
	ctx := tab(t, home+"/page")
	counts <- 4
	becomes(t, ctx, `document.querySelector("[data-inbox-count]").textContent`, "4")
	becomes(t, ctx, "document.title.slice(0, 3)", "(4)")
	counts <- 0
	becomes(t, ctx, `document.querySelector("[data-inbox-count]").hidden`, "true")
}

func TestTheWallTurnsItsPages(t *testing.T) {
	home := site(t, func(mux *http.ServeMux) {
		mux.HandleFunc("GET /wall", func(w http.ResponseWriter, r *http.Request) {
			_ = ui.WallScreen{Station: "S", Seconds: 1, Slides: []ui.Slide{
				{Title: "one", Body: ui.Text("1")}, {Title: "two", Body: ui.Text("2")},
			}}.Render(r.Context(), w)
		})
	})
	ctx := tab(t, home+"/wall")
	shown := `document.querySelector("[data-slide]:not([hidden]) h1")?.textContent` // none while it loads anew
	becomes(t, ctx, shown, "two")
	becomes(t, ctx, shown, "one")
}
