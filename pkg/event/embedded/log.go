package embedded

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/twmb/franz-go/pkg/kfake"
)

// brokerLog hands on kfake's warnings and remembers what could not be written,
// which kfake only logs.
type brokerLog struct {
	slog *slog.Logger

	mu   sync.Mutex
	errs []error
}

// Logf takes one line from kfake.
func (l *brokerLog) Logf(level kfake.LogLevel, format string, args ...any) {
	switch level {
	case kfake.LogLevelError:
		l.remember(format, args...)
	case kfake.LogLevelWarn:
		l.slog.Warn("embedded broker: " + fmt.Sprintf(format, args...))
		if strings.HasPrefix(format, "persist ") {
			l.remember(format, args...)
		}
	}
}

func (l *brokerLog) remember(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errs = append(l.errs, fmt.Errorf("embedded: "+format, args...))
}

// failure returns what could not be written since it was last asked.
func (l *brokerLog) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	errs := l.errs
	l.errs = nil
	return errors.Join(errs...)
}
