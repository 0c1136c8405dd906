package platformtest

// Password is what an account of the demonstration, or one that joined, signs in
// with; an unknown account fails the test.
func (s *System) Password(login string) string {
	s.t.Helper()
	a := s.people.of(login)
	if a == nil {
		s.t.Fatalf("there is no account %q", login)
	}
	return a.password
}
