package session

import "context"

type stepKey struct{}

// Background returns a context in which a page makes a file while nobody waits;
// step is told how many of its parts there are, and how many are made.
func Background(ctx context.Context, step func(done, of int)) context.Context {
	return context.WithValue(ctx, stepKey{}, step)
}

// Part tells how far a page is. Where somebody waits for it, it does nothing.
func Part(ctx context.Context, done, of int) {
	if step, ok := ctx.Value(stepKey{}).(func(done, of int)); ok {
		step(done, of)
	}
}

// Waiting reports whether somebody waits for the page.
func Waiting(ctx context.Context) bool {
	_, background := ctx.Value(stepKey{}).(func(done, of int))
	return !background
}
