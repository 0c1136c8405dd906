package store

import (
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
	Tokens func(*T) []string
	// Lists are the tokens that scoped indexes are scanned under; nil: Tokens and
	// Everyone. Give them where nobody lists by some of the tokens: every one that
	// is left out is an entry less in every scoped index. The system lists nothing then.
	Lists   func(*T) []string
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

// set is what a Collection does whatever the type of its documents: it is built
// once, where the typed methods are built for every type. Documents are pointers.
type set struct {
	db      *DB
	name    string
	indexes []index
	by      map[string]*index
	know    members
	busy    bool
	missing *fault.Error
	fresh   func() any
	id      func(any) string
	reach   func(any) []string // nil: only System
	lists   func(any) []string // nil: those of reach, and Everyone
}

// index is an Index whatever the type of the documents.
type index struct {
	name           string
	unique, scoped bool
	of, words      func(any) []string
	key            func(any) Key
	taken          *fault.Error
	rev            int
}

// nameForm is what collections and indexes may be called: names become parts of
// event keys, index names and field paths.
var nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)

// declare checks the set and makes it known to its database.
func (c *set) declare(blobs func(any) []string) {
	if c.missing == nil {
		c.missing = fault.NotFound(c.name+".not_found", "没有找到，可能已删除或不在您的管辖范围内", "Not found: it may be gone, or outside your area")
	}
	checkName(c.name)
	if blobs != nil {
		c.indexes = append(c.indexes, index{name: blobIndex, of: blobs})
		c.db.blobs = append(c.db.blobs, c.refersTo)
	}
	for i := range c.indexes {
		ix := &c.indexes[i]
		checkName(ix.name)
		if ix.ambiguous() || c.by[ix.name] != nil {
			panic("store: index " + c.name + "." + ix.name + " is of more than one kind, or declared twice")
		}
		c.by[ix.name] = ix
	}
	c.db.declare(c)
}

// ambiguous: of more than one kind, or a text index without a plain key.
func (ix *index) ambiguous() bool {
	if ix.words != nil {
		return ix.scoped || ix.of != nil || ix.unique || ix.key == nil
	}
	return ix.scoped && ix.of != nil
}

func checkName(name string) {
	if !nameForm.MatchString(name) {
		panic("store: neither a collection nor an index can be called " + name)
	}
}

func (c *set) spec() Spec {
	s := Spec{Collection: c.name}
	for _, ix := range c.indexes {
		s.Indexes = append(s.Indexes, IndexSpec{
			Name: ix.name, Multi: ix.scoped || ix.of != nil || ix.words != nil, Text: ix.words != nil, Unique: ix.unique, Rev: ix.rev,
		})
	}
	return s
}

func (c *set) tokens(doc any) []string {
	if c.reach == nil {
		return nil
	}
	return c.reach(doc)
}

// listed are the tokens of the document's entries in scoped indexes.
func (c *set) listed(doc any) []string {
	if c.lists != nil {
		return slices.Clone(c.lists(doc))
	}
	return append(slices.Clone(c.tokens(doc)), Everyone)
}

// entries computes the document's index entries, without duplicates.
func (c *set) entries(doc any) []Entry {
	var out []Entry
	for i := range c.indexes {
		ix := &c.indexes[i]
		var key Key = Key{}
		if ix.key != nil {
			if key = ix.key(doc); key == nil {
				continue
			}
		}
		multis := []string{""}
		switch {
		case ix.scoped:
			multis = c.listed(doc)
		case ix.of != nil:
			multis = slices.Clone(ix.of(doc))
		case ix.words != nil:
			multis = textOf(ix.words(doc), c.tokens(doc))
		}
		slices.Sort(multis)
		for _, m := range slices.Compact(multis) {
			out = append(out, Entry{Index: ix.name, Multi: m, Key: key.encode(), Unique: ix.unique})
		}
	}
	return out
}
