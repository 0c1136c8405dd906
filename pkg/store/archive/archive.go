// Package archive keeps the data of several services in a directory of files: a
// backup. It is the same whatever store the data came from, so that what was
// saved from SQLite can be restored into MongoDB and the other way round.
//
//	manifest.json                         written last: what there is, with checksums
//	unfinished.json                       in its place until then
//	SERVICE/COLLECTION-0001.jsonl.zst     records by id, a line each
//	SERVICE/blobs-0001.jsonl.zst          the blobs' hashes, sizes and checksums
//	SERVICE/blobs/ab/abcd…                blobs, named by their SHA-256
//	files/…                               other files
//
// With recipients every file but the manifest is encrypted by age
// (https://age-encryption.org/v1) and ends in .age. The manifest holds names,
// counts and checksums.
package archive

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/internal/dirlock"
	"lianluo/pkg/store"
)

const (
	format       = 1
	manifestName = "manifest.json"
	unfinished   = "unfinished.json"
	lockName     = ".lock"
)

// Source is one service's data.
type Source struct {
	Service string
	Still   store.Still
}

// Manifest says what is in an archive.
type Manifest struct {
	Format    int       `json:"format"`
	Version   string    `json:"version"` // of the program that wrote it
	Form      string    `json:"form"`    // of the store that it came from
	Moment    string    `json:"moment"`  // of the store's own, where it has such
	Began     time.Time `json:"began"`
	Ended     time.Time `json:"ended,omitzero"`
	Encrypted bool      `json:"encrypted"`
	Readers   []string  `json:"readers,omitempty"` // public keys that it is encrypted to
	Services  []Service `json:"services"`
	Files     []File    `json:"files,omitempty"`
}

// Service is one service's part of an archive.
type Service struct {
	Name        string       `json:"name"`
	Collections []Collection `json:"collections"`
	Blobs       Collection   `json:"blobs"`
	Missing     int          `json:"missing,omitempty"` // blobs that were dropped while the backup ran
	Bytes       int64        `json:"bytes"`             // of the blobs
}

// Collection is one collection's records.
type Collection struct {
	Name    string `json:"name"`
	Records int64  `json:"records"`
	Digest  string `json:"digest"` // see digest
	Parts   []File `json:"parts,omitempty"`

	// Where an unfinished one goes on.
	After string `json:"after,omitempty"`
	State []byte `json:"state,omitempty"`
	Done  bool   `json:"done"`
}

// File is one file of an archive, as it is stored.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Records counts those of all services.
func (m Manifest) Records() (n int64) {
	for _, s := range m.Services {
		for _, c := range s.Collections {
			n += c.Records
		}
	}
	return n
}

// Blobs counts those of all services, and their bytes.
func (m Manifest) Blobs() (n, bytes int64) {
	for _, s := range m.Services {
		n, bytes = n+s.Blobs.Records, bytes+s.Bytes
	}
	return n, bytes
}

// Load reads an archive's manifest. It fails with failed_precondition where there
// is none, or one of a newer program.
func Load(dir string) (Manifest, error) {
	m, err := load(dir, manifestName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return m, fault.FailedPrecondition("backup.none", "%[1]s 里没有完整的备份；如果备份中断了，请再运行一次同样的备份命令",
			"There is no complete backup in %[1]s; if it was cut off, run the same backup command again", dir)
	case err == nil && m.Format != format:
		return m, fault.FailedPrecondition("backup.format", "备份由更新的版本写成（%[1]s），请用该版本恢复",
			"A newer version wrote this backup (%[1]s); restore it with that version", m.Version)
	}
	return m, err
}

// CutOff reports whether a directory has no manifest: a backup that was cut off. It
// fails as Load does for a manifest that cannot be read.
func CutOff(dir string) (bool, error) {
	if _, err := os.Stat(filepath.Join(dir, manifestName)); errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	_, err := Load(dir)
	return false, err
}

// Hold keeps everybody else from a directory of backups until it is released, or
// the process ends. It fails with failed_precondition where somebody is at work.
func Hold(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Invalid("backup.directory", "无法写入目录 %[1]s", "The directory %[1]s cannot be written", dir).Because(err)
	}
	l, err := dirlock.Acquire(dir, lockName)
	var held *dirlock.HeldError
	switch {
	case errors.As(err, &held):
		return nil, fault.FailedPrecondition("backup.busy", "%[1]s 里正有另一个备份在进行（%[2]s），请等它结束", "Another backup is under way in %[1]s (%[2]s); wait until it ends", dir, held.Holder)
	case err != nil:
		return nil, fault.Invalid("backup.directory", "无法写入目录 %[1]s", "The directory %[1]s cannot be written", dir).Because(err)
	}
	return l.Release, nil
}

// Unfinished is the moment of a backup in dir that was cut off; "" for none.
func Unfinished(dir string) string {
	m, _ := load(dir, unfinished) // what cannot be read is begun anew
	return m.Moment
}

func load(dir, name string) (m Manifest, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	return m, err
}
