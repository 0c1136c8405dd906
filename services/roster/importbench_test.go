package roster

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
)

// BenchmarkImport100000 takes 100,000 deputies over, as sent: s-check and s-run
// are what the dry run and the run take, MB the most memory that the process held
// (the file is made before, and freed).
func BenchmarkImport100000(b *testing.B) {
	for b.Loop() {
		f := start(b)
		data := manyDeputies(b, 100_000)
		b.ReportMetric(float64(len(data))/1e6, "MB-file")
		before := peak(b, true)
		began := time.Now()
		j := apptest.Call(b, f.county, importing.Start, imports.StartRequest{Kind: api.ImportPersons, Area: chenxi, File: rpc.File{Name: "x.xlsx", Data: data}})
		j = f.rests(b, j.ID)
		if j.State != imports.Checked || j.Bad != 0 {
			b.Fatalf("%+v", j)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s-check")
		began = time.Now()
		apptest.Call(b, f.county, importing.Run, imports.RunRequest{ID: j.ID})
		if j = f.rests(b, j.ID); j.Made != 100_000 {
			b.Fatalf("%+v", j)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s-run")
		b.ReportMetric(peak(b, false), "MB-peak")
		b.ReportMetric(before, "MB-before")
	}
}

func manyDeputies(b *testing.B, n int) []byte {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = deputyRow(fmt.Sprint("代表", i), 10, fmt.Sprintf("138%08d", i))
	}
	return book(b, deputyHead, rows...)
}

// rests waits until an import rests, as real time passes.
func (f *fixture) rests(b *testing.B, id string) imports.Import {
	for {
		f.Clock.Advance(time.Second)
		j := apptest.Call(b, f.county, importing.Get, imports.ByID{ID: id})
		switch j.State {
		case imports.Reading, imports.Checking, imports.Running:
			time.Sleep(200 * time.Millisecond)
		default:
			return j
		}
	}
}

var held = regexp.MustCompile(`(VmHWM|VmRSS):\s+(\d+) kB`)

// peak is the most memory that the process held, in MB; now makes that what it
// holds now.
func peak(b *testing.B, now bool) float64 {
	if now {
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			b.Log(err)
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	kb, _ := strconv.Atoi(string(held.FindSubmatch(status)[2]))
	return float64(kb) / 1024
}
