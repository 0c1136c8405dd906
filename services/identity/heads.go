package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/identity/audit"
)

// keptHead is a signed head and where it has gone.
type keptHead struct {
	identity.AuditHead
	Filed bool `json:"filed"`
	Sent  bool `json:"sent"`
}

// headsDir is where files of heads lie in the service's directory.
const headsDir = "audit-heads"

// publish signs the chain's head, if the chain has grown, and sends what has not
// gone out yet: to a file and to the webhook, where there are such.
func (a *auditor) publish(ctx context.Context) error {
	if err := a.signHead(ctx); err != nil {
		return err
	}
	var failed error
	err := a.heads.Each(ctx, store.Query{Index: "unsent"}, func(h keptHead) error {
		failed = errors.Join(failed, a.send(ctx, h))
		return nil
	})
	return errors.Join(err, failed)
}

func (a *auditor) signHead(ctx context.Context) error {
	end, err := a.end(ctx)
	if err != nil {
		return err
	}
	last, any, err := a.heads.First(ctx, store.Query{Index: "number", Desc: true})
	if err != nil || any && last.Number >= end.Number || end.Number == 0 {
		return err
	}
	key, err := a.keys.audit(ctx)
	if err != nil {
		return err
	}
	return a.heads.Create(ctx, keptHead{AuditHead: audit.Sign(key, end, a.clock.Now()), Filed: a.dir == "", Sent: a.webhook == ""})
}

func (a *auditor) send(ctx context.Context, h keptHead) error {
	var fileErr, hookErr error
	if !h.Filed {
		fileErr = a.file(h.AuditHead)
	}
	if !h.Sent {
		hookErr = a.post(ctx, h.AuditHead)
	}
	_, err := a.heads.Update(ctx, fmt.Sprintf("%016d", h.Number), func(stored *keptHead) ([]event.Event, error) {
		stored.Filed, stored.Sent = h.Filed || fileErr == nil, h.Sent || hookErr == nil
		return nil, nil
	})
	return errors.Join(fileErr, hookErr, err)
}

// file writes the head durably, whole or not at all.
func (a *auditor) file(h identity.AuditHead) error {
	if a.dir == "" {
		return nil
	}
	dir := filepath.Join(a.dir, headsDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(raw, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), filepath.Join(dir, fmt.Sprintf("%016d.json", h.Number))); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// hookTime bounds one try to send a head.
const hookTime = 10 * time.Second

func (a *auditor) post(ctx context.Context, h identity.AuditHead) error {
	if a.webhook == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	raw, err := json.Marshal(h)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.webhook, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fault.Unavailable(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fault.Unavailable(fmt.Errorf("audit webhook answered %s", resp.Status))
	}
	return nil
}

// filedHeads reads the heads that lie in files; one that cannot be read is a
// head without a signature.
func filedHeads(dir string) ([]audit.Kept, error) {
	if dir == "" {
		return nil, nil
	}
	names, err := filepath.Glob(filepath.Join(dir, headsDir, "*.json"))
	if err != nil {
		return nil, err
	}
	var out []audit.Kept
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		kept := audit.Kept{Where: filepath.Base(name)}
		_ = json.Unmarshal(raw, &kept.AuditHead) // a broken file is found as a forged head
		out = append(out, kept)
	}
	return out, nil
}
