package seal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/seal"
)

func (v settingVector) setting(t *testing.T) seal.Setting {
	return seal.Setting{Election: v.Election, Author: v.Author, Ballot: v.BallotKey, Key: seal.NewKey(element(t, v.Key))}
}

func element(t *testing.T, h seal.Hex) *seal.Point {
	p, err := h.Element()
	require.NoError(t, err)
	return p
}

func TestAProofHoldsForWhatItWasMadeForOnly(t *testing.T) {
	for _, v := range members() {
		err := v.Setting.setting(t).CheckMember(v.Place, seal.Cipher{Alpha: element(t, v.Alpha), Beta: element(t, v.Beta)}, v.Proof)
		if v.Holds {
			require.NoError(t, err, v.Place)
		} else {
			require.ErrorIs(t, err, seal.ErrProof, v.Why)
		}
	}
}

// Who leaves the statement out of the hash can prove anything: such a proof,
// with a challenge that was chosen freely, must not hold.
func TestAProofWithAChallengeOfOnesOwnDoesNotHold(t *testing.T) {
	s, _ := setting("seat:1")
	r := seal.Fresh()
	c := s.Key.Encrypt(r, 7)
	proof := s.ProveMember("vote:0:0", c, r, 1, 1, seal.Fresh)
	require.ErrorIs(t, s.CheckMember("vote:0:0", c, proof), seal.ErrProof)
	weak := seal.HashScalar("member", s.Election).Bytes()
	proof[0].C = weak
	require.ErrorIs(t, s.CheckMember("vote:0:0", c, proof), seal.ErrProof)
}

func TestAnswersThatAreNoScalarsAreRefused(t *testing.T) {
	s, _ := setting("seat:1")
	r := seal.Fresh()
	c := s.Key.Encrypt(r, 1)
	for _, bad := range scalars().Refused {
		for at := range 2 {
			proof := s.ProveMember("vote:0:0", c, r, 1, 1, seal.Fresh)
			proof[at].C = bad
			require.ErrorIs(t, s.CheckMember("vote:0:0", c, proof), seal.ErrEncoding)
			proof = s.ProveMember("vote:0:0", c, r, 1, 1, seal.Fresh)
			proof[at].Z = bad
			require.ErrorIs(t, s.CheckMember("vote:0:0", c, proof), seal.ErrEncoding)
		}
	}
}

func TestSumsOfCiphersHoldTheSums(t *testing.T) {
	for range 5 {
		c := theHall.key.Encrypt(seal.Fresh(), 3).Add(theHall.key.Encrypt(seal.Fresh(), 4)).Add(seal.Nothing())
		ds := []*seal.Point{new(seal.Point).ScalarMult(c.Alpha, theHall.secrets[0]), new(seal.Point).ScalarMult(c.Alpha, theHall.secrets[2])}
		n, err := seal.Opened(c, []int{1, 3}, ds, 7)
		require.NoError(t, err)
		require.Equal(t, 7, n)
		_, err = seal.Opened(c, []int{1, 3}, ds, 6)
		require.ErrorIs(t, err, seal.ErrTally)
	}
}
