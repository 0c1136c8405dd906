package seal_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/seal"
)

// refusedElements are RFC 9496 A.3 (non-canonical, negative, non-square, negative
// xy, y = 0), and what has another length.
var refusedElements = []string{
	"00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
	"c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
	"c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
	"47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
	"f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
	"87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
	"26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
	"4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
	"de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
	"bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
	"2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
	"f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
	"8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
	"2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b",
	"3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
	"a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
	"d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
	"8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
	"32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
	"227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
	"5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e",
	"445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"", "00", "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d7600",
}

func unhex(text string) seal.Hex {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return b
}

func TestOnlyCanonicalEncodingsAreRead(t *testing.T) {
	for _, e := range elements().Valid {
		p, err := e.Element()
		require.NoError(t, err)
		require.Equal(t, []byte(e), p.Bytes())
	}
	for _, e := range elements().Refused {
		_, err := e.Element()
		require.ErrorIs(t, err, seal.ErrEncoding, "%s", e)
	}
	for _, s := range scalars().Valid {
		v, err := s.Scalar()
		require.NoError(t, err)
		require.Equal(t, []byte(s), v.Bytes())
	}
	for _, s := range scalars().Refused {
		_, err := s.Scalar()
		require.ErrorIs(t, err, seal.ErrEncoding, "%s", s)
	}
}

// The generator's multiples are those of RFC 9496 A.1.
func TestTheGroupIsTheOneOfTheStandard(t *testing.T) {
	require.Equal(t, "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76", elements().Valid[1].String())
	require.Equal(t, "e0c418f7c8d9c4cdd7395b93ea124f3ad99021bb681dfc3302a9d99a2e53e64e", elements().Valid[15].String())
}

func TestBytesHaveOneTextOnly(t *testing.T) {
	var h seal.Hex
	require.NoError(t, json.Unmarshal([]byte(`"`+strings.Repeat("0f", 32)+`"`), &h))
	require.Equal(t, seal.Hex(bytes.Repeat([]byte{15}, 32)), h)
	for _, bad := range []string{`"` + strings.Repeat("0F", 32) + `"`, `"` + strings.Repeat("0f", 31) + `"`, `"` + strings.Repeat("0f", 33) + `"`,
		`"` + strings.Repeat("0f", 31) + `0"`, `"` + strings.Repeat("0f", 31) + ` 0"`, `""`, `12`, `[0]`} {
		require.Error(t, json.Unmarshal([]byte(bad), &h), bad)
	}
}

func FuzzEncodings(f *testing.F) {
	for _, text := range refusedElements {
		f.Add([]byte(unhex(text)))
	}
	f.Add([]byte(elements().Valid[3]))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := seal.Hex(b).Element(); err == nil {
			require.Equal(t, b, p.Bytes())
		}
		if s, err := seal.Hex(b).Scalar(); err == nil {
			require.Equal(t, b, s.Bytes())
		}
	})
}
