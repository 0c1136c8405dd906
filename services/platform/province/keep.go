package province

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// What was measured is kept beside what is loaded, so that a run which goes on
// where another was cut off reports both.
func (r *run) file() string { return filepath.Join(r.Data, "province.json") }

// recall reads what runs before this one measured of the same province.
func (r *run) recall() error {
	raw, err := os.ReadFile(r.file())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var old Report
	if err == nil {
		err = json.Unmarshal(raw, &old)
	}
	if err != nil {
		return err
	}
	if old.Seeded != r.Seed || old.Scaled != r.Scale {
		return errors.New("province: another province is loaded here; take its seed and scale, or another directory")
	}
	r.Phases, r.Answers = old.Phases, old.Answers
	return nil
}

// remember writes down what was measured so far, whole or not at all.
func (r *run) remember() error {
	raw, err := json.Marshal(r.Report)
	if err != nil {
		return err
	}
	fresh := r.file() + ".new"
	if err := os.WriteFile(fresh, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, r.file())
}

// add keeps what a phase took, with what the same one took before it was cut off.
func (r *Report) add(p phase) {
	for i := range r.Phases {
		if old := &r.Phases[i]; old.Name == p.Name {
			old.Things, old.Took, old.Busy, old.MB = old.Things+p.Things, old.Took+p.Took, old.Busy+p.Busy, max(old.MB, p.MB)
			return
		}
	}
	r.Phases = append(r.Phases, p)
}

// forget leaves out a phase of an earlier run that is about to come again.
func (r *Report) forget(name string) {
	r.Phases = slices.DeleteFunc(r.Phases, func(p phase) bool { return p.Name == name })
}
