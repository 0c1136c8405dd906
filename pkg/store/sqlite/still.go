package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Stills opens pictures of several databases, all of one moment: nothing is
// written to any of them while it is taken, which takes milliseconds. The
// processes that serve from them go on meanwhile. It fails with
// failed_precondition for a directory without a database.
func Stills(ctx context.Context, dirs []string) (_ []store.Still, err error) {
	var held []*sql.DB
	var out []store.Still
	defer func() {
		for _, db := range held {
			err = errors.Join(err, db.Close())
		}
		if err != nil {
			for _, s := range out {
				err = errors.Join(err, s.Close())
			}
		}
	}()
	for _, dir := range dirs {
		db, err := hold(ctx, dir)
		if err != nil {
			return nil, err
		}
		held = append(held, db)
	}
	for _, dir := range dirs {
		s, err := newStill(ctx, dir)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// hold keeps everybody from writing until it is closed. It writes nothing.
func hold(ctx context.Context, dir string) (*sql.DB, error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil, errDir(dir, err)
	}
	db, err := sql.Open("sqlite", dsn(path, Options{}, readerKiB))
	if err != nil {
		return nil, translate(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, errors.Join(translate(err), db.Close())
	}
	return db, nil
}

// still reads in one transaction, which sees the database as it was at its first read.
type still struct {
	dir string
	db  *sql.DB
	tx  *sql.Tx
}

func newStill(ctx context.Context, dir string) (*still, error) {
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, fileName), Options{}, readerKiB)+"&_pragma=query_only(1)")
	if err != nil {
		return nil, translate(err)
	}
	// The transaction lives longer than the call that begins it.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, errors.Join(translate(err), db.Close())
	}
	s := &still{dir: dir, db: db, tx: tx}
	version, err := s.version(ctx)
	switch {
	case err == nil && version > layoutVersion:
		err = errNewer
	case err == nil && version == 0:
		err = errDir(dir, errors.New("no tables"))
	}
	if err != nil {
		return nil, errors.Join(translate(err), s.Close())
	}
	return s, nil
}

// version is the first read: from here on the picture stands still.
func (s *still) version(ctx context.Context) (v int, err error) {
	var tables int
	if err := s.tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return 0, err
	}
	return v, s.tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
}

func (s *still) Collections(ctx context.Context) ([]string, error) {
	var out []string
	return out, s.each(ctx, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		out = append(out, name)
		return err
	}, "SELECT name FROM collections ORDER BY name")
}

func (s *still) Records(ctx context.Context, collection, afterID string, limit int) ([]store.Record, error) {
	var out []store.Record
	err := s.each(ctx, func(rows *sql.Rows) error {
		var r store.Record
		err := rows.Scan(&r.ID, &r.Version, &r.Seq, &r.Doc)
		out = append(out, r)
		return err
	}, "SELECT "+columns+` FROM docs d WHERE d.c = (SELECT c FROM collections WHERE name = ?) AND d.id > ?
		ORDER BY d.id LIMIT ?`, collection, afterID, limit)
	return out, err
}

func (s *still) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return translate(err)
		}
	}
	return translate(rows.Err())
}

// Blobs leaves alone what is being written: the directory is another's.
func (s *still) Blobs(ctx context.Context, after string, limit int) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Unavailable(err)
	}
	return blobNames(s.dir, after, limit, func(folder string) ([]string, error) {
		files, err := os.ReadDir(folder)
		var out []string
		for _, f := range files {
			if !strings.HasPrefix(f.Name(), unfinished) {
				out = append(out, f.Name())
			}
		}
		return out, err
	})
}

func (s *still) OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error) {
	return (&backend{dir: s.dir}).OpenBlob(ctx, hash)
}

func (s *still) Close() error {
	return translate(errors.Join(s.tx.Rollback(), s.db.Close()))
}
