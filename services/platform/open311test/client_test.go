//go:build clients

package open311test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"lianluo/api/casework"
)

// A client that nobody here wrote (georeport, from PyPI) reads everything there
// is, in both forms. `make test-clients` installs it and runs this; without it
// the test fails.
func TestAClientThatNobodyHereWrote(t *testing.T) {
	s := start(t)
	made := s.posted(s.key)
	call(s, s.as("maker"), casework.SetPublicTitle, casework.PublicTitleRequest{ID: made.ID, Title: "三组路灯不亮"})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "python3", "testdata/visit.py", s.URL+"/open311/v2", county, made.ID, s.station.Code)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+os.Getenv("LIANLUO_CLIENTS"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
