//go:build !linux

package testengines

import "time"

// Worked is 0 where no process may see another's clock.
func (p *Proc) Worked() time.Duration { return 0 }
