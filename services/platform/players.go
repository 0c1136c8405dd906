package platform

import (
	"context"
	"path/filepath"

	"lianluo/services/platform/demo"
	"lianluo/services/portal/rehearsal"
)

// players plays the others of the demonstration's ballot for the portal's page.
type players struct{ *demo.Rehearsal }

// rehearses reports whether this process shows a demonstration, on an address that
// only this machine reaches: nowhere else does anybody act for another.
func (c Config) rehearses() bool { return c.Demo && c.trial() && c.all() }

// players are those of the demonstration, nil where there is none.
func (s *system) players() rehearsal.Players {
	if !s.config.rehearses() {
		return nil
	}
	return players{demo.NewRehearsal(filepath.Join(s.config.Data, demoFile), s.client, s.clock.Now)}
}

// Stage implements rehearsal.Players.
func (p players) Stage(ctx context.Context) (rehearsal.Stage, error) {
	b, stage, err := p.Look(ctx)
	return rehearsal.Stage{Ballot: b, Others: stage.Others, Self: stage.Self}, err
}
