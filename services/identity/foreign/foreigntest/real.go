// Package foreigntest are issuers to test sign-ins through: one that others wrote,
// and one that says whatever a test wants.
package foreigntest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// User is somebody at the real issuer, with the password "verysecure".
type User struct{ ID, Username, Mail string }

// Password is everybody's at the real issuer.
const Password = "verysecure"

// Real is the example provider of zitadel/oidc, which is certified. Everything is
// in memory, and its clock is the machine's.
type Real struct {
	*httptest.Server
	ID, Secret string
	inner      http.Handler
}

// StartReal runs the provider with these users until the test ends. Its client's
// redirect is told later, by Register.
func StartReal(t testing.TB, users ...User) *Real {
	t.Helper()
	r := &Real{ID: "lianluo", Secret: "a-secret-of-the-real-issuer"}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.inner.ServeHTTP(w, q) }))
	t.Cleanup(r.Close)
	r.open(users, "http://127.0.0.1/not-registered-yet")
	return r
}

// Register makes a client that people come back to at callback.
func (r *Real) Register(callback string, users ...User) { r.open(users, callback) }

func (r *Real) open(users []User, callback string) {
	storage.RegisterClients(storage.WebClient(r.ID, r.Secret, callback))
	was := slog.Default()
	r.inner = exampleop.SetupServer(r.URL, storage.NewStorage(known(users)), slog.New(slog.DiscardHandler), true, op.WithAllowInsecure())
	slog.SetDefault(was)
}

// known implements storage.UserStore.
type known []User

// GetUserByID implements storage.UserStore.
func (k known) GetUserByID(id string) *storage.User {
	for _, u := range k {
		if u.ID == id {
			return u.stored()
		}
	}
	return nil
}

// GetUserByUsername implements storage.UserStore.
func (k known) GetUserByUsername(name string) *storage.User {
	for _, u := range k {
		if u.Username == name {
			return u.stored()
		}
	}
	return nil
}

// ExampleClientID implements storage.UserStore.
func (known) ExampleClientID() string { return storage.ServiceUserID }

func (u User) stored() *storage.User {
	return &storage.User{ID: u.ID, Username: u.Username, Password: Password, FirstName: u.Username, Email: u.Mail, EmailVerified: true}
}
