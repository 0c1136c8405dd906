package province

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/oklog/ulid/v2"
)

// id is always the same for the same thing.
func (p *plan) id(at time.Time, kind string, parts ...int) string {
	sum := sha256.Sum256(fmt.Append(nil, p.seed, kind, parts))
	return made(at, sum[:])
}

// made is an id of a time and ten bytes.
func made(at time.Time, entropy []byte) string {
	var id ulid.ULID
	_ = id.SetTime(ulid.Timestamp(at)) // fails after the year 10889
	copy(id[6:], entropy)
	return id.String()
}

// newID makes ids for what nobody names again, always the same ones in a row.
func newID(r *rand.Rand) func(at time.Time) string {
	return func(at time.Time) string {
		var entropy [16]byte
		binary.LittleEndian.PutUint64(entropy[:], r.Uint64())
		binary.LittleEndian.PutUint64(entropy[8:], r.Uint64())
		return made(at, entropy[:])
	}
}

func (p *plan) stationID(t town, n int) string { return p.id(founded, "station", t.n, n) }
func (p *plan) personID(t town, n int) string  { return p.id(founded, "person", t.n, n) }
func (p *plan) caseID(n int) string            { return p.id(p.filings[n].at, "case", n) }
func (p *plan) unitID(code string, n int) string {
	return p.id(founded, "unit "+code, n)
}
func (p *plan) dayID(t town, station, month int) string {
	return p.id(founded, "day", t.n, station, month)
}
