package mongo

import (
	"context"
	"errors"
	"regexp"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// What the server's codes mean here (error_codes.yml of MongoDB).
var (
	codesConflict = []int{112, 246, 251} // WriteConflict, SnapshotUnavailable, NoSuchTransaction
	codesTooLarge = []int{10334, 17419, 17420}
	codesFull     = []int{14031}
	// Stepping down, shutting down, no majority in time, interrupted.
	codesAway = []int{6, 7, 50, 64, 89, 91, 133, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436}
)

// translate turns what the driver says into faults; conflicts and faults pass.
func translate(err error) error {
	var (
		unique *store.UniqueError
		known  *fault.Error
		labels mongo.LabeledError
		pool   interface{ Retryable() bool } // its connections were given up with another's
	)
	switch {
	case err == nil, errors.Is(err, store.ErrVersion), errors.As(err, &unique), errors.As(err, &known):
		return err
	case hasCode(err, codesConflict...):
		return store.ErrVersion
	case hasCode(err, codesFull...):
		return store.ErrDiskFull.Because(err)
	case hasCode(err, codesTooLarge...):
		return store.ErrTooLarge.Because(err)
	case mongo.IsTimeout(err), mongo.IsNetworkError(err), hasCode(err, codesAway...),
		errors.Is(err, mongo.ErrClientDisconnected), errors.Is(err, context.Canceled),
		errors.As(err, &pool) && pool.Retryable(),
		errors.As(err, &labels) && (labels.HasErrorLabel("RetryableWriteError") || labels.HasErrorLabel("TransientTransactionError")):
		return fault.Unavailable(err)
	}
	return fault.Internal(err)
}

func hasCode(err error, codes ...int) bool {
	var se mongo.ServerError
	if !errors.As(err, &se) {
		return false
	}
	for _, code := range codes {
		if se.HasErrorCode(code) {
			return true
		}
	}
	return false
}

var duplicateIndex = regexp.MustCompile(`E11000 duplicate key error .*? index: (\S+) dup key`)

// translateWrite also tells which unique index a write of the collection met.
func (c *collection) translateWrite(err error) error {
	if !mongo.IsDuplicateKeyError(err) {
		return translate(err)
	}
	found := duplicateIndex.FindStringSubmatch(err.Error())
	if found == nil || found[1] == "_id_" {
		return store.ErrVersion
	}
	return &store.UniqueError{Collection: c.name, Index: nameOf(found[1])}
}
