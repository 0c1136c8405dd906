// Package province loads a province of invented people and cases into an empty
// system, as large as Hunan, and measures what the system then needs: for sizing
// and for queries that must not grow slower with what is stored.
//
// What is loaded is written by the services' own rules, many objects to a unit of
// work: state, people and journal agree as if operations had brought it about. The
// same seed brings about the same, but for what is secret (keys, receipt codes) and
// for stations' codes. A load that was cut off anywhere is completed by starting it
// again; one that is complete changes nothing.
package province
