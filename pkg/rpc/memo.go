package rpc

import "context"

type memoKey struct{}

func withMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, map[string]any{})
}

// Memo returns what fn returned when it first succeeded under the key during
// the changing operation of ctx. The unit of work of an operation may run several
// times; what is dear and changes nothing (hashing a password) need not. Elsewhere
// fn runs each time. Like the unit, it stays in one goroutine.
func Memo[T any](ctx context.Context, key string, fn func() (T, error)) (T, error) {
	memo, _ := ctx.Value(memoKey{}).(map[string]any)
	if known, ok := memo[key].(T); ok {
		return known, nil
	}
	got, err := fn()
	if err == nil && memo != nil {
		memo[key] = got
	}
	return got, err
}
