// Command pocketbase serves PocketBase with a collection like our registrations
// and every write synced, for `make bench` to compare with. It prints the token
// of a user who may create records, and serves on the address it is given.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "modernc.org/sqlite"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: pocketbase DIRECTORY ADDRESS")
	}
	app := pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: os.Args[1], HideStartBanner: true, DBConnect: synced})
	if err := app.Bootstrap(); err != nil {
		log.Fatal(err)
	}
	if err := app.RunAllMigrations(); err != nil {
		log.Fatal(err)
	}
	token, err := prepare(app)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token)
	if err := apis.Serve(app, apis.ServeConfig{HttpAddr: os.Args[2]}); err != nil {
		log.Fatal(err)
	}
}

// synced is PocketBase's own connection but for full sync, which is what we promise.
func synced(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}

// prepare makes the collection and a user who may create in it.
func prepare(app core.App) (string, error) {
	cases := core.NewBaseCollection("cases")
	signedIn := `@request.auth.id != ""`
	cases.CreateRule, cases.ListRule = &signedIn, &signedIn
	for _, name := range []string{"station", "channel", "category", "place", "name", "phone"} {
		cases.Fields.Add(&core.TextField{Name: name, Required: true, Max: 200})
	}
	cases.Fields.Add(&core.TextField{Name: "text", Required: true, Max: 4000})
	cases.AddIndex("station", false, "station", "")
	if err := app.Save(cases); err != nil {
		return "", err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return "", err
	}
	user := core.NewRecord(users)
	user.SetEmail("officer@example.com")
	user.SetPassword("correct horse battery staple")
	if err := app.Save(user); err != nil {
		return "", err
	}
	return user.NewAuthToken()
}
