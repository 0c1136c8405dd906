// Package plan makes the monthly duty roster (轮值排班) of liaison stations.
//
// It knows no store, no clock and no service: a Problem goes in, a Plan comes
// out, and the same Problem gives the same Plan in whatever order its parts are
// listed.
//
//   - Make fills every shift's needs as far as anybody can, then makes the
//     year's load as even as possible: the sum of squares of (served this year +
//     planned) over all deputies is the least there is.
//   - What cannot be filled comes back as Shortage values that name the leave,
//     the rule or the lack of people, with the cut that proves it.
//   - Check judges any set of assignments, such as one dragged by hand, by the
//     same rules; Explain says why a deputy has the load they have.
//
// The result is exact while MaxPerDay is 1, and also above 1 as long as a
// deputy's possible shifts of one day fall into separate sessions (a morning, an
// afternoon). Where shifts overlap in a chain (9-11, 10-14, 13-15) the planner
// stays on the safe side and gives a deputy one of the chain; Check allows two
// that do not touch.
//
// Groups of stations that share no deputies are solved apart: a county (23 stations,
// 1,500 deputies) takes 1 to 2 ms, a province (7,000 stations, 220,000 deputies,
// 56,000 seats) 0.25 to 0.45 s on one core, also when thousands of seats stay open.
//
// How it is solved, and why by our own code: docs/adr/0020-roster-planning.md.
package plan
