package seal_test

import (
	"crypto/ed25519"
	"flag"
	"math/big"
	"os"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"lianluo/pkg/ballot/seal"
)

var update = flag.Bool("update", false, "write the test vectors anew")

// vectors is what other implementations check themselves against: every input
// and every output, bytes in hexadecimal.
type vectors struct {
	Protocol  string            `json:"protocol"`
	Hash      []hashVector      `json:"hash"`
	Elements  encodings         `json:"elements"`
	Scalars   encodings         `json:"scalars"`
	Receipt   []receiptVector   `json:"receipt"`
	Signature []signatureVector `json:"signature"`
	Election  electionVector    `json:"election"`
	Drawn     drawnVector       `json:"drawn"`
	Encrypt   []encryptVector   `json:"encrypt"`
	Member    []memberVector    `json:"member"`
	Ballots   []ballotVector    `json:"ballots"`
	Ceremony  ceremonyVector    `json:"ceremony"`
	Partial   []partialVector   `json:"partial"`
	Lagrange  []lagrangeVector  `json:"lagrange"`
	Opened    []openedVector    `json:"opened"`
}

type (
	hashVector struct {
		Label  string     `json:"label"`
		Parts  []seal.Hex `json:"parts"`
		Hash   seal.Hex   `json:"hash"`
		Digest seal.Hex   `json:"digest"`
		Scalar seal.Hex   `json:"scalar"`
	}
	encodings struct {
		Valid   []seal.Hex `json:"valid"`
		Refused []seal.Hex `json:"refused"`
	}
	receiptVector struct {
		BodyDigest seal.Hex `json:"bodyDigest"`
		Receipt    string   `json:"receipt"`
	}
	signatureVector struct {
		Seed       seal.Hex       `json:"seed"`
		Key        seal.Hex       `json:"key"`
		Ballot     string         `json:"ballot"`
		Kind       string         `json:"kind"`
		Author     string         `json:"author"`
		Body       string         `json:"body"`
		BodyDigest seal.Hex       `json:"bodyDigest"`
		Signed     seal.Hex       `json:"signed"`
		Signature  seal.Signature `json:"signature"`
		Holds      bool           `json:"holds"`
	}
	electionVector struct {
		Ballot     string   `json:"ballot"`
		Definition seal.Hex `json:"definitionDigest"`
		Context    seal.Hex `json:"context"`
		Key        seal.Hex `json:"key"`
		Election   seal.Hex `json:"election"`
	}
	lagrangeVector struct {
		Indices []int      `json:"indices"`
		Lambdas []seal.Hex `json:"lambdas"`
	}
)

// det is a scalar that the vectors use wherever real ones are random.
func det(name string, i int) *seal.Scalar {
	return seal.HashScalar("vector", []byte(name), seal.Num(i))
}

// noted draws from det and keeps what was drawn.
func noted(name string, kept *[]seal.Hex) seal.Source {
	i := -1
	return func() *seal.Scalar {
		i++
		s := det(name, i)
		*kept = append(*kept, s.Bytes())
		return s
	}
}

func base(s *seal.Scalar) *seal.Point { return new(seal.Point).ScalarMultBase(s) }

func all() vectors {
	return vectors{
		Protocol: seal.Protocol, Hash: hashes(), Elements: elements(), Scalars: scalars(),
		Receipt: receipts(), Signature: signatures(), Election: election(), Drawn: drawn(),
		Encrypt: encryptions(), Member: members(), Ballots: ballots(), Ceremony: ceremony(),
		Partial: partials(), Lagrange: lagranges(), Opened: opened(),
	}
}

func TestTheVectorsAreWhatThisImplementationComputes(t *testing.T) {
	const path = "testdata/vectors.json"
	text, err := json.Marshal(all(), jsontext.WithIndent(" "))
	require.NoError(t, err)
	text = append(text, '\n')
	if *update {
		require.NoError(t, os.WriteFile(path, text, 0o600))
	}
	stored, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(stored), string(text))
}

func hashes() []hashVector {
	lists := map[string][][]byte{"": {}, "body": {[]byte(`{}`)}, "numbers": {seal.Num(0), seal.Num(450), []byte("一")},
		"empty": {{}, {}}, "joined": {[]byte("ab"), []byte("c")}, "split": {[]byte("a"), []byte("bc")}}
	var out []hashVector
	for _, label := range []string{"", "body", "numbers", "empty", "joined", "split"} {
		sum := seal.Hash(label, lists[label]...)
		v := hashVector{Label: label, Hash: sum[:], Digest: seal.Digest(label, lists[label]...),
			Scalar: seal.HashScalar(label, lists[label]...).Bytes(), Parts: []seal.Hex{}}
		for _, part := range lists[label] {
			v.Parts = append(v.Parts, part)
		}
		out = append(out, v)
	}
	return out
}

func elements() encodings {
	var e encodings
	for n := range 16 {
		e.Valid = append(e.Valid, base(new(seal.Scalar).SetUint64(uint64(n))).Bytes())
	}
	for _, text := range refusedElements {
		e.Refused = append(e.Refused, unhex(text))
	}
	return e
}

func scalars() encodings {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	le := func(n *big.Int) seal.Hex {
		b := n.FillBytes(make([]byte, 32))
		slices.Reverse(b)
		return b
	}
	shifted := func(d int64) *big.Int { return new(big.Int).Add(order, big.NewInt(d)) }
	top := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	return encodings{
		Valid:   []seal.Hex{le(big.NewInt(0)), le(big.NewInt(1)), le(shifted(-1)), det("scalar", 0).Bytes()},
		Refused: []seal.Hex{le(order), le(shifted(1)), le(new(big.Int).Lsh(order, 1)), le(top), make(seal.Hex, 31), make(seal.Hex, 33), {}},
	}
}

func receipts() []receiptVector {
	var out []receiptVector
	for _, body := range []string{"{}", "abc"} {
		digest := seal.Digest("body", []byte(body))
		out = append(out, receiptVector{digest, seal.Receipt(digest)})
	}
	return out
}

func signatures() []signatureVector {
	seed := seal.Digest("vector", []byte("signing"))
	secret := ed25519.NewKeyFromSeed(seed)
	v := signatureVector{Seed: seed, Key: seal.Hex(secret.Public().(ed25519.PublicKey)), Ballot: "bal_1",
		Kind: "open", Author: "chair", Body: "{}", BodyDigest: seal.Digest("body", []byte("{}")), Holds: true}
	v.Signed = seal.Signed(v.Ballot, v.Kind, v.Author, v.BodyDigest)
	v.Signature = seal.Sign(secret, v.Signed)
	other := v
	other.Ballot, other.Signed, other.Holds = "bal_2", seal.Signed("bal_2", v.Kind, v.Author, v.BodyDigest), false
	return []signatureVector{v, other}
}

func election() electionVector {
	v := electionVector{Ballot: "bal_1", Definition: seal.Digest("body", []byte("a definition")), Key: base(det("joint", 0)).Bytes()}
	v.Context = seal.Context(v.Ballot, v.Definition)
	v.Election = seal.Election(v.Context, base(det("joint", 0)))
	return v
}

func lagranges() []lagrangeVector {
	var out []lagrangeVector
	for _, indices := range [][]int{{1, 2}, {1, 3}, {2, 3}, {1, 2, 3}, {2, 5, 6, 7}} {
		v := lagrangeVector{Indices: indices}
		for _, lambda := range seal.Lagrange(indices) {
			v.Lambdas = append(v.Lambdas, lambda.Bytes())
		}
		out = append(out, v)
	}
	return out
}
