// Package sheet reads and writes tables as Excel files: in bounded memory,
// within limits that a hostile file cannot get around, and without ever writing
// what a spreadsheet would run as a formula.
package sheet
