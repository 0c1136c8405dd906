package vault

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type contact struct{ Name, Phone string }

func open(t testing.TB) (*Vault, context.Context) {
	t.Helper()
	db := storetest.DB(t, "vaulttest")
	v := New(db, bytes.Repeat([]byte{7}, 32))
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return v, store.System(t.Context())
}

func TestSealOpenDestroy(t *testing.T) {
	v, ctx := open(t)
	sealed, err := v.Seal(ctx, "p1", contact{"张三", "13800005678"})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("张三")) || bytes.Contains(sealed, []byte("5678")) {
		t.Fatal("the sealed value is readable")
	}
	var got contact
	if err := v.Open(ctx, "p1", sealed, &got); err != nil || got.Name != "张三" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if err := v.Destroy(ctx, "p1", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := v.Open(ctx, "p1", sealed, &got); !fault.HasCode(err, "vault.destroyed") {
		t.Fatalf("got %v", err)
	}
	if _, err := v.Seal(ctx, "p1", contact{}); !fault.HasCode(err, "vault.destroyed") {
		t.Fatalf("a destroyed person's key came back: %v", err)
	}
}

func TestAnotherMasterKeyIsFound(t *testing.T) {
	db := storetest.DB(t, "vaulttest")
	v := New(db, bytes.Repeat([]byte{7}, 32))
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx := store.System(t.Context())
	other := &Vault{db: db, keys: v.keys, wrap: aead(derive(bytes.Repeat([]byte{8}, 32), "wrap"))}
	if err := other.Check(ctx); err != nil {
		t.Errorf("without any key: %v", err)
	}
	for _, person := range []string{"a", "b"} {
		if _, err := v.Seal(ctx, person, contact{person, "1"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Destroy(ctx, "a", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := v.Check(ctx); err != nil {
		t.Errorf("the master key itself: %v", err)
	}
	if err := other.Check(ctx); !fault.HasCode(err, "vault.master") {
		t.Errorf("another master key: %v", err)
	}
}

func TestSealedValuesAreBoundToThePerson(t *testing.T) {
	v, ctx := open(t)
	a, err := v.Seal(ctx, "a", contact{"A", "1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Seal(ctx, "b", contact{"B", "2"}); err != nil {
		t.Fatal(err)
	}
	var got contact
	if err := v.Open(ctx, "b", a, &got); err == nil {
		t.Fatal("b's key opened a's data")
	}
}

// Several persons' data are opened at once; those that were destroyed, or never
// sealed, are passed over, and nobody's key opens another's.
func TestOpenAll(t *testing.T) {
	v, ctx := open(t)
	var all []Sealed
	for _, p := range []string{"a", "b", "c"} {
		data, err := v.Seal(ctx, p, contact{p, "1"})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Sealed{p, data})
	}
	if err := v.Destroy(ctx, "b", time.Now()); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := v.OpenAll(ctx, append(all, Sealed{"nobody", all[0].Data}, all[0]), func(i int, open func(any) error) error {
		var c contact
		err := open(&c)
		got = append(got, fmt.Sprint(i, c.Name))
		return err
	})
	if err != nil || fmt.Sprint(got) != "[0a 2c 4a]" {
		t.Errorf("%v %v", got, err)
	}
	err = v.OpenAll(ctx, []Sealed{{"c", all[0].Data}}, func(_ int, open func(any) error) error { return open(new(contact)) })
	if err == nil {
		t.Error("c's key opened a's data")
	}
	if err := v.OpenAll(ctx, nil, nil); err != nil {
		t.Error(err)
	}
}

func TestBlindDependsOnUseAndKey(t *testing.T) {
	v, _ := open(t)
	phone := v.Blind("phone", "1")
	if again := v.Blind("phone", "1"); phone == v.Blind("mail", "1") || phone != again {
		t.Fatal("blind must be stable per use and differ between uses")
	}
}

func TestMasks(t *testing.T) {
	if got := MaskPhone("13812345678"); got != "138****5678" {
		t.Error(got)
	}
	if got := MaskPhone("12345"); strings.Trim(got, "*") != "" {
		t.Error(got)
	}
	if got := MaskName("欧阳小明"); got != "欧***" {
		t.Error(got)
	}
	if got := MaskEmail("wang@example.com"); got != "w***@example.com" {
		t.Error(got)
	}
}

// FuzzOpen: nothing but what Seal made opens, and whatever does not is refused.
func FuzzOpen(f *testing.F) {
	v, ctx := open(f)
	sealed, err := v.Seal(ctx, "p1", contact{"张三", "13800005678"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:len(sealed)-1])
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got contact
		if err := v.Open(ctx, "p1", raw, &got); (err == nil) != bytes.Equal(raw, sealed) {
			t.Fatalf("%x opened as %+v, %v", raw, got, err)
		}
	})
}
