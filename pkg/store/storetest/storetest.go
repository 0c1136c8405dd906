// Package storetest is the battery that every store backend passes, and the
// databases that tests of services run on.
package storetest

import (
	"testing"

	"lianluo/pkg/store"
)

// Run runs the battery; open returns a fresh, empty backend for each test.
func Run(t *testing.T, open func(t *testing.T) store.Backend) {
	battery := []struct {
		name string
		test func(t *testing.T, f *fixture)
	}{
		{"Increments", testIncrements},
		{"CompareAndSet", testCompareAndSet},
		{"CreateBehind", testCreateBehind},
		{"CreateRace", testCreateRace},
		{"UpsertRace", testUpsertRace},
		{"UniqueRace", testUniqueRace},
		{"Unique", testUnique},
		{"UniqueSwap", testUniqueSwap},
		{"Rollback", testRollback},
		{"NestedRollback", testNestedRollback},
		{"OwnWrites", testOwnWrites},
		{"DeleteAndCreate", testDeleteAndCreate},
		{"EndedUnit", testEndedUnit},
		{"Gather", testGather},
		{"GatherEnds", testGatherEnds},
		{"NoScope", testNoScope},
		{"OutsideScope", testOutsideScope},
		{"ScopeTokens", testScopeTokens},
		{"ListTokens", testListTokens},
		{"First", testFirst},
		{"Refusals", testRefusals},
		{"Queries", testQueries},
		{"PagesUnderWrites", testPagesUnderWrites},
		{"SameKeyPages", testSameKeyPages},
		{"Sequences", testSequences},
		{"Past", testPast},
		{"SequenceAfterDelete", testSequenceAfterDelete},
		{"Append", testAppend},
		{"Assign", testAssign},
		{"PendingOrder", testPendingOrder},
		{"Lease", testLease},
		{"LeaseFence", testLeaseFence},
		{"Rebuild", testRebuild},
		{"RebuildInterrupted", testRebuildInterrupted},
		{"RebuildUniqueClash", testRebuildUniqueClash},
		{"Text", testText},
		{"TextFar", testTextFar},
		{"TextBroad", testTextBroad},
		{"Some", testSome},
		{"TextRefusals", testTextRefusals},
		{"TextRebuild", testTextRebuild},
		{"UnknownMembers", testUnknownMembers},
		{"Put", testPut},
		{"Documents", testDocuments},
		{"Prepared", testPrepared},
		{"Purge", testPurge},
		{"TextPurge", testTextPurge},
		{"LargeDocument", testLargeDocument},
		{"Blobs", testBlobs},
		{"BlobDrop", testBlobDrop},
		{"BlobPages", testBlobPages},
		{"BlobDropRace", testBlobDropRace},
		{"BlobSweep", testBlobSweep},
		{"Cancelled", testCancelled},
		{"Ping", testPing},
	}
	for _, b := range battery {
		t.Run(b.name, func(t *testing.T) { b.test(t, newFixture(t, open(t))) })
	}
}

type fixture struct {
	backend store.Backend
	db      *store.DB
	notes   *store.Collection[note]
}

func newFixture(t *testing.T, b store.Backend) *fixture {
	t.Helper()
	db := store.New("storetest", b, WallClock{})
	f := &fixture{backend: b, db: db, notes: store.NewCollection(db, "note", noteDef())}
	must(t, db.Open(t.Context()))
	return f
}
