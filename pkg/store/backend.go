// Package store keeps a service's data: typed collections over two backends
// (store/sqlite, store/mongo) that pass one battery (store/storetest).
//
// A document is JSON. Queries exist only as declared indexes, so cost never
// grows with the collection. Nothing is read or written without a scope.
// Changes are made in units of work: documents, the events they cause and the
// idempotency record are committed together or not at all.
package store

import (
	"context"
	"errors"
	"io"
	"time"

	"lianluo/pkg/fault"
)

// ErrVersion: a document changed, appeared or vanished since it was read. The
// unit of work is run again.
var ErrVersion = errors.New("store: version conflict")

// What backends say alike.
var (
	ErrDiskFull = fault.New(fault.KindUnavailable, "store.disk_full",
		"磁盘已满，本次修改未保存。请联系管理员清理磁盘空间后重试。",
		"The disk is full; this change was not saved. Ask your administrator to free disk space, then try again.")
	ErrTooLarge = fault.TooLarge("store.document_too_large",
		"内容过大，超过 8 MB，请精简内容或将文件作为附件上传。",
		"The content exceeds 8 MB; shorten it, or upload files as attachments.")
	ErrCursor = fault.Invalid("page.cursor",
		"翻页位置无效，请从第一页重新开始",
		"The page position is not valid; start again from the first page")
)

// ErrNoBlob: no blob is stored under this hash.
var ErrNoBlob = fault.NotFound("store.no_blob", "文件不存在，可能已按保存期限清理", "There is no such file; it may have been removed when its retention ended")

// UniqueError: another document holds this unique key.
type UniqueError struct{ Collection, Index string }

func (e *UniqueError) Error() string {
	return "store: " + e.Collection + ": key of unique index " + e.Index + " is taken"
}

// Entry is one index entry of a document. Index keys are text that sorts
// bytewise in the order of the values (see Key).
type Entry struct {
	Index  string
	Multi  string // multi-value part: a scope token or an element; all words of a text index (see Terms); "" where the index has none
	Key    string
	Unique bool // unique over (Index, Multi, Key)
}

// Record is a stored document.
type Record struct {
	ID      string
	Version int64 // 1, 2, 3 …
	Seq     int64 // events told about this document so far
	Doc     []byte
}

// Write changes one document. Expect is the version that must be stored now, 0
// for none; Version is the one to store, 0 to delete.
type Write struct {
	Collection string
	Record
	Expect int64
	Old    []Entry // entries of the stored document
	New    []Entry // entries of the document to store
}

// Scan reads one multi value of one index in key order within [From, To). After
// is the position of the last hit of the page before, exclusive, and lies within
// the range.
type Scan struct {
	Collection, Index string
	Multi             string
	From, To          string // To "" is open
	After             *Position
	Desc              bool
	Limit             int
}

// clip drops a page position that lies before the range, and reports whether
// anything can follow one that lies in or after it.
func (s Scan) clip() (Scan, bool) {
	if s.After == nil {
		return s, true
	}
	before, behind := s.After.Key < s.From, s.To != "" && s.After.Key >= s.To
	if s.Desc {
		before, behind = behind, before
	}
	if before {
		s.After = nil
	}
	return s, !behind
}

// Position is a place in an index: hits are ordered by (Key, ID).
type Position struct{ Key, ID string }

// Hit is a record found by a scan and the key it was found under.
type Hit struct {
	Record
	Key string
}

// Indexed is a record with the entries that an index to build needs.
type Indexed struct {
	Record
	Entries []Entry
}

// Spec declares a collection to the backend: its index names with a revision
// each. A backend drops the entries of an index whose revision changed and
// reports it, so that the typed layer builds them anew.
type Spec struct {
	Collection string
	Indexes    []IndexSpec
}

// IndexSpec names an index; raise Rev when the meaning of its keys changes.
type IndexSpec struct {
	Name   string
	Multi  bool
	Text   bool // searched by words, its keys are times (a text index is Multi, too)
	Unique bool
	Rev    int
}

// Backend is what a database must do. All methods are safe for concurrent use
// and fail with fault unavailable when the database does not answer.
type Backend interface {
	// Ensure creates what is missing and returns, per collection, the indexes
	// whose entries must be built anew, again and again until Built says that
	// they were. Safe to repeat and from several replicas.
	Ensure(ctx context.Context, specs []Spec) (map[string][]string, error)
	// Get returns the records that exist, in the order of ids.
	Get(ctx context.Context, collection string, ids []string) ([]Record, error)
	// Find returns hits in key order.
	Find(ctx context.Context, scan Scan) ([]Hit, error)
	// Search returns documents of a text index that have all the words, newest first.
	Search(ctx context.Context, scan TextScan) (TextHits, error)
	// All pages through a collection by id, for backups and for building anew only.
	All(ctx context.Context, collection, afterID string, limit int) ([]Record, error)
	// Reindex adds entries for the records whose version is still the same; a
	// record that changed meanwhile wrote its own. *UniqueError on a clash.
	Reindex(ctx context.Context, collection string, items []Indexed) error
	// Built records that the indexes have the entries of all documents.
	Built(ctx context.Context, collection string, indexes []string) error
	// Purge removes a part of a collection, entries before their documents: lists
	// show less than there is, never what is gone. It reports whether anything may
	// be left; what is written meanwhile may be or not.
	Purge(ctx context.Context, collection string) (more bool, err error)
	// Commit applies all writes or none, durably: when it returns nil, a crash
	// or power cut does not lose them. ErrVersion or *UniqueError when a write clashes.
	Commit(ctx context.Context, writes []Write) error
	// PutBlob stores bytes under a content hash, durably, and notes when. The
	// same hash again only moves that time on.
	PutBlob(ctx context.Context, hash string, data []byte, at time.Time) error
	// OpenBlob reads a blob; ErrNoBlob when there is none.
	OpenBlob(ctx context.Context, hash string) (io.ReadCloser, error)
	// DropBlob deletes a blob that was last put before a time, durably, and
	// reports whether it did. One that is put meanwhile stays.
	DropBlob(ctx context.Context, hash string, before time.Time) (bool, error)
	// Blobs returns hashes after one, in order, and finishes drops that were cut off.
	Blobs(ctx context.Context, after string, limit int) ([]string, error)
	// Ping fails with unavailable when the database does not answer.
	Ping(ctx context.Context) error
	Close() error
}
