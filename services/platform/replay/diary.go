package replay

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"lianluo/pkg/fault"
)

// header is the diary's first line: which script is played, and what the
// passwords of its people are made of.
type header struct {
	Scale  float64 `json:"scale"`
	Seed   uint64  `json:"seed"`
	Secret string  `json:"secret"`
}

// page is what was done at one moment: the names that things got. It is written
// when all of the moment's acts are done; a moment without a page is played
// again, with the same idempotency keys.
type page struct {
	At   time.Time           `json:"at"`
	Made map[string][]string `json:"made,omitempty"`
}

// diary remembers what the replay has done, beside the data that it made.
type diary struct {
	header
	file *os.File
	last time.Time // of the last page; zero before the first

	mu    sync.Mutex
	made  map[string][]string
	fresh map[string][]string // since the last page
}

var errOther = fault.FailedPrecondition("replay.other", "这个数据目录里是另一次回放（规模或种子不同），请换一个空目录，或用原来的参数继续",
	"The data directory holds another replay (another scale or seed); use an empty one, or go on with the values it began with")

// openDiary opens or begins the diary. It fails with failed_precondition for one
// of another script.
func openDiary(name string, want header) (*diary, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	d := &diary{file: f, made: map[string][]string{}, fresh: map[string][]string{}}
	end, err := d.read()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	// What a crash left half written is no page.
	if err := errors.Join(f.Truncate(end), seek(f, end)); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if end == 0 {
		want.Secret = rand.Text()
		d.header = want
		return d, errors.Join(d.line(want), f.Sync())
	}
	if d.Scale != want.Scale || d.Seed != want.Seed {
		return nil, errors.Join(errOther, f.Close())
	}
	return d, nil
}

func seek(f *os.File, to int64) error {
	_, err := f.Seek(to, io.SeekStart)
	return err
}

// read reads whole lines and returns where they end.
func (d *diary) read() (end int64, err error) {
	lines := bufio.NewReader(d.file)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return end, nil
		}
		if err != nil {
			return end, err
		}
		if err := d.take(line, end == 0); err != nil {
			return end, fault.FailedPrecondition("replay.diary", "回放记录 %[1]s 已损坏，请换一个空的数据目录", "The replay's diary %[1]s is damaged; use an empty data directory", d.file.Name()).Because(err)
		}
		end += int64(len(line))
	}
}

func (d *diary) take(line []byte, first bool) error {
	if first {
		return json.Unmarshal(line, &d.header)
	}
	var p page
	if err := json.Unmarshal(bytes.TrimSpace(line), &p); err != nil {
		return err
	}
	d.last = p.At
	for key, names := range p.Made {
		d.made[key] = names
	}
	return nil
}

// line is written in one piece, so that a kill leaves whole lines.
func (d *diary) line(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = d.file.Write(append(raw, '\n'))
	return err
}

// keep remembers the names of a thing.
func (d *diary) keep(key string, names ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.made[key], d.fresh[key] = names, names
}

// of are the names of a thing, nil while it was not made.
func (d *diary) of(key string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.made[key]
}

// turn ends a moment's page. Where the power may go, not only the process, sync
// it at times: what is lost is played again.
func (d *diary) turn(at time.Time, sync bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.line(page{At: at, Made: d.fresh})
	d.fresh, d.last = map[string][]string{}, at
	if sync {
		err = errors.Join(err, d.file.Sync())
	}
	return err
}

func (d *diary) close() error { return errors.Join(d.file.Sync(), d.file.Close()) }
