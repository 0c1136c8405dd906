package seal_test

import (
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/seal"
)

func dealt() (seal.Post, seal.Hex, seal.Dealing) {
	v := meet().vector.Trustees[1]
	return seal.Post{Context: theHall.vector.Context, Attempt: attempt, Index: 2}, v.Commitment, v.Dealing
}

func TestADealingThatWasChangedIsRefused(t *testing.T) {
	other := theHall.vector.Trustees[0].Dealing.Coefficients
	for name, of := range map[string]struct {
		change func(*seal.Post, *seal.Dealing)
		want   error
	}{
		"another attempt":       {func(p *seal.Post, _ *seal.Dealing) { p.Attempt = 2 }, seal.ErrDealing},
		"another trustee":       {func(p *seal.Post, _ *seal.Dealing) { p.Index = 1 }, seal.ErrDealing},
		"another context":       {func(p *seal.Post, _ *seal.Dealing) { p.Context = seal.Digest("x") }, seal.ErrDealing},
		"another polynomial":    {func(_ *seal.Post, d *seal.Dealing) { d.Coefficients = other }, seal.ErrDealing},
		"a coefficient less":    {func(_ *seal.Post, d *seal.Dealing) { d.Coefficients = d.Coefficients[:1] }, seal.ErrDealing},
		"no element":            {func(_ *seal.Post, d *seal.Dealing) { d.Coefficients[1] = seal.Hex{1} }, seal.ErrEncoding},
		"a share less":          {func(_ *seal.Post, d *seal.Dealing) { d.Shares = d.Shares[:1] }, seal.ErrDealing},
		"shares out of order":   {func(_ *seal.Post, d *seal.Dealing) { d.Shares[0], d.Shares[1] = d.Shares[1], d.Shares[0] }, seal.ErrDealing},
		"a share for itself":    {func(_ *seal.Post, d *seal.Dealing) { d.Shares[1].To = 2 }, seal.ErrDealing},
		"an ephemeral of zero":  {func(_ *seal.Post, d *seal.Dealing) { d.Shares[0].Ephemeral = make(seal.Hex, 32) }, seal.ErrDealing},
		"an ephemeral of bytes": {func(_ *seal.Post, d *seal.Dealing) { d.Shares[0].Ephemeral = elements().Refused[0] }, seal.ErrEncoding},
		"a cipher of bytes":     {func(_ *seal.Post, d *seal.Dealing) { d.Shares[0].Cipher = scalars().Refused[0] }, seal.ErrEncoding},
		"a proof of bytes":      {func(_ *seal.Post, d *seal.Dealing) { d.Proof.Z = scalars().Refused[0] }, seal.ErrEncoding},
		"another proof":         {func(_ *seal.Post, d *seal.Dealing) { d.Proof.Z = d.Proof.C }, seal.ErrDealing},
	} {
		post, commitment, d := dealt()
		of.change(&post, &d)
		_, err := d.Check(post, commitment, threshold, trustees)
		require.ErrorIs(t, err, of.want, name)
	}
	post, commitment, d := dealt()
	_, err := d.Check(post, commitment, threshold, trustees)
	require.NoError(t, err)
}

// A rogue key that cancels the others' needs the secret of the difference.
func TestAKeyThatCancelsTheOthersIsRefused(t *testing.T) {
	negated := []*seal.Point{new(seal.Point).Neg(theHall.dealings[0][0])}
	_, err := seal.Joint([][]*seal.Point{theHall.dealings[0], negated})
	require.ErrorIs(t, err, seal.ErrDealing)
}

func TestAZeroSecretIsRefused(t *testing.T) {
	post := seal.Post{Context: theHall.vector.Context, Attempt: 1, Index: 1}
	f := seal.Polynomial{new(seal.Scalar).SetZero(), seal.Fresh()}
	d := f.Deal(post, []*seal.Point{base(det("transport", 1)), base(det("transport", 2)), base(det("transport", 3))}, seal.Fresh)
	_, err := d.Check(post, f.Commitment(post), threshold, trustees)
	require.ErrorIs(t, err, seal.ErrDealing)
}

func TestAWrongShareIsSeenByWhoGetsItOnly(t *testing.T) {
	post, commitment, d := dealt()
	d.Shares[1].Cipher = det("wrong", 0).Bytes()
	coefficients, err := d.Check(post, commitment, threshold, trustees)
	require.NoError(t, err)
	_, err = d.Shares[1].Open(post, det("transport", 3), coefficients)
	require.ErrorIs(t, err, seal.ErrDealing)
	_, err = d.Shares[0].Open(post, det("transport", 1), coefficients)
	require.NoError(t, err)
	_, err = d.Shares[0].Open(post, det("transport", 3), coefficients)
	require.ErrorIs(t, err, seal.ErrDealing, "another's transport secret")
}

func TestSharesBelongToTheirPublicParts(t *testing.T) {
	for j, secret := range theHall.secrets {
		require.True(t, base(secret).Equals(seal.PublicShare(theHall.dealings, j+1)))
	}
}

func TestPartialsHoldForTheirPlaceAndTrusteeOnly(t *testing.T) {
	for _, v := range partials() {
		_, err := theHall.opener(v.Index).Check(v.Row, v.Column, element(t, v.Alpha), v.Partial)
		if v.Holds {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, seal.ErrPartial)
		}
	}
	v := partials()[0]
	v.Partial.D = base(det("wrong", 1)).Bytes()
	_, err := theHall.opener(1).Check(v.Row, v.Column, element(t, v.Alpha), v.Partial)
	require.ErrorIs(t, err, seal.ErrPartial)
	v.Partial.D = seal.Hex{}
	_, err = theHall.opener(1).Check(v.Row, v.Column, element(t, v.Alpha), v.Partial)
	require.ErrorIs(t, err, seal.ErrEncoding)
}

func TestFewerThanTheThresholdOpenNothing(t *testing.T) {
	c := theHall.key.Encrypt(seal.Fresh(), 2)
	_, err := seal.Opened(c, []int{1}, []*seal.Point{new(seal.Point).ScalarMult(c.Alpha, theHall.secrets[0])}, 1000)
	require.ErrorIs(t, err, seal.ErrTally)
}

func TestSignaturesAreForOneBallotKindAuthorAndBody(t *testing.T) {
	for _, v := range signatures() {
		require.Equal(t, v.Holds, seal.Verified(v.Key, v.Signed, v.Signature))
	}
	secret := ed25519.NewKeyFromSeed(seal.Digest("seed"))
	digest := seal.Signed("b", "open", "chair", seal.Digest("body"))
	signature := seal.Sign(secret, digest)
	key := seal.Hex(secret.Public().(ed25519.PublicKey))
	require.True(t, seal.Verified(key, digest, signature))
	require.False(t, seal.Verified(key[:31], digest, signature))
	require.False(t, seal.Verified(nil, digest, signature))
	require.False(t, seal.Verified(key, digest, signature[:63]))
	for _, other := range []seal.Hex{seal.Signed("c", "open", "chair", seal.Digest("body")), seal.Signed("b", "close", "chair", seal.Digest("body")),
		seal.Signed("b", "open", "teller:1", seal.Digest("body")), seal.Signed("b", "open", "chair", seal.Digest("other"))} {
		require.False(t, seal.Verified(key, other, signature))
	}
}

// Keys with which anything, or nothing in particular, is signed: of small
// order, or the same point in another encoding.
func TestKeysThatLibrariesJudgeDifferentlyAreRefused(t *testing.T) {
	for _, text := range strangeKeys {
		key := unhex(text)
		require.False(t, seal.Verified(key, seal.Digest("x"), append(append(seal.Signature{}, key...), make([]byte, 32)...)), text)
	}
}

var strangeKeys = []string{
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
}
