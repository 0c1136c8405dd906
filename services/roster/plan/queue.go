package plan

import "cmp"

// entry is a deputy in the queue: those with the smallest year come first, and
// among equals those with the smallest ID.
type entry struct {
	year  int
	place int   // in the group's deputies
	left  int32 // shifts still possible this month
}

// queue is a heap of entries for container/heap.
type queue []entry

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].year, q[j].year), cmp.Compare(q[i].place, q[j].place)) < 0
}

// Push appends x, an entry.
func (q *queue) Push(x any) { *q = append(*q, x.(entry)) }

// Pop takes the last entry off.
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
