package mongo

import (
	"hash/fnv"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// A sign is a Bloom filter of a document's terms. It stands in each of the
// document's keys in a text index, so that the index alone tells which documents
// under one term cannot have the others: of those with fifty terms, three in
// a hundred are taken for having a term that they have not.
const (
	signBytes = 48
	signMarks = 4 // bits for each term
)

// signOf is the sign of terms; the signs of all documents that have them hold it.
func signOf(terms []string) bson.Binary {
	sign := make([]byte, signBytes)
	for _, term := range terms {
		h := fnv.New64a()
		_, _ = h.Write([]byte(term)) // never fails (hash.Hash)
		sum := h.Sum64()
		for range signMarks {
			bit := sum % (8 * signBytes)
			sign[bit/8] |= 1 << (bit % 8)
			sum /= 8 * signBytes
		}
	}
	return bson.Binary{Data: sign}
}
