package area

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"lianluo/pkg/fault"
)

const someVillages = "code,name,streetCode,provinceCode\n" +
	"431223100001,辰州社区居委会,431223100,43\n" +
	"431223100201,\"大路口村委会\",431223100,43\n"

func TestLoadVillages(t *testing.T) {
	for _, text := range []string{someVillages, "\ufeff" + someVillages, strings.ReplaceAll(someVillages, "\n", "\r\n")} {
		tree, err := Default().LoadVillages(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		villages := tree.Children("431223100")
		if len(villages) != 2 || villages[0].Kind != KindCommunity || villages[1].Kind != KindVillage || villages[1].Level != LevelVillage {
			t.Fatalf("got %+v", villages)
		}
		if got := tree.Path("431223100201"); got != "湖南省怀化市辰溪县辰阳镇大路口村委会" {
			t.Fatalf("path %s", got)
		}
		if tree.HasCongress("431223100201") || !tree.IsAncestorOrSelf("431223", "431223100201") || len(Default().Children("431223100")) != 0 {
			t.Fatal("villages stand below their township in the new tree only")
		}
	}
}

func TestVillagesOfATownshipFoundedLater(t *testing.T) {
	tree, err := changed(t).LoadVillages(strings.NewReader("431223110001,新村,431223110\n"))
	if err != nil {
		t.Fatal(err)
	}
	tree = with(t, tree, Division{Code: "431223110", Name: "再新镇", ValidFrom: d2028})
	if got := tree.Path("431223110001"); got != "湖南省怀化市辰溪县再新镇新村" {
		t.Fatalf("path %s", got)
	}
}

func TestVillagesRefused(t *testing.T) {
	for name, c := range map[string]struct{ code, text string }{
		"too few columns":    {"area.villages", "431223100001,a\n"},
		"not a village":      {"area.villages", "431223100,a,431223100\n"},
		"parent a county":    {"area.villages", "431223100001,a,431223\n"},
		"unknown parent":     {"area.villages", "431223999001,a,431223999\n"},
		"abolished parent":   {"area.villages", "431223200001,a,431223200\n"},
		"no name":            {"area.villages", "431223100001,,431223100\n"},
		"not UTF-8":          {"area.villages", "431223100001,\xb4\xe5,431223100\n"},
		"broken quotes":      {"area.villages", "431223100001,\"a,431223100\n"},
		"ragged":             {"area.villages", "431223101001,a,431223101\n431223101002,a\n"},
		"twice":              {"area.duplicate", "431223101001,a,431223101\n431223101001,b,431223101\n"},
		"heading not at top": {"area.villages", "431223101001,a,431223101\ncode,name,parent\n"},
	} {
		tree, err := changed(t).LoadVillages(strings.NewReader(c.text))
		if tree != nil || !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Default().LoadVillages(strings.NewReader(someVillages + "x,y,z,z\n"))
	if !strings.Contains(fault.Of(err).Text.ZH, "第4行") {
		t.Errorf("the line is not named: %v", err)
	}
}

func TestVillagesOfABrokenReader(t *testing.T) {
	r := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(someVillages)))
	if _, err := Default().LoadVillages(r); !fault.Is(err, fault.KindUnavailable) {
		t.Fatal(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte{'\n'}, len(p))), nil
}

func TestVillageFileTooLarge(t *testing.T) {
	if _, err := Default().LoadVillages(endless{}); !fault.Is(err, fault.KindTooLarge) {
		t.Fatal(err)
	}
}

func TestVillageMemory(t *testing.T) {
	var text strings.Builder
	const n = 50000
	towns := []Code{}
	for d := range Default().Walk("43") {
		if d.Level == LevelTownship {
			towns = append(towns, d.Code)
		}
	}
	for i := range n {
		town := towns[i/100]
		fmt.Fprintf(&text, "%s%03d,某某某某村民委员会,%s\n", town, i%100+200, town)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tree, err := Default().LoadVillages(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(&text)
	fresh := float64(after.HeapAlloc - before.HeapAlloc)
	t.Logf("%.0f bytes a village", fresh/n)
	if fresh/n > 200 || len(tree.Children(towns[0])) != 100 {
		t.Fatalf("%.0f bytes a village", fresh/n)
	}
}

func FuzzLoadVillages(f *testing.F) {
	for _, s := range []string{someVillages, "", "\ufeff", "431223100001,a,431223100", "\"", "a,b,c\n\n,,", "\xff,\xff,\xff"} {
		f.Add(s)
	}
	small, err := readRows("43\t湖南省\n4312\t怀化市\n431223\t辰溪县\n431223100\t辰阳镇\n")
	if err != nil {
		f.Fatal(err)
	}
	table, err := build(small, nil)
	if err != nil {
		f.Fatal(err)
	}
	base := &Tree{table: table, at: time.Time{}}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := base.LoadVillages(strings.NewReader(text))
		if err != nil {
			if tree != nil || fault.Of(err).Kind == fault.KindInternal {
				t.Fatalf("%v", err)
			}
			return
		}
		for d := range tree.Walk(Country) {
			if !tree.IsAncestorOrSelf(Country, d.Code) || d.Name == "" {
				t.Fatalf("%+v", d)
			}
		}
	})
}
