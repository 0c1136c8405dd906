package cases

import (
	"context"
	"slices"

	"lianluo/api/casework"
	"lianluo/services/portal/projects"
)

// noTopic are the steps of a case that no project can stand on.
var noTopic = []casework.Step{casework.Received, casework.Rejected, casework.Withdrawn, casework.MergedStep}

// mayPropose reports whether the person makes a livelihood project of the case.
func (v view) mayPropose(ctx context.Context) bool {
	return !slices.Contains(noTopic, v.Step) && projects.MayRecord(ctx)
}

// topicTitle is what the project is called until staff have given it a title.
func (v view) topicTitle() string {
	title := []rune(v.Title)
	if v.PublicTitle != "" {
		title = []rune(v.PublicTitle)
	}
	for len(title) < 4 {
		title = append(title, '…')
	}
	return string(title[:min(len(title), 60)])
}
