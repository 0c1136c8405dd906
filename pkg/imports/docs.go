package imports

import (
	"fmt"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// job is a stored import.
type job struct {
	Import
	Reach []string `json:"reach"`
	// Right is who gave the word, with what they held then; each batch asks anew.
	Right authz.Subject `json:"right,omitzero"`
	// Blob holds the sealed file until it was read.
	Blob string `json:"blob,omitempty"`
	// Size is how many batches there are, Next the one to be worked on.
	Size int `json:"size"`
	Next int `json:"next"`
}

// batch is some rows of an import: what one unit of work takes over.
type batch struct {
	ID    string   `json:"id"`
	Reach []string `json:"reach"`
	// Sealed are the Cells of the rows, under the key of the import.
	Sealed []byte `json:"sealed"`
	Rows   []Row  `json:"rows"`
}

const (
	// perBatch is how many rows are taken over at once.
	perBatch = 200
	// maxFile bounds a sent file; the gateway and the portal bound forms at 16 MB.
	maxFile = 15 << 20
	// keepTexts is how long the texts of a file are kept.
	keepTexts = 30 * 24 * time.Hour
)

var errMissing = fault.NotFound("import.not_found", "没有找到这次导入，可能不在您的管辖范围内", "There is no such import, or it lies outside your area")

func newJobs(db *store.DB) *store.Collection[job] {
	at := func(j *job) store.Key { return store.Key{j.At, j.ID} }
	when := func(ok func(*job) bool) func(*job) store.Key {
		return func(j *job) store.Key {
			if !ok(j) {
				return nil
			}
			return at(j)
		}
	}
	return store.NewCollection(db, "import", store.Def[job]{
		ID: func(j *job) string { return j.ID }, Tokens: func(j *job) []string { return j.Reach }, Missing: errMissing,
		Indexes: []store.Index[job]{
			{Name: "at", Scoped: true, Key: at},
			{Name: "working", Key: when(func(j *job) bool { return j.State.working() })},
			{Name: "texts", Key: when(func(j *job) bool { return !j.Forgotten })},
		},
		Blobs: func(j *job) []string {
			if j.Blob == "" {
				return nil
			}
			return []string{j.Blob}
		},
	})
}

func newBatches(db *store.DB) *store.Collection[batch] {
	return store.NewCollection(db, "importrows", store.Def[batch]{
		ID: func(b *batch) string { return b.ID }, Tokens: func(b *batch) []string { return b.Reach }, Missing: errMissing,
	})
}

func batchID(id string, n int) string { return fmt.Sprintf("%s/%05d", id, n) }

// secret names the key under which the import's texts are sealed.
func secret(id string) string { return "import/" + id }

func (m *Imports) reach(area string) []string { return authz.AreaTokens(m.tree, area) }
