package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"lianluo/pkg/fault"
)

// suffix marks encrypted files.
const suffix = ".age"

// sink writes one file: what goes in is packed (unless plain), encrypted (with
// recipients), summed and synced. It has its name only once it is whole.
type sink struct {
	file   *os.File
	path   string
	sum    hash.Hash
	bytes  int64
	layers []io.WriteCloser // outermost last
	io.Writer
}

func create(dir, name string, to []age.Recipient, packed bool) (*sink, error) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // 0600
	if err != nil {
		return nil, err
	}
	s := &sink{file: f, path: path, sum: sha256.New()}
	s.Writer = counted{s}
	if len(to) > 0 {
		w, err := age.Encrypt(s.Writer, to...)
		if err != nil {
			return nil, errors.Join(err, s.drop())
		}
		s.push(w)
	}
	if packed {
		w, err := zstd.NewWriter(s.Writer, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return nil, errors.Join(err, s.drop())
		}
		s.push(w)
	}
	return s, nil
}

func (s *sink) push(w io.WriteCloser) { s.layers, s.Writer = append(s.layers, w), w }

// counted sums what reaches the disk.
type counted struct{ s *sink }

func (c counted) Write(p []byte) (int, error) {
	n, err := c.s.file.Write(p)
	c.s.sum.Write(p[:n])
	c.s.bytes += int64(n)
	return n, err
}

// finish gives the file its name, durably.
func (s *sink) finish(name string) (File, error) {
	var err error
	for i := len(s.layers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.layers[i].Close())
	}
	err = errors.Join(err, s.file.Sync(), s.file.Close())
	if err == nil {
		err = os.Rename(s.file.Name(), s.path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(s.path))
	}
	if err != nil {
		return File{}, errors.Join(err, s.drop())
	}
	return File{Name: name, Bytes: s.bytes, SHA256: hex.EncodeToString(s.sum.Sum(nil))}, nil
}

// drop takes an unfinished file away; one that was closed before is no error.
func (s *sink) drop() error {
	_ = s.file.Close()
	return os.Remove(s.file.Name())
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// source reads what a sink wrote.
type source struct {
	io.Reader
	file   *os.File
	packed *zstd.Decoder
}

// open reads a file of the archive; identities decrypt it where it is encrypted.
func open(dir, name string, with []age.Identity, packed bool) (*source, error) {
	f, err := openFile(dir, name)
	if err != nil {
		return nil, damaged(name, err)
	}
	s := &source{Reader: f, file: f}
	if filepath.Ext(name) == suffix {
		if s.Reader, err = age.Decrypt(f, with...); err != nil {
			return nil, errors.Join(locked(name, err), f.Close())
		}
	}
	if packed {
		if s.packed, err = zstd.NewReader(s.Reader, zstd.WithDecoderConcurrency(1)); err != nil {
			return nil, errors.Join(damaged(name, err), f.Close())
		}
		s.Reader = s.packed
	}
	return s, nil
}

// openFile opens a file of the archive, wherever its manifest says that it is.
func openFile(dir, name string) (*os.File, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, errors.New("it leads out of the directory")
	}
	return os.Open(filepath.Join(dir, filepath.FromSlash(name)))
}

// shut closes what was only read.
func (s *source) shut() {
	if s.packed != nil {
		s.packed.Close()
	}
	s.file.Close()
}

// check compares a file with what the manifest says of it.
func check(dir string, f File) error {
	got, err := sum(dir, f.Name)
	if err == nil && got != f {
		err = errors.New("its checksum is another")
	}
	return damaged(f.Name, err)
}

func sum(dir, name string) (File, error) {
	r, err := openFile(dir, name)
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	return File{Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, err
}

func damaged(name string, cause error) error {
	if cause == nil {
		return nil
	}
	return fault.FailedPrecondition("backup.damaged", "备份文件 %[1]s 缺失或已损坏，请使用另一份备份", "The file %[1]s of the backup is missing or damaged; use another backup", name).Because(cause)
}

func locked(name string, cause error) error {
	return fault.FailedPrecondition("backup.locked", "备份文件 %[1]s 无法解密，请用 -identity 指定正确的 age 密钥文件", "The file %[1]s of the backup cannot be decrypted; name the right age key file with -identity", name).Because(cause)
}
