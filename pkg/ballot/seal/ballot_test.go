package seal_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/seal"
)

var capped = seal.Shape{Rows: 4, Columns: 1, Limit: 2}
var opposed = seal.Shape{Rows: 3, Columns: 2, Limit: 2}

func check(s seal.Setting, shape seal.Shape, b seal.Ballot) error {
	ciphers, err := b.Ciphers(s.Election, shape)
	if err != nil {
		return err
	}
	return s.CheckProofs(b, ciphers)
}

func TestEveryLawfulBallotHolds(t *testing.T) {
	s, _ := setting("seat:1")
	for _, marks := range [][][]int{{{0}, {0}, {0}, {0}}, {{1}, {0}, {0}, {0}}, {{0}, {1}, {1}, {0}}} {
		require.NoError(t, check(s, capped, must(s.Make(capped, marks, seal.Fresh))))
	}
	for _, marks := range [][][]int{{{0, 0}, {1, 0}, {0, 1}}, {{1, 0}, {1, 0}, {0, 1}}} {
		require.NoError(t, check(s, opposed, must(s.Make(opposed, marks, seal.Fresh))))
	}
}

func TestNoBallotIsMadeOfUnlawfulChoices(t *testing.T) {
	s, _ := setting("seat:1")
	for _, marks := range [][][]int{nil, {{1}, {1}, {1}, {0}}, {{2}, {0}, {0}, {0}}, {{-1}, {0}, {0}, {0}}, {{1}, {0}, {0}}, {{1, 0}, {0}, {0}, {0}}} {
		_, err := s.Make(capped, marks, seal.Fresh)
		require.ErrorIs(t, err, seal.ErrChoices)
	}
	_, err := s.Make(opposed, [][]int{{1, 1}, {0, 0}, {0, 0}}, seal.Fresh)
	require.ErrorIs(t, err, seal.ErrChoices)
}

// A dishonest device makes each proof as well as it can for choices that are
// not allowed: one of them cannot hold.
func TestUnlawfulChoicesCannotBeProved(t *testing.T) {
	s, _ := setting("seat:1")
	lax := capped
	lax.Limit = 3
	over := must(s.Make(lax, [][]int{{1}, {1}, {1}, {0}}, seal.Fresh))
	require.ErrorIs(t, check(s, capped, over), seal.ErrShape)
	over.Total = over.Total[:3]
	require.ErrorIs(t, check(s, capped, over), seal.ErrProof)
}

func TestWhatIsChangedInABallotShows(t *testing.T) {
	s, _ := setting("seat:1")
	other, _ := setting("seat:2")
	foreign := s
	foreign.Election = seal.Digest("other")
	for name, of := range map[string]struct {
		change func(*seal.Ballot)
		want   error
	}{
		"another election":      {func(b *seal.Ballot) { b.Election = foreign.Election }, seal.ErrContext},
		"no votes":              {func(b *seal.Ballot) { b.Votes = nil }, seal.ErrShape},
		"a column too many":     {func(b *seal.Ballot) { b.Votes[0] = append(b.Votes[0], b.Votes[0][0]) }, seal.ErrShape},
		"no proof":              {func(b *seal.Ballot) { b.Votes[0][0].Proof = nil }, seal.ErrShape},
		"no row":                {func(b *seal.Ballot) { b.Rows = b.Rows[:2] }, seal.ErrShape},
		"an empty row":          {func(b *seal.Ballot) { b.Rows[1] = nil }, seal.ErrShape},
		"no total":              {func(b *seal.Ballot) { b.Total = nil }, seal.ErrShape},
		"an alpha of zero":      {func(b *seal.Ballot) { b.Votes[0][0].Alpha = make(seal.Hex, 32) }, seal.ErrProof},
		"a short alpha":         {func(b *seal.Ballot) { b.Votes[0][0].Alpha = seal.Hex{1} }, seal.ErrEncoding},
		"a beta of nothing":     {func(b *seal.Ballot) { b.Votes[0][0].Beta = elements().Refused[0] }, seal.ErrEncoding},
		"ciphers exchanged":     {func(b *seal.Ballot) { b.Votes[0], b.Votes[1] = b.Votes[1], b.Votes[0] }, seal.ErrProof},
		"rows' proofs swapped":  {func(b *seal.Ballot) { b.Rows[0], b.Rows[1] = b.Rows[1], b.Rows[0] }, seal.ErrProof},
		"total's proof swapped": {func(b *seal.Ballot) { b.Total[0], b.Total[1] = b.Total[1], b.Total[0] }, seal.ErrProof},
		"one more approval": {func(b *seal.Ballot) {
			beta := element(t, b.Votes[2][0].Beta)
			b.Votes[2][0].Beta = beta.Add(beta, new(seal.Point).SetBase()).Bytes()
		}, seal.ErrProof},
		"encrypted again": {func(b *seal.Ballot) {
			again := s.Key.Encrypt(seal.Fresh(), 0).Add(seal.Cipher{Alpha: element(t, b.Votes[2][0].Alpha), Beta: element(t, b.Votes[2][0].Beta)})
			b.Votes[2][0].Alpha, b.Votes[2][0].Beta = again.Alpha.Bytes(), again.Beta.Bytes()
		}, seal.ErrProof},
	} {
		b := must(s.Make(opposed, [][]int{{0, 0}, {1, 0}, {0, 1}}, seal.Fresh))
		of.change(&b)
		require.ErrorIs(t, check(s, opposed, b), of.want, name)
	}
	mine := must(s.Make(opposed, [][]int{{0, 0}, {1, 0}, {0, 1}}, seal.Fresh))
	require.ErrorIs(t, check(other, opposed, mine), seal.ErrProof, "cast by another deputy")
}

func TestBothTellersReachTheSameText(t *testing.T) {
	require.Equal(t, ballot(1, capped, [][]int{{1}, {0}, {0}, {1}}), ballot(1, capped, [][]int{{1}, {0}, {0}, {1}}))
	require.NotEqual(t, ballot(1, capped, [][]int{{1}, {0}, {0}, {1}}).Text, ballot(1, capped, [][]int{{1}, {0}, {1}, {0}}).Text)
}

func FuzzBallot(f *testing.F) {
	for _, v := range ballots() {
		f.Add([]byte(v.Text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var b seal.Ballot
		if json.Unmarshal(text, &b) != nil {
			return
		}
		s, _ := setting("paper:1")
		if check(s, capped, b) == nil {
			again, err := json.Marshal(b)
			require.NoError(t, err)
			require.Equal(t, ballots()[0].Text, string(again), "nobody but the maker makes proofs that hold")
		}
	})
}
