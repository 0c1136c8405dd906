package roster

// What can be imported into the roster from Excel files (pkg/imports), and the
// permission that its imports need; each kind needs that of what it makes besides.
const (
	ImportPermission = "person.manage"
	ImportPersons    = "persons"
	ImportUnits      = "units"
)
