package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"lianluo/pkg/fault"
)

// maxGroup is the most requests in one SQLite transaction.
const maxGroup = 256

// writer owns the one connection that writes.
type writer struct {
	db       *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	queue    chan *request // unbuffered: what was not taken was not started
	closing  chan struct{}
	closed   chan struct{}
}

type request struct {
	ctx  context.Context
	do   func(*writer) error
	err  error
	done chan struct{}
}

var (
	errClosed   = errors.New("sqlite: the store is closed")
	backgroundC = context.Background() // a write that was begun is not interrupted
)

func startWriter(db *sql.DB) (*writer, error) {
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(backgroundC)
	if err != nil {
		_ = db.Close() // nothing was opened
		return nil, translate(err)
	}
	w := &writer{db: db, conn: conn, prepared: map[string]*sql.Stmt{},
		queue: make(chan *request), closing: make(chan struct{}), closed: make(chan struct{})}
	go w.loop()
	return w, nil
}

// run executes do in a transaction and returns once it is durable, or failed
// and left nothing. After do has begun the outcome is awaited whatever ctx says,
// so that the caller never has to guess.
func (w *writer) run(ctx context.Context, do func(*writer) error) error {
	r := &request{ctx: ctx, do: do, done: make(chan struct{})}
	select {
	case w.queue <- r:
	case <-ctx.Done():
		return fault.Unavailable(ctx.Err())
	case <-w.closing:
		return fault.Unavailable(errClosed)
	}
	<-r.done
	return translate(r.err)
}

func (w *writer) loop() {
	defer close(w.closed)
	for {
		select {
		case <-w.closing:
			return
		case r := <-w.queue:
			w.group(w.collect(r))
		}
	}
}

// collect takes everyone who waits by now. While one group is being synced the
// next one gathers, so groups grow with the load and add no delay without it.
func (w *writer) collect(first *request) []*request {
	group := []*request{first}
	for len(group) < maxGroup {
		select {
		case r := <-w.queue:
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

func (w *writer) group(group []*request) {
	if !w.together(group) {
		w.settle(group, w.apart(group))
	}
	for _, r := range group {
		close(r.done)
	}
}

// settle undoes a transaction that failed as a whole, for all of the group.
func (w *writer) settle(group []*request, err error) {
	if err == nil {
		return
	}
	_, _ = w.conn.ExecContext(backgroundC, "ROLLBACK") // SQLite may have done so already
	for _, r := range group {
		if r.err == nil {
			r.err = err
		}
	}
}

// together runs the group as one, with nothing between its members. Where one
// fails, nothing is stored, and unless it was alone they have to run apart: false.
// That is rare, and savepoints would copy every page that each member touches.
func (w *writer) together(group []*request) bool {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		w.settle(group, err)
		return true
	}
	for _, r := range group {
		if w.do(r); r.err != nil {
			_, _ = w.conn.ExecContext(backgroundC, "ROLLBACK") // as above
			return len(group) == 1
		}
	}
	w.settle(group, w.exec("COMMIT"))
	return true
}

// do runs one request, unless its caller has gone.
func (w *writer) do(r *request) {
	if r.err = r.ctx.Err(); r.err != nil {
		r.err = fault.Unavailable(r.err)
		return
	}
	r.err = r.do(w)
}

// apart runs the group in one transaction with a savepoint each; an error means
// that nothing of it is stored.
func (w *writer) apart(group []*request) error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, r := range group {
		if err := w.attempt(r); err != nil {
			return err
		}
	}
	return w.exec("COMMIT")
}

// attempt runs one request under a savepoint: what goes wrong with it undoes it
// alone. An error means that the whole transaction is lost.
func (w *writer) attempt(r *request) error {
	if err := w.exec("SAVEPOINT one"); err != nil {
		return err
	}
	if w.do(r); r.err != nil {
		if err := w.exec("ROLLBACK TO one"); err != nil {
			return r.err
		}
	}
	return w.exec("RELEASE one")
}

func (w *writer) stmt(query string) (*sql.Stmt, error) {
	if s, ok := w.prepared[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(backgroundC, query)
	if err == nil {
		w.prepared[query] = s
	}
	return s, err
}

func (w *writer) exec(query string, args ...any) error {
	_, err := w.changed(query, args...)
	return err
}

// changed executes and returns what happened.
func (w *writer) changed(query string, args ...any) (sql.Result, error) {
	s, err := w.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(backgroundC, args...)
}

// row reads one row; sql.ErrNoRows when there is none.
func (w *writer) row(query string, args []any, into ...any) error {
	s, err := w.stmt(query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(backgroundC, args...).Scan(into...)
}

func (w *writer) close() error {
	close(w.closing)
	<-w.closed
	_ = w.conn.Close()
	return w.db.Close()
}
