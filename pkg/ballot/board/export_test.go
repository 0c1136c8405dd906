package board

// Force puts an entry on the board whatever its checks say: what a server does
// that is not ours.
func (b *Board) Force(e Entry) {
	s := b.step(e)
	s.take()
}

// Codes are all codes there are.
func Codes() []Code {
	all := make([]Code, 0, len(vocabulary))
	for code := range vocabulary {
		all = append(all, code)
	}
	return all
}
