package store

import (
	"reflect"
	"regexp"
	"slices"

	"lianluo/pkg/fault"
)

// Index declares how documents are found. Key nil for a document leaves it out
// (a partial index). At most one of Scoped, Of and Words may be given.
//
// Raising Rev builds the index anew and ends it for replicas of the build
// before. Where both must serve during an upgrade, declare an index of another
// name beside it, and take the old one out in the version after.
type Index[T any] struct {
	Name   string
	Unique bool
	Scoped bool              // one entry per scope token: what lists are made of
	Of     func(*T) []string // one entry per element: lookups by a list's members
	Words  func(*T) []string // found by words within scope (see Search); its Key is one time
	Key    func(*T) Key      // ordering; nil function: by nothing but id
	Taken  *fault.Error      // what to say when a unique key is taken
	Rev    int               // raise when Key or Of change meaning
}

// Def declares a collection.
type Def[T any] struct {
	// ID returns the document's id; ids are made with db.NewID unless natural.
	ID func(*T) string
	// Tokens are the scope tokens that reach the document. nil: only System
	// reaches the collection.
	Tokens  func(*T) []string
	Indexes []Index[T]
	// Busy documents are changed by many units at once, as counters are: the units
	// of one process take turns at each.
	Busy bool
	// Blobs are the hashes of the blobs that the document refers to, which the
	// sweep keeps. A collection that refers to blobs must say so.
	Blobs func(*T) []string
	// Missing is what to say when a document does not exist or is out of scope.
	Missing *fault.Error
}

// Collection is a typed, indexed, scoped set of documents. Its name is the
// aggregate kind on events.
type Collection[T any] struct {
	db   *DB
	name string
	def  Def[T]
	by   map[string]*Index[T]
	know members
}

// nameForm is what collections and indexes may be called: names become parts of
// event keys, index names and field paths.
var nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)

// NewCollection declares a collection of the database, before db.Open. It
// panics on a declaration that cannot work.
func NewCollection[T any](db *DB, name string, def Def[T]) *Collection[T] {
	c := &Collection[T]{db: db, name: name, def: def, by: map[string]*Index[T]{}, know: membersOf(reflect.TypeFor[T]())}
	if def.Missing == nil {
		c.def.Missing = fault.NotFound(name+".not_found", "没有找到，可能已删除或不在您的管辖范围内", "Not found: it may be gone, or outside your area")
	}
	checkName(name)
	if def.Blobs != nil {
		c.def.Indexes = append(slices.Clone(def.Indexes), Index[T]{Name: blobIndex, Of: def.Blobs})
		db.blobs = append(db.blobs, c.refersTo)
	}
	for i := range c.def.Indexes {
		ix := &c.def.Indexes[i]
		checkName(ix.Name)
		if ix.ambiguous() || c.by[ix.Name] != nil {
			panic("store: index " + name + "." + ix.Name + " is of more than one kind, or declared twice")
		}
		c.by[ix.Name] = ix
	}
	db.declare(c.spec(), c.rebuild)
	return c
}

// ambiguous: of more than one kind, or a text index without a plain key.
func (ix *Index[T]) ambiguous() bool {
	if ix.Words != nil {
		return ix.Scoped || ix.Of != nil || ix.Unique || ix.Key == nil
	}
	return ix.Scoped && ix.Of != nil
}

func checkName(name string) {
	if !nameForm.MatchString(name) {
		panic("store: neither a collection nor an index can be called " + name)
	}
}

func (c *Collection[T]) spec() Spec {
	s := Spec{Collection: c.name}
	for _, ix := range c.def.Indexes {
		s.Indexes = append(s.Indexes, IndexSpec{
			Name: ix.Name, Multi: ix.Scoped || ix.Of != nil || ix.Words != nil, Text: ix.Words != nil, Unique: ix.Unique, Rev: ix.Rev,
		})
	}
	return s
}

func (c *Collection[T]) tokens(doc *T) []string {
	if c.def.Tokens == nil {
		return nil
	}
	return c.def.Tokens(doc)
}

// entries computes the document's index entries, without duplicates.
func (c *Collection[T]) entries(doc *T) []Entry {
	var out []Entry
	for i := range c.def.Indexes {
		ix := &c.def.Indexes[i]
		var key Key = Key{}
		if ix.Key != nil {
			if key = ix.Key(doc); key == nil {
				continue
			}
		}
		multis := []string{""}
		switch {
		case ix.Scoped:
			multis = append(slices.Clone(c.tokens(doc)), Everyone)
		case ix.Of != nil:
			multis = slices.Clone(ix.Of(doc))
		case ix.Words != nil:
			multis = textOf(ix.Words(doc), c.tokens(doc))
		}
		slices.Sort(multis)
		for _, m := range slices.Compact(multis) {
			out = append(out, Entry{Index: ix.Name, Multi: m, Key: key.encode(), Unique: ix.Unique})
		}
	}
	return out
}
