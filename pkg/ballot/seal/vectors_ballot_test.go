package seal_test

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot/seal"
)

type (
	drawnVector struct {
		Secret   seal.Hex   `json:"secret"`
		Election seal.Hex   `json:"election"`
		Number   int        `json:"number"`
		Choices  [][]int    `json:"choices"`
		Scalars  []seal.Hex `json:"scalars"`
	}
	encryptVector struct {
		Key   seal.Hex `json:"key"`
		R     seal.Hex `json:"r"`
		V     int      `json:"v"`
		Alpha seal.Hex `json:"alpha"`
		Beta  seal.Hex `json:"beta"`
	}
	settingVector struct {
		Election  seal.Hex `json:"election"`
		Author    string   `json:"author"`
		BallotKey seal.Hex `json:"ballotKey"`
		Key       seal.Hex `json:"key"`
	}
	memberVector struct {
		Setting settingVector `json:"setting"`
		Place   string        `json:"place"`
		Alpha   seal.Hex      `json:"alpha"`
		Beta    seal.Hex      `json:"beta"`
		R       seal.Hex      `json:"r"`
		V       int           `json:"v"`
		Top     int           `json:"top"`
		Drawn   []seal.Hex    `json:"drawn"`
		Proof   []seal.Pair   `json:"proof"`
		Holds   bool          `json:"holds"`
		Why     string        `json:"why"`
	}
	// ballotVector is a whole body: drawn one scalar after the other from the
	// tellers' source.
	ballotVector struct {
		Setting settingVector `json:"setting"`
		Rows    int           `json:"candidates"`
		Columns int           `json:"choices"`
		Limit   int           `json:"limit"`
		Marks   [][]int       `json:"marks"`
		Secret  seal.Hex      `json:"secret"`
		Number  int           `json:"number"`
		Text    string        `json:"text"`
		Receipt string        `json:"receipt"`
	}
)

var theElection = election()

func jointKey() *seal.Key { return seal.NewKey(base(det("joint", 0))) }

func setting(author string) (seal.Setting, settingVector) {
	s := seal.Setting{Election: theElection.Election, Author: author, Ballot: seal.Digest("vector", []byte(author)), Key: jointKey()}
	return s, settingVector{s.Election, s.Author, s.Ballot, s.Key.Point().Bytes()}
}

func drawn() drawnVector {
	v := drawnVector{Secret: seal.Digest("vector", []byte("tellers")), Election: theElection.Election, Number: 7, Choices: [][]int{{1}, {0}, {0}, {1}, {0}, {0}}}
	draw := seal.Drawn(v.Secret, v.Election, v.Number, v.Choices)
	for range 5 {
		v.Scalars = append(v.Scalars, draw().Bytes())
	}
	return v
}

func encryptions() []encryptVector {
	var out []encryptVector
	for v := range 3 {
		r := det("encrypt", v)
		c := jointKey().Encrypt(r, v)
		out = append(out, encryptVector{jointKey().Point().Bytes(), r.Bytes(), v, c.Alpha.Bytes(), c.Beta.Bytes()})
	}
	return out
}

func members() []memberVector {
	var out []memberVector
	for i, of := range []struct {
		place  string
		v, top int
	}{{"vote:0:0", 0, 1}, {"vote:0:1", 1, 1}, {"row:3", 1, 1}, {"total", 0, 3}, {"total", 2, 3}, {"total", 3, 3}} {
		out = append(out, member(i, of.place, of.v, of.top))
	}
	good := out[4]
	swapped := func(why string, change func(*memberVector)) {
		v := good
		v.Proof = append([]seal.Pair{}, good.Proof...)
		v.Holds, v.Why = false, why
		change(&v)
		out = append(out, v)
	}
	swapped("another place", func(v *memberVector) { v.Place = "row:0" })
	swapped("another author", func(v *memberVector) { v.Setting.Author = "seat:2" })
	swapped("another ballot key", func(v *memberVector) { v.Setting.BallotKey = seal.Digest("vector", []byte("other")) })
	swapped("another election", func(v *memberVector) { v.Setting.Election = seal.Digest("vector", []byte("other")) })
	swapped("another cipher", func(v *memberVector) { v.Alpha, v.Beta = out[3].Alpha, out[3].Beta })
	swapped("a branch left out", func(v *memberVector) { v.Proof = v.Proof[:3] })
	swapped("a branch changed", func(v *memberVector) { v.Proof[1].Z = det("other", 0).Bytes() })
	return out
}

func member(i int, place string, v, top int) memberVector {
	s, text := setting("seat:1")
	r := det("member", i)
	c := s.Key.Encrypt(r, v)
	m := memberVector{Setting: text, Place: place, Alpha: c.Alpha.Bytes(), Beta: c.Beta.Bytes(), R: r.Bytes(), V: v, Top: top, Holds: true}
	m.Proof = s.ProveMember(place, c, r, v, top, noted(fmt.Sprintf("member %d", i), &m.Drawn))
	return m
}

func ballots() []ballotVector {
	return []ballotVector{
		ballot(1, seal.Shape{Rows: 4, Columns: 1, Limit: 2}, [][]int{{1}, {0}, {0}, {1}}),
		ballot(2, seal.Shape{Rows: 4, Columns: 1, Limit: 2}, [][]int{{0}, {0}, {0}, {0}}),
		ballot(3, seal.Shape{Rows: 3, Columns: 2, Limit: 3}, [][]int{{1, 0}, {0, 1}, {0, 0}}),
		ballot(4, seal.Shape{Rows: 1, Columns: 2, Limit: 1}, [][]int{{0, 1}}),
		ballot(5, seal.Shape{Rows: 3, Columns: 2, Limit: 1}, [][]int{{0, 1}, {1, 0}, {0, 1}}),
	}
}

func ballot(number int, shape seal.Shape, marks [][]int) ballotVector {
	s, text := setting(fmt.Sprintf("paper:%d", number))
	v := ballotVector{Setting: text, Rows: shape.Rows, Columns: shape.Columns, Limit: shape.Limit, Marks: marks,
		Secret: seal.Digest("vector", []byte("tellers")), Number: number}
	made, err := s.Make(shape, marks, seal.Drawn(v.Secret, s.Election, number, marks))
	if err != nil {
		panic(err)
	}
	body, err := json.Marshal(made)
	if err != nil {
		panic(err)
	}
	v.Text, v.Receipt = string(body), seal.Receipt(seal.Digest("body", body))
	return v
}
