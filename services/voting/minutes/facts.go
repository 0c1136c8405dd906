// Package minutes makes the record of a ballot (票决记录) as an official paper: what a
// verified board says, in the form of GB/T 9704, with lines to sign on.
package minutes

import (
	"encoding/hex"
	"reflect"
	"time"

	"lianluo/pkg/ballot"
	"lianluo/pkg/fault"
)

// Facts is what the record says. All of it stands on the board; who calls takes it
// from a board that was verified.
type Facts struct {
	Congress string // its name, as 辰溪县人民代表大会; of a street, who recommends
	Term     int    // 届; 0 where there is none
	Session  int    // 次会议
	Title    string
	Ballot   string // its id
	RunoffOf string // the ballot that this one decides, or ""

	Rules      ballot.Rules
	Candidates []ballot.Candidate
	Suspended  int // deputies on the roll who may not vote
	Turnout    ballot.Turnout
	Screen     int // of those collected
	Paper      int
	Tally      ballot.Tally
	Outcome    ballot.Outcome

	Scrutineers []Scrutineer
	Threshold   int // how many of them open
	Tellers     []string

	Opened time.Time
	Closed time.Time
	Signed time.Time // the last signature
	Seq    int       // of the last entry before the declaration
	Head   string    // its hash, hexadecimal
}

// Scrutineer is one who opened and signed the result.
type Scrutineer struct {
	Name   string
	Signed bool // on the board
	Lost   bool // the phone was reported lost, and this one signs on paper only
}

// check refuses facts that do not fit together: a record must not say what the
// board does not.
func (f Facts) check() error {
	counted := ballot.Count(f.Rules, f.Candidates, f.Tally)
	head, err := hex.DecodeString(f.Head)
	switch {
	case !reflect.DeepEqual(counted, f.Outcome) || counted.Outcome == ballot.Void:
		return errOutcome
	case err != nil || len(head) != 32:
		return errHead
	case f.Screen+f.Paper != f.Turnout.Collected || f.Tally.Valid != f.Turnout.Valid || f.Tally.Invalid != f.Turnout.Invalid:
		return errNumbers
	case len(f.signers()) < f.Threshold || f.Threshold < 1:
		return errUnsigned
	}
	return f.Turnout.Check(f.Rules)
}

func (f Facts) signers() (out []Scrutineer) {
	for _, s := range f.Scrutineers {
		if s.Signed {
			out = append(out, s)
		}
	}
	return out
}

var errOutcome = fault.FailedPrecondition("minutes.outcome", "结果与票数按规则计算的不一致，不能生成票决记录；请重新核验公告板。",
	"The outcome is not what the rules make of the counts, and no record is made of it. Verify the board again.")

var errNumbers = fault.FailedPrecondition("minutes.numbers", "收回、有效、无效的票数前后不一致，不能生成票决记录；请重新核验公告板。",
	"The numbers collected, valid and invalid do not fit together, and no record is made of them. Verify the board again.")

var errHead = fault.FailedPrecondition("minutes.head", "缺少公告板最后的校验码，不能生成票决记录；请在监票人全部签名后再生成。",
	"The board's last head is missing. Make the record after the scrutineers have signed.")

var errUnsigned = fault.FailedPrecondition("minutes.unsigned", "签名的监票人还不够，不能生成票决记录；请监票人在手机上签名后再生成。",
	"Too few scrutineers have signed. Make the record after they have signed on their phones.")
