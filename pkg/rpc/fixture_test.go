package rpc_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// The contract of a small service that has one operation of each kind.

type Note struct {
	ID    string    `json:"id"`
	Area  string    `json:"area"`
	Title string    `json:"title"`
	Tags  []string  `json:"tags"`
	Due   time.Time `json:"due,omitzero"`
}

type Place struct {
	Road string `json:"road" validate:"required,max=10"`
	No   int8   `json:"no"`
}

type Paging struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after"`
}

type CreateNote struct {
	Title  string    `json:"title" validate:"required,max=20"`
	Area   string    `json:"area" validate:"required,area"`
	Tags   []string  `json:"tags" validate:"max=3,dive,max=5"`
	Due    time.Time `json:"due,omitzero"`
	Places []Place   `json:"places,omitempty" validate:"dive"`
	Score  float64   `json:"score,omitempty"`
	Any    any       `json:"any,omitempty"`
	Said   time.Time `json:"said,omitzero" repeat:"free"`
}

type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

type ListNotes struct {
	Paging
	Tags  []string  `query:"tag"`
	Since time.Time `query:"since"`
	Done  *bool     `query:"done"`
}

type Attach struct {
	ID     string     `path:"id"`
	Title  string     `json:"title" validate:"required,max=20"`
	Count  int        `json:"count"`
	Labels []string   `json:"labels"`
	Place  *Place     `json:"place,omitempty"`
	Scan   rpc.File   `file:"scan"`
	Photos []rpc.File `file:"photos" accept:"image/png,text/*" maxbytes:"1000" validate:"max=3"`
}

type Attached struct {
	Title  string   `json:"title"`
	Count  int      `json:"count"`
	Labels []string `json:"labels"`
	Road   string   `json:"road"`
	Files  []string `json:"files"`
}

type Seen struct {
	Actor  string      `json:"actor"`
	Scope  store.Scope `json:"scope"`
	Scoped bool        `json:"scoped"`
	Lang   string      `json:"lang"`
	Trace  string      `json:"trace"`
	Tags   []string    `json:"tags"`
	Done   *bool       `json:"done"`
}

var (
	createNote = rpc.Post[CreateNote, Note]("demo.CreateNote", "/api/demo/v1/notes", rpc.Needs("note.create"))
	dropNote   = rpc.Delete[ByID, rpc.None]("demo.DropNote", "/api/demo/v1/notes/{id}", rpc.Needs("note.create"))
	getNote    = rpc.Get[ByID, Note]("demo.GetNote", "/api/demo/v1/notes/{id}", rpc.Needs("note.read"))
	listNotes  = rpc.Get[ListNotes, Seen]("demo.ListNotes", "/api/demo/v1/notes", rpc.Needs("note.read"))
	look       = rpc.Get[rpc.None, Seen]("demo.Look", "/api/demo/v1/look", rpc.Public())
	mine       = rpc.Get[rpc.None, Seen]("demo.Mine", "/api/demo/v1/mine", rpc.SignedIn())
	inner      = rpc.Get[rpc.None, Seen]("demo.Inner", "/api/demo/v1/inner", rpc.Internal())
	act        = rpc.Post[CreateNote, Note]("demo.Act", "/api/demo/v1/act", rpc.Public(), rpc.Timeout(300*time.Millisecond), rpc.MaxBody(4<<10))
	preview    = rpc.Post[CreateNote, Note]("demo.Preview", "/api/demo/v1/preview", rpc.Needs("note.read"), rpc.ReadOnly())
	attach     = rpc.Upload[Attach, Attached]("demo.Attach", "/api/demo/v1/notes/{id}/files", rpc.Needs("note.create"), rpc.MaxBody(64<<10))
	export     = rpc.Stream[ListNotes]("demo.Export", "/api/demo/v1/export", rpc.Needs("note.read"))
)

// demo is the service itself. What act and export do is up to the test.
type demo struct {
	notes  *store.Collection[Note]
	db     *store.DB
	back   store.Backend
	server *rpc.Server
	guard  *guard
	log    *lockedBuffer
	clock  *storetest.Clock
	act    func(context.Context, CreateNote) (Note, error)
	export func(context.Context, ListNotes, *rpc.Writer) error
}

func newDemo(t testing.TB, adjust ...func(*rpc.ServerConfig)) *demo {
	t.Helper()
	d := openDemo(t, t.TempDir(), adjust...)
	t.Cleanup(func() { d.db.Close() })
	return d
}

// openDemo opens the service on a data directory, an existing one as well.
func openDemo(t testing.TB, dir string, adjust ...func(*rpc.ServerConfig)) *demo {
	t.Helper()
	back, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clock := storetest.NewClock(time.Date(2026, 3, 5, 1, 0, 0, 0, time.UTC))
	d := &demo{db: store.New("demo", back, clock), back: back, log: &lockedBuffer{}, clock: clock}
	d.guard = &guard{db: d.db}
	d.notes = store.NewCollection(d.db, "note", store.Def[Note]{
		ID:      func(n *Note) string { return n.ID },
		Tokens:  func(n *Note) []string { return []string{"a:" + n.Area} },
		Indexes: []store.Index[Note]{{Name: "title", Unique: true, Key: func(n *Note) store.Key { return store.Key{n.Title} }}},
	})
	cfg := rpc.ServerConfig{Service: "demo", DB: d.db, Guard: d.guard,
		Logger: slog.New(slog.NewJSONHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, fn := range adjust {
		fn(&cfg)
	}
	d.server = rpc.NewServer(cfg)
	d.register()
	if err := d.db.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *demo) register() {
	rpc.Handle(d.server, createNote, d.create)
	rpc.Handle(d.server, dropNote, func(ctx context.Context, req ByID) (rpc.None, error) {
		return rpc.None{}, d.notes.Delete(ctx, req.ID)
	})
	rpc.Handle(d.server, getNote, func(ctx context.Context, req ByID) (Note, error) { return d.notes.Get(ctx, req.ID) })
	rpc.Handle(d.server, listNotes, func(ctx context.Context, req ListNotes) (Seen, error) {
		s, err := see(ctx, rpc.None{})
		s.Tags, s.Done = req.Tags, req.Done
		return s, err
	})
	rpc.Handle(d.server, look, see)
	rpc.Handle(d.server, mine, see)
	rpc.Handle(d.server, inner, see)
	rpc.Handle(d.server, act, func(ctx context.Context, req CreateNote) (Note, error) { return d.act(ctx, req) })
	rpc.Handle(d.server, preview, func(_ context.Context, req CreateNote) (Note, error) { return Note{Title: req.Title}, nil })
	rpc.Handle(d.server, attach, attachFiles)
	rpc.HandleStream(d.server, export, func(ctx context.Context, req ListNotes, w *rpc.Writer) error { return d.export(ctx, req, w) })
}

var noteCreated = event.Define[Note]("demo", "NoteCreated")

func (d *demo) create(ctx context.Context, req CreateNote) (Note, error) {
	n := Note{ID: d.db.NewID(), Area: req.Area, Title: req.Title, Tags: req.Tags, Due: req.Due}
	return n, d.notes.Create(ctx, n, noteCreated.New(n))
}

func see(ctx context.Context, _ rpc.None) (Seen, error) {
	scope, ok := store.ScopeOf(ctx)
	return Seen{Actor: authz.Actor(ctx).ID, Scope: scope, Scoped: ok, Lang: rpc.LangOf(ctx), Trace: event.CauseOf(ctx).Trace}, nil
}

func attachFiles(_ context.Context, req Attach) (Attached, error) {
	out := Attached{Title: req.Title, Count: req.Count, Labels: req.Labels}
	if req.Place != nil {
		out.Road = req.Place.Road
	}
	for _, f := range append([]rpc.File{req.Scan}, req.Photos...) {
		if f.Name != "" {
			out.Files = append(out.Files, f.Name+"|"+f.Type+"|"+string(f.Data[:min(len(f.Data), 8)]))
		}
	}
	return out, nil
}

// guard knows four callers by their tokens and keeps refusals in the journal.
type guard struct{ db *store.DB }

var subjects = map[string]authz.Subject{
	"officer": {ID: "officer-1", Kind: authz.Person},
	"reader":  {ID: "reader-1", Kind: authz.Program},
	"guest":   {ID: "officer-1", Kind: authz.Program, Client: "cl1", Grant: "gr1", Actions: []string{"note.read"}},
	"other":   {ID: "officer-2", Kind: authz.Person},
	"station": {ID: "station", Kind: authz.Service},
}

func (g *guard) Authenticate(_ context.Context, token string) (authz.Subject, error) {
	s, ok := subjects[token]
	if !ok {
		return s, fault.Unauthenticated("token.bad", "登录已失效，请重新登录。", "Your sign-in has ended. Sign in again.")
	}
	return s, nil
}

func (g *guard) Authorize(_ context.Context, s authz.Subject, action string) (store.Scope, error) {
	switch {
	case s.ID == "officer-1", s.ID == "reader-1" && action == "note.read":
		return store.Scope{Tokens: []string{"a:431223"}}, nil
	case s.ID == "officer-2":
		return store.Scope{Tokens: []string{"a:431224"}}, nil
	}
	return store.Scope{}, fault.Denied("authz.denied", "您没有此权限，请联系管理员。", "You may not do this. Ask your administrator.")
}

var refused = event.Define[string]("demo", "Refused")

func (g *guard) Refused(ctx context.Context, s authz.Subject, operation string, err error) {
	_ = g.db.Append(ctx, "refusal", g.db.NewID(), refused.New(s.ID+" "+operation+" "+fault.Of(err).Code))
}

// refusals are the texts that the guard kept, oldest first.
func (d *demo) refusals(t testing.TB) []string { return d.told(t, refused.Name) }

// told lists the data of the journal's events of a type.
func (d *demo) told(t testing.TB, name string) []string {
	t.Helper()
	var out []string
	rows, err := d.db.Journal().Pending(context.Background(), 500)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Event.Type == name {
			out = append(out, strings.Trim(string(row.Event.Data), `"`))
		}
	}
	return out
}

// stored lists a collection's documents as the backend has them.
func (d *demo) stored(t testing.TB, collection string) []string {
	t.Helper()
	recs, err := d.back.All(context.Background(), collection, "", 500)
	if err != nil || len(recs) == 0 {
		t.Fatalf("%d documents, %v", len(recs), err)
	}
	var out []string
	for _, rec := range recs {
		out = append(out, string(rec.Doc))
	}
	return out
}

// client calls the demo in process with a token.
func (d *demo) client(token string) *rpc.Client {
	return &rpc.Client{Base: "http://demo", HTTP: &http.Client{Transport: rpc.InProcess(d.server.Handler())},
		Token: func(context.Context) string { return token }}
}

// overNetwork calls the demo through a socket.
func (d *demo) overNetwork(t testing.TB, token string) *rpc.Client {
	srv := httptest.NewServer(d.server.Handler())
	t.Cleanup(srv.Close)
	return &rpc.Client{Base: srv.URL, HTTP: srv.Client(), Token: func(context.Context) string { return token }}
}

// raw sends a request as bytes; headers are "Name: value".
func (d *demo) raw(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.server.Handler().ServeHTTP(w, r)
	return w
}

const (
	asOfficer = "Authorization: Bearer officer"
	asJSON    = "Content-Type: application/json"
	withKey   = "Idempotency-Key: key-12345678"
)

type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func readAll(t testing.TB, r io.ReadCloser) string {
	t.Helper()
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
