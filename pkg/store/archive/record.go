package archive

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"hash"

	"github.com/go-json-experiment/json/jsontext"

	"lianluo/pkg/store"
)

// line is a record as it is written.
type line struct {
	ID      string          `json:"id"`
	Version int64           `json:"v"`
	Seq     int64           `json:"s"`
	Doc     json.RawMessage `json:"d"`
}

// digest sums the records of a collection in the order of their ids: for each its
// id, version, sequence and document in canonical form (RFC 8785), so that it is
// the same whichever store the records are read from.
type digest struct{ sum hash.Hash }

func newDigest() digest { return digest{sha256.New()} }

func (d digest) add(rec store.Record) error {
	doc := jsontext.Value(rec.Doc).Clone()
	if err := doc.Canonicalize(); err != nil {
		return err
	}
	head := binary.AppendUvarint(nil, uint64(len(rec.ID)))
	head = append(head, rec.ID...)
	head = binary.AppendVarint(head, rec.Version)
	head = binary.AppendVarint(head, rec.Seq)
	head = binary.AppendUvarint(head, uint64(len(doc)))
	d.sum.Write(head)
	d.sum.Write(doc)
	return nil
}

func (d digest) String() string { return hex.EncodeToString(d.sum.Sum(nil)) }

// state is where a digest that was cut off goes on.
func (d digest) state() ([]byte, error) {
	return d.sum.(encoding.BinaryMarshaler).MarshalBinary() // SHA-256 of crypto/sha256 has both
}

func resumed(state []byte) (digest, error) {
	d := newDigest()
	if len(state) == 0 {
		return d, nil
	}
	return d, d.sum.(encoding.BinaryUnmarshaler).UnmarshalBinary(state)
}
