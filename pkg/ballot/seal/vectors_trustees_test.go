package seal_test

import (
	"fmt"

	"lianluo/pkg/ballot/seal"
)

type (
	trusteeVector struct {
		Index           int          `json:"index"`
		Polynomial      []seal.Hex   `json:"polynomial"`
		TransportSecret seal.Hex     `json:"transportSecret"`
		Transport       seal.Hex     `json:"transport"`
		Commitment      seal.Hex     `json:"commitment"`
		Drawn           []seal.Hex   `json:"drawn"` // w, then each e
		Dealing         seal.Dealing `json:"dealing"`
		Shares          []seal.Hex   `json:"shares"` // f_i(1) … f_i(n)
		SecretShare     seal.Hex     `json:"secretShare"`
		PublicShare     seal.Hex     `json:"publicShare"`
	}
	ceremonyVector struct {
		Context   seal.Hex        `json:"context"`
		Attempt   int             `json:"attempt"`
		Threshold int             `json:"threshold"`
		Trustees  []trusteeVector `json:"trustees"`
		Key       seal.Hex        `json:"key"`
		Election  seal.Hex        `json:"election"`
	}
	partialVector struct {
		Election    seal.Hex     `json:"election"`
		Index       int          `json:"index"`
		PublicShare seal.Hex     `json:"publicShare"`
		Row         int          `json:"row"`
		Column      int          `json:"column"`
		Alpha       seal.Hex     `json:"alpha"`
		Share       seal.Hex     `json:"share"`
		W           seal.Hex     `json:"w"`
		Partial     seal.Partial `json:"partial"`
		Holds       bool         `json:"holds"`
	}
	// openedVector adds up ciphers of the ceremony's key and opens the sum.
	openedVector struct {
		Alpha   seal.Hex   `json:"alpha"`
		Beta    seal.Hex   `json:"beta"`
		Indices []int      `json:"indices"`
		Ds      []seal.Hex `json:"d"`
		Most    int        `json:"most"`
		Count   int        `json:"count"`
	}
)

const trustees, threshold, attempt = 3, 2, 1

// hall is the ceremony of the vectors with its secrets.
type hall struct {
	vector   ceremonyVector
	dealings [][]*seal.Point
	secrets  []*seal.Scalar
	key      *seal.Key
}

var theHall = meet()

func ceremony() ceremonyVector { return theHall.vector }

func polynomial(i int) seal.Polynomial {
	var ignored []seal.Hex
	return seal.NewPolynomial(threshold, noted(fmt.Sprintf("polynomial %d", i), &ignored))
}

func meet() hall {
	h := hall{vector: ceremonyVector{Context: theElection.Context, Attempt: attempt, Threshold: threshold}}
	transports := make([]*seal.Point, trustees)
	for i := range transports {
		transports[i] = base(det("transport", i+1))
	}
	for i := 1; i <= trustees; i++ {
		h.deal(i, transports)
	}
	h.key = seal.NewKey(must(seal.Joint(h.dealings)))
	h.vector.Key = h.key.Point().Bytes()
	h.vector.Election = seal.Election(h.vector.Context, h.key.Point())
	for j := 1; j <= trustees; j++ {
		h.receive(j)
	}
	return h
}

func (h *hall) deal(i int, transports []*seal.Point) {
	f, post := polynomial(i), seal.Post{Context: h.vector.Context, Attempt: attempt, Index: i}
	v := trusteeVector{Index: i, TransportSecret: det("transport", i).Bytes(), Transport: transports[i-1].Bytes(), Commitment: f.Commitment(post)}
	for _, a := range f {
		v.Polynomial = append(v.Polynomial, a.Bytes())
	}
	for j := 1; j <= trustees; j++ {
		v.Shares = append(v.Shares, f.At(j).Bytes())
	}
	v.Dealing = f.Deal(post, transports, noted(fmt.Sprintf("dealing %d", i), &v.Drawn))
	h.dealings = append(h.dealings, must(v.Dealing.Check(post, v.Commitment, threshold, trustees)))
	h.vector.Trustees = append(h.vector.Trustees, v)
}

// receive opens what was dealt to j and adds it up.
func (h *hall) receive(j int) {
	secret := polynomial(j).At(j)
	for i, v := range h.vector.Trustees {
		for _, share := range v.Dealing.Shares {
			if share.To == j {
				post := seal.Post{Context: h.vector.Context, Attempt: attempt, Index: i + 1}
				secret.Add(secret, must(share.Open(post, det("transport", j), h.dealings[i])))
			}
		}
	}
	h.secrets = append(h.secrets, secret)
	h.vector.Trustees[j-1].SecretShare = secret.Bytes()
	h.vector.Trustees[j-1].PublicShare = seal.PublicShare(h.dealings, j).Bytes()
}

func (h *hall) opener(j int) seal.Opener {
	return seal.Opener{Election: h.vector.Election, Index: j, Public: seal.PublicShare(h.dealings, j)}
}

func partials() []partialVector {
	alpha := base(det("sum", 0))
	var out []partialVector
	for j := 1; j <= trustees; j++ {
		v := partialVector{Election: theHall.vector.Election, Index: j, PublicShare: theHall.opener(j).Public.Bytes(),
			Row: 2, Column: 1, Alpha: alpha.Bytes(), Share: theHall.secrets[j-1].Bytes(), W: det("w", j).Bytes(), Holds: true}
		v.Partial = theHall.opener(j).Open(v.Row, v.Column, alpha, theHall.secrets[j-1], func() *seal.Scalar { return det("w", j) })
		out = append(out, v)
	}
	wrong := out[0]
	wrong.Index, wrong.Holds = 2, false
	elsewhere := out[0]
	elsewhere.Row, elsewhere.Holds = 0, false
	return append(out, wrong, elsewhere)
}

func opened() []openedVector {
	var out []openedVector
	for i, of := range []struct {
		indices     []int
		most, count int
	}{{[]int{1, 2}, 5, 0}, {[]int{1, 3}, 5, 5}, {[]int{2, 3}, 450, 226}, {[]int{1, 2}, 1000, 999}} {
		c := theHall.key.Encrypt(det("opened", i), of.count)
		v := openedVector{Alpha: c.Alpha.Bytes(), Beta: c.Beta.Bytes(), Indices: of.indices, Most: of.most}
		ds := make([]*seal.Point, len(of.indices))
		for at, j := range of.indices {
			ds[at] = new(seal.Point).ScalarMult(c.Alpha, theHall.secrets[j-1])
			v.Ds = append(v.Ds, ds[at].Bytes())
		}
		v.Count = must(seal.Opened(c, of.indices, ds, of.most))
		out = append(out, v)
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
