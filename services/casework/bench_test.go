package casework

import (
	"fmt"
	"testing"

	"lianluo/api/casework"
	"lianluo/pkg/app/apptest"
)

// filled is a world with n open cases at one station.
func filled(b *testing.B, n int) *world {
	b.Helper()
	w := start(b)
	for i := range n {
		w.registers(zhang, fmt.Sprintf("第%d件：大桥村%d组村口的路灯坏了，晚上老人小孩走路不安全，请尽快派人来修", i, i%7))
	}
	b.ResetTimer()
	return w
}

func BenchmarkRegister(b *testing.B) {
	w := filled(b, 0)
	for i := 0; b.Loop(); i++ {
		w.registers(zhang, fmt.Sprintf("第%d件：大桥村的路灯坏了，晚上老人小孩走路不安全", i))
	}
}

func BenchmarkListDue(b *testing.B) {
	w := filled(b, 1500)
	for b.Loop() {
		apptest.Call(b, w.county, casework.ListCases, casework.ListRequest{Queue: "due"})
	}
}

func BenchmarkFindWords(b *testing.B) {
	w := filled(b, 1500)
	for b.Loop() {
		apptest.Call(b, w.county, casework.FindCases, casework.FindRequest{Words: "大桥村3组"})
	}
}

func BenchmarkSimilar(b *testing.B) {
	w := filled(b, 1500)
	for b.Loop() {
		apptest.Call(b, w.officer, casework.SimilarCases, casework.SimilarRequest{Station: "st1", Text: "村口路灯坏了，晚上看不见"})
	}
}

func BenchmarkGetCase(b *testing.B) {
	w := filled(b, 1)
	r := w.registers(zhang, "村口路灯坏了")
	for b.Loop() {
		apptest.Call(b, w.officer, casework.GetCase, casework.ByID{ID: r.Case})
	}
}
