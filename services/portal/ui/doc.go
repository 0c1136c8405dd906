// Package ui is the portal's design system: page shells, components, texts,
// dates and embedded assets, from which the pages are composed.
//
// Every component is a struct that is itself a templ component: @ui.Button{...}
// renders it, @(ui.Card{...}) { ... } renders it around children. What a person
// reads comes from the catalogues in messages; see README.md for an example.
package ui
