//go:build ballots

package board_test

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

// Whole ballots of congresses from a township's to a province's, without screens,
// from the ceremony to the declaration, each verified; and what they took: time on
// the clock, and what one core computed for it, which busy neighbours change less.
func TestHeadlessBallots(t *testing.T) {
	fmt.Println("| deputies × candidates | encrypt and prove, each | take a cast, each | open and count | verify | bundle |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: |")
	for _, n := range []int{45, 231, 450, 1000} {
		script := ballottest.Script{Seed: fmt.Sprintf("scale%d", n), Deputies: n, Trustees: 5, Threshold: 3, Candidates: 12, Places: 10,
			Method: ballot.ApprovalCapped, Papers: n / 20, Invalid: n / 100, Absent: n / 50, Voided: []int{2, 7}}
		if n == 450 { // the figures of the goals: all on screens
			script.Papers, script.Invalid, script.Absent = 0, 0, 0
		}
		measured(t, script)
	}
}

func measured(t *testing.T, script ballottest.Script) {
	p := ballottest.New(script)
	require.NoError(t, p.To("open"))
	var said []ballottest.Said
	encrypted := took(func() (err error) {
		said, err = p.Encrypted()
		return err
	}, t)
	cast := took(func() (err error) {
		for _, one := range said {
			err = errors.Join(err, p.Post(one))
		}
		return err
	}, t)
	require.NoError(t, p.EnterPapers())
	require.NoError(t, p.CloseUrn())
	opened := took(func() error { return errors.Join(p.Decrypt(), p.Publish()) }, t)
	require.NoError(t, p.Sign())
	require.NoError(t, p.Declare())
	bundle := p.Bundle()
	var report board.Report
	verified := took(func() error {
		report = board.Verify(bundle, witnesses(p), nil)
		return nil
	}, t)
	require.Empty(t, report.Failures)
	require.Equal(t, board.Declared, report.Board.Phase())
	fmt.Printf("| %d × %d (%d on paper) | %v | %v | %v | %v | %.1f MB |\n", script.Deputies, script.Candidates, script.Papers,
		encrypted.each(len(said)), cast.each(len(said)), opened, verified, float64(len(bundle))/1e6)
}

// spent is time on the clock and on processors.
type spent struct{ clock, core time.Duration }

func took(work func() error, t *testing.T) spent {
	began, before := time.Now(), core()
	require.NoError(t, work())
	return spent{time.Since(began), core() - before}
}

func core() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func (s spent) each(n int) spent { return spent{s.clock / time.Duration(n), s.core / time.Duration(n)} }

func (s spent) String() string {
	return fmt.Sprintf("%v (%v)", s.clock.Round(100*time.Microsecond), s.core.Round(100*time.Microsecond))
}
