package plan

// network is a residual network without terminals: callers say at which nodes
// flow may start and end. Arc i and its reverse i^1 lie side by side.
type network struct {
	head  []int32 // first arc of a node, -1 for none
	next  []int32 // next arc of the same node
	to    []int32
	room  []int32 // residual capacity
	seen  []int32 // walk that reached a node, or dead
	via   []int32 // arc by which it was reached
	queue []int32 // nodes of the last walk, in the order reached
	walks int32
}

// dead marks nodes from which a walk has failed. They stay useless until clear,
// because no later flow can enter a set that nothing leads out of.
const dead = -1

// The two ways to walk: along residual arcs, or against them.
const (
	forward  = 0
	backward = 1
)

// reset empties the network and gives it n nodes.
func (n *network) reset(nodes int) {
	*n = network{head: n.head[:0], next: n.next[:0], to: n.to[:0], room: n.room[:0],
		seen: n.seen[:0], via: n.via[:0], queue: n.queue[:0]}
	for range nodes {
		n.node()
	}
}

func (n *network) node() int32 {
	n.head = append(n.head, -1)
	n.seen = append(n.seen, 0)
	n.via = append(n.via, 0)
	return int32(len(n.head) - 1)
}

// link adds an arc and returns its number.
func (n *network) link(from, to, capacity int32) int32 {
	arc := int32(len(n.to))
	n.to = append(n.to, to, from)
	n.room = append(n.room, capacity, 0)
	n.next = append(n.next, n.head[from], n.head[to])
	n.head[from], n.head[to] = arc, arc+1
	return arc
}

// clear takes all flow back and wakes the dead.
func (n *network) clear() {
	for i := 0; i < len(n.room); i += 2 {
		n.room[i] += n.room[i+1]
		n.room[i+1] = 0
	}
	clear(n.seen)
	n.walks = 0
}

// walk goes breadth first from start until goal holds. It returns the node found,
// or -1 with every node reached in queue.
func (n *network) walk(start, way int32, goal func(int32) bool) int32 {
	n.walks++
	n.queue = n.queue[:0]
	n.reach(start, 0)
	for i := 0; i < len(n.queue); i++ {
		at := n.queue[i]
		if goal(at) {
			return at
		}
		for arc := n.head[at]; arc >= 0; arc = n.next[arc] {
			if n.room[arc^way] > 0 {
				n.reach(n.to[arc], arc)
			}
		}
	}
	return -1
}

// reach queues a node unless it is dead or already reached by this walk.
func (n *network) reach(node, arc int32) {
	if s := n.seen[node]; s == dead || s == n.walks {
		return
	}
	n.seen[node], n.via[node] = n.walks, arc
	n.queue = append(n.queue, node)
}

// augment moves one unit of flow from start to a node where goal holds (walking
// backward: from such a node to start) and returns that node, or -1 and buries
// what it reached.
func (n *network) augment(start, way int32, goal func(int32) bool) int32 {
	end := n.walk(start, way, goal)
	if end < 0 {
		for _, node := range n.queue {
			n.seen[node] = dead
		}
		return end
	}
	for at := end; at != start; {
		arc := n.via[at]
		n.room[arc^way]--
		n.room[arc^way^1]++
		at = n.to[arc^1]
	}
	return end
}
